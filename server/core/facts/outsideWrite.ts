import type { ShellCommand } from '../syntax/shell'
import { fetchOf } from './fetchRole'
import { operands, programOf, wordText } from './shellRoles'

/** A place outside the tree that a command writes to or sets up. */
export interface OutsideWrite {
  /** The path, or what is set up: "the crontab". */
  readonly what: string
  /** Something there runs by itself or decides who may do what: shells' files, keys, schedules, services, the loader. */
  readonly isStarted: boolean
}

const started =
  /(?:^|\/)\.(?:bash\w*|zsh\w*|zprofile|profile|kshrc|xinitrc|xprofile|ssh|gnupg|netrc|npmrc|pypirc|gitconfig)(?:\/|$)|\/(?:cron[.\w]*|crontabs|systemd|init\.d|rc\.d|rc\.local|profile\.d|sudoers[.\w]*|pam\.d|udev|autostart|LaunchAgents|LaunchDaemons)(?:\/|$)|\/etc\/(?:profile|bash\w*|environment|passwd|shadow|hosts|ld\.so[.\w]*)(?:\/|$)/
const outside =
  /^(?:~|\$[{(]?HOME[)}]?|\$ENV\{HOME\}|\/(?:etc|usr|var|root|opt|lib(?:32|64)?|s?bin|boot|home|Library))(?:\/|$)/
const copiers = /^(?:cp|mv|install|ln|rsync|\$[{(]?(?:INSTALL\w*|install_sh\w*|LN_S|CP|MV)[)}]?)$/

/** @returns undefined for a command that writes nowhere else, or whose place a variable decides */
export function outsideWrite(command: ShellCommand): OutsideWrite | undefined {
  const { name } = programOf(command)
  const given = operands(command)
  if (name === 'crontab' && !given.some(word => /^-[lr]/.test(word))) return { what: 'the crontab', isStarted: true }
  if (name === 'systemctl' && given.some(word => /^(?:enable|link|set-default)$/.test(word)))
    return { what: 'the services that start by themselves', isStarted: true }
  if (name === 'launchctl' && given.some(word => /^(?:load|bootstrap|enable)$/.test(word)))
    return { what: 'the services that start by themselves', isStarted: true }
  const paths = [
    ...command.redirects
      .filter(({ operator }) => /^(?:&?>>?|>\|)$/.test(operator))
      .map(({ target }) => wordText(target)),
    ...(name === 'tee' ? given : copiers.test(name) || isCmakeCopy(given) ? given.slice(-1) : []),
    fetchOf(command)?.file ?? '',
  ].map(path => path.replace(/["']/g, ''))
  const what = paths.find(path => outside.test(path))
  return what === undefined ? undefined : { what, isStarted: started.test(what) }
}

/** `cmake -E copy from to`, whatever the program is called there. */
function isCmakeCopy(given: readonly string[]): boolean {
  return given[0] === '-E' && /^(?:copy|rename|create_symlink|touch|make_directory)/.test(given[1] ?? '')
}
