export { applyHunks } from './applyHunks'
export { type DiffOptions, diffLines } from './diffLines'
export { type LineMap, lineMap } from './lineMap'
