import type { CodeUnit } from '../embedded/code'
import type { Side } from '../model/location'
import { defineCollector } from '../rule/rule'
import type { LanguageId } from '../syntax/language'
import type { ProgramCall } from '../syntax/program'
import { shownValue } from '../syntax/value'
import type { FactDraft } from './fact'
import type { DynamicUse } from './programData'
import { factsOfUnits } from './unitFacts'

type Table = readonly (readonly [use: DynamicUse, targets: RegExp])[]

/*
 * By the reference manuals of each language. Targets are callees after imports and aliases of the file are followed; a
 * leading receiver that no file fixes is left out by the patterns that begin with `(?:^|\.)`.
 */
const python: Table = [
  [
    'process',
    /^(?:os\.(?:system|popen|exec\w+|spawn\w+|posix_spawnp?|startfile)|subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|pty\.spawn|commands\.get\w+|asyncio\.create_subprocess_\w+|pexpect\.(?:run|spawn))$/,
  ],
  [
    'eval',
    /^(?:(?:builtins\.)?(?:eval|exec|compile|execfile)|code\.(?:interact|InteractiveInterpreter)|types\.FunctionType)$/,
  ],
  [
    'load',
    /^(?:(?:builtins\.)?__import__|importlib\.(?:import_module|util\.spec_from_file_location|machinery\.\w+)|imp\.load_\w+|runpy\.run_\w+|ctypes\.(?:CDLL|PyDLL|WinDLL|cdll\.LoadLibrary|util\.find_library))$/,
  ],
  [
    'deserialise',
    /^(?:c?[pP]ickle\.(?:loads?|Unpickler)|marshal\.loads?|dill\.loads?|cloudpickle\.loads?|joblib\.load|shelve\.open|yaml\.(?:load|unsafe_load|full_load)|torch\.load|jsonpickle\.decode)$/,
  ],
]
const javascript: Table = [
  [
    'process',
    /^(?:child_process\.(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|fork)|Bun\.(?:spawn|spawnSync|\$)|Deno\.(?:run|Command)|(?:execa|cross-spawn|shelljs\.exec)(?:\.\w+)?)$/,
  ],
  [
    'eval',
    /^(?:(?:globalThis|window|global|self)\.)?(?:eval|Function)$|^vm\.(?:run\w+|Script|compileFunction|SourceTextModule)$/,
  ],
  [
    'load',
    /^(?:process\.(?:dlopen|binding)|Module\._load|module\.(?:_load|createRequire)|WebAssembly\.(?:instantiate\w*|compile\w*|Module|Instance)|importScripts)$/,
  ],
  ['deserialise', /^(?:node-serialize\.unserialize|serialize-javascript\.deserialize|v8\.deserialize)$/],
]
const ruby: Table = [
  ['process', /^(?:(?:Kernel\.)?(?:system|exec|spawn|`)|IO\.popen|Open3\.\w+|PTY\.spawn|Process\.(?:spawn|exec))$/],
  ['eval', /(?:^|\.)(?:eval|instance_eval|class_eval|module_eval|instance_exec|class_exec)$/],
  ['reflect', /(?:^|\.)(?:send|public_send|__send__|const_get|define_method|method)$/],
  ['load', /^(?:Kernel\.)?load$|^Fiddle\.\w+|(?:^|\.)dlopen$/],
  ['deserialise', /^(?:Marshal\.load|YAML\.(?:load|unsafe_load)|Psych\.(?:load|unsafe_load)|Oj\.load)$/],
]
const php: Table = [
  ['process', /^\\?(?:exec|shell_exec|system|passthru|popen|proc_open|pcntl_exec|`)$/i],
  ['eval', /^\\?(?:eval|assert|create_function)$/i],
  ['reflect', /^\\?(?:call_user_func(?:_array)?|\$\w+|array_map|register_shutdown_function|ReflectionFunction)$/i],
  ['load', /^\\?dl$/i],
  ['deserialise', /^\\?(?:unserialize|yaml_parse|igbinary_unserialize)$/i],
]
const perl: Table = [
  ['process', /^(?:(?:CORE::(?:GLOBAL::)?)?(?:system|exec|qx|readpipe|`)|IPC::Open[23]::open[23]|open[23])$/],
  ['eval', /^eval$/],
  ['load', /^(?:do|require|DynaLoader::\w+)$/],
  ['deserialise', /^(?:Storable::)?(?:thaw|retrieve)$/],
]
const go: Table = [
  [
    'process',
    /^(?:exec\.Command(?:Context)?|os\/exec\.Command(?:Context)?|os\.StartProcess|syscall\.(?:Exec|ForkExec|StartProcess))$/,
  ],
  ['load', /^plugin\.Open$/],
  ['deserialise', /^(?:encoding\/)?gob\.NewDecoder$/],
]
const rust: Table = [
  ['process', /(?:^|::)(?:Command::new|libc::(?:system|exec\w+|fork)|posix_spawnp?)$/],
  ['load', /(?:^|::)(?:Library::new|dlopen|LoadLibrary\w*)$/],
]
const java: Table = [
  ['process', /(?:^|\.)(?:Runtime\.getRuntime\(\)\.exec|ProcessBuilder)$|^rt\.exec$/],
  ['eval', /(?:ScriptEngine\w*|[eE]ngine|GroovyShell)\.(?:eval|evaluate)$|SpelExpressionParser/],
  ['reflect', /(?:^|\.)(?:Class\.forName|getMethod|getDeclaredMethod|invoke|newInstance|defineClass)$/],
  ['load', /^System\.(?:load|loadLibrary)$|URLClassLoader$/],
  ['deserialise', /(?:^|\.)(?:readObject|readUnshared|XMLDecoder|fromXML)$/],
]
const csharp: Table = [
  ['process', /(?:^|\.)(?:Process\.Start|ProcessStartInfo)$/],
  ['eval', /CSharpScript\.\w+|CompileAssemblyFrom\w+/],
  ['reflect', /(?:^|\.)(?:Activator\.CreateInstance|GetMethod|InvokeMember|DynamicInvoke)$/],
  ['load', /(?:^|\.)(?:Assembly\.(?:Load\w*|UnsafeLoadFrom)|NativeLibrary\.(?:Load|TryLoad)|LoadLibrary\w*)$/],
  ['deserialise', /(?:^|\.)(?:BinaryFormatter|NetDataContractSerializer|LosFormatter|SoapFormatter)(?:\.\w+)*$/],
]
const c: Table = [
  [
    'process',
    /^(?:::|std::)?(?:system|popen|_popen|exec(?:l|le|lp|v|ve|vp|vpe)|execveat|fexecve|posix_spawnp?|CreateProcess\w*|ShellExecute\w*|WinExec|_?w?spawn[lv]\w*)$/,
  ],
  [
    'load',
    /^(?:::)?(?:dlopen|dlmopen|dlsym|dlvsym|LoadLibrary\w*|GetProcAddress|lt_dlopen\w*|g_module_open|mono_jit_exec)$/,
  ],
]
const powershell: Table = [
  ['process', /^(?:Start-Process|saps|Start-Job|Invoke-WmiMethod|Invoke-CimMethod)$/i],
  ['eval', /^(?:Invoke-Expression|iex|Invoke-Command|icm|\[scriptblock\]::Create)$/i],
  ['load', /^(?:Add-Type|Import-Module|\[(?:System\.)?Reflection\.Assembly\]::Load\w*)$/i],
]

const tables: Partial<Record<LanguageId, Table>> = {
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

/** What a call does that its text does not show: it starts a process, runs text as code, or brings in other code. */
export function dynamicUseOf(language: LanguageId | undefined, call: ProgramCall): DynamicUse | undefined {
  const table = language === undefined ? undefined : tables[language]
  const found = table?.find(([, targets]) => targets.test(call.target))?.[0]
  if (found === undefined && call.form === 'backtick') return 'process'
  return found
}

/** Calls that start processes, run text as code, load code, or turn data into objects with code, in any language. */
export const dynamicCall = defineCollector({
  kind: 'dynamic-call',
  parses: true,
  readsCode: true,
  collect: side => factsOfUnits(side, read),
})

function* read(unit: CodeUnit, side: Side): Iterable<FactDraft<'dynamic-call'>> {
  const reading = unit.program()
  for (const call of reading?.calls ?? []) {
    const use = dynamicUseOf(unit.language, call)
    if (use === undefined) continue
    const values = call.arguments.flatMap(({ value, elements }) => elements?.map(({ value: one }) => one) ?? [value])
    yield {
      subject: call.target,
      side,
      at: call.span,
      data: {
        use,
        written: call.callee,
        arguments: values.slice(0, 12).map(value => shownValue(value).slice(0, 400)),
        isFixed: values.length > 0 && values.every(value => value.kind !== 'unresolved'),
        within: call.within,
        context: unit.context,
        decodings: unit.decodings,
      },
    }
  }
}
