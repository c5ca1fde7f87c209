import { join, resolve } from 'node:path'

/** Set by scripts/build.mjs: the way from the running bundle's folder to dist/. */
declare const PLAINSIGHT_DIST: string

/** The folder with the bundles, from dist/ itself and from a test bundle alike. */
export const distFolder = resolve(__dirname, PLAINSIGHT_DIST)
/** `web-tree-sitter.wasm` and one wasm file per grammar. */
export const wasmFolder = join(distFolder, 'wasm')
export const workerFile = join(distFolder, 'worker.js')
