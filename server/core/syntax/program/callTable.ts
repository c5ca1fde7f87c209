import type { LanguageId } from '../language'
import type { ProgramCall } from '../program'

/**
 * What a call does that its text does not show. `process`: starts one. `eval`: runs text as code. `load`: brings in other
 * code. `deserialise`: turns data into objects with code. `reflect`: calls a function that is named by a value.
 */
export type CallUse = 'process' | 'eval' | 'load' | 'deserialise' | 'reflect'

/**
 * What a call does with its arguments. `shell`: one text for a shell. `words`: a program and its words, given one by one or
 * as a list. `either`: words if there are several or a list, else a text for a shell. `source`: a text of the same language.
 */
export type ArgumentForm = 'shell' | 'words' | 'either' | 'source'

export interface CallRow {
  /** Undefined for names that other things have too: only text among the arguments makes them what they are here. */
  readonly use?: CallUse
  /** Undefined where no argument is a command or a program as such. */
  readonly form?: ArgumentForm
  /** Number of the first argument that counts; `last` for functions that take names of parameters before the text. */
  readonly from?: number | 'last'
  /** Of the callee after imports and aliases of the file are followed, without `node:` and a leading `::`. */
  readonly target: RegExp
}

/*
 * By the reference manuals of each language; the first row that fits counts. A leading receiver that no file fixes is left
 * out by the patterns that begin with `(?:^|\.)`.
 */

const python: readonly CallRow[] = [
  {
    use: 'process',
    form: 'shell',
    target:
      /^(?:os\.(?:system|popen)|(?:subprocess|commands)\.get(?:status)?output|asyncio\.create_subprocess_shell|platform\.popen|pexpect\.run)$/,
  },
  {
    use: 'process',
    form: 'either',
    target:
      /^(?:subprocess\.(?:run|call|check_call|check_output|Popen)|asyncio\.create_subprocess_exec|pty\.spawn|pexpect\.spawn)$/,
  },
  { use: 'process', form: 'words', from: 1, target: /^os\.(?:exec[lv]p?e?|posix_spawnp?)$/ },
  { use: 'process', form: 'words', from: 2, target: /^os\.spawn[lv]p?e?$/ },
  {
    use: 'process',
    target: /^(?:os\.(?:exec\w+|spawn\w+|startfile)|commands\.get\w+|asyncio\.create_subprocess_\w+)$/,
  },
  { use: 'eval', form: 'source', target: /^(?:builtins\.)?(?:eval|exec|compile)$/ },
  {
    use: 'eval',
    target: /^(?:(?:builtins\.)?execfile|code\.(?:interact|InteractiveInterpreter)|types\.FunctionType)$/,
  },
  {
    use: 'load',
    target:
      /^(?:(?:builtins\.)?__import__|importlib\.(?:import_module|util\.spec_from_file_location|machinery\.\w+)|imp\.load_\w+|runpy\.run_\w+|ctypes\.(?:CDLL|PyDLL|WinDLL|cdll\.LoadLibrary|util\.find_library))$/,
  },
  {
    use: 'deserialise',
    target:
      /^(?:c?[pP]ickle\.(?:loads?|Unpickler)|marshal\.loads?|dill\.loads?|cloudpickle\.loads?|joblib\.load|shelve\.open|yaml\.(?:load|unsafe_load|full_load)|torch\.load|jsonpickle\.decode)$/,
  },
]

