import type { TextSpan } from '../../../core/model/location'

/** Build code that a build loads or runs by words of its own, where only a computation says which code that is. */
export interface ComputedStep {
  /** `included`: a file that is loaded. `evaluated`: text, or a name that is called. */
  readonly message: 'included' | 'evaluated'
  readonly severity: 'medium' | 'low'
  readonly span: TextSpan
  /** Where the text comes from, as far as it stands in the file. */
  readonly parts: readonly TextSpan[]
  /** The words of the build that load or run it. */
  readonly where: string
  /** As written. */
  readonly code: string
  readonly origin: Origin
}

/** Where a text comes from. */
export interface Origin {
  readonly kind: 'text' | 'output' | 'environment' | 'pieces' | 'search' | 'option' | 'outside' | 'data'
  /** For people, to follow a colon. */
  readonly says: string
  readonly at?: TextSpan
}

/** Under a folder of tests, or with the ending of pictures and archives: a name that no build code has. */
export const isData = (path: string): boolean => isTestData.test(path) || neverCode.test(path)

const isTestData =
  /(?:^|[/\\])(?:tests?|fixtures?|testdata|test[-_]files|corpus|samples?)[/\\](?:[^\s/\\]+[/\\])*[^\s/\\]+\.(?:bin|dat|data|xz|gz|bz2|lzma|zst|zip|tar|raw|img|o|so|txt|csv|der|pem)$/i
const neverCode = /\.(?:png|jpe?g|gif|ico|svg|pdf|wav|mp3|bin|xz|gz|bz2|zip|zst|dat|log|tmp)$/i

/** Places that whoever is on the machine, or the user alone, fills. */
export const isTemporary = (path: string): boolean =>
  /^(?:\/(?:var\/)?tmp|\/dev\/shm|~|\$ENV\{(?:HOME|TE?MP|TMPDIR|USERPROFILE|(?:LOCAL)?APPDATA|PUBLIC)\})(?:[/\\]|$)/i.test(
    path,
  )
