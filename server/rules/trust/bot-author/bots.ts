import { asciiLook } from '../../../core/formats/unicode/confusable'
import type { Signature } from '../../../core/model/changeSet'

/** A program that commits under a name of its own. */
export interface Bot {
  /** As shown, without `[bot]`. */
  readonly name: string
  /** It raises versions of dependencies and does nothing else. */
  readonly isUpdater: boolean
  /** Addresses it is known to use, as far as their form is fixed. */
  readonly address: RegExp
}

function bot(name: string, isUpdater: boolean, others = 'a^'): Bot {
  return {
    name,
    isUpdater,
    address: new RegExp(`^(?:\\d+\\+)?${name}(?:\\[bot\\])?@users\\.noreply\\.github\\.com$|${others}`, 'i'),
  }
}

const bots: readonly Bot[] = [
  bot('dependabot', true, '@dependabot\\.com$|^support@github\\.com$|dependabot'),
  bot('dependabot-preview', true, '@dependabot\\.com$|^support@dependabot|dependabot'),
  // Hosted by many people themselves, under addresses of their own.
  bot('renovate', true, 'renovate|@whitesourcesoftware\\.com$|@mend\\.io$|bot\\b|noreply'),
  bot('renovate-bot', true, 'renovate|bot\\b|noreply'),
  bot('greenkeeper', true, 'greenkeeper'),
  bot('depfu', true, 'depfu'),
  bot('pyup-bot', true, 'pyup'),
  bot('snyk-bot', true, 'snyk'),
  bot('scala-steward', true, 'scala-steward|bot\\b|noreply'),
  bot('github-actions', false, '@github\\.com$|actions?@|bot\\b|noreply'),
  bot('pre-commit-ci', false, 'pre-commit'),
  bot('allcontributors', false, 'all-?contributors'),
]

/** A name that says it is a bot, and which of the known ones, if any. */
export interface BotName {
  readonly bot: Bot | undefined
  /** Written otherwise than the bot's name, and easily read as it. */
  readonly isLookAlike: boolean
}

export function botOf({ name, email }: Signature): BotName | undefined {
  const written = bareName(name)
  const exact = bots.find(one => one.name === written)
  if (exact !== undefined) return { bot: exact, isLookAlike: false }
  const read = look(written)
  const alike = bots.find(one => look(one.name) === read || (isBotLike(name, email) && isOneOff(one.name, written)))
  if (alike !== undefined) return { bot: alike, isLookAlike: true }
  return /\[bot\]$/i.test(name.trim()) ? { bot: undefined, isLookAlike: false } : undefined
}

function bareName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\s*\[bot\]$/, '')
    .replace(/\s+/g, '-')
}

function isBotLike(name: string, email: string): boolean {
  return /bot\b|b0t\b/i.test(name) || /bot\b/i.test(email)
}

/** Digits and pairs of letters that pass for a letter count as it. */
function look(name: string): string {
  return (asciiLook(name) ?? name)
    .toLowerCase()
    .replace(/0/g, 'o')
    .replace(/[1|!]/g, 'l')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
}

/** One letter more, less or other; names of fewer than eight letters are too near to others. */
function isOneOff(known: string, written: string): boolean {
  if (known.length < 8 || Math.abs(known.length - written.length) > 1) return false
  let start = 0
  while (start < known.length && known[start] === written[start]) start++
  let end = 0
  while (end < known.length - start && end < written.length - start && known.at(-1 - end) === written.at(-1 - end))
    end++
  return Math.max(known.length, written.length) - start - end === 1
}
