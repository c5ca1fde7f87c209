import assert from 'node:assert/strict'
import type { Hunk } from '../../../server/core/model/hunk'
import { parseSource, type SourceTree } from '../../../server/core/syntax/sourceTree'
import { allGrammars, textAt, withTree } from './grammarStore'

/** A hunk that replaces one line, given with its number. */
function replaced(line: number, before: string, after: string): Hunk {
  return {
    oldStart: line,
    oldCount: 1,
    newStart: line,
    newCount: 1,
    section: '',
    lines: [
      { kind: 'removed', text: before, old: line },
      { kind: 'added', text: after, new: line },
    ],
  }
}

describe('source tree', () => {
  it('finds the nodes a change touches, outer before inner, and no others', async () => {
    const grammars = await allGrammars()
    const text = 'int a(void)\n{\n  return f(1);\n}\nint b(void)\n{\n  return g(2);\n}\n'
    const hunks = [replaced(7, '  return 2;', '  return g(2);')]
    withTree(
      grammars,
      'c',
      text,
      tree => {
        const nodes = tree.changedNodes(['function_definition', 'call_expression'])
        assert.deepEqual(
          nodes.map(node => `${node.type} ${tree.span(node).start.line}`),
          ['function_definition 5', 'call_expression 7'],
        )
        const call = nodes[1]
        assert.ok(call)
        assert.equal(tree.text(call), 'g(2)')
        assert.equal(tree.enclosing(call, ['function_definition'])?.startPosition.row, 4)
        assert.equal(tree.enclosing(call, ['struct_specifier']), undefined)
        assert.equal(tree.nodes(['call_expression']).length, 2)
      },
      { hunks },
    )
  })

  it('takes everything as changed without hunks', async () => {
    const grammars = await allGrammars()
    withTree(grammars, 'bash', 'a\nb\n', tree => assert.equal(tree.changedNodes(['command']).length, 2))
  })

  it('counts columns in UTF-16 units and lines from 1', async () => {
    const grammars = await allGrammars()
    const text = '/* \u{1f600}é */ int x;\nint y;\n'
    withTree(grammars, 'c', text, tree => {
      const spans = tree.nodes(['identifier']).map(node => tree.span(node))
      assert.deepEqual(spans[0]?.start, { line: 1, column: text.indexOf('x;') })
      assert.deepEqual(spans[1]?.start, { line: 2, column: 4 })
      assert.deepEqual(
        spans.map(span => textAt(text, span)),
        ['x', 'y'],
      )
    })
  })

  it('shows text as the file has it where a placeholder was substituted for parsing', async () => {
    const grammars = await allGrammars()
    withTree(
      grammars,
      'make',
      'CC = @CC@\nif COND\nall: x\nelse\nall: y\nendif\n',
      tree => {
        assert.deepEqual(tree.errors(), [])
        assert.ok(tree.nodes(['variable_assignment']).some(node => tree.text(node).includes('@CC@')))
      },
      { path: 'Makefile.am' },
    )
  })

  it('reports only faults that the old side did not have', async () => {
    const grammars = await allGrammars()
    const old = 'int a = ;\nint b;\nint c;\n'
    const text = 'int a = ;\nint b;\nint ) c;\n'
    withTree(grammars, 'c', old, oldTree => {
      withTree(
        grammars,
        'c',
        text,
        tree => {
          assert.equal(oldTree.errors().length, 1)
          assert.equal(tree.errors().length, 2)
          assert.deepEqual(
            tree.newErrors().map(fault => [fault.kind, fault.text, fault.span.start.line]),
            [['unexpected', ')', 3]],
          )
        },
        { old: () => oldTree, hunks: [replaced(3, 'int c;', 'int ) c;')] },
      )
    })
  })

  it('follows an old fault that lines before it have moved', async () => {
    const grammars = await allGrammars()
    const hunk: Hunk = {
      oldStart: 1,
      oldCount: 0,
      newStart: 1,
      newCount: 2,
      section: '',
      lines: [
        { kind: 'added', text: 'int x;', new: 1 },
        { kind: 'added', text: 'int y;', new: 2 },
      ],
    }
    withTree(grammars, 'c', 'int a = ;\n', oldTree => {
      const more = { old: () => oldTree, hunks: [{ ...hunk, oldStart: 0 }] }
      withTree(grammars, 'c', 'int x;\nint y;\nint a = ;\n', tree => assert.deepEqual(tree.newErrors(), []), more)
    })
  })

  it('does not count a line end that the C grammar misses after trailing blanks', async () => {
    const grammars = await allGrammars()
    withTree(grammars, 'c', '#include <a.h>  \n#include <b.h>\nint x;\n', tree => assert.deepEqual(tree.errors(), []))
  })

  it('marks faults between #if and #endif', async () => {
    const grammars = await allGrammars()
    withTree(grammars, 'c', '#if A\nint ) x;\n#endif\nint ) y;\n', tree => {
      assert.deepEqual(
        tree.errors().map(fault => [fault.span.start.line, fault.insidePreprocessorIf]),
        [
          [2, true],
          [4, false],
        ],
      )
    })
  })

  it('gives a reason when the text is over the limit', async () => {
    const grammars = await allGrammars()
    const budget = { limitUnits: 10, limitSteps: 1000 }
    const result = parseSource(grammars, { language: 'c', path: 'a.c', text: 'int abcdefgh;', side: 'new', budget })
    assert.deepEqual(result, { ok: false, reason: 'too-large' })
  })

  it('gives a reason when parsing takes too many steps, and parses the next text all the same', async () => {
    const grammars = await allGrammars()
    const text = 'int f(void) { return 1 + 2; }\n'.repeat(500)
    const budget = { limitUnits: 1_000_000, limitSteps: 5 }
    const input = { language: 'c', path: 'a.c', text, side: 'new' } as const
    assert.deepEqual(parseSource(grammars, { ...input, budget }), { ok: false, reason: 'too-costly' })
    withTree(grammars, 'c', text, tree => assert.deepEqual(tree.errors(), []))
  })

  it('never throws on deeply nested or torn text', async () => {
    const grammars = await allGrammars()
    const texts = ['(', '{', '[', '$(', '"$(', '`', '#if 1\n', 'case x in\n'].map(piece => piece.repeat(300))
    for (const language of ['c', 'cpp', 'bash', 'make', 'cmake', 'm4'] as const)
      for (const text of [...texts, '\0\ufeff\ud800'])
        withTree(grammars, language, text, (tree: SourceTree) => assert.ok(Array.isArray(tree.errors())))
  })

  it('frees its memory: many trees after one another do not make the runtime grow', async () => {
    const grammars = await allGrammars()
    const text = 'int f(void) { return 1 + 2; }\n'.repeat(1000)
    const parseSome = (count: number): void => {
      for (let left = count; left > 0; left--) withTree(grammars, 'c', text, tree => tree.errors())
    }
    parseSome(5)
    const before = process.memoryUsage().rss
    parseSome(60)
    // Undeleted, each of these trees takes more than two megabytes.
    assert.ok(process.memoryUsage().rss - before < 60_000_000)
  })
})