const javascript: readonly CallRow[] = [
  {
    use: 'process',
    form: 'shell',
    target:
      /^child_process(?:\.promises)?\.exec(?:Sync)?$|(?:^|\.)(?:shelljs|shell|sh|zx)\.exec$|^execa\.(?:command|execaCommand)(?:Sync)?$|^Bun\.\$$/,
  },
  {
    use: 'process',
    form: 'words',
    target:
      /^child_process\.(?:execFile|spawn|fork)(?:Sync)?$|^cross-spawn(?:\.sync)?$|^execa(?:\.(?:execa|sync|node))?$|^Bun\.spawn(?:Sync)?$|^Deno\.(?:run|Command)$/,
  },
  { use: 'process', target: /^(?:execa|cross-spawn|shelljs\.exec)(?:\.\w+)?$/ },
  { form: 'shell', target: /^\$$/ },
  { use: 'eval', form: 'source', target: /^(?:(?:globalThis|window|global|self)\.)?eval$/ },
  {
    form: 'source',
    target:
      /^(?:(?:globalThis|window|global|self)\.)?(?:setTimeout|setInterval|execScript)$|(?:^|\.)(?:constructor\.constructor|_compile)$/,
  },
  { use: 'eval', form: 'source', from: 'last', target: /^(?:(?:globalThis|window|global|self)\.)?Function$/ },
  {
    use: 'eval',
    form: 'source',
    target: /^vm\.(?:runIn(?:This|New)?Context|Script|compileFunction|SourceTextModule)$/,
  },
  { use: 'eval', target: /^vm\.run\w+$/ },
  {
    use: 'load',
    target:
      /^(?:process\.(?:dlopen|binding)|Module\._load|module\.(?:_load|createRequire)|WebAssembly\.(?:instantiate\w*|compile\w*|Module|Instance)|importScripts)$/,
  },
  { use: 'deserialise', target: /^(?:node-serialize\.unserialize|serialize-javascript\.deserialize|v8\.deserialize)$/ },
]

const ruby: readonly CallRow[] = [
  {
    use: 'process',
    form: 'either',
    target:
      /^(?:(?:Kernel\.)?(?:system|exec|spawn)|IO\.popen|Open3\.(?:popen[23]?e?|capture[23]e?|pipeline)|PTY\.spawn|Process\.(?:spawn|exec))$/,
  },
  { use: 'process', form: 'shell', target: /^(?:Kernel\.)?`$/ },
  { use: 'process', target: /^Open3\.\w+$/ },
  // Of rake, and of classes that include Open3.
  {
    form: 'either',
    target: /^(?:(?:Kernel|Process|IO|PTY)\.)?(?:system|exec|spawn|sh|popen[23]?e?|capture[23]e?|pipeline)$/,
  },
  { use: 'eval', form: 'source', target: /(?:^|\.)(?:eval|instance_eval|class_eval|module_eval)$/ },
  { use: 'eval', target: /(?:^|\.)(?:instance_exec|class_exec)$/ },
  { use: 'reflect', target: /(?:^|\.)(?:send|public_send|__send__|const_get|define_method|method)$/ },
  { use: 'load', target: /^(?:Kernel\.)?load$|^Fiddle\.\w+|(?:^|\.)dlopen$/ },
  { use: 'deserialise', target: /^(?:Marshal\.load|YAML\.(?:load|unsafe_load)|Psych\.(?:load|unsafe_load)|Oj\.load)$/ },
]

const php: readonly CallRow[] = [
  { use: 'process', form: 'shell', target: /^\\?(?:exec|shell_exec|system|passthru|popen|proc_open|`)$/i },
  { use: 'process', form: 'words', target: /^\\?pcntl_exec$/i },
  { use: 'eval', form: 'source', target: /^\\?(?:eval|assert)$/i },
  { use: 'eval', form: 'source', from: 'last', target: /^\\?create_function$/i },
  {
    use: 'reflect',
    target: /^\\?(?:call_user_func(?:_array)?|\$\w+|array_map|register_shutdown_function|ReflectionFunction)$/i,
  },
  { use: 'load', target: /^\\?dl$/i },
  { use: 'deserialise', target: /^\\?(?:unserialize|yaml_parse|igbinary_unserialize)$/i },
]

