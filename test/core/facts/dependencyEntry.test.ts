import { strict as assert } from 'node:assert'
import { dependencyEntry } from '../../../server/core/facts/dependencyEntry'
import type { Fact } from '../../../server/core/facts/fact'
import type { DependencyEntry } from '../../../server/core/manifests/dependencies/dependency'
import { dependencyReaderFor, dependencyReaders } from '../../../server/core/manifests/dependencies/readers'
import { ManifestText } from '../../../server/core/manifests/manifestText'
import { passesFilter } from '../../../server/core/rule/registry'
import { patchSource } from '../../../server/host/sources'
import { factsIn, factsOf, textAt } from '../../harness/facts'
import { hostileTexts } from '../manifests/slice'
import { manifestSamples } from './manifestSamples'

type DependencyFact = Fact<'dependency'>

function row({ subject, location, data }: DependencyFact, text: string): string {
  const { requirement, source, scope, integrity } = data
  return `${subject} ${requirement || '-'} ${source} ${scope} ${integrity ?? '-'} ${textAt(text, location.at)}`
}

function rowsOf(facts: readonly DependencyFact[], text: string): readonly string[] {
  return facts.map(fact => row(fact, text))
}

/** A bare patch that adds one line of a file and shows so many lines around it. */
function patchAround(path: string, text: string, line: number, around: number): Uint8Array {
  const lines = text.split('\n').slice(0, -1)
  const from = Math.max(1, line - around)
  const shown = lines.slice(from - 1, line + around)
  const body = shown.map((one, at) => `${from + at === line ? '+' : ' '}${one}\n`).join('')
  const head = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n`
  // A side without lines is numbered by the line before it.
  const old = shown.length === 1 ? `${from - 1},0` : `${from},${shown.length - 1}`
  return new TextEncoder().encode(`${head}@@ -${old} +${from},${shown.length} @@\n${body}`)
}

function newFacts(path: string, text: string, line: number, around: number): Promise<readonly DependencyFact[]> {
  return factsIn(dependencyEntry, patchSource('a.patch', patchAround(path, text, line, around))).then(facts =>
    facts.filter(fact => fact.location.side === 'new'),
  )
}

function whole({ isPartial: _, ...entry }: DependencyEntry): DependencyEntry {
  return entry
}

describe('dependencies of manifests and lock files', () => {
  for (const { path, text, rows } of manifestSamples)
    it(`are read from ${path}`, async () => {
      assert.deepEqual(rowsOf(await factsOf(dependencyEntry, { path, new: text }), text), rows)
    })

  for (const { path, text } of manifestSamples)
    it(`are the same in a patch that shows all of ${path}`, async () => {
      const facts = await factsOf(dependencyEntry, { path, new: text })
      const shown = await newFacts(path, text, 1, 1000)
      assert.deepEqual(rowsOf(shown, text), rowsOf(facts, text))
      assert.deepEqual(
        shown.map(fact => whole(fact.data)),
        facts.map(fact => fact.data),
      )
    })

  for (const { path, text } of manifestSamples)
    it(`are among those of the file in a patch of three lines of ${path}`, async () => {
      const facts = await factsOf(dependencyEntry, { path, new: text })
      const count = text.split('\n').length - 1
      let shown = 0
      for (let line = 1; line <= count; line++)
        for (const fact of await newFacts(path, text, line, 1)) {
          shown++
          const { start } = fact.location.at as { readonly start: unknown }
          const same = facts.find(
            one =>
              one.subject === fact.subject &&
              JSON.stringify((one.location.at as { start: unknown }).start) === JSON.stringify(start),
          )
          assert.ok(same, `line ${line}: ${row(fact, text)}`)
          if (fact.data.isPartial === true) continue
          const expected = fact.data.scope === 'unknown' ? { ...same.data, scope: 'unknown' } : same.data
          assert.deepEqual(fact.data, expected, `line ${line}`)
        }
      assert.ok(shown > 0, 'no patch shows any')
    })

  it('say where an address leads, in capitals or with a password', async () => {
    const text =
      '[submodule "a"]\n\turl = https://me:pw@Host.Example.invalid:8080/a.git\n[submodule "b"]\n\turl = git@ssh.invalid:b.git\n'
    const facts = await factsOf(dependencyEntry, { path: '.gitmodules', new: text })
    assert.deepEqual(
      facts.map(fact => [fact.data.host, fact.data.source]),
      [
        ['host.example.invalid', 'git'],
        ['ssh.invalid', 'git'],
      ],
    )
  })

  it('are not read from the text of a script', async () => {
    const text =
      'jobs:\n  a:\n    steps:\n      - run: |\n          uses: no/no@v1\n\n          uses: no/no@v2\n      - uses: a/b@v3\n'
    const facts = await factsOf(dependencyEntry, { path: '.github/workflows/ci.yml', new: text })
    assert.deepEqual(rowsOf(facts, text), ['github-actions:a/b v3 git build - a/b@v3'])
  })

  it('mark entries that a patch cuts off', async () => {
    const lock = manifestSamples.find(one => one.path === 'Cargo.lock')
    assert.ok(lock)
    const [fact] = await newFacts(lock.path, lock.text, 4, 1)
    assert.deepEqual([fact?.subject, fact?.data.isPartial], ['cargo:a', true])
  })

  it('stand on changed lines or not', async () => {
    const facts = await factsOf(dependencyEntry, {
      path: 'go.sum',
      old: 'a.invalid/a v1 h1:a=\n',
      new: 'a.invalid/a v1 h1:a=\nb.invalid/b v1 h1:b=\n',
    })
    assert.deepEqual(
      facts.map(fact => [fact.location.side, fact.subject, fact.isChanged]),
      [
        ['old', 'go:a.invalid/a', false],
        ['new', 'go:a.invalid/a', false],
        ['new', 'go:b.invalid/b', true],
      ],
    )
  })

  it('have a glob for every reader that says the same as its pattern', () => {
    for (const { path } of manifestSamples) {
      assert.ok(passesFilter(dependencyEntry.files, path, undefined), path)
      assert.ok(dependencyReaderFor(path), path)
    }
    const unread = dependencyReaders.filter(reader => !manifestSamples.some(({ path }) => reader.pattern.test(path)))
    assert.deepEqual(unread, [])
  })

  it('survive any text', () => {
    for (const { read } of dependencyReaders)
      for (const text of hostileTexts)
        for (const isPart of [false, true])
          for (const { span } of read({ path: 'a/b', source: new ManifestText(text), isPart }))
            assert.ok(span.start.line >= 1 && span.end.line >= span.start.line)
  })
})
