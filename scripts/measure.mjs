// npm run measure: figures that need real trees, which are given as clones (bare or not) and only read.
//
//   npm run measure -- grammars [NAME=]DIR… [--tuning [NAME=]DIR]… [--write] [--errors ROW]
//   npm run measure -- probes   [NAME=]DIR… [--tuning [NAME=]DIR]… [--seed N] [--write] [--show]
//
// --tuning names trees that grammars were adjusted to; they get a table of their own. --errors and --show print what
// fails. --write puts the figures into docs/LANGUAGES.md.
import { argv, exit } from 'node:process'
import { parseArgs } from 'node:util'
import { installPackages } from './install.mjs'

const usage = 'usage: npm run measure -- grammars|probes [NAME=]DIR… [--tuning [NAME=]DIR]… [--write]'

const { values, positionals } = readOptions()
const [what, ...fresh] = positionals
if (fresh.length + values.tuning.length === 0) fail(usage)
await installPackages()
try {
  if (what === 'grammars') {
    const { measureGrammars } = await import('./measure/grammars.mjs')
    await measureGrammars({ fresh, ...values })
  } else if (what === 'probes') {
    const seed = Number(values.seed)
    if (!Number.isSafeInteger(seed)) fail('--seed needs a whole number')
    const { measureProbes } = await import('./measure/probes.mjs')
    await measureProbes({ ...values, fresh, seed })
  } else fail(usage)
} catch (error) {
  console.error(error.message)
  exit(1)
}

function readOptions() {
  try {
    return parseArgs({
      args: argv.slice(2),
      allowPositionals: true,
      options: {
        errors: { type: 'string' },
        seed: { type: 'string', default: '1' },
        show: { type: 'boolean', default: false },
        tuning: { type: 'string', multiple: true, default: [] },
        write: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(`${error.message}\n${usage}`)
  }
}

function fail(message) {
  console.error(message)
  return exit(2)
}
