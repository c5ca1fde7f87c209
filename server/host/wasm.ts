import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoadWasm } from '../core/syntax/grammars'
import { wasmFolder } from './bundle'

/** From the folder beside the bundles, whose files the build compared with grammars/manifest.json. */
export const loadWasm: LoadWasm = name => readFile(join(wasmFolder, name))
