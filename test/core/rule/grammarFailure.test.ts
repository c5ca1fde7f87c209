import { strict as assert } from 'node:assert'
import type { RuleId } from '../../../server/core/model/finding'
import type { Review } from '../../../server/core/model/review'
import { review } from '../../../server/core/review'
import type { FileContext } from '../../../server/core/rule/context'
import { examineFile } from '../../../server/core/rule/examine'
import { Registry } from '../../../server/core/rule/registry'
import { defineRule, type Examine, type Rule } from '../../../server/core/rule/rule'
import { GrammarStore } from '../../../server/core/syntax/grammars'
import { hash } from '../../../server/host/hash'
import { inflate } from '../../../server/host/inflate'
import { loadWasm } from '../../../server/host/wasm'
import { memorySource } from '../../harness/memory'
import { defaultOptions, reviewWith } from '../../harness/review'

function rule(id: RuleId, examine: Examine): Rule {
  const definition = defineRule({
    id,
    title: 'tells what it sees',
    severity: 'low',
    confidence: 'low',
    mode: 'regular',
    scope: ['review'],
    precedents: [],
    tags: [],
    messages: {
      seen: { message: 'seen', why: 'It is there.', benign: 'It may be.', question: 'Is it?', commands: [] },
    },
    examine,
  })
  return { document: '', ...definition }
}

function report(context: FileContext, line: number): void {
  context.report({ message: 'seen', at: { start: { line, column: 0 }, end: { line, column: 1 } } })
}

const ofNodes = rule('source/of-nodes', {
  nodes: { call_expression: (node, context) => report(context, node.startPosition.row + 1) },
})
const ofLines = rule('source/of-lines', { line: (line, context) => report(context, line.new ?? 0) })

async function reviewWithout(grammar: string): Promise<Review> {
  const registry = new Registry([ofNodes, ofLines])
  const grammars = new GrammarStore(async name => {
    if (name === `tree-sitter-${grammar}.wasm`) throw new Error('no such file')
    return loadWasm(name)
  })
  const files = ['a.js', 'b.ts', 'c.js'].map(path => ({ path, old: 'a\n', new: 'a()\n' }))
  return review(memorySource(files), registry, defaultOptions, {
    hash,
    examine: raw => examineFile(raw, registry, defaultOptions, { hash, inflate, grammars }),
  })
}

/** The rule and the number of the file it was seen in. */
const seen = ({ findings }: Review): readonly string[] =>
  findings.map(finding => `${finding.rule} ${finding.evidence[0].location.file}`).sort()

describe('a grammar that cannot be loaded', () => {
  it('costs the trees of its files, and coverage says so', async () => {
    const found = await reviewWithout('javascript')
    const reason = 'the grammar for javascript could not be loaded'
    assert.deepEqual(
      found.coverage.partial.map(({ file, reason: why }) => [file, why]),
      [
        ['a.js', reason],
        ['c.js', reason],
      ],
    )
    assert.equal(found.coverage.examined, 1)
    assert.deepEqual(found.failures, [])
    assert.deepEqual(seen(found), ['source/of-lines 0', 'source/of-lines 1', 'source/of-lines 2', 'source/of-nodes 1'])
  })

  it('says nothing when no file needs it', async () => {
    const found = await reviewWithout('php')
    assert.deepEqual(found.coverage.partial, [])
    assert.equal(seen(found).length, 6)
  })
})

describe('.gitattributes', () => {
  it('has no say in what a file is and whether it is read', async () => {
    const attributes = ['linguist-language=Text', '-diff', 'binary', 'linguist-generated', 'linguist-vendored']
    const found = await reviewWith(
      [ofNodes],
      memorySource([
        { path: '.gitattributes', new: attributes.map(attribute => `*.js ${attribute}\n`).join('') },
        { path: 'a.js', old: 'a\n', new: 'a()\n' },
      ]),
    )
    assert.deepEqual(seen(found), ['source/of-nodes 1'])
    assert.deepEqual([found.coverage.examined, found.coverage.partial, found.coverage.skipped], [2, [], []])
  })
})
