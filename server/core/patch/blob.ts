import type { HashPort } from '../model/ports'

/** Gives back at most `limitBytes` inflated bytes of a zlib stream; `undefined` when it is damaged or holds more. */
export type Inflate = (bytes: Uint8Array, limitBytes: number) => Uint8Array | undefined

/** Fewest hex digits of an object id that are taken as naming an object; git's own default for abbreviations. */
const MIN_DIGITS = 7

/** Object ids and contents seen in one patch. */
export class BlobStore {
  readonly #hash: HashPort
  readonly #algorithm: 'sha1' | 'sha256'
  /** By the first digits of the id, since a patch may abbreviate. */
  readonly #blobs = new Map<string, Map<string, Uint8Array>>()
  readonly #ids = new WeakMap<Uint8Array, string>()

  /** `hasLongIds`: some id of the patch has more than 40 digits, so it comes from a SHA-256 repository. */
  constructor(hash: HashPort, hasLongIds: boolean) {
    this.#hash = hash
    this.#algorithm = hasLongIds ? 'sha256' : 'sha1'
  }

  /** The id git gives these bytes as a file. */
  idOf(bytes: Uint8Array): string {
    const known = this.#ids.get(bytes)
    if (known !== undefined) return known
    const head = new TextEncoder().encode(`blob ${bytes.length}\0`)
    const object = new Uint8Array(head.length + bytes.length)
    object.set(head)
    object.set(bytes, head.length)
    const id = this.#hash(this.#algorithm, object)
    this.#ids.set(bytes, id)
    return id
  }

  /** Whether `id`, in full or abbreviated, names these bytes. */
  isNamed(id: string | undefined, bytes: Uint8Array): boolean {
    return id !== undefined && id.length >= MIN_DIGITS && this.idOf(bytes).startsWith(id)
  }

  /** Remembers bytes, so that a later change of the same series can start from them; returns their id. */
  keep(bytes: Uint8Array): string {
    const id = this.idOf(bytes)
    const short = id.slice(0, MIN_DIGITS)
    const alike = this.#blobs.get(short)
    if (alike === undefined) this.#blobs.set(short, new Map([[id, bytes]]))
    else alike.set(id, bytes)
    return id
  }

  /** Bytes met earlier under this id; `undefined` when unknown or when an abbreviation fits several. */
  find(id: string | undefined): Uint8Array | undefined {
    if (id === undefined || id.length < MIN_DIGITS || isZero(id)) return undefined
    const alike = [...(this.#blobs.get(id.slice(0, MIN_DIGITS)) ?? [])].filter(([known]) => known.startsWith(id))
    return alike.length === 1 ? alike[0]![1] : undefined
  }
}

/** The id git writes for a side that does not exist. */
export function isZero(id: string | undefined): boolean {
  return id !== undefined && /^0+$/.test(id)
}
