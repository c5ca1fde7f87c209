/**
 * The table of published build macros: names, numbers and digests, nothing of the files themselves. One file, written by
 * scripts/known-macros.mjs and read here, in columns so that it packs well:
 *
 *   magic line, a line of JSON (counts), then
 *   names, serials            text, one a line
 *   numbers                   variable-length integers, low seven bits first
 *   digests                   8 bytes a version and a code, 3 a line, 4 a macro, 6 a body
 *
 * A version's digest is SHA-256 of its {@link publishedForm}; a code's of its {@link codeForm}; a line's of its code; a
 * macro's of its name; a body's of name, line feed and code; each cut to its first bytes. Eight bytes are enough to say
 * "equal"; three only mark.
 */

export const DIGEST_HEX = { version: 16, code: 16, line: 6, macro: 8, body: 12 } as const

export interface PublishedVersion {
  /** Hex; see above. */
  readonly digest: string
  /** Undefined where only the digest of the version was gathered. */
  readonly code?: string
  readonly serial?: string
  /** Years in which it was the current text of some published branch. */
  readonly firstYear: number
  readonly lastYear: number
  /** Projects that published it. */
  readonly sources: readonly string[]
}

/** Lines that stood in the same run of versions. */
export interface LineGroup {
  /** Indexes into {@link PublishedFile.versions}: the first and the last that hold the lines. */
  readonly first: number
  readonly last: number
  readonly digests: readonly string[]
}

export interface PublishedFile {
  readonly name: string
  /** By first appearance. */
  readonly versions: readonly PublishedVersion[]
  readonly lines: readonly LineGroup[]
}

export interface MacroTable {
  /** Year and month (`2026-08`) up to which publications are in the table. */
  readonly through: string
  readonly files: readonly PublishedFile[]
  readonly macros: readonly string[]
  readonly bodies: readonly string[]
}

/** The table as it is looked up in: one file is decoded when it is asked for. */
export interface MacroIndex {
  readonly through: string
  /** Names of files. */
  readonly names: readonly string[]
  file(name: string): PublishedFile | undefined
  hasMacro(digest: string): boolean
  hasBody(digest: string): boolean
  /** All digests of macro names, sorted. */
  macros(): readonly string[]
  /** All digests of bodies, sorted. */
  bodies(): readonly string[]
}

/** Its last byte tells git and others that no text follows. */
const MAGIC = 'plainsight published macros 1\0'
const FIRST_YEAR = 1980

interface Header {
  readonly through: string
  readonly sources: readonly string[]
  /** Bytes of each section, in the order in which they follow. */
  readonly sections: readonly number[]
}

export function writeTable(table: MacroTable): Uint8Array {
  const files = [...table.files].sort((a, b) => (a.name < b.name ? -1 : 1))
  const versions = files.flatMap(file => file.versions)
  const sources = [...new Set(versions.flatMap(version => version.sources))].sort()
  const serials = [...new Set(versions.flatMap(version => version.serial ?? []))].sort()
  const serialIndex = new Map(serials.map((serial, index) => [serial, index + 1]))
  const counts: number[] = []
  const about: number[] = []
  const groups: number[] = []
  const codes: string[] = []
  for (const file of files) {
    const own = [...new Set(file.versions.flatMap(({ code }) => code ?? []))]
    codes.push(...own)
    counts.push(file.versions.length, file.lines.length, own.length)
    for (const { serial, firstYear, lastYear, sources: from, code } of file.versions) {
      const mask = from.reduce((sum, source) => sum | (1 << sources.indexOf(source)), 0)
      about.push(serialIndex.get(serial ?? '') ?? 0, Math.max(0, firstYear - FIRST_YEAR), lastYear - firstYear, mask)
      about.push(code === undefined ? 0 : own.indexOf(code) + 1)
    }
    for (const { first, last, digests } of file.lines) groups.push(first, last - first, digests.length)
  }
  const text = new TextEncoder()
  const sections = [
    text.encode(files.map(({ name }) => name).join('\n')),
    text.encode(serials.join('\n')),
    varints(counts),
    varints(about),
    varints(groups),
    fromHex(versions.map(({ digest }) => digest)),
    fromHex(codes),
    fromHex(files.flatMap(({ lines }) => lines.flatMap(({ digests }) => digests))),
    fromHex([...table.macros].sort()),
    fromHex([...table.bodies].sort()),
  ]
  const header: Header = { through: table.through, sources, sections: sections.map(({ length }) => length) }
  return concatenated([text.encode(`${MAGIC}\n${JSON.stringify(header)}\n`), ...sections])
}

