export { applyHunks } from './applyHunks'
export { type DiffOptions, diffLines } from './diffLines'
export { type LineMap, lineMap } from './lineMap'
export { pairRenames, type RenameOptions, type RenamePair, type RenameResult, type RenameSide } from './renames'
