/** What a page was told to draw, and those who wait until it has: a value told earlier ends no wait for a later one. */
export class Drawing<Value> {
  #turn = 0
  #value: Value | undefined
  #isDrawn = false
  #waiting = deferred<Value | undefined>()

  /** Number of the value that was told last; the page gives it back. */
  get turn(): number {
    return this.#turn
  }

  /** Ends when the page shows the value as it is now, or with nothing when there is none to show. */
  get shown(): Promise<Value | undefined> {
    return this.#waiting.promise
  }

  /** A value is read again: whoever waits for the last one waits for this one. */
  begin(): void {
    const { settle } = this.#waiting
    this.#waiting = deferred()
    void this.#waiting.promise.then(settle)
  }

  /** The value read is another one than before: the page has to draw it. */
  put(value: Value): void {
    this.#turn += 1
    this.#value = value
    this.#isDrawn = false
  }

  /** The value read is the one before, which the page may not have drawn yet. */
  keep(): void {
    if (this.#isDrawn) this.#waiting.settle(this.#value)
  }

  /** The page has drawn what was told under this number. */
  drawn(turn: number): void {
    if (turn !== this.#turn || this.#value === undefined) return
    this.#isDrawn = true
    this.#waiting.settle(this.#value)
  }

  /** There is nothing to draw. */
  fail(): void {
    this.#turn += 1
    this.#value = undefined
    this.#isDrawn = false
    this.#waiting.settle(undefined)
  }
}

interface Deferred<Value> {
  readonly promise: Promise<Value>
  readonly settle: (value: Value) => void
}

function deferred<Value>(): Deferred<Value> {
  let settle: (value: Value) => void = () => {}
  const promise = new Promise<Value>(done => {
    settle = done
  })
  return { promise, settle }
}
