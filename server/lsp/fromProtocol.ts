import { type CancellationToken, type Diagnostic, LSPErrorCodes, ResponseError } from 'vscode-languageserver'
import { type DiagnosticData, NOT_OPEN } from '../protocol'
import { DIAGNOSTIC_SOURCE } from './toProtocol'

/** Fires when the client cancels; the engine knows signals only. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController()
  if (token.isCancellationRequested) controller.abort()
  else token.onCancellationRequested(() => controller.abort())
  return controller.signal
}

/** The data of a diagnostic of ours, as the client sends it back; undefined for anybody else's. */
export function dataOf({ source, data }: Diagnostic): DiagnosticData | undefined {
  return source === DIAGNOSTIC_SOURCE ? asDiagnosticData(data) : undefined
}

export function asDiagnosticData(value: unknown): DiagnosticData | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, fingerprint, rule } = value as Partial<Record<keyof DiagnosticData, unknown>>
  return typeof id === 'string' && typeof fingerprint === 'string' && typeof rule === 'string'
    ? { id, fingerprint, rule }
    : undefined
}

/** For a request about a change set, file or finding that is not here. */
export function notOpen(what: string): ResponseError<void> {
  return new ResponseError(NOT_OPEN, what)
}

/** The client cancelled, or asked for something that takes the place of this. */
export function requestCancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')
}

/** The answer would be about a text that is no longer there. */
export function outdated(): ResponseError<{ retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'the document has changed', { retriggerRequest: true })
}
