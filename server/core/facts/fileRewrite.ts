import type { TextSpan } from '../model/location'
import { baseName } from '../model/path'
import { sedCommands } from '../syntax/sedOutline'
import type { ShellCommand, ShellPipeline, ShellReading, ShellWord } from '../syntax/shell'
import { programOf, wordText } from './shellRoles'

/** A file of the tree that commands of a build change where it is. */
export interface FileRewrite {
  readonly file: string
  /** `generated`: `configure`, a Makefile, libtool. `object`: what a compiler or linker made. */
  readonly target: 'generated' | 'object' | 'source'
  readonly editor: string
  /** `inserts`: lines or calls that were not there. `runs`: what the editor runs while it edits. */
  readonly deed: 'inserts' | 'runs' | 'changes'
  /** Variables in what is put in, where the file does not fix them. */
  readonly variables: readonly string[]
  /** A version, a date, a first line, a placeholder: what builds fill in as a matter of course. */
  readonly isStamp: boolean
  readonly span: TextSpan
  readonly pipeline: ShellPipeline
}

/** UTF-16 units of a script that are looked at. */
const longestScript = 4_000
/** Rewrites of one pipe beyond which no more files are named. */
const mostFiles = 4

/** Every place where a file of a known kind is changed in place: by an editor's own option, or by way of a copy. */
export function fileRewrites(reading: ShellReading): readonly FileRewrite[] {
  const copies = new Map<string, { readonly edit: Edit; readonly inputs: readonly string[] }>()
  return reading.pipelines.flatMap((pipeline): FileRewrite[] => {
    if (pipeline.form === 'stored') return []
    const made = pipeline.commands.flatMap(command => {
      const edit = editOf(command)
      const out = command.redirects.find(({ operator }) => /^>\|?$/.test(operator))
      if (edit !== undefined && out !== undefined && !edit.isInPlace)
        copies.set(plain(wordText(out.target)), { edit, inputs: edit.files.map(plain) })
      if (edit?.isInPlace === true) return edit.files.map(file => ({ edit, file, command }))
      return [...movedBack(command, copies), ...appended(command)]
    })
    return made.slice(0, mostFiles).flatMap(({ edit, file, command }) => {
      const target = targetOf(file, pipeline.context)
      return target === undefined ? [] : [{ ...read(edit), file: plain(file), target, span: command.span, pipeline }]
    })
  })
}

interface FoundEdit {
  readonly edit: Edit
  readonly file: string
  readonly command: ShellCommand
}

interface Edit {
  readonly editor: string
  readonly files: readonly string[]
  readonly scripts: readonly ShellWord[]
  readonly isInPlace: boolean
}

