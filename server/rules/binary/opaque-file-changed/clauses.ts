import type { OpaqueFile } from '../../../core/facts/kinds'
import { shorten, visible } from '../../../core/model/visible'

/** Differences told in the text of a finding. */
const TOLD = 4

/** What changed inside, as far as a sentence holds; the places stand beside the finding. */
export function insideClause({
  change,
  differences,
  differenceCount,
  contentChange,
  changedText,
  format,
}: OpaqueFile): string {
  if (change === 'added') return 'all of it is new'
  if (contentChange !== undefined) return contentChange
  if (changedText !== undefined) return `what differs is text, now \`${shorten(visible(changedText), 80)}\``
  if (differenceCount === undefined && format === 'unknown') return 'no reader knows its parts'
  if (differenceCount === undefined) return `what differs inside the ${format} was not looked at`
  const told = differences.slice(0, TOLD).map(one => one.text)
  const more = differenceCount - told.length
  if (told.length === 0) return 'the same parts of the same sizes'
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ')
}

export function withArticle(name: string): string {
  return `${/^[AEIOULMX](?![a-z])|^[aeioux]/.test(name) ? 'an' : 'a'} ${name}`
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
