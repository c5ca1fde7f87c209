import { isAbsolute } from 'node:path'
import { isSeverity } from '../core/model/severity'
import type { InitializationOptions, WireSettings } from '../protocol'

export const DEFAULT_SETTINGS: WireSettings = {
  mode: 'regular',
  rules: {},
  maxFileBytes: 10 * 1024 * 1024,
  wholeFile: false,
  errorsInEditor: false,
}

const LIMIT_FILE_BYTES = 1024 * 1024 * 1024

/** What a client sent as settings, value by value: one of the wrong type counts as not given. */
export function readSettings(value: unknown): WireSettings {
  const given = asRecord(value)
  const { mode, maxFileBytes, wholeFile, errorsInEditor, gitPath, knownSources } = given
  return {
    mode: mode === 'thorough' || mode === 'regular' ? mode : DEFAULT_SETTINGS.mode,
    rules: readRules(given.rules),
    maxFileBytes:
      typeof maxFileBytes === 'number' && Number.isInteger(maxFileBytes) && maxFileBytes > 0
        ? Math.min(maxFileBytes, LIMIT_FILE_BYTES)
        : DEFAULT_SETTINGS.maxFileBytes,
    wholeFile: wholeFile === true,
    errorsInEditor: errorsInEditor === true,
    // a relative program name would be looked up in the reviewed folder
    ...(typeof gitPath === 'string' && isAbsolute(gitPath) ? { gitPath } : {}),
    ...readFolders(knownSources),
  }
}

/** Paths that are not absolute stay, so that the one who asks for the comparison is told. */
function readFolders(value: unknown): Pick<WireSettings, 'knownSources'> {
  const folders = Array.isArray(value) ? value.filter(one => typeof one === 'string' && one !== '') : []
  return folders.length === 0 ? {} : { knownSources: folders }
}

export interface SafeInitialization {
  readonly settings: WireSettings
  readonly storage?: string
  readonly decisions?: string
  readonly clientCommands: boolean
}

export function readInitialization(value: unknown): SafeInitialization {
  const given: Partial<Record<keyof InitializationOptions, unknown>> = asRecord(value)
  return {
    settings: readSettings(given.settings),
    ...(isFolder(given.storage) ? { storage: given.storage } : {}),
    ...(isFolder(given.decisions) ? { decisions: given.decisions } : {}),
    clientCommands: given.clientCommands === true,
  }
}

function isFolder(value: unknown): value is string {
  return typeof value === 'string' && isAbsolute(value)
}

function readRules(value: unknown): WireSettings['rules'] {
  const entries = Object.entries(asRecord(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && (entry[1] === 'off' || isSeverity(entry[1])),
  )
  return Object.fromEntries(entries)
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
