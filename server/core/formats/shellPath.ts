/** What a path says to a shell or a program that gets it unquoted. */
export interface ShellPath {
  /** `command`: a shell that expands or evaluates the path runs something. `option`: a program takes it for an option. */
  readonly kind: 'command' | 'option'
  readonly text: string
}

/** Names in capitals, alone between the brackets, are placeholders of build tools (`$(TargetName)`, `$(SRCROOT)`). */
const substitution = /\$\((?![A-Z][\w.]{0,60}\))[^()]{1,300}|`\s{0,9}[A-Za-z./$][^`]{0,300}`|[<>]\([^()]{1,300}\)/
const spaceless = /\$\{?IFS\b/
const separated =
  /[;|&\n]\s{0,9}(?:\/?(?:\w{1,20}\/){1,4})?(?:ba|da|z|k)?(?:sh|curl|wget|nc|ncat|python3?|perl|ruby|node|php|base64|eval|exec|source|rm|touch|id|whoami|env|printenv|cat|echo|chmod|powershell|cmd)(?=$|[\s;|&$<>{])/
/** Options of tar, rsync, ssh, git and the like that name a program, and short options without a suffix of a file. */
const option = /(?:^|\/)(--[\w-]{2,40}=[^/]{1,200}|-[A-Za-z]{1,4}(?=$|\/)|-oProxyCommand[^/]{0,200})/

/** @returns undefined for a path that is only a path, wherever it is put */
export function shellPath(path: string): ShellPath | undefined {
  const command = substitution.exec(path) ?? spaceless.exec(path) ?? separated.exec(path)
  if (command !== null) return { kind: 'command', text: command[0] }
  const given = option.exec(path)?.[1]
  return given === undefined ? undefined : { kind: 'option', text: given }
}