const perl: readonly CallRow[] = [
  { use: 'process', form: 'either', target: /^(?:CORE::(?:GLOBAL::)?)?(?:system|exec|qx|readpipe|`)$/ },
  // With a pipe in its mode; with another it opens a file.
  { use: 'process', form: 'either', target: /^open\|$/ },
  {
    use: 'process',
    target: /^(?:(?:CORE::(?:GLOBAL::)?)?(?:system|exec|qx|readpipe|`)|IPC::Open[23]::open[23]|open[23])$/,
  },
  // What `s` puts in its place runs with `e`.
  { use: 'eval', form: 'source', target: /^(?:eval|s\/\/\/e)$/ },
  { use: 'load', target: /^(?:do|require|DynaLoader::\w+)$/ },
  { use: 'deserialise', target: /^(?:Storable::)?(?:thaw|retrieve)$/ },
]

const go: readonly CallRow[] = [
  { use: 'process', form: 'words', target: /(?:^|\/)exec\.Command$/ },
  { use: 'process', form: 'words', from: 1, target: /(?:^|\/)exec\.CommandContext$/ },
  {
    use: 'process',
    form: 'words',
    from: 1,
    target: /^(?:syscall\.(?:Exec|ForkExec|StartProcess)|os\.StartProcess)$/,
  },
  { use: 'process', form: 'words', target: /(?:^|\/)exec\.Cmd$/ },
  { use: 'process', form: 'shell', target: /^C\.(?:system|popen)$/ },
  { use: 'load', target: /^C\.dlopen$/ },
  { use: 'load', target: /^plugin\.Open$/ },
  { use: 'deserialise', target: /^(?:encoding\/)?gob\.NewDecoder$/ },
]

/** The words of a process are given in calls of a chain. */
const rust: readonly CallRow[] = [
  { use: 'process', target: /(?:^|::)(?:Command::new|libc::(?:system|exec\w+|fork)|posix_spawnp?)$/ },
  { use: 'load', target: /(?:^|::)(?:Library::new|dlopen|LoadLibrary\w*)$/ },
]

const java: readonly CallRow[] = [
  { use: 'process', form: 'either', target: /(?:^|\.)(?:getRuntime\(\)|Runtime)\.exec$/ },
  { use: 'process', form: 'words', target: /(?:^|\.)ProcessBuilder(?:\(\)\.command)?$/ },
  { use: 'process', target: /^rt\.exec$/ },
  { use: 'eval', target: /(?:ScriptEngine\w*|[eE]ngine|GroovyShell)\.(?:eval|evaluate)$|SpelExpressionParser/ },
  { use: 'reflect', target: /(?:^|\.)(?:Class\.forName|getMethod|getDeclaredMethod|invoke|newInstance|defineClass)$/ },
  { use: 'load', target: /(?:^|\.)(?:System|Runtime\.getRuntime\(\))\.(?:load|loadLibrary)$|URLClassLoader$/ },
  { use: 'deserialise', target: /(?:^|\.)(?:readObject|readUnshared|XMLDecoder|fromXML)$/ },
]

const csharp: readonly CallRow[] = [
  { use: 'process', form: 'shell', target: /(?:^|\.)(?:Process\.Start|ProcessStartInfo)$/ },
  { use: 'eval', target: /CSharpScript\.\w+|CompileAssemblyFrom\w+/ },
  { use: 'reflect', target: /(?:^|\.)(?:Activator\.CreateInstance|GetMethod|InvokeMember|DynamicInvoke)$/ },
  {
    use: 'load',
    target: /(?:^|\.)(?:Assembly\.(?:Load\w*|UnsafeLoadFrom)|NativeLibrary\.(?:Load|TryLoad)|LoadLibrary\w*)$/,
  },
  {
    use: 'deserialise',
    target: /(?:^|\.)(?:BinaryFormatter|NetDataContractSerializer|LosFormatter|SoapFormatter)(?:\.\w+)*$/,
  },
]

const c: readonly CallRow[] = [
  { use: 'process', form: 'shell', target: /^(?:std::)?_?w?(?:system|popen)$/ },
  { use: 'process', form: 'words', from: 1, target: /^exec(?:lp?e?|vp?e?|vpe)$/ },
  { use: 'process', form: 'words', from: 4, target: /^posix_spawnp?$/ },
  {
    use: 'process',
    target:
      /^(?:std::)?(?:exec(?:l|le|lp|v|ve|vp|vpe)|execveat|fexecve|posix_spawnp?|CreateProcess\w*|ShellExecute\w*|WinExec|_?w?spawn[lv]\w*)$/,
  },
  {
    use: 'load',
    target: /^(?:dlopen|dlmopen|dlsym|dlvsym|LoadLibrary\w*|GetProcAddress|lt_dlopen\w*|g_module_open|mono_jit_exec)$/,
  },
]

