// How a program is read, and how to add a language.
//
// `sketchOf` lays the syntax tree out in arrays (one cursor walk). A `ProgramShape` (shape.ts) says for each kind of
// node what it means, as a `Meaning` that is the same in every language: a call, a string, a name, an assignment. All
// else is shared: `Meanings` asks the shape and remembers, `Scopes` knows which assignments reach a use, `Evaluator`
// works values out, `Targets` follows imports and aliases, and this file turns meanings into a `ProgramReading`.
//
// A language is one file in this folder and one line in languages.ts:
// 1. Look at the tree of a sample with all constructs you care about, and write `kinds`: for each kind of node a
//    `Reader`. readers.ts has them ready for most grammars, given field names: `call('function', 'arguments')`,
//    `member('object', 'property')`, `assign('left', 'right')`, `string(escapes)`. Write your own as a function of
//    sketch and node that returns a `Meaning`; `sketch.child(node, field)`, `.children(node, field?)`, `.raw(node)`
//    are all it needs. A kind that is not listed has no meaning, but what is inside it is read all the same.
// 2. Parts with names of their own: `scopes` (functions, classes), `branches` (kinds whose parts may not run),
//    `loops`. Parameters are a `bind` of the node that holds them; a function or class is a `define` and a scope.
// 3. Operators: `concatenations`, `comparisons`, `choices`. Whether assignments make local variables.
// 4. Library: `functions` by target (`base64.b64decode`) and `methods` by name, from pure.ts; a function that cannot
//    foresee its result returns undefined. `environment`, `loaders`, `getters`, `comparers` likewise.
// 5. A test beside test/core/syntax/program*.test.ts: callees, targets, values, and positions by slicing.
// `emptyShape` (emptyShape.ts) has a value for everything, so that a shape states only what its language has.
//
// A language without a grammar puts its `Sketch` together with `SketchBuilder` from a lexer, with node kinds of its
// own choice, and calls `readSketch`.
//
// What must hold: no recursion over the depth of the program (nodes are numbered in the order of the text, and loops
// over them replace it), no reader that looks at more than a node's own parts, and no guess: what a value depends on
// and the file does not fix is `unresolved`.
import type { EmbeddedText } from '../embeddedText'
import type { ProgramReading } from '../program'
import type { SourceTree } from '../sourceTree'
import { Evaluator } from './evaluator'
import { Meanings } from './meanings'
import { Reading, type RunsText } from './reading'
import { Scopes } from './scopes'
import type { ProgramShape } from './shape'
import { type Sketch, sketchOf } from './sketch'
import { Targets } from './targets'

/** Reads a program with a grammar. Never throws on input; work is bounded, and `isCut` says when a bound was met. */
export function readTree(
  shape: ProgramShape,
  tree: SourceTree,
  body: EmbeddedText,
  runs: RunsText = () => false,
): ProgramReading {
  const { sketch, isCut } = sketchOf(tree, body.text)
  return readSketch(shape, sketch, body, isCut, runs)
}

/** @param isCut whether the sketch is not of the whole text */
export function readSketch(
  shape: ProgramShape,
  sketch: Sketch,
  body: EmbeddedText,
  isCut: boolean,
  runs: RunsText = () => false,
): ProgramReading {
  const meanings = new Meanings(sketch, shape)
  const scopes = new Scopes(meanings)
  const evaluator = new Evaluator(body, meanings, scopes)
  const targets = new Targets(meanings, scopes, evaluator)
  evaluator.targets = targets
  const reading = new Reading(body, meanings, scopes, evaluator, targets, runs)
  for (let node = 0; node < sketch.size; node++) reading.take(node)
  return reading.result(isCut || evaluator.isSpent)
}
