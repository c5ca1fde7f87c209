import type { LanguageId } from '../syntax/language'

/**
 * What a call does with its arguments. `shell`: one text for a shell. `words`: a program and its words, given one by one or
 * as a list. `either`: words if there are several or a list, else a text for a shell. `source`: a text of the same language.
 */
export type ProcessForm = 'shell' | 'words' | 'either' | 'source'

export interface ProcessCall {
  /** Of the call's target, without the module's own prefix (`node:`, `std::`). */
  readonly target: RegExp
  readonly form: ProcessForm
  /** Number of the first argument that counts; `last` for functions that take names of parameters before the text. */
  readonly from?: number | 'last'
}

const javascript: readonly ProcessCall[] = [
  { target: /^child_process(?:\.promises)?\.exec(?:Sync)?$|(?:^|\.)(?:shelljs|shell|sh|zx)\.exec$/, form: 'shell' },
  {
    target:
      /^child_process\.(?:execFile|spawn|fork)(?:Sync)?$|^cross-spawn(?:\.sync)?$|^execa(?:\.(?:execa|sync|node))?$/,
    form: 'words',
  },
  { target: /^execa\.(?:command|execaCommand)(?:Sync)?$|^(?:Bun\.)?\$$/, form: 'shell' },
  { target: /^Bun\.spawn(?:Sync)?$|^Deno\.(?:run|Command)$/, form: 'words' },
  { target: /^(?:(?:globalThis|window|global|self)\.)?(?:eval|setTimeout|setInterval)$/, form: 'source' },
  { target: /^(?:(?:globalThis|window|global|self)\.)?Function$/, form: 'source', from: 'last' },
  { target: /^vm\.(?:runIn(?:This|New)?Context|Script|compileFunction|SourceTextModule)$/, form: 'source' },
]

const ofLanguage: Partial<Record<LanguageId, readonly ProcessCall[]>> = {
  python: [
    {
      target:
        /^(?:os\.(?:system|popen)|(?:subprocess|commands)\.get(?:status)?output|asyncio\.create_subprocess_shell|platform\.popen|pexpect\.run)$/,
      form: 'shell',
    },
    {
      target:
        /^(?:subprocess\.(?:run|call|check_call|check_output|Popen)|asyncio\.create_subprocess_exec|pty\.spawn|pexpect\.spawn)$/,
      form: 'either',
    },
    { target: /^os\.(?:exec[lv]p?e?|posix_spawnp?)$/, form: 'words', from: 1 },
    { target: /^os\.spawn[lv]p?e?$/, form: 'words', from: 2 },
    { target: /^(?:builtins\.)?(?:eval|exec|compile)$/, form: 'source' },
  ],
  javascript,
  typescript: javascript,
  tsx: javascript,
  ruby: [
    {
      target: /^(?:(?:Kernel|Process|Open3|IO|PTY)\.)?(?:system|exec|spawn|sh|popen[23]?e?|capture[23]e?|pipeline)$/,
      form: 'either',
    },
    { target: /^`$/, form: 'shell' },
    { target: /(?:^|\.)(?:eval|instance_eval|class_eval|module_eval)$/, form: 'source' },
  ],
  php: [
    { target: /^\\?(?:exec|shell_exec|system|passthru|popen|proc_open|`)$/, form: 'shell' },
    { target: /^\\?pcntl_exec$/, form: 'words' },
    { target: /^\\?(?:eval|assert)$/, form: 'source' },
    { target: /^\\?create_function$/, form: 'source', from: 'last' },
  ],
  perl: [{ target: /^(?:CORE::)?(?:system|exec|qx|`)$/, form: 'either' }],
  go: [
    { target: /(?:^|\/)exec\.Command$/, form: 'words' },
    { target: /(?:^|\/)exec\.CommandContext$/, form: 'words', from: 1 },
    { target: /^syscall\.(?:Exec|ForkExec)$|^os\.StartProcess$/, form: 'words', from: 1 },
  ],
  java: [
    { target: /(?:^|\.)getRuntime\(\)\.exec$|(?:^|\.)Runtime\.exec$/, form: 'either' },
    { target: /(?:^|\.)ProcessBuilder$/, form: 'words' },
  ],
  csharp: [{ target: /(?:^|\.)(?:Process\.Start|ProcessStartInfo)$/, form: 'shell' }],
  c: [
    { target: /^(?:std::)?_?w?(?:system|popen|pclose_system)$/, form: 'shell' },
    { target: /^exec[l]p?e?$/, form: 'words', from: 1 },
  ],
}

/** What every such call has in its name or beside it, so that most programs need not be read. */
const mentions: Partial<Record<LanguageId, RegExp>> = {
  python: /system|popen|subprocess|getoutput|spawn|exec|eval|compile|pexpect/,
  javascript: /child_process|exec|spawn|eval|Function|setTimeout|setInterval|\bvm\b|\$`|Deno\.|Bun\./,
  ruby: /system|exec|spawn|popen|capture|pipeline|\bsh\b|`|%x|eval/,
  php: /exec|system|passthru|popen|proc_open|`|eval|assert|create_function/,
  go: /exec\.Command|syscall|StartProcess/,
  rust: /\bCommand\b/,
  java: /\bexec\b|ProcessBuilder/,
  csharp: /\bProcess/,
  c: /\b(?:_?w?system|_?w?popen|exec[lv]p?e?)\s{0,20}\(/,
}

/** Whether a program may hold any of {@link processCalls}. */
export function mentionsProcess(language: LanguageId | undefined, text: string): boolean {
  const family = language === 'typescript' || language === 'tsx' ? 'javascript' : language === 'cpp' ? 'c' : language
  return family !== undefined && mentions[family]?.test(text) === true
}

/** The calls of a language that run a command or a text; none for languages without any. */
export function processCalls(language: LanguageId | undefined): readonly ProcessCall[] {
  if (language === undefined) return []
  return ofLanguage[language === 'cpp' ? 'c' : language] ?? []
}
