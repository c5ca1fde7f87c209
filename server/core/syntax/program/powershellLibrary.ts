import { known } from '../value'
import { decodeBase64 } from './decode'
import { braceFormat, bytesOf, fromCodes, join, ofArgument, replace } from './pure'
import type { Compute } from './shape'

const itself: Compute = (_, [input]) => input

/** By their names after `[System.` is made `[`; case is not told apart when they are looked up. */
export const functions: Readonly<Record<string, Compute>> = {
  '[Convert]::FromBase64String': ofArgument(text => bytesOf(decodeBase64(text))),
  '[Text.Encoding]::UTF8.GetString': itself,
  '[Text.Encoding]::ASCII.GetString': itself,
  '-join': (_, [list, separator]) => join(list, separator ?? known('')),
  '-f': (_, [format, given]) =>
    braceFormat(format, given?.kind === 'list' ? given.items : given === undefined ? [] : [given]),
  '-replace': (_, [text, list]) => {
    const [from, to] = list?.kind === 'list' ? list.items : []
    return from === undefined || to === undefined ? undefined : replace(true)(text, [from, to])
  },
  // Several make a list of characters.
  '[char]': (_, [input]) =>
    input?.kind === 'list'
      ? { kind: 'list', items: input.items.map(item => fromCodes(undefined, [item]) ?? item) }
      : input?.kind === 'number'
        ? fromCodes(undefined, [input])
        : input,
}
