/** What is read at the first call, whether it comes to an end or not, and given to every later one. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  return () => {
    running ??= read()
    return running
  }
}
