/** The rules of git-check-ref-format(1), so that a name never leaves the folder it is looked up in. */
export function isRefName(name: string): boolean {
  if (!/^refs\//.test(name)) return /^[A-Z][A-Z_]*$/.test(name)
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/.test(name)) return false
  return name.split('/').every(part => !part.startsWith('.') && !part.endsWith('.lock'))
}
