/**
 * Pairs of letters that English words and the names people give are made of, by the letter they begin with; a pair that
 * is not here is seen now and then, several in one word are not.
 */
const pairs: Readonly<Record<string, string>> = {
  a: 'bcdfgiklmnprstuvwyx',
  b: 'aeilorsuybj',
  c: 'aehiklortucsyf',
  d: 'aeioursydgmb',
  e: 'abcdefgilmnprstvwxykqo',
  f: 'aefilortugs',
  g: 'aeghilnorsuy',
  h: 'aeioturyo',
  i: 'abcdefgklmnoprstvzxp',
  j: 'aeous',
  k: 'eisyna',
  l: 'adefiklmoptuyscv',
  m: 'abeiopmsuyg',
  n: 'acdefgikmnorstuvy',
  o: 'abcdfgklmnoprstuvwxyi',
  p: 'aehiloprstuykg',
  q: 'u',
  r: 'acdegiklmnoprstuvyfb',
  s: 'acehiklmnopqrstuwysd',
  t: 'aehiolrstuwymc',
  u: 'abcdegilmnprstf',
  v: 'aeios',
  w: 'aehiornsd',
  x: 'aceitpy',
  y: 'aelmopstn',
  z: 'aeioz',
}

/** Fewer letters make no pattern. */
const FEWEST_LETTERS = 7
/** Share of pairs that words do not have: names of programs and abbreviations run up to a fifth. */
const STRANGE_SHARE = 0.3
const LONGEST = 80

/**
 * Whether a name or value was made by chance, as far as its letters tell: cases or digits mixed within it, and pairs of
 * letters that words do not have. Names in capitals and names of parts (`LC_ALL`, `app-name`) are not judged.
 */
export function looksMeaningless(word: string): boolean {
  if (word.length > LONGEST || !/^[A-Za-z0-9]+$/.test(word)) return false
  if (!/[a-z]/.test(word) || !/[A-Z]|\d/.test(word) || /^[0-9a-f]+$/i.test(word)) return false
  const letters = word.toLowerCase().replace(/\d/g, '')
  if (letters.length < FEWEST_LETTERS) return false
  let strange = 0
  for (let at = 1; at < letters.length; at++)
    if (pairs[letters[at - 1] ?? '']?.includes(letters[at] ?? '') !== true) strange++
  return strange / (letters.length - 1) >= STRANGE_SHARE
}
