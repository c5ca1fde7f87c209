import assert from 'node:assert/strict'
import type { GrammarId } from '../../../server/core/syntax/language'
import { parseSource, type SourceTree } from '../../../server/core/syntax/sourceTree'
import { allGrammars } from './grammarStore'

/** Enough of each language for an edit to be far from most of the text. */
const samples: readonly (readonly [GrammarId, string])[] = [
  ['c', '#include <a.h>\n#if A\nint f(int x) { return x ? g("a", x) : 1; }\n#endif\nstatic char *s = "é\u{1f600}";\n'],
  ['cpp', 'namespace n { template <class T> T f(T x) { return x + R"(raw)"[0]; } }\nclass A { int b = 1; };\n'],
  ['bash', 'if [ "$a" = b ]; then\n  cat <<EOF\ntext $x\nEOF\nfi\nf() { echo "a $(b | c)" >d; }\n'],
  ['make', 'CC = gcc\nall: a b\n\t$(CC) -o $@ $<\nifdef X\nY := $(shell ls)\nendif\n'],
  ['m4', 'AC_INIT([a], [1])\nAC_CHECK_FUNC([f], [x=1], [AC_MSG_ERROR([no])])\ndnl done\n'],
  ['python', 'def f(a, b=1):\n    """text"""\n    if a:\n        return [x for x in b]\n    return f"{a} b"\n'],
  ['javascript', 'const a = `x ${b}`\nfunction f(x) { return /re/g.test(x) ? { y: 1 } : [2] }\n'],
  ['yaml', 'on: push\njobs:\n  a:\n    steps:\n      - run: |\n          echo a\n          echo b\n'],
  ['ruby', 'def f(a)\n  x = <<~T\n    text #{a}\n  T\n  puts "a" if x\nend\n'],
  ['php', '<?php\nfunction f($a) { return "x $a"; }\n?>\n<p>text</p>\n'],
]
const pieces = [' ', '(', ')', '"', '\n', '{', '}', 'x', ';', "'", '#', '\u{1f600}', '\ud83d', '\t', 'EOF\n', '/*']

/** A generator whose numbers are the same on every machine. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function outline(tree: SourceTree): readonly string[] {
  const lines: string[] = []
  const cursor = tree.root.walk()
  for (;;) {
    const { row, column } = cursor.startPosition
    lines.push(`${cursor.nodeType} ${cursor.startIndex}-${cursor.endIndex} ${row}:${column} ${cursor.nodeIsMissing}`)
    if (cursor.gotoFirstChild()) continue
    while (!cursor.gotoNextSibling())
      if (!cursor.gotoParent()) {
        cursor.delete()
        return lines
      }
  }
}

describe('two sides of a file', () => {
  it('parsed after one another, the second is the tree it would be alone: 500 random edits', async () => {
    const grammars = await allGrammars()
    for (const [language, unit] of samples) {
      const below = numbers(language.length)
      const whole = unit.repeat(8)
      let text = whole
      for (let left = 50; left > 0; left--) {
        const at = below(text.length)
        const copied = below(whole.length)
        const added = below(2) === 0 ? whole.slice(copied, copied + below(20)) : (pieces[below(pieces.length)] ?? '')
        const next = text.slice(0, at) + added + text.slice(at + below(12))
        const input = { language, path: 'file', side: 'new' } as const
        const before = parseSource(grammars, { ...input, text, side: 'old' })
        assert.ok(before.ok)
        const alone = parseSource(grammars, { ...input, text: next })
        const after = parseSource(grammars, { ...input, text: next, similar: before.tree })
        assert.ok(alone.ok && after.ok)
        assert.deepEqual(outline(after.tree), outline(alone.tree), `${language}: ${JSON.stringify([text, next])}`)
        for (const { tree } of [before, alone, after]) tree.delete()
        text = below(3) === 0 ? next : whole
      }
    }
  })

  it('are parsed alone where the other side took another language', async () => {
    const grammars = await allGrammars()
    const old = parseSource(grammars, { language: 'c', path: 'a.c', text: 'int a;\n', side: 'old' })
    assert.ok(old.ok)
    const text = 'a = 1\n'
    const result = parseSource(grammars, { language: 'python', path: 'a.py', text, side: 'new', similar: old.tree })
    assert.ok(result.ok)
    assert.equal(result.tree.root.type, 'module')
    for (const { tree } of [old, result]) tree.delete()
  })
})