/** @throws when the bytes are no such table: a damaged installation, not an input. */
export function readTable(bytes: Uint8Array): MacroIndex {
  const { header, sections } = split(bytes)
  const [nameBytes, serialBytes, countBytes, aboutBytes, groupBytes, versions, codes, lines, macros, bodies] = sections
  if (bodies === undefined) throw new Error('the table of published macros lacks a part')
  const names = textLines(nameBytes)
  const serials = textLines(serialBytes)
  const counts = integers(countBytes)
  const about = integers(aboutBytes)
  const groups = integers(groupBytes)
  const places = new Map<string, Place>()
  let [version, group, code, line] = [0, 0, 0, 0]
  for (const [index, name] of names.entries()) {
    const [versionCount = 0, groupCount = 0, codeCount = 0] = counts.slice(3 * index, 3 * index + 3)
    const place = { version, versions: versionCount, group, groups: groupCount, code, line }
    places.set(name, place)
    version += place.versions
    group += place.groups
    code += codeCount
    for (let at = place.group; at < group; at++) line += groups[3 * at + 2] ?? 0
  }
  const isWhole =
    about.length === 5 * version &&
    groups.length === 3 * group &&
    codes?.length === (code * DIGEST_HEX.code) / 2 &&
    versions?.length === (version * DIGEST_HEX.version) / 2 &&
    lines?.length === (line * DIGEST_HEX.line) / 2
  if (!isWhole) throw new Error('the parts of the table of published macros do not fit together')
  const versionAt = (at: number, codeStart: number): PublishedVersion => {
    const [serial = 0, first = 0, span = 0, mask = 0, codeAt = 0] = about.slice(5 * at, 5 * at + 5)
    const written = serials[serial - 1]
    return {
      digest: hexAt(versions, at, DIGEST_HEX.version),
      ...(codeAt === 0 ? {} : { code: hexAt(codes, codeStart + codeAt - 1, DIGEST_HEX.code) }),
      ...(written === undefined ? {} : { serial: written }),
      firstYear: FIRST_YEAR + first,
      lastYear: FIRST_YEAR + first + span,
      sources: header.sources.filter((_, index) => (mask & (1 << index)) !== 0),
    }
  }
  const known = new Map<string, PublishedFile>()
  const decoded = (name: string, place: Place): PublishedFile => {
    let next = place.line
    return {
      name,
      versions: range(place.versions, index => versionAt(place.version + index, place.code)),
      lines: range(place.groups, index => {
        const [first = 0, span = 0, count = 0] = groups.slice(3 * (place.group + index), 3 * (place.group + index) + 3)
        const digests = range(count, at => hexAt(lines, next + at, DIGEST_HEX.line))
        next += count
        return { first, last: first + span, digests }
      }),
    }
  }
  return {
    through: header.through,
    names,
    file: name => {
      const place = places.get(name)
      if (place === undefined) return undefined
      let file = known.get(name)
      if (file === undefined) {
        file = decoded(name, place)
        known.set(name, file)
      }
      return file
    },
    hasMacro: digest => isIn(macros, digest, DIGEST_HEX.macro),
    hasBody: digest => isIn(bodies, digest, DIGEST_HEX.body),
    macros: () => column(macros, DIGEST_HEX.macro),
    bodies: () => column(bodies, DIGEST_HEX.body),
  }
}

interface Place {
  readonly version: number
  readonly versions: number
  readonly group: number
  readonly groups: number
  readonly code: number
  readonly line: number
}

function split(bytes: Uint8Array): { readonly header: Header; readonly sections: readonly Uint8Array[] } {
  const first = bytes.indexOf(0x0a)
  const second = bytes.indexOf(0x0a, first + 1)
  const text = new TextDecoder()
  if (second === -1 || text.decode(bytes.subarray(0, first)) !== MAGIC)
    throw new Error('the table of published macros does not start as one')
  const header = JSON.parse(text.decode(bytes.subarray(first + 1, second))) as Header
  let at = second + 1
  const sections = header.sections.map(length => {
    at += length
    return bytes.subarray(at - length, at)
  })
  if (at !== bytes.length) throw new Error('the table of published macros is cut off')
  return { header, sections }
}

function textLines(bytes: Uint8Array | undefined): readonly string[] {
  const text = new TextDecoder().decode(bytes)
  return text === '' ? [] : text.split('\n')
}

function varints(values: readonly number[]): Uint8Array {
  const bytes: number[] = []
  for (let value of values) {
    while (value >= 0x80) {
      bytes.push((value & 0x7f) | 0x80)
      value >>>= 7
    }
    bytes.push(value)
  }
  return Uint8Array.from(bytes)
}

function integers(bytes: Uint8Array | undefined): readonly number[] {
  const values: number[] = []
  let value = 0
  let shift = 0
  for (const byte of bytes ?? []) {
    value |= (byte & 0x7f) << shift
    shift += 7
    if (byte >= 0x80) continue
    values.push(value)
    value = 0
    shift = 0
  }
  return values
}

function fromHex(digests: readonly string[]): Uint8Array {
  const hex = digests.join('')
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  )
}

function hexAt(bytes: Uint8Array | undefined, index: number, digits: number): string {
  const size = digits / 2
  let hex = ''
  for (let at = index * size; at < (index + 1) * size; at++) hex += (bytes?.[at] ?? 0).toString(16).padStart(2, '0')
  return hex
}

function column(bytes: Uint8Array | undefined, digits: number): readonly string[] {
  return range(((bytes?.length ?? 0) * 2) / digits, index => hexAt(bytes, index, digits))
}

/** In a sorted column. */
function isIn(bytes: Uint8Array | undefined, digest: string, digits: number): boolean {
  let low = 0
  let high = ((bytes?.length ?? 0) * 2) / digits
  while (low < high) {
    const middle = (low + high) >> 1
    const found = hexAt(bytes, middle, digits)
    if (found === digest) return true
    if (found < digest) low = middle + 1
    else high = middle
  }
  return false
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function range<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
