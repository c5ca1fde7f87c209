// Where the scripts find and put things. Every path is absolute, derived from this file.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const dist = join(root, 'dist')
export const out = join(root, 'out')
export const outTest = join(out, 'test')
export const cache = join(root, '.cache')
/** What `npm run measure -- noise` found; docs/RULES.md is made from it. */
export const noiseFile = join(root, 'docs/noise.json')
