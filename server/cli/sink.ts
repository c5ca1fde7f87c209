import { type FileHandle, open } from 'node:fs/promises'
import { SourceProblem } from '../host/sources'

/** Where the result goes. `write` waits until the text is on its way, so that a slow reader bounds our memory. */
export interface Sink {
  write(text: string): Promise<void>
  close(): Promise<void>
}

/** The reader of a pipe went away: nothing more is wanted. */
export class ReaderGone extends Error {}

export function streamSink(stream: NodeJS.WriteStream): Sink {
  let failure: Error | undefined
  stream.on('error', error => {
    failure = error
  })
  return {
    write: text =>
      new Promise((done, fail) => {
        const settle = (error: Error | null | undefined) => {
          const problem = error ?? failure
          if (problem === undefined) done()
          else fail(isGone(problem) ? new ReaderGone() : notWritten('the result', problem))
        }
        if (failure !== undefined || text === '') settle(failure)
        else
          try {
            stream.write(text, settle)
          } catch (error) {
            // A file is written at once, and a full disk is thrown before any callback.
            settle(error instanceof Error ? error : new Error(String(error)))
          }
      }),
    close: async () => undefined,
  }
}

/** @throws SourceProblem when the file cannot be created. */
export async function fileSink(path: string): Promise<Sink> {
  let handle: FileHandle
  try {
    handle = await open(path, 'w')
  } catch (error) {
    throw notWritten(path, error)
  }
  return {
    write: async text => {
      try {
        await handle.writeFile(text, 'utf8')
      } catch (error) {
        throw notWritten(path, error)
      }
    },
    close: () => handle.close(),
  }
}

function notWritten(name: string, error: unknown): SourceProblem {
  return new SourceProblem(`${name} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
}

function isGone(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
}
