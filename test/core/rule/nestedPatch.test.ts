import assert from 'node:assert/strict'
import { diffLines } from '../../../server/core/diff'
import { protection } from '../../../server/core/facts/protection'
import { isTextSpan, type Location } from '../../../server/core/model/location'
import type { Review } from '../../../server/core/model/review'
import { defineCollector, defineRule } from '../../../server/core/rule/rule'
import { type MemoryFile, memorySource } from '../../harness/memory'
import { reviewWith } from '../../harness/review'

const text = { message: 'said', why: 'why', benign: 'benign', question: 'question?' }
const base = {
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: [],
  messages: { said: text },
} as const

/** Marks every `evil` on added lines, and every `guard` on removed ones. */
const words = [
  defineRule({
    ...base,
    id: 'test/added-word',
    title: 'added',
    examine: {
      line: ({ text: line, new: number = 1 }, context) => {
        const column = line.indexOf('evil')
        if (column < 0) return
        const at = { start: { line: number, column }, end: { line: number, column: column + 4 } }
        context.report({ message: 'said', at })
      },
    },
  }),
  defineRule({
    ...base,
    id: 'test/removed-word',
    title: 'removed',
    examine: {
      side: 'old',
      line: ({ text: line, old: number = 1 }, context) => {
        const column = line.indexOf('guard')
        if (column < 0) return
        const at = { start: { line: number, column }, end: { line: number, column: column + 5 } }
        context.report({ message: 'said', side: 'old', at })
      },
    },
  }),
]

const calls = defineRule({
  ...base,
  id: 'test/call',
  title: 'call',
  files: { languages: ['c'] },
  examine: {
    nodes: {
      call_expression: (node, context) => {
        const { startPosition: start, endPosition: end } = node
        context.report({
          message: 'said',
          at: {
            start: { line: start.row + 1, column: start.column },
            end: { line: end.row + 1, column: end.column },
          },
        })
      },
    },
  },
})

const patch = `Description: a fix
--- a/src/one.c
+++ b/src/one.c
@@ -10,4 +10,4 @@ int f(void)
 int a;
-guard(a);
+  evil(a);
 int b;
 int c;
--- a/src/two.c
+++ b/src/two.c
@@ -1,2 +1,3 @@
 int d;
+evil(d);
 int e;
`

async function reviewOf(file: MemoryFile, rules: Parameters<typeof reviewWith>[0] = words): Promise<Review> {
  const review = await reviewWith(rules, memorySource([file]))
  assert.deepEqual(review.failures, [])
  return review
}

/** `rule outer line:columns → name side line:columns …` */
function places(review: Review): readonly string[] {
  return review.findings.map(({ rule, evidence: [{ location }] }) => `${rule.slice(5)} ${shown(location)}`)
}

function shown({ side, at, inside }: Omit<Location, 'file' | 'side'> & { side?: Location['side'] }): string {
  const place = isTextSpan(at)
    ? `${at.start.line}:${at.start.column}-${at.end.line === at.start.line ? '' : `${at.end.line}:`}${at.end.column}`
    : String(at)
  return `${side} ${place}${inside === undefined ? '' : ` → ${inside.name} ${shown(inside)}`}`
}

const name = 'debian/patches/fix.patch'

