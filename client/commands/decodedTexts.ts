import type { WireDecodedText, WireEvidence, WireReview } from '../../server/protocol'
import type { App } from '../app'
import type { OpenReview } from '../reviews'
import type { ShowOptions } from '../surfaces/places'
import { visibleText } from '../surfaces/text'
import { choose, withSubject } from './finding'

type TextPlace = WireEvidence & { readonly decoded: WireDecodedText }

/**
 * Shows the texts that a finding says would be run, as read-only documents that are examined as everything else is; the
 * user picks where there are several. Gives back the change set they make, for tests and for other extensions.
 */
export async function showDecodedTexts(app: App, argument: unknown): Promise<WireReview | undefined> {
  let shown: WireReview | undefined
  await withSubject(app, argument, async ({ data, review, finding }) => {
    if (review === undefined) {
      app.status.say('Run a review of the change first: only then are texts decoded')
      return
    }
    const places = (finding?.evidence ?? []).filter(hasText)
    if (places.length === 0) {
      app.status.say('No text was decoded for this finding')
      return
    }
    const all = { label: 'All texts', place: undefined }
    const items = places.map(place => ({ label: visibleText(place.label), place }))
    const picked = await choose(places.length > 1 ? [...items, all] : items, ({ label, place }) => ({
      label,
      description: place?.decoded.path ?? '',
    }))
    if (picked === undefined) return
    if (picked.place !== undefined) {
      shown = (await openText(app, review, data.fingerprint, picked.place.decoded)).result
      return
    }
    const texts = await textsOf(app, review, data.fingerprint)
    await app.places.showAll(texts)
    shown = texts.result
  })
  return shown
}

function hasText(place: WireEvidence): place is TextPlace {
  return place.decoded !== undefined
}

/** Opens one text as the document it is in the change set that the texts make. */
export async function openText(
  app: App,
  review: OpenReview,
  fingerprint: string,
  { path, isCut, size }: WireDecodedText,
  options: ShowOptions = {},
): Promise<OpenReview> {
  const texts = await textsOf(app, review, fingerprint)
  const file = texts.result.files.find(candidate => candidate.path === path)
  if (file === undefined) throw new Error(`The text ${visibleText(path)} is not there any more. Run the review again.`)
  await app.places.showFile(texts, file, options)
  await app.sideMap.update()
  if (isCut) app.status.say(`Only the start of the text is shown: it has ${size} bytes`)
  return texts
}

async function textsOf(app: App, { ref }: OpenReview, fingerprint: string): Promise<OpenReview> {
  return await app.reviews.ensure({ kind: 'texts', of: ref, fingerprint })
}