/** `… >> src/Makefile`: to a file of another folder, since scripts make those of their own that way. */
function appended(command: ShellCommand): readonly FoundEdit[] {
  return command.redirects.flatMap(({ operator, target }) => {
    const file = wordText(target)
    if (operator !== '>>' || !/\//.test(plain(file)) || /conf(?:test|defs|ig\.h)/.test(file)) return []
    return [{ edit: { editor: 'a redirect', files: [file], scripts: [], isInPlace: true }, file, command }]
  })
}

/** `sed … x > x.new` and then `mv x.new x`. */
function movedBack(
  command: ShellCommand,
  copies: ReadonlyMap<string, { readonly edit: Edit; readonly inputs: readonly string[] }>,
): readonly FoundEdit[] {
  const { name, words } = programOf(command)
  if (!/^(?:mv|cp|\$[{(]?(?:MV|CP|mv)[)}]?)$/.test(name)) return []
  const [from, to, more] = words
    .slice(1)
    .map(wordText)
    .filter(word => !word.startsWith('-'))
  if (from === undefined || to === undefined || more !== undefined) return []
  const copy = copies.get(plain(from))
  return copy?.inputs.includes(plain(to)) === true ? [{ edit: copy.edit, file: to, command }] : []
}

function editOf(command: ShellCommand): Edit | undefined {
  const { name, words, held } = programOf(command)
  const program = /^\$[{(]?(SED|PERL|AWK|GAWK|sed|awk)[)}]?$/.exec(name)?.[1]?.toLowerCase() ?? name
  const rest = words.slice(1)
  const texts = rest.map(wordText)
  const has = (pattern: RegExp) => held.some(word => pattern.test(word)) || texts.some(word => pattern.test(word))
  switch (program) {
    case 'sed':
    case 'gsed':
      return {
        editor: 'sed',
        ...givenTo(rest, /^-[nErsuz]*[efl]$/, /^-[nErsuz]*e$|^--expression$/),
        isInPlace: has(/^-[nErsuz]*i|^--in-place/),
      }
    case 'perl':
      return { editor: 'perl', ...givenTo(rest, /^-\w*[eE]$|^-[MI]$/, /^-\w*[eE]$/), isInPlace: has(/^-[0-7lnpaw]*i/) }
    case 'awk':
    case 'gawk':
      return {
        editor: 'awk',
        ...givenTo(rest, /^-[vfFi]$/, /^$/),
        isInPlace: texts.some((word, at) => word === 'inplace' && texts[at - 1] === '-i'),
      }
    case 'ed':
    case 'ex':
      return {
        editor: program,
        files: texts.filter(word => !/^[-+]/.test(word)).slice(0, 1),
        scripts: [],
        isInPlace: true,
      }
    default:
      return undefined
  }
}

/** Which words are scripts and which are files. BSD's `sed -i ''` has an empty word more. */
function givenTo(
  words: readonly ShellWord[],
  takesValue: RegExp,
  takesScript: RegExp,
): Pick<Edit, 'files' | 'scripts'> {
  const scripts: ShellWord[] = []
  const others: ShellWord[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    const text = wordText(word)
    const next = words[at + 1]
    if (word === undefined || text === '') continue
    if (/^-/.test(text)) {
      const isScript = takesScript.test(text)
      if (isScript && next !== undefined) scripts.push(next)
      if (isScript || takesValue.test(text)) at++
    } else others.push(word)
  }
  const isFirst = scripts.length === 0 && !words.some(word => /^(?:-[nErsuz]*f$|--file)/.test(wordText(word)))
  const [first] = others
  if (isFirst && first !== undefined) scripts.push(first)
  return { scripts, files: (isFirst ? others.slice(1) : others).map(wordText) }
}

const stamp =
  /@\w+@|%%?\w+%|version|revision|release|\bdate\b|year|copyright|^\^?\s*#\s*\\?!|#!|prefix|libdir|bindir|datadir|sysconfdir|rpath|\bpython\b|interp|soname|shebang/i
/** Code rather than names and values: a call, a command, a part of a program. */
const code =
  /\$\(\(?\s*\w+[ /]|`|\beval\b|\|\s*(?:ba|da)?sh\b|#\s*include|__attribute__|\basm\b|\bsystem\s*\(|\bextern\b|\bif\s*\(|\w\([^)]*\)\s*;|&&|\$\$?[{(]?SHELL\b/

function read({ editor, scripts }: Edit): Pick<FileRewrite, 'editor' | 'deed' | 'variables' | 'isStamp'> {
  const texts = scripts.map(word => wordText(word).slice(0, longestScript))
  const names = (from: string) => [...from.matchAll(/(?<!\\)\$[{(]?([A-Za-z_]\w*)[)}]?/g)].map(([, name]) => name ?? '')
  if (editor !== 'sed') {
    const runs = editor === 'perl' && texts.some(one => /\bsystem\b|\bqx\b|`|\bexec\b/.test(one))
    const isStamp = texts.some(one => stamp.test(one))
    return {
      editor,
      deed: runs ? 'runs' : texts.some(one => /\bprint\b[^;]*(?:#include|extern)/.test(one)) ? 'inserts' : 'changes',
      variables: [],
      isStamp: isStamp && !runs,
    }
  }
  const commands = texts.flatMap(sedCommands)
  const runs = commands.some(({ name, flags }) => name === 'e' || (name === 's' && /e/.test(flags)))
  const inserted = commands.filter(({ name, put }) => /[aicr]/.test(name) || (name === 's' && code.test(put)))
  // A script that is a variable as a whole may do anything.
  const isHeld = scripts.some(({ text, value }) => /^\$[{(]?\w+[)}]?$/.test(text) && value.kind === 'unresolved')
  const changes = commands.filter(({ name }) => /[sydc]/.test(name))
  const isStamp =
    inserted.length === 0 && !isHeld && changes.some(({ search, put }) => stamp.test(search) || stamp.test(put))
  const variables = [...new Set(isHeld ? texts.flatMap(names) : inserted.flatMap(({ put }) => names(put)))]
  return { editor, deed: runs ? 'runs' : inserted.length > 0 || isHeld ? 'inserts' : 'changes', variables, isStamp }
}

const generated =
  /^(?:configure|(?:GNU)?[Mm]akefile(?:\.in|\.inc)?|libtool|ltmain\.sh|config\.status|config\.h(?:\.in)?|aclocal\.m4|build\.ninja|confdefs\.h|depcomp)$/
const object = /(?:^|\/)\.libs\/|\.(?:o|lo|obj|a|so|dylib|dll)$/
const source = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|s|S|asm|rs|go|m|mm|java|inc)$/
/** What a generator made under a name of its own, often named by the rule that makes it. */
const made =
  /(?:^|\/)(?:y\.tab|lex\.yy|moc_|ui_|qrc_)|generated|(?:parse[rd]?|lex(?:er)?|scan(?:ner)?|gram(?:mar)?)\.[ch]|\.pb\.|[_-]gen\b|[_-]?tab\.[ch]|version/i
/** An installed or copied tree, a folder for passing things. */
const elsewhere =
  /\$[{(]?(?:DESTDIR|D|ED|pkgdir|distdir|prefix|bindir|libdir|datadir|includedir|INSTALL_ROOT|RPM_BUILD_ROOT|tmp\w*|TMP\w*)[)}]?\b|%\{?buildroot|^\/|^~|(?:^|\/)tmp\//

function targetOf(file: string, context: string): FileRewrite['target'] | undefined {
  const path = plain(file)
  const name = baseName(path)
  if (path === '' || elsewhere.test(file) || name === baseName(context)) return undefined
  if (object.test(path)) return 'object'
  if (generated.test(name)) return 'generated'
  return source.test(name) && !made.test(path) ? 'source' : undefined
}

function plain(path: string): string {
  return path.replace(/["']/g, '').replace(/^(?:\.\/|\$[{(]?(?:abs_)?(?:top_)?(?:src|build)_?dir[)}]?\/)+/, '')
}