const powershell: readonly CallRow[] = [
  { use: 'process', target: /^(?:Start-Process|saps|Start-Job|Invoke-WmiMethod|Invoke-CimMethod)$/i },
  { use: 'eval', form: 'source', target: /^(?:Invoke-Expression|iex|\[scriptblock\]::Create)$/i },
  { use: 'eval', target: /^(?:Invoke-Command|icm|Invoke-Script|.*\.InvokeScript)$/i },
  { use: 'process', target: /^\[(?:System\.)?Diagnostics\.Process\]::Start$/i },
  { use: 'load', target: /^(?:Add-Type|Import-Module|\[(?:System\.)?Reflection\.Assembly\]::Load\w*)$/i },
]

const tables: Partial<Record<LanguageId, readonly CallRow[]>> = {
  python,
  javascript,
  typescript: javascript,
  tsx: javascript,
  ruby,
  php,
  perl,
  go,
  rust,
  java,
  csharp,
  c,
  cpp: c,
  powershell,
}

/** What is known of the function that a call calls; undefined for most. */
export function callRowOf(
  language: LanguageId | undefined,
  { target, form }: Pick<ProgramCall, 'target' | 'form'>,
): CallRow | undefined {
  const table = language === undefined ? undefined : tables[language]
  const name = form === 'backtick' ? '`' : target.replace(/^(?:node:|::)/, '')
  return table?.find(row => row.target.test(name)) ?? (form === 'backtick' ? backtick : undefined)
}

/** Whether a call runs an argument as code or as a command. */
export function runsArgument(language: LanguageId, target: string, form: ProgramCall['form']): boolean {
  const row = callRowOf(language, { target, form })
  return row?.form !== undefined || row?.use === 'eval'
}

const backtick: CallRow = { use: 'process', form: 'shell', target: /^`$/ }

/**
 * By the language's family, what every call that has a form in the table has in its name or beside it, so that most
 * programs need not be read.
 */
const mentions: Partial<Record<LanguageId, RegExp>> = {
  python: /system|popen|subprocess|getoutput|spawn|exec|eval|compile|pexpect/,
  javascript:
    /child_process|exec|spawn|eval|Function|setTimeout|setInterval|_compile|constructor\.constructor|\bvm\b|\$`|Deno\.|Bun\./,
  ruby: /system|exec|spawn|popen|capture|pipeline|\bsh\b|`|%x|eval/,
  php: /exec|system|passthru|popen|proc_open|`|eval|assert|create_function/i,
  perl: /`|system|exec|qx|eval|open|readpipe|\bs\W/,
  powershell: /iex|invoke-|scriptblock/i,
  go: /exec\.Com|os\/exec|syscall|StartProcess|\bC\./,
  rust: /\bCommand\b/,
  java: /\bexec\b|ProcessBuilder/,
  csharp: /\bProcess/,
  // a call, or a name that is given on: in prose these are common words
  c: /\b(?:_?w?system|_?w?popen|exec[lv]p?e?|execvpe|posix_spawnp?)\s*[(;)}]/,
}

/** Whether a language has calls that run text as a program. */
export function canEvaluate(language: LanguageId | undefined): boolean {
  return language !== undefined && tables[language]?.some(({ use }) => use === 'eval') === true
}

/** Whether a program may hold a call that has a form in the table. */
export function mentionsForm(language: LanguageId | undefined, text: string): boolean {
  const family = language === 'typescript' || language === 'tsx' ? 'javascript' : language === 'cpp' ? 'c' : language
  return family !== undefined && mentions[family]?.test(text) === true
}
