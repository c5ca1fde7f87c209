import type { CodeUnit } from '../embedded/code'
import { comparePositions, isInside } from '../model/location'
import type { ProgramArgument, ProgramCall, ProgramReading } from '../syntax/program'
import { shownValue, textsOf } from '../syntax/value'
import { dynamicUseOf } from './dynamicCall'
import { addressesIn } from './endpoint'
import { sharedFetches } from './fetchedProgram'

/** A file that a program writes from what another machine answers, and what it does with it then. */
export interface FetchedFile {
  /** `started`: a process is started from it. `kept`: it is a program by its name. */
  readonly form: 'started' | 'kept'
  readonly request: ProgramCall
  readonly write: ProgramCall
  /** The call that starts it; absent where it is only kept. */
  readonly start?: ProgramCall
  /** Empty when no call has the address. */
  readonly host: string
  /** For people: the path as far as it is known, else as written. */
  readonly path: string
  /** The address is no text of the file: it is decoded or put together. */
  readonly isAddressHidden: boolean
}

/** Calls that bring what another machine answers, by the manuals of the libraries; targets without imports count too. */
const FETCHES = new RegExp(
  `${sharedFetches.source}|${/(?:^|[./])https?\.(?:[gG]et|request|NewRequest|Post|DefaultClient)\b|^(?:requests|httpx|aiohttp)\b.*\.?(?:get|post|request)\b|^(?:::)?(?:Net::HTTP|URI|OpenURI|HTTParty|Faraday|RestClient|Typhoeus|Excon)[.:]+(?:get\w*|open|start|post\w*|read|new)\b|^\\?(?:file_get_contents|curl_exec|fopen|copy)$|\b(?:reqwest|ureq|isahc|attohttpc)::|\b(?:openStream|openConnection)\b|\bHttpClient\b|\b(?:DownloadFile|DownloadData|DownloadString|Get(?:ByteArray|String|Stream)Async)\w*$|^(?:URLDownloadToFile\w*|curl_easy_perform)$|^(?:LWP::Simple::)?(?:getstore|get)$/.source}`,
)
/** Both at once, with the path as the argument of that number. */
const SAVES: readonly (readonly [RegExp, number])[] = [
  [/(?:^|\.)urlretrieve$|\bDownloadFile\w*$|(?:^|::)getstore$|^\\?copy$|\bFiles\.copy$/, 1],
  [/^URLDownloadToFile\w*$/, 2],
]
const WRITES =
  /(?:^|[.:/])(?:os\.(?:Create|WriteFile|OpenFile|CreateTemp)|ioutil\.(?:WriteFile|TempFile))$|^(?:builtins\.|io\.)?open$|(?:^|\.)(?:writeFile|writeFileSync|createWriteStream|openSync|outputFile\w*|write_bytes|write_text|NamedTemporaryFile)$|^(?:::)?(?:File|IO)\.(?:open|write|binwrite|new)$|(?:^|::)(?:File::create|fs::write)$|^\\?(?:file_put_contents|fopen)$|(?:^|[.: ])(?:FileOutputStream|FileWriter|Files\.(?:write|newOutputStream)|File\.(?:WriteAll\w+|Create|OpenWrite)|FileStream)$/
const MODES = /^(?:[ra]b?t?|rt|r:.*)$/
/** Names of files that are run, loaded or served. */
const PROGRAM =
  /\.(?:php\d?|phtml|js|mjs|cjs|py|pyw|rb|pl|sh|bash|exe|dll|so|dylib|jar|bat|cmd|ps1|vbs|scr|jsp|aspx?|elf|bin)$/i
const MOST = 200

/** What every such program has in it, so that most need not be read. */
const mentions =
  /fetch|http|axios|\bgot\b|needle|superagent|request|undici|urlopen|urlretrieve|URI|file_get_contents|curl_|reqwest|ureq|openStream|openConnection|Download|getstore/
/** The licence of most C files names an address, and `fetch` and `request` are names of their own there. */
const mentionsInC = /curl_easy_perform|URLDownloadToFile/

/**
 * Files that are written and started in a program that also fetches: the path of both calls is the same text, or the same
 * expression. What is written need not be followed; two of the three calls stand in one function, or all of them name it.
 */
export function fetchedFiles(unit: CodeUnit): readonly FetchedFile[] {
  const isC = unit.language === 'c' || unit.language === 'cpp'
  if (!(isC ? mentionsInC : mentions).test(unit.body.text)) return []
  const reading = unit.program()
  if (reading === undefined) return []
  const fetches = reading.calls.filter(isFetch).slice(0, MOST)
  const [first] = fetches
  if (first === undefined) return []
  const writes = reading.calls.flatMap(call => writeOf(call)).slice(0, MOST)
  if (writes.length === 0) return []
  const starts = startsIn(unit, reading).slice(0, MOST)
  return writes.flatMap((write): readonly FetchedFile[] => {
    const own = fetches.filter(one => reaches(one, write.call.within, reading))
    const request =
      fetches.find(one => one === write.call) ?? own.find(one => hostOf(one, reading) !== '') ?? own[0] ?? first
    const shared = { request, write: write.call, ...addressOf(request, reading), path: shownPath(write.path) }
    const held = heldBy(write, reading)
    const start = starts.find(call => {
      const isReached = reaches(request, write.call.within, reading) || reaches(request, call.within, reading)
      const isOnce = write.call.within === call.within || textsOf(write.path.value).length > 0
      return (
        isReached &&
        isOnce &&
        comparePositions(write.call.span.start, call.span.start) <= 0 &&
        startsFrom(call, write.path, held)
      )
    })
    if (start !== undefined) return [{ form: 'started', ...shared, start }]
    const isFed =
      own.some(one => isInside(one.span, write.call.span)) ||
      request === write.call ||
      isGiven(write.call, own, reading)
    return isFed && PROGRAM.test(shownValue(write.path.value)) ? [{ form: 'kept', ...shared }] : []
  })
}

