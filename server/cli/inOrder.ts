/** Works on several items at the same time and gives the results in the order of the items. */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  window: number,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = []
  for await (const item of items) {
    const result = work(item)
    // It is awaited below, when its turn comes; until then nobody must call it unhandled.
    result.catch(() => undefined)
    underWay.push(result)
    if (underWay.length >= window) yield await (underWay.shift() as Promise<R>)
  }
  while (underWay.length > 0) yield await (underWay.shift() as Promise<R>)
}
