import type { ShellCommand } from '../../../core/syntax/shell'

/** A mode by which a program runs with the rights of its owner; those of the group alone are what folders inherit. */
function lends(mode: string): boolean {
  return (
    /^0?[4-7][0-7]{3}$/.test(mode) ||
    mode.split(',').some(clause => /^(?:[goa]*u[ugoa]*|a)?[+=][rwxXt]*s[rwxXts]*$/.test(clause))
  )
}

/**
 * What a command gives of rights that stay: those of a file's owner to whoever runs it, a capability, or the number of
 * the administrator to an account.
 * @returns the command as it is told, or undefined
 */
export function rightsGiven({ name, words }: ShellCommand): string | undefined {
  const given = words.slice(1).map(({ text }) => text ?? '')
  const optionOf = (option: RegExp): string | undefined => {
    const at = given.findIndex(one => option.test(one))
    const [, joined = ''] = option.exec(given[at] ?? '') ?? []
    return at === -1 ? undefined : joined === '' ? given[at + 1] : joined
  }
  const mode = () => {
    if (name === 'chmod') return given.find(lends)
    if (name === 'install') return optionOf(/^(?:-[a-zA-Z]*m|--mode=?)(.*)$/)
    return name === 'dpkg-statoverride' ? given.find(lends) : undefined
  }
  const found = mode()
  if (found !== undefined && lends(found)) return `${name} ${found}`
  const capability = name === 'setcap' ? given.find(one => /^cap_\w+.*[+=]/i.test(one)) : undefined
  if (capability !== undefined) return `setcap ${capability}`
  if (/^(?:user(?:add|mod)|adduser)$/.test(name) && optionOf(/^(?:-[a-z]*u|--uid=?)(\d*)$/) === '0')
    return `${name} -u 0`
  return undefined
}
