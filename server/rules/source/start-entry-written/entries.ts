export interface StartEntry {
  readonly what: string
  readonly column: number
  /** Whether it lets somebody in or is loaded by every program, and not only started. */
  readonly opens: boolean
}

/** Files and settings that decide who may come in, or that every program loads. */
const OPENS =
  /[\w~/.${}-]{0,60}\.ssh\/authorized_keys2?\b|["'`]\.ssh["'`][ \t]*\)?[ \t]*[,/+][ \t]*["'`][\\/]?authorized_keys2?\b|\/etc\/ld\.so\.preload\b|\/etc\/sudoers(?:\.d\/[\w.-]*)?(?![\w])|\/etc\/pam\.d\/[\w-]+|\/etc\/(?:passwd|shadow)\b/
/** Files and settings that make something start by itself. */
const STARTS =
  /[~/$\w{}]{0,40}\/?\.(?:bashrc|bash_profile|zshrc|zshenv|zprofile|profile|bash_login|xprofile)\b|\/etc\/(?:cron[.\w]*|rc\.local|profile\.d|init\.d)(?:\/[\w.-]*)?|\/var\/spool\/cron[\w/.-]*|[~/\w]{0,40}Library\/Launch(?:Agents|Daemons)\/?[\w.-]*|\/etc\/systemd\/system\/[\w@.-]+|\.config\/(?:autostart|systemd\/user)\/?[\w.-]*|(?:CurrentVersion\\{1,2}Run(?:Once)?)\b|Start Menu\\{1,2}Programs\\{1,2}Startup/
const WRITES =
  /\bopen\s*\([^\n]{0,200}["'](?:a|w|ab|wb|a\+|w\+)["']|\bFile\.(?:open|write|append\w*|Write\w*|Append\w*)\s*\(|\b(?:writeFile|appendFile|writeFileSync|appendFileSync|createWriteStream|copyFileSync|symlinkSync|outputFile)\s*\(|\bos\.(?:OpenFile|WriteFile|Create|Symlink|symlink|rename)\s*\(|\bioutil\.WriteFile\s*\(|\bfs::(?:write|copy|symlink)\s*\(|\bOpenOptions\b|\bfile_put_contents\s*\(|\bfopen\s*\([^\n]{0,200}["'][aw]|\b(?:shutil\.(?:copy\w*|move))\s*\(|\bwrite_text\s*\(|\bFiles\.(?:write\w*|copy|newBufferedWriter)\s*\(|\bnew\s+File(?:Writer|OutputStream|Stream)\s*\(|\bSetValue\s*\(|\bRegSetValueEx\w*\s*\(|\bwinreg\.\w+\s*\(/
/** Of commands, in scripts and in texts that programs hand to a shell. */
const SHELL_WRITES = /(?:>>?|\btee\s+(?:-a\s+)?)\s*["']?$|\b(?:cp|mv|install|ln)\s[^;|&\n]{1,200}$/
const CRONTAB =
  /\|\s*crontab\s+-(?!\w)|\bcrontab\s+(?:-u\s+\S+\s+)?\/(?:tmp|var\/tmp|dev\/shm)\/\S+|\bschtasks\b[^\n]{0,10}\/create\b/i
const NO_PASSWORD = /ALL\s*=\s*\(?ALL(?:\s*:\s*ALL)?\)?\s*NOPASSWD\s*:\s*ALL/

/** A shell that runs with the rights of its owner, whoever starts it. */
const SET_ID =
  /\bchmod\s+(?:u?\+s|[ug]{1,2}\+s|[24-7][0-7]{3})\s+\S{0,40}\/(?:ba|da|z|k)?sh\b|\bchmod\w*\(\s*["']\S{0,40}\/(?:ba|da|z|k)?sh["']\s*,\s*0?o?[24-7][0-7]{3}\b/

/** Lines behind one that names such a place within which a program writes to it. */
const REACH = 15

/** A place that decides who may come in, named on this line of a program and written to through its variable behind it. */
export function entryHeld(lines: readonly string[], at: number): StartEntry | undefined {
  const line = lines[at] ?? ''
  const place = OPENS.exec(line)
  const name =
    place === null
      ? undefined
      : /([A-Za-z_$][\w$]*)(?:,\s*\w+)?(?:\s*:\s*\w+)?\s*:?=(?!=)/.exec(line.slice(0, place.index))?.[1]
  if (place === null || name === undefined) return undefined
  const uses = new RegExp(`(?<![\\w.])${name.replace(/\$/g, '\\$')}(?![\\w$])`)
  const isWritten = lines
    .slice(at + 1, at + 1 + REACH)
    .some(one => one.length < 2_000 && WRITES.test(one) && uses.test(one))
  return isWritten ? { what: place[0].trim(), column: place.index, opens: true } : undefined
}

/** The first such place that a line of code writes to. */
export function entriesOn(line: string, isShell: boolean): StartEntry | undefined {
  const free = NO_PASSWORD.exec(line)
  if (free !== null) return { what: free[0], column: free.index, opens: true }
  const setId = SET_ID.exec(line)
  if (setId !== null) return { what: setId[0], column: setId.index, opens: true }
  for (const [places, opens] of [
    [OPENS, true],
    [STARTS, false],
  ] as const) {
    const place = places.exec(line)
    if (place === null) continue
    const before = line.slice(0, place.index)
    const isWritten = (!isShell && WRITES.test(line)) || SHELL_WRITES.test(before)
    // Accounts are read everywhere, and a line that sets them up by hand is one that writes.
    if (isWritten && !/\bgrep\b|\bcat\s/.test(before)) return { what: place[0].trim(), column: place.index, opens }
  }
  const table = CRONTAB.exec(line)
  return table === null
    ? undefined
    : { what: table[0].replace(/^\|\s*/, ''), column: line.indexOf(table[0].replace(/^\|\s*/, '')), opens: false }
}
