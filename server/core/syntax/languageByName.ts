import { baseName, extensionOf } from '../model/path'
import type { LanguageId } from './language'
import { type Ambiguous, isAmbiguous, settle } from './languageByContent'
import { extensions, names } from './languageNames'

/** `config.status`, CMake and Meson fill in `x.in`, Jinja and others the rest. What it becomes decides how it is read. */
const templateSuffix = /\.(?:in|tmpl|tpl|template|j2|jinja2?|erb|mustache|hbs)$/i

/** A copy put aside or an example to be copied is read as what it is a copy of. */
const copySuffix = /\.(?:dist|example|sample|default|orig|bak|old|new)$/i

/** `config.h.cmake`, `config.h.meson`: named after who fills it in. */
const filledInBy = /\.(h|hh|hpp|hxx|c|cc|cpp|py|sh|rc|pc|json|xml|plist|ya?ml|toml|java|cs|js)\.(?:cmake|meson)$/i

/** Whether the text holds placeholders that are not of its language. A path of a project template has some too. */
export function isTemplatePath(path: string): boolean {
  return templateSuffix.test(path.replace(copySuffix, '')) || filledInBy.test(path) || path.includes('{{')
}

/** By the path alone, save for names that several languages share, which the text settles. */
export function languageByName(path: string, text: string): LanguageId | undefined {
  const near = path.slice(-longestPlace)
  if (fileList.test(near)) return undefined
  const place = places.find(([pattern]) => pattern.test(near))
  return place === undefined ? fromName(baseName(path), text) : place[1]
}

/**
 * Whether the name says "a program to run" and no more: a hook, `configure`, a maintainer script, `debian/rules`. Then
 * `#!` tells what reads it. A makefile or an `x.sh` is given to make and sh by name, whatever its first line says.
 */
export function isRunDirectly(path: string, named: LanguageId): boolean {
  const name = baseName(path)
  if (named === 'make') return /(?:^|\.)rules(?:\.in)?$/.test(name)
  return named === 'bash' && !/\.(?:[bkz]?a?sh|shlib|kshlib|bats|ebuild|eclass)(?:\.|$)/i.test(name)
}

function fromName(name: string, text: string): LanguageId | undefined {
  const known = names.get(name) ?? patterns.find(([pattern]) => pattern.test(name))?.[1]
  if (known !== undefined) return decided(known, text)
  for (const suffix of [templateSuffix, copySuffix]) {
    const stem = name.replace(suffix, '')
    if (stem !== name && stem !== '') return fromName(stem, text)
  }
  const inner = filledInBy.exec(name)?.[1]
  // Only a capital .C or .H means C++; the table has small letters.
  if (inner === undefined && /\.[CH]$/.test(name)) return 'cpp'
  const extension = extensions.get(inner?.toLowerCase() ?? extensionOf(name))
  return extension === undefined ? undefined : decided(extension, text)
}

function decided(known: LanguageId | Ambiguous, text: string): LanguageId | undefined {
  return isAmbiguous(known) ? settle(known, text) : known
}

const hooks =
  'applypatch-msg|pre-applypatch|post-applypatch|pre-commit|pre-merge-commit|prepare-commit-msg|commit-msg|post-commit|' +
  'pre-rebase|post-checkout|post-merge|pre-push|pre-receive|update|proc-receive|post-receive|post-update|' +
  'reference-transaction|push-to-checkout|pre-auto-gc|post-rewrite|sendemail-validate|fsmonitor-watchman|' +
  'post-index-change'

/** UTF-16 units of the end of a path: patterns that begin anywhere take time on a path made for it. */
const longestPlace = 512

/** What goes into a package of Debian, by lines; elsewhere such a name is one of a script. */
const fileList = /(?:^|\/)debian\/(?:[\w.+-]+\.)?install(?:\.in)?$/

/** Names that mean something in one folder only. A hook or a maintainer script may be run by anything: `#!` decides. */
const places: readonly (readonly [RegExp, LanguageId])[] = [
  [new RegExp(`(?:^|/)(?:\\.?git-?hooks|hooks|\\.husky)/(?:_/)?(?:${hooks})(?:\\.sample)?$`), 'bash'],
  [/(?:^|\/)debian\/(?:[\w.+-]+\.)?rules(?:\.in)?$/, 'make'],
  [/(?:^|\/)debian\/(?:[\w.+-]+\.)?(?:preinst|postinst|prerm|postrm|init|config|bug-script)(?:\.in)?$/, 'bash'],
  [/\.(?:pre|post)-(?:install|upgrade|deinstall)$|(?:^|\/)srcpkgs\/[\w.+-]+\/(?:INSTALL|REMOVE)$/, 'bash'],
  [/(?:^|\/)(?:debian\/|quilt\/)?patches\/(?:[\w.+-]+\/)?(?:[\w.+-]+\.)?series$/, 'series'],
  [/(?:^|\/)\.git\/info\/attributes$/, 'gitattributes'],
  [/(?:^|\/)\.git\/info\/exclude$/, 'gitignore'],
  [/(?:^|\/)(?:requirements|constraints)\/[\w.-]+\.(?:txt|in|pip)$/, 'requirements'],
  [/(?:^|\/)systemd\/(?:[\w@.+-]+\/)*[\w@.+-]+\.conf$/, 'systemd'],
  [/(?:^|\/)[\w@.+-]+\.(?:service|socket|timer|mount|slice|target|scope|path|swap)\.d\/[\w@.+-]+\.conf$/, 'systemd'],
  [/(?:^|\/)\.cargo\/config$/, 'toml'],
]

/** Whole names, in order; the first that fits counts. */
const patterns: readonly (readonly [RegExp, LanguageId | Ambiguous])[] = [
  // `Makefile.am`, `makefile.unix`: the stem decides, unless the rest says that it is about makefiles or makes one.
  [/^(?:NWGNU|GNU|BSD)?[Mm]akefile(?!.*\.(?:py|rb|pl|js|sh|cmake|toml|md|txt|rst|html?)$)(?:[.-][\w.-]*)?$/, 'make'],
  [/^Kbuild(?:\.[\w-]+)*$/, 'make'],
  [/^Make(?:vars|\.(?:inc|defs|rules|config))(?:\.[\w-]+)*$/, 'make'],
  [/^(?:Dockerfile|Containerfile)(?!.*\.(?:md|txt|rst|py|rb|go|js|ts|sh|ya?ml|json)$)(?:[.-][\w.-]+)?$/i, 'dockerfile'],
  [/^(?:[\w-]+[-_.])?(?:requirements|constraints)(?:[-_.][\w.-]+)?\.(?:txt|in|pip)$/, 'requirements'],
  [/^\.(?:eslintrc|prettierrc|stylelintrc|releaserc|lintstagedrc|commitlintrc|markdownlintrc|mocharc)$/, '?json-yaml'],
  [/\.gradle\.kts$/, 'gradle'],
  // The preprocessor makes a linker script of it.
  [/\.(?:lds|ld)\.S$/, 'linkerscript'],
  // `.gitignore_global`, `.dockerignore`, `.npmignore`, `.prettierignore`.
  [/^\.?[\w-]*ignore(?:[-_]global)?$/, 'gitignore'],
]
