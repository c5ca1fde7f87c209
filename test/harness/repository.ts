import { resolve } from 'node:path'

/** Set by scripts/build.mjs: the way from the running bundle's folder to dist/. */
declare const PLAINSIGHT_DIST: string

/** The root of this checkout, where package.json is. */
export const repositoryRoot = resolve(__dirname, PLAINSIGHT_DIST, '..')
