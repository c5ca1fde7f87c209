// The parts of the core that are measured, bundled as the tests are.
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildForScript, copyWasm } from '../build.mjs'
import { out } from '../paths.mjs'

const modules = [
  'server/core/content/binary',
  'server/core/content/text',
  'server/core/syntax/conditionals',
  'server/core/syntax/embeddedText',
  'server/core/syntax/grammars',
  'server/core/syntax/language',
  'server/core/syntax/lineTable',
  'server/core/syntax/probeComparison',
  'server/core/syntax/probeErrors',
  'server/core/syntax/probes',
  'server/core/syntax/sourceTree',
  'server/core/syntax/template',
  'server/host/wasm',
]

export async function loadCore() {
  const outfile = join(out, 'measure', 'core.cjs')
  mkdirSync(join(out, 'measure'), { recursive: true })
  await Promise.all([copyWasm(), buildForScript(modules.map(name => `export * from './${name}'`).join('\n'), outfile)])
  return createRequire(import.meta.url)(outfile)
}
