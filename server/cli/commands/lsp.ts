import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { distFolder } from '../../host/bundle'
import { SourceProblem } from '../../host/sources'
import { type Invocation, UsageError } from '../arguments'

/** Hands this process over to the language server, which ends it when its connection ends. */
export async function startServer({ stdio }: Invocation): Promise<never> {
  if (!stdio) throw new UsageError('lsp needs to know how to speak', 'plainsight lsp --stdio')
  const server = join(distFolder, 'server.js')
  if (!existsSync(server)) throw new SourceProblem('the language server is not part of this installation')
  // It reads --stdio from the command line, as every server of its kind does.
  createRequire(server)(server)
  return new Promise(() => undefined)
}
