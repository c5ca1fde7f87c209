import type { DidChangeConfigurationParams } from 'vscode-languageserver'
import type { WireSettings } from '../protocol'
import type { ServerContext } from './context'
import { readSettings } from './settings'

const SECTION = 'plainsight'

/** Takes over settings, pushed or asked for, and looks again at everything that is shown. */
export async function didChangeConfiguration(
  context: ServerContext,
  { settings }: DidChangeConfigurationParams,
  set: (settings: WireSettings) => void,
): Promise<void> {
  const { connection, abilities, runs } = context
  const pushed: unknown = typeof settings === 'object' && settings !== null ? settings[SECTION] : undefined
  const asks = pushed === undefined && abilities.sendsConfiguration
  const value = asks ? await connection.workspace.getConfiguration(SECTION) : pushed
  // a client that has no settings of ours has not changed any
  if (value === undefined || value === null) return
  const next = readSettings(value)
  if (JSON.stringify(next) === JSON.stringify(context.settings())) return
  set(next)
  runs.catchUpAll()
  await context.refreshPulled()
}