describe('a patch inside the change', () => {
  it('is examined file by file, and what is found stands on the lines of the patch and of its target', async () => {
    const review = await reviewOf({ path: name, new: patch })
    assert.deepEqual(places(review), [
      'removed-word new 6:1-6 → src/one.c old 11:0-5',
      'added-word new 7:3-7 → src/one.c new 11:2-6',
      'added-word new 14:1-5 → src/two.c new 2:0-4',
    ])
    assert.deepEqual(
      review.findings.map(finding => finding.evidence[0].text),
      ['guard(a);', '  evil(a);', 'evil(d);'],
    )
    assert.match(review.coverage.partial[0]?.reason ?? '', /^of the files it changes, only the lines that it shows$/)
  })

  it('is found by its content where its name says nothing', async () => {
    assert.equal((await reviewOf({ path: 'debian/patches/01_fix', new: patch })).findings.length, 3)
    const quoted = `${'Some prose about a patch.\n'.repeat(30)}${patch}`
    const prose = await reviewOf({ path: 'notes', new: quoted })
    assert.ok(prose.findings.every(finding => finding.evidence[0].location.inside === undefined))
  })

  it('is parsed in the language of the target, with less confidence, since the patch shows only parts of it', async () => {
    const review = await reviewOf({ path: name, new: patch }, [calls])
    assert.deepEqual(places(review), [
      'call new 7:3-10 → src/one.c new 11:2-9',
      'call new 14:1-8 → src/two.c new 2:0-7',
    ])
    assert.deepEqual(
      review.findings.map(finding => finding.confidence),
      ['medium', 'medium'],
    )
  })

  it('is of no news where the change leaves it as it was', async () => {
    const more = `${patch}@@ -8,2 +9,3 @@\n x;\n+more evil;\n y;\n`
    const review = await reviewOf({ path: name, old: patch, new: more })
    assert.deepEqual(places(review), ['added-word new 18:6-10 → src/two.c new 10:5-9'])
  })

  it('counts lines it added before as standing on both sides', async () => {
    const old = '--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,4 @@\n a;\n+evil 1;\n+guard;\n b;\n'
    const edited = '--- a/x.c\n+++ b/x.c\n@@ -1,3 +1,5 @@\n a;\n+evil 1;\n+evil 2;\n+guard;\n-guard b;\n b;\n'
    const review = await reviewOf({ path: name, old, new: edited })
    assert.deepEqual(places(review), ['added-word new 6:1-5 → x.c new 3:0-4', 'removed-word new 8:1-6 → x.c old 2:0-5'])
  })

  it('follows a patch that a patch adds, three deep and no further', async () => {
    const wrap = (inner: string, path: string): string => {
      const lines = inner.split('\n').slice(0, -1)
      return `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${lines.map(line => `+${line}\n`).join('')}`
    }
    const one = '--- a/x.c\n+++ b/x.c\n@@ -1 +1,2 @@\n a;\n+evil;\n'
    const deep = wrap(wrap(one, 'p/one.patch'), 'p/two.patch')
    const review = await reviewOf({ path: name, new: deep })
    assert.deepEqual(places(review), [
      'added-word new 11:3-7 → p/two.patch new 8:2-6 → p/one.patch new 5:1-5 → x.c new 2:0-4',
    ])
    const deeper = await reviewOf({ path: name, new: wrap(deep, 'p/three.patch') })
    assert.match(deeper.coverage.partial[0]?.reason ?? '', /patches in patches are read 3 deep/)
  })

  it('says what of it was not read', async () => {
    const reason = async (file: MemoryFile) => (await reviewOf(file)).coverage.partial[0]?.reason ?? ''
    assert.match(await reason({ path: name, old: patch }), /deleted patch/)
    assert.match(await reason({ path: name, new: 'no patch at all\n' }), /no file was found in it/)
    assert.match(
      await reason({ path: name, new: patch.replace('@@ -1,2 +1,3 @@', '@@ -1,9 +1,3 @@') }),
      /line 12 of the patch was not read/,
    )
    const far = patch.replace('-1,2 +1,3', '-1900000,2 +1900000,3').repeat(2)
    assert.match(await reason({ path: name, new: far }), /src\/two\.c: its line numbers are too high/)
    assert.match(await reason({ path: name, old: patch, new: patch.split('--- a/src/two.c')[0] ?? '' }), /taken out/)
  })

  it('keeps columns in text that is not UTF-8, or says the whole line', async () => {
    const bytes = Buffer.from(
      '--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+é evil\n--- a/y\n+++ b/y\n@@ -1 +1,2 @@\n a\n+',
      'utf8',
    )
    const file = Buffer.concat([bytes, Buffer.from([0xe9]), Buffer.from(' evil\n')])
    assert.deepEqual(places(await reviewOf({ path: name, new: new Uint8Array(file) })), [
      'added-word new 5:1-8 → x new 2:2-6',
      'added-word new 10:3-7 → y new 2:2-6',
    ])
  })

  it('ends carriage returns as the patch does', async () => {
    const review = await reviewOf({ path: name, new: patch.replaceAll('\n', '\r\n') })
    assert.equal(places(review)[1], 'added-word new 7:3-7 → src/one.c new 11:2-6')
  })

  it('gives facts to rules on the whole change, as of a file of its own', async () => {
    const dropped = defineRule({
      ...base,
      id: 'test/dropped',
      title: 'dropped',
      uses: [protection],
      examine: {
        changeSet: context => {
          for (const fact of context.facts('protection')) {
            const file = context.files.find(({ index }) => index === fact.location.file)
            assert.equal(file?.path, 'Makefile')
            const { side, at } = fact.location
            context.report({
              file: fact.location.file,
              message: 'said',
              side,
              at,
              digest: fact.digest,
              text: fact.text,
            })
          }
        },
      },
    })
    const flags = '--- a/Makefile\n+++ b/Makefile\n@@ -3 +3 @@\n-CFLAGS = -fstack-protector-strong\n+CFLAGS =\n'
    const review = await reviewOf({ path: name, new: flags }, [dropped])
    assert.deepEqual(places(review), ['dropped new 4:10-34 → Makefile old 3:9-33'])
    assert.match(review.findings[0]?.fingerprint ?? '', /^v1:[0-9a-f]{32}$/)
  })

  it('says a fact once, though a collector reads the patch as a text as well', async () => {
    const seen: string[] = []
    const reader = defineCollector({
      kind: 'protection',
      collect: ({ text: { lines }, side }) =>
        lines.flatMap((line, index) => {
          const at = { start: { line: index + 1, column: 0 }, end: { line: index + 1, column: line.length } }
          const data = { form: 'flag', change: 'removed', written: 'evil' } as const
          return line.includes('evil') ? [{ subject: 'evil', side, at, data }] : []
        }),
    })
    const listed = defineRule({
      ...base,
      id: 'test/listed',
      title: 'listed',
      uses: [reader],
      examine: {
        changeSet: ({ files, facts }) => {
          for (const { location } of facts('protection'))
            seen.push(files.find(({ index }) => index === location.file)?.path ?? '')
        },
      },
    })
    await reviewOf({ path: name, new: patch }, [listed])
    assert.deepEqual(seen, ['src/one.c', 'src/two.c'])
  })

  it('binds an acceptance to the lines of the patch', async () => {
    const digests = async (text: string) =>
      (await reviewOf({ path: name, new: text })).findings.map(finding => finding.evidenceDigest)
    const before = await digests(patch)
    assert.deepEqual(await digests(patch), before)
    assert.notDeepEqual(await digests(patch.replace('int b', 'int z')), before)
  })

  it('leads to the same text from every finding, whatever was edited: 200 random patches', async () => {
    let state = 1
    const below = (limit: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * limit)
    }
    const lines = ['a;', '  evil(1);', 'guard(2);', '', '\tb;', 'c; evil', '-- guard', '+ evil', 'é guard']
    const some = (count: number) => Array.from({ length: count }, () => lines[below(lines.length)] ?? '')
    const edited = (text: readonly string[]) => text.flatMap(line => (below(4) > 0 ? [line] : some(below(3))))
    let seen = 0
    for (let left = 200; left > 0; left--) {
      const before = some(5 + below(30))
      const first = edited(before)
      const second = below(2) === 0 ? edited(first) : edited(before)
      const old = below(3) === 0 ? undefined : patchText(before, first)
      const current = patchText(before, second)
      if (current === '' || old === '') continue
      const review = await reviewOf({ path: name, new: current, ...(old === undefined ? {} : { old }) })
      const outer = current.split('\n')
      const kept = new Set((old ?? '').split('\n'))
      for (const {
        rule,
        evidence: [{ location }],
      } of review.findings) {
        const inner = location.inside
        if (inner === undefined) continue
        seen++
        assert.ok(isTextSpan(location.at) && isTextSpan(inner.at))
        const word = rule === 'test/added-word' ? 'evil' : 'guard'
        const target = inner.side === 'old' ? before : second
        const shownLine = outer[location.at.start.line - 1] ?? ''
        assert.equal(shownLine.slice(location.at.start.column, location.at.end.column), word)
        assert.equal(shownLine[0], inner.side === 'old' ? '-' : '+')
        const targetLine = target[inner.at.start.line - 1] ?? ''
        assert.equal(targetLine.slice(inner.at.start.column, inner.at.end.column), word)
        assert.ok(old === undefined || !kept.has(shownLine) || isRepeated(shownLine, old, current))
      }
    }
    assert.ok(seen > 500)
  })
})

/** A unified diff of one file, with three lines of context. */
function patchText(before: readonly string[], after: readonly string[]): string {
  const text = (part: readonly string[]) => part.map(line => `${line}\n`).join('')
  const hunks = diffLines(text(before), text(after), { contextLines: 3 })
  if (hunks.length === 0) return ''
  const marks = { context: ' ', added: '+', removed: '-' }
  const body = hunks.map(
    hunk =>
      `@@ -${hunk.oldStart},${hunk.oldCount} +${hunk.newStart},${hunk.newCount} @@\n` +
      hunk.lines.map(line => `${marks[line.kind]}${line.text}\n`).join(''),
  )
  return `--- a/x.c\n+++ b/x.c\n${body.join('')}`
}

/** Whether the line stands in one text more often than in the other, or has moved, so that a diff takes it for new. */
function isRepeated(line: string, old: string, current: string): boolean {
  return diffLines(old, current, { contextLines: 0 }).some(hunk =>
    hunk.lines.some(({ kind, text }) => kind === 'added' && text === line),
  )
}
