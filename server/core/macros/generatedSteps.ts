import { isWeakSign, type SignKind, signsOf } from './signs'

/** What a line of a generated file can do that a reviewer must see, and no program that writes such files puts there. */
export type StepKind =
  | SignKind
  | 'fetches from another machine'
  | 'changes what the compiler or linker takes'
  | 'runs a program that it spells out'

interface Row {
  readonly kind: StepKind
  readonly pattern: RegExp
}

const ROWS: readonly Row[] = [
  {
    kind: 'fetches from another machine',
    pattern:
      /(?:^[-@+]*|[\s"'`;|&(])(?:curl|wget|ncat|netcat|socat|tftp|lynx)\s(?:-|[^=]{0,120}(?::\/\/|\$\{?\w*(?:url|uri)\b))|[<>]\s*\/dev\/(?:tcp|udp)\//i,
  },
  {
    kind: 'changes what the compiler or linker takes',
    pattern: /-Wl,--wrap[=,]|-fplugin=|-Wl,-plugin|-Xclang\s+-load|\bLD_PRELOAD=["']?[^"'\s]*[/$]|-Wl,--dynamic-linker/,
  },
  {
    kind: 'runs a program that it spells out',
    pattern:
      /(?:^|[\s"'`;|&(@-])(?:perl|python[\d.]*|ruby|node|php|lua|\$\(?\{?(?:PERL|PYTHON)\}?\)?)\s+-(?:e|c|r)\s+["'\\$]/,
  },
]

/** Names of files that happen to be names of programs: a variable of plain words, or a run of bare words that goes on. */
const LIST = /^(?:\w+ \+?=(?: (?!-|\$\(shell)[\w.$(){}@/+-]+)*(?: \\)?|[\w$(){}@+]+(?: [\w$(){}@+]+)* \\)$/

/** How `config.status` fills in a template, where awk cannot read from commands; autoconf writes it so itself. */
const OF_AUTOCONF =
  /^(?:eval sed \\"\\\$ac_sed_extra\\" "\$ac_file_inputs" \| )?\$AWK -f "\$(?:ac_)?tmp\/subs\.awk" \| \$SHELL(?: \\)?$/

/** A line is looked at so far. */
const LIMIT_LINE = 4000

export function stepsOf(line: string): readonly StepKind[] {
  const text = line
    .slice(0, LIMIT_LINE)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:@\w+_(?:TRUE|FALSE)@)+\s*/, '')
  if (/^(?:#|dnl\b)/.test(text) || LIST.test(text) || OF_AUTOCONF.test(text)) return []
  return [...signsOf(text), ...ROWS.filter(({ pattern }) => pattern.test(text)).map(({ kind }) => kind)]
}

/** In a list of sources a tests folder is everyday, and perl is a tool of builds. */
export function isWeakStep(kind: StepKind): boolean {
  switch (kind) {
    case 'fetches from another machine':
    case 'changes what the compiler or linker takes':
      return false
    case 'reads a tests folder':
    case 'runs a program that it spells out':
      return true
    default:
      return isWeakSign(kind)
  }
}
