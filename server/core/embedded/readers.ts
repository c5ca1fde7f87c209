import type { EmbedReader } from './code'

/** Every reader of code inside code. One more is one more file and one more line here. */
export const embedReaders: readonly EmbedReader[] = []
