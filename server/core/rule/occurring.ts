import type { TextContent } from '../model/content'
import type { Side } from '../model/location'
import { hasTrigger, type Registry } from './registry'

/** Which triggers of rules and collectors a file holds. Each part of it is gone through at most once. */
export class Occurring {
  readonly #registry: Registry
  readonly #content: TextContent
  readonly #sides: Partial<Record<Side, ReadonlySet<string>>> = {}
  #changed: { readonly text: string; readonly triggers: ReadonlySet<string> } | undefined

  constructor(registry: Registry, content: TextContent) {
    this.#registry = registry
    this.#content = content
  }

  /** The removed and added lines of all hunks. */
  get changedText(): string {
    return this.#inChange().text
  }

  isInChange(triggers: readonly string[] | undefined): boolean {
    return triggers === undefined || hasTrigger(triggers, this.#inChange().triggers)
  }

  isIn(side: Side, triggers: readonly string[] | undefined): boolean {
    if (triggers === undefined) return true
    this.#sides[side] ??= this.#registry.triggersIn(this.#content[side]?.text ?? '')
    return hasTrigger(triggers, this.#sides[side])
  }

  isInFile(triggers: readonly string[] | undefined): boolean {
    return this.isIn('new', triggers) || this.isIn('old', triggers)
  }

  #inChange(): { readonly text: string; readonly triggers: ReadonlySet<string> } {
    if (this.#changed === undefined) {
      const lines = this.#content.hunks.flatMap(hunk => hunk.lines).filter(line => line.kind !== 'context')
      const text = lines.map(line => line.text).join('\n')
      this.#changed = { text, triggers: this.#registry.triggersIn(text) }
    }
    return this.#changed
  }
}
