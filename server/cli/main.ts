import { escapeTerminal, escapeTerminalLines } from '../core/explain/escape'
import { Cancelled } from '../core/review'
import { GitProblem } from '../host/git/repository'
import { SourceProblem } from '../host/sources'
import { type Invocation, readArguments, UsageError } from './arguments'
import { runCommand } from './commands'
import { startServer } from './commands/lsp'
import { EXIT } from './exitCode'
import { helpText } from './help'
import { progressOn } from './progress'
import { Session } from './session'
import { fileSink, ReaderGone, streamSink } from './sink'
import { version } from './version'

/** As shells have it for a process whose reader went away. */
const READER_GONE = 141
const DEFAULT_WIDTH = 80

main(process.argv.slice(2)).then(
  code => exitWith(code),
  error => {
    // A mistake of ours: what was found so far must not look like a verdict.
    say(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    exitWith(EXIT.usage)
  },
)

async function main(args: readonly string[]): Promise<number> {
  try {
    const request = readArguments(args)
    const out = streamSink(process.stdout)
    switch (request.kind) {
      case 'help':
        await out.write(helpText(request.command))
        return EXIT.clean
      case 'version':
        await out.write(`${version}\n`)
        return EXIT.clean
      case 'run':
        if (request.invocation.command === 'lsp') return await startServer(request.invocation)
        return await run(request.invocation)
    }
  } catch (error) {
    if (error instanceof ReaderGone) return READER_GONE
    if (error instanceof UsageError) say(withRemedy(error.message, error.hint))
    else if (error instanceof SourceProblem || error instanceof GitProblem) say(withRemedy(error.message, error.remedy))
    else throw error
    return EXIT.usage
  }
}

async function run(invocation: Invocation): Promise<number> {
  const abort = new AbortController()
  const sink = invocation.output === undefined ? streamSink(process.stdout) : await fileSink(invocation.output)
  const session = new Session({
    invocation,
    sink,
    progress: progressOn(process.stderr, invocation.progress),
    signal: abort.signal,
    color: isColoured(invocation),
    width: widthOf(process.stdout),
    warn: say,
  })
  const interrupt = () => {
    // A second Ctrl+C ends us the usual way.
    process.removeListener('SIGINT', interrupt)
    process.removeListener('SIGTERM', interrupt)
    process.exitCode = EXIT.interrupted
    abort.abort(new Cancelled())
    // Whoever waits for input would wait on.
    process.stdin.destroy()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  // Emitted when nothing is left to wait for and no result was reached: that is no verdict, and must not look like one.
  process.once('beforeExit', () => exitWith(EXIT.usage))
  try {
    const code = await withGrace(runCommand(session), abort.signal)
    if (!abort.signal.aborted) return code
  } catch (error) {
    if (!abort.signal.aborted) throw error
  } finally {
    await session.dispose()
    await sink.close()
  }
  say(`interrupted: ${session.covered}`)
  return EXIT.interrupted
}

/** Git and its folder are put away in this time; then we end without them. */
const GRACE_MS = 2000

async function withGrace(command: Promise<number>, signal: AbortSignal): Promise<number> {
  let timer: NodeJS.Timeout | undefined
  const grace = new Promise<number>(done => {
    // The timer keeps us alive: a command whose input is gone may wait for nothing, and we would end without a word.
    signal.addEventListener('abort', () => (timer = setTimeout(done, GRACE_MS, EXIT.interrupted)), { once: true })
  })
  try {
    return await Promise.race([command, grace])
  } finally {
    clearTimeout(timer)
  }
}

function isColoured({ color, output, format }: Invocation): boolean {
  if (color !== 'auto') return color === 'always'
  const isOff = (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb'
  return format === 'text' && output === undefined && process.stdout.isTTY && !isOff
}

/** Readable at 80 columns; wider terminals get up to 120, since longer lines are hard to read. Some say 0. */
function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? Math.max(40, Math.min(120, stream.columns || DEFAULT_WIDTH)) : DEFAULT_WIDTH
}

function withRemedy(message: string, remedy: string | undefined): string {
  const shown = escapeTerminal(message)
  return remedy === undefined ? shown : `${shown}\n  try: ${escapeTerminal(remedy)}`
}

/** Messages name paths, revisions and arguments, so they are as hostile as those. */
function say(text: string): void {
  process.stderr.write(`plainsight: ${escapeTerminalLines(text)}\n`)
}

/** Lets what was written reach its reader first; workers and sockets that are still open do not hold us. */
function exitWith(code: number): void {
  process.exitCode = code
  process.stdout.write('', () => process.exit(code))
}
