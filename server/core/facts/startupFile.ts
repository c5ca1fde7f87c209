import { isTestFolder } from '../formats/sourceKind'
import { spanOf, type TextSpan } from '../model/location'
import { baseName, latin1 } from '../model/path'
import type { Severity } from '../model/severity'
import { defineCollector } from '../rule/rule'
import type { StartupFile } from './kinds'

interface TextRow {
  /** On the path. */
  readonly file: RegExp
  /** What a line must say for the file to do more than lie there. */
  readonly line: RegExp
  /** Completes "takes effect when …". */
  readonly when: string
  readonly severity: Severity
}

/** A path that leads to another machine, as Windows writes it. */
const REMOTE = String.raw`(?:\\\\|file:|https?:)`

/**
 * Files that a program reads by itself, by the documentation of that program, with the lines by which they run something
 * or reach out. What editors, hooks and `.pth` files do is the business of other rules.
 */
const textRows: readonly TextRow[] = [
  row(/(^|\/)(site|user)customize\.py$/, /^\s*[^\s#]/, 'Python starts with this folder on its path', 'medium'),
  row(/(^|\/)autorun\.inf$/i, /^\s*(?:open|shellexecute|shell\\[^=]*\\command)\s*=\s*\S/i, 'Windows opens the medium'),
  row(
    /(^|\/)desktop\.ini$/i,
    new RegExp(String.raw`^\s*(?:(?:UI)?CLSID2?\s*=\s*\{|Icon(?:File|Resource)\s*=\s*${REMOTE})`, 'i'),
    'Explorer shows the folder',
  ),
  row(/\.scf$/i, new RegExp(String.raw`^\s*IconFile\s*=\s*${REMOTE}`, 'i'), 'Explorer shows the folder'),
  row(
    /\.(url|website)$/i,
    new RegExp(String.raw`^\s*(?:URL\s*=\s*(?:file:|\\\\)|(?:IconFile|WorkingDirectory)\s*=\s*${REMOTE})`, 'i'),
    'Explorer shows the folder or opens the link',
  ),
  row(/\.(library-ms|searchConnector-ms)$/i, new RegExp(`<url>\\s*${REMOTE}`, 'i'), 'Explorer shows the folder'),
  row(
    /\.\w+proj\.user$/i,
    /<(?:Exec|Target|UsingTask|Import|(?:Pre|Post)(?:Build|Link)Event)\b/,
    'the project beside it is built',
  ),
  row(/(^|\/)(Directory\.Build|MSBuild)\.rsp$/i, /[-/](?:l|logger|dl|distributedlogger)[:=]/i, 'MSBuild starts here'),
  row(/\.ps1xml$/i, /<ScriptBlock\b/i, 'PowerShell formats or extends an object', 'low'),
  row(/(^|\/)\.gdbinit$/, /^\s*(?:shell|!|python|py|source|pipe)\b/, 'GDB starts here and trusts the folder', 'low'),
  row(/(^|\/)\.lldbinit$/, /^\s*(?:command\s+(?:script|source)|script|platform\s+shell)\b/, 'LLDB starts here', 'low'),
  row(
    /(^|\/)\.Rprofile$/,
    /\bsystem2?\s*\(|\bdownload\.file\s*\(|\beval\s*\(\s*parse|source\(\s*["']https?:/,
    'R starts here',
  ),
  row(/(^|\/)\.(exrc|nvimrc|nvim\.lua)$/, /\b(?:curl|wget|powershell|nc|base64)\b.*\|/, 'Vim starts here'),
  row(
    /(^|\/)\.dir-locals(-2)?\.el$/,
    /\(\s*eval\s*\.|\b(?:shell-command|call-process|start-process|async-shell-command|url-retrieve)/,
    'Emacs opens a file of the folder',
  ),
  row(/(^|\/)\.(exrc|nvimrc|nvim\.lua)$/, /!\s*\w|\bsystem\(|\bos\.execute|\bjobstart/, 'Vim starts here', 'low'),
  row(
    /(^|\/)\.(irbrc|pryrc)$/,
    /`[^`]+`|\bsystem\b|\bexec\b|\beval\b|Net::HTTP|open-uri/,
    'a Ruby console starts here',
    'low',
  ),
  row(/(^|\/)\.ghci$/, /^\s*:(?:!|cmd|script)/, 'GHCi starts here', 'low'),
  row(
    /(^|\/)\.npmrc$/,
    /^\s*(?:script-shell|git|onload-script|init-module|node-options\s*=.*(?:--require|-r\b|--import))\s*=?/,
    'npm runs in this folder',
  ),
  row(
    /(^|\/)\.yarnrc(\.yml)?$/,
    /^\s*(?:yarnPath\s*:|yarn-path)\s*(?!.*\.yarn\/releases\/yarn-[\w.-]+\.c?js["']?\s*$)\S/,
    'Yarn starts in this folder',
  ),
  row(
    /(^|\/)\.yarnrc\.yml$/,
    // Yarn's own plugins are named by `@yarnpkg/plugin-…`, in their file and in their `spec`.
    /^\s*(?:-\s*|(?:-\s+)?path\s*:\s*)["']?(?:\.{0,2}\/)?[\w./-]*plugin(?!s\/@yarnpkg\/)[\w./-]*\.[cm]?js["']?\s*$/,
    'Yarn starts in this folder',
  ),
]

function row(file: RegExp, line: RegExp, when: string, severity: Severity = 'medium'): TextRow {
  return { file, line, when, severity }
}

/** Options of Vim that hold an expression, with a call that starts something; Vim runs some of them outside its sandbox. */
const VIM_LINE =
  /(?:^|\s)(?:vim?|ex):.*\b(?:fde|foldexpr|inde|indentexpr|fex|formatexpr|inex|includeexpr|stl|statusline|fdt|foldtext|bexpr|balloonexpr|pexpr|printexpr|dex|diffexpr|pex|patchexpr|kp|keywordprg|ft|filetype|syn|syntax)=\S*(?:\bsystem(?:list)?\(|\bexecute\(|\bluaeval\(|\bpy3?eval\(|\blibcall\(|!|\bassert_fails\(|\bfeedkeys\()/
/** Emacs asks before it evaluates these, once for each file. */
const EMACS_LINE =
  /(?:-\*-.*\beval\s*:|^\W{0,6}\s*eval\s*:)\s*.*\((?:[\w-]*shell-command[\w-]*|call-process[\w-]*|start-process[\w-]*|make-process|load(?:-file)?|url-retrieve[\w-]*|eval|funcall)\b/

/** Lines of a file at either end that Vim looks at by default. */
const VIM_LINES = 5
/** Emacs looks for its list of variables in the last 3,000 characters. */
const EMACS_LINES = 30

/** Settings for an editor that stand in the file itself. */
function settingsAtEnds(lines: readonly string[]): readonly (TextRow & { readonly index: number })[] {
  const found: (TextRow & { readonly index: number })[] = []
  for (let index = 0; index < lines.length; index++) {
    if (index === VIM_LINES) index = Math.max(index, lines.length - EMACS_LINES)
    const line = (lines[index] ?? '').slice(0, 500)
    const isAtEnd = index < VIM_LINES || index >= lines.length - VIM_LINES - 1
    if (isAtEnd && line.includes(':') && VIM_LINE.test(line))
      found.push({ index, ...row(/^/, VIM_LINE, 'Vim opens the file') })
    else if (line.includes('eval') && EMACS_LINE.test(line))
      found.push({ index, ...row(/^/, EMACS_LINE, 'Emacs opens the file') })
  }
  return found
}

/** One fact a file: the first line the change touches that does something. */
export const startupText = defineCollector({
  kind: 'startup-file',
  collect: context => {
    if (context.side === 'old') return []
    const rows = textRows.filter(({ file }) => file.test(context.path))
    const ends = settingsAtEnds(context.text.lines)
    if (rows.length + ends.length === 0) return []
    const stood = new Set(context.other?.lines.map(line => line.trim()))
    const lines = rows.length > 0 ? [...context.text.lines.keys()] : ends.map(({ index }) => index)
    for (const index of lines) {
      const line = context.text.lines[index] ?? ''
      const start = line.search(/\S/)
      const span: TextSpan = spanOf(index + 1, Math.max(0, start), line.trim().length)
      const found =
        rows.find(row => row.line.test(line.slice(0, 2000))) ?? ends.find(setting => setting.index === index)
      if (found === undefined || stood.has(line.trim()) || !context.isChanged(span)) continue
      const data: StartupFile = { when: found.when, severity: eased(found.severity, context.path) }
      return [{ subject: context.path, side: 'new', at: span, data }]
    }
    return []
  },
})

/** Programs that are named by links of Windows to run something else. */
const STARTERS = /\b(?:powershell|pwsh|cmd(?:\.exe)|mshta|wscript|cscript|rundll32|regsvr32|certutil|msiexec)\b/i

/** The same of binary files. */
export const startupBinary = defineCollector({
  kind: 'startup-file',
  collectBinary: ({ path, old, new: now }) => {
    const data = now === undefined || old?.hash === now.hash ? undefined : binaryData(path, now.bytes)
    if (data === undefined) return []
    return [
      {
        subject: path,
        side: 'new',
        at: 'file',
        text: baseName(path),
        data: { ...data, severity: eased(data.severity, path) },
      },
    ]
  },
})

function binaryData(path: string, bytes: Uint8Array): StartupFile | undefined {
  const name = baseName(path)
  if (/\.suo$/i.test(name)) return { when: 'Visual Studio opens the solution', severity: 'medium' }
  if (/\.lnk$/i.test(name)) {
    const [starter] = STARTERS.exec(latin1(bytes.subarray(0, 65_536)).replace(/\0/g, '')) ?? []
    if (starter === undefined) return { when: 'the link or only its folder is opened', severity: 'medium' }
    return { when: `the link is opened: it names ${starter.toLowerCase()}`, severity: 'high' }
  }
  if (/^(?:ntuser|usrclass)\.(?:dat|man)$/i.test(name) && latin1(bytes.subarray(0, 4)) === 'regf')
    return { when: 'Windows loads the profile that the folder is', severity: 'medium' }
  if (/(^|\/)META-INF\/(?!versions\/)(?:.*\/)?[^/]+\.class$/.test(path))
    return { when: 'a loader looks into META-INF', severity: 'medium' }
  if (/\.pyc$/i.test(name) && isBelieved(bytes))
    return { when: 'its module is imported, whatever its source', severity: 'medium' }
  return undefined
}

/** Python's "unchecked hash" form (PEP 552): flags 1 in the second word. */
function isBelieved(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 16 &&
    bytes[2] === 0x0d &&
    bytes[3] === 0x0a &&
    bytes[4] === 1 &&
    bytes.subarray(5, 8).every(byte => byte === 0)
  )
}

/** Tests of the programs that read such files need them. */
function eased(severity: Severity, path: string): Severity {
  if (!isTestFolder(path)) return severity
  return severity === 'high' ? 'medium' : 'low'
}
