import * as vscode from 'vscode'
import type { WireSettings } from '../server/protocol'

const levels = new Set(['off', 'critical', 'high', 'medium', 'low', 'info'])

/**
 * The settings as the server takes them. Each value is checked by type: a settings file can hold anything. All but
 * `errorsInEditor` have machine scope, so the reviewed folder's own settings have no say.
 */
export function readSettings(): WireSettings {
  const section = vscode.workspace.getConfiguration('plainsight')
  const rules: Record<string, string> = {}
  const given: unknown = section.get('rules')
  if (typeof given === 'object' && given !== null) {
    for (const [rule, level] of Object.entries(given)) {
      if (typeof level === 'string' && levels.has(level)) rules[rule] = level
    }
  }
  const maxFileBytes: unknown = section.get('maxFileBytes')
  const gitPath: unknown = section.get('gitPath')
  const folders: unknown = section.get('knownSources')
  const knownSources = Array.isArray(folders) ? folders.filter(one => typeof one === 'string' && one !== '') : []
  return {
    mode: section.get('mode') === 'thorough' ? 'thorough' : 'regular',
    rules,
    maxFileBytes: typeof maxFileBytes === 'number' && maxFileBytes > 0 ? Math.floor(maxFileBytes) : 10 * 1024 * 1024,
    wholeFile: section.get('wholeFile') === true,
    errorsInEditor: section.get('errorsInEditor') === true,
    ...(typeof gitPath === 'string' && gitPath !== '' ? { gitPath } : {}),
    ...(knownSources.length > 0 ? { knownSources } : {}),
  }
}
