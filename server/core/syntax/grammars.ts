import { LANGUAGE_VERSION, Language, MIN_COMPATIBLE_VERSION, Parser } from 'web-tree-sitter'
import type { GrammarId } from './language'

/**
 * Delivers a wasm file by the name it has in grammars/manifest.json (`tree-sitter-c.wasm`, `web-tree-sitter.wasm`).
 * Rejects when the file is missing or is not what the manifest says.
 */
export type LoadWasm = (name: string) => Promise<Uint8Array>

// web-tree-sitter keeps one wasm instance per JavaScript realm in a module variable of its own, and starting a second
// one would cut off every tree of the first. So this one promise is shared, whatever the number of stores.
let runtime: Promise<void> | undefined

async function startRuntime(loadWasm: LoadWasm): Promise<void> {
  runtime ??= loadWasm('web-tree-sitter.wasm').then(bytes =>
    // The name is never looked up, since the bytes are here; without it the runtime would build a file URL.
    Parser.init({ wasmBinary: toArrayBuffer(bytes), locateFile: (name: string) => name }),
  )
  try {
    await runtime
  } catch (error) {
    runtime = undefined
    throw error
  }
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(copy).set(bytes)
  return copy
}

/** Grammars, each loaded at its first use and then shared. Lives as long as the process; nothing in it needs deleting. */
export class GrammarStore {
  readonly #loadWasm: LoadWasm
  readonly #loading = new Map<GrammarId, Promise<void>>()
  readonly #loaded = new Map<GrammarId, Language>()
  readonly #broken = new Set<GrammarId>()

  constructor(loadWasm: LoadWasm) {
    this.#loadWasm = loadWasm
  }

  /** Rejects if one of them cannot be loaded; a later call tries that one again. */
  async ensure(languages: Iterable<GrammarId>): Promise<void> {
    await startRuntime(this.#loadWasm)
    await Promise.all([...new Set(languages)].map(language => this.#ensureOne(language)))
  }

  /**
   * Loads what can be loaded. Never rejects: one grammar that is missing or broken costs nothing but its own trees.
   * @returns those that could not be loaded, in the order they were asked for
   */
  async load(languages: Iterable<GrammarId>): Promise<readonly GrammarId[]> {
    const wanted = [...new Set(languages)]
    await Promise.all(wanted.map(language => this.ensure([language]).catch(() => this.#broken.add(language))))
    return wanted.filter(language => !this.isLoaded(language))
  }

  /** @throws if the language was not awaited with {@link ensure}: a mistake of the caller, not of the input. */
  language(id: GrammarId): Language {
    const language = this.#loaded.get(id)
    if (language === undefined) throw new Error(`grammar ${id} is not loaded`)
    return language
  }

  isLoaded(id: GrammarId): boolean {
    return this.#loaded.has(id)
  }

  /** Whether {@link load} could not load it. */
  isBroken(id: GrammarId): boolean {
    return this.#broken.has(id)
  }

  #ensureOne(id: GrammarId): Promise<void> {
    let loading = this.#loading.get(id)
    if (loading === undefined) {
      loading = this.#load(id)
      this.#loading.set(id, loading)
      loading.catch(() => this.#loading.delete(id))
    }
    return loading
  }

  async #load(id: GrammarId): Promise<void> {
    const language = await Language.load(await this.#loadWasm(`tree-sitter-${id}.wasm`))
    const { abiVersion } = language
    // A parser would say so only when it is given the language, in the midst of a file.
    if (abiVersion < MIN_COMPATIBLE_VERSION || abiVersion > LANGUAGE_VERSION)
      throw new Error(`grammar ${id} has ABI ${abiVersion}, not ${MIN_COMPATIBLE_VERSION} to ${LANGUAGE_VERSION}`)
    this.#loaded.set(id, language)
    this.#broken.delete(id)
  }
}
