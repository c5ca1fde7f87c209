import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { Registry } from '../core/rule/registry'
import { rules } from '../rules'
import { precedents } from '../rules/precedents'
import { hostBackend } from './hostBackend'
import { serve } from './server'

/*
 * The language server's process: `--stdio`, or `--node-ipc` below an editor. The library ends it when the client's
 * process or its stream ends; a channel to a parent that is gone is the one thing it does not watch.
 */
process.once('disconnect', () => process.exit(1))
// a signal alone would skip the clearing of scratch folders that is done at exit
for (const [name, number] of [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const)
  process.once(name, () => process.exit(128 + number))

serve(createConnection(ProposedFeatures.all), ({ storage, decisions }) =>
  hostBackend({
    registry: new Registry(rules),
    precedents,
    ...(storage === undefined ? {} : { scratch: storage }),
    ...(decisions === undefined ? {} : { decisions }),
  }),
)
