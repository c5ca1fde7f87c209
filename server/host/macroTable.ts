import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoadMacroTable } from '../core/macros/publishedMacros'
import { distFolder } from './bundle'

/** The build puts server/data/ there. */
export const loadMacroTable: LoadMacroTable = () => readFile(join(distFolder, 'data', 'published-macros.bin'))