/** The calls of a program that start others. */
export function startsIn({ language }: CodeUnit, { calls }: ProgramReading): readonly ProgramCall[] {
  return calls.filter(call => dynamicUseOf(language, call) === 'process' && call.form !== 'decorator')
}

/** Whether a call stands in a function, or in one that is called there. */
function reaches({ within }: ProgramCall, from: string, { calls }: ProgramReading): boolean {
  return (
    within === from ||
    (within !== '' && calls.some(call => call.within === from && call.callee.split(/[.:]+/).at(-1) === within))
  )
}

interface Write {
  readonly call: ProgramCall
  readonly path: ProgramArgument
}

function isFetch(call: ProgramCall): boolean {
  if (!FETCHES.test(call.target) && !FETCHES.test(call.callee)) return false
  if (!/(?:^|\\)(?:file_get_contents|fopen|copy|get)$/.test(call.target)) return true
  const [first] = call.arguments
  return first !== undefined && (/^(?:https?|ftp):/.test(shownValue(first.value)) || /^\$\w+$/.test(first.raw))
}

function writeOf(call: ProgramCall): readonly Write[] {
  const saved = SAVES.find(([target]) => target.test(call.target))?.[1]
  if (saved === undefined && !WRITES.test(call.target)) return []
  const path =
    saved === undefined && /(?:write_bytes|write_text)$/.test(call.target) ? undefined : call.arguments[saved ?? 0]
  if (path === undefined) return []
  const mode = call.arguments[1]
  if (/open$|FileStream$/.test(call.target) && (mode === undefined || MODES.test(shownValue(mode.value)))) return []
  return [{ call, path }]
}

/** The variable that is given what the call makes: `f` of `f, _ := os.Create(…)`. */
function heldBy({ call }: Write, { assignments }: ProgramReading): string | undefined {
  const name = assignments.find(({ span }) => isInside(call.span, span))?.name
  return name === undefined ? undefined : /[\w$]+/.exec(name)?.[0]
}

function startsFrom(call: ProgramCall, path: ProgramArgument, held: string | undefined): boolean {
  const texts = textsOf(path.value).filter(text => text.length > 3)
  const raw = path.raw.trim()
  const isName = /^[\w.$@]+(?:\(\))?$/.test(raw) && !/^["'\d]/.test(raw)
  return call.arguments
    .flatMap(argument => argument.elements ?? [argument])
    .some(argument => {
      const value = shownValue(argument.value)
      if (texts.some(text => value === text || value.includes(text))) return true
      const words: readonly string[] = argument.raw.match(/[\w.$@]+/g) ?? []
      const bare = raw.replace(/\(\)$/, '')
      return (
        (isName && words.some(word => word === bare || word.startsWith(`${bare}.`))) ||
        (held !== undefined && words.some(word => word === `${held}.Name` || word === `${held}.name`))
      )
    })
}

function isGiven(write: ProgramCall, own: readonly ProgramCall[], { assignments }: ProgramReading): boolean {
  const names = assignments
    .filter(({ span, within }) => within === write.within && own.some(one => isInside(one.span, span)))
    .map(({ name }) => name)
  return write.arguments.slice(1).some(({ raw }) => (raw.match(/[\w$@]+/g) ?? []).some(word => names.includes(word)))
}

function addressOf(
  request: ProgramCall,
  reading: ProgramReading,
): { readonly host: string; readonly isAddressHidden: boolean } {
  const host = hostOf(request, reading)
  const isWritten = reading.strings.some(({ value }) => /^(?:https?|ftp):\/\//.test(shownValue(value)))
  return {
    host,
    isAddressHidden:
      !isWritten &&
      (host !== '' || request.arguments.some(({ raw }) => /decode|hex2bin|rot13|atob|fromCharCode|chr\(/i.test(raw))),
  }
}

function hostOf(request: ProgramCall, { strings }: ProgramReading): string {
  const given = request.arguments.map(({ value }) => value)
  const inside = strings.filter(({ span }) => isInside(span, request.span)).map(({ value }) => value)
  return [...given, ...inside].flatMap(value => addressesIn(shownValue(value)))[0]?.host ?? ''
}

function shownPath({ value, raw }: ProgramArgument): string {
  const shown = shownValue(value)
  return shown === '' || shown === '…' ? raw : shown
}
