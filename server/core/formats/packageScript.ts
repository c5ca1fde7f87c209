const scripts =
  /(?:^|\/)debian\/(?:[\w.+-]+\.)?(?:(?:pre|post)(?:inst|rm)|config)(?:\.in)?$|\.(?:pre|post)(?:inst|rm)$|\.(?:pre|post)-(?:install|upgrade|deinstall)$|(?:^|\/)pkg-(?:de)?install(?:\.in)?$|(?:^|\/)srcpkgs\/[^/]+\/(?:INSTALL|REMOVE)$|(?:^|\/)doinst\.sh$/
/** pacman's functions of a package; Debian has lists of files by that name. */
const functions = /\.install$/
const debianFolder = /(?:^|\/)debian\//

/**
 * Whether a file is run by a package manager, as the administrator, where a package is put on or taken off: of Debian
 * (deb-postinst(5), debconf's `config`), Arch (PKGBUILD(5), `install`), Alpine, FreeBSD, Void and Slackware. By name alone.
 */
export function isPackageScript(path: string): boolean {
  return scripts.test(path) || (functions.test(path) && !debianFolder.test(path))
}

/** In lines: a phase is longer than this nowhere. */
const longestPhase = 400

/**
 * The function of an ebuild or eclass that a line stands in (Package Manager Specification, "Ebuild-defined functions").
 * @param index of the line, from 0
 */
export function ebuildPhase(path: string, lines: readonly string[], index: number): string | undefined {
  if (!/\.(?:ebuild|eclass)$/.test(path)) return undefined
  for (let at = index; at >= 0 && index - at < longestPhase; at--) {
    const line = lines[at] ?? ''
    const name = /^(?:function\s+)?([\w-]{1,80})\s*\(\)/.exec(line)?.[1]
    if (name !== undefined) return name
    if (at < index && line.startsWith('}')) return undefined
  }
  return undefined
}

/** A phase that runs with the rights of the administrator, outside the place where the package is made. */
export function isInstallPhase(phase: string): boolean {
  return /(?:^|_)pkg_(?:pretend|setup|(?:pre|post)(?:inst|rm))$/.test(phase)
}
