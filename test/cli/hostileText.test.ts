import { strict as assert } from 'node:assert'
import type { Log } from 'sarif'
import type { Result } from '../../server/cli/outputs/result'
import { TestRepository } from '../harness/git'
import { Cli } from './runCli'
import { reviewProblems, sarifProblems } from './schemas'

/** What could move the cursor, colour, reorder or hide; line feeds are the output's own. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u
const SUBJECT =
  'Fix \u001b[2J\u001b]0;title\u0007 \u202egnp.exe\u202c <img src=x onerror=alert(1)> @everyone #1 [x](https://evil.invalid)'
const NAMES = [
  'src/\u001b[31mred.c',
  'src/new\nline.c',
  'src/\u202ecod.exe.c',
  'src/`tick`.c',
  'src/<b>bold</b>.c',
  'src/](https:).c',
  'src/| pipe |.c',
  'src/zero\u200bwidth.c',
  'src/-C.c',
]
const CODE = 'int a\u200b;\nchar *b = "\u001b[2Jgone";\nchar *c = "```\\n# heading";\nint d\u202e;\n'

describe('hostile text', () => {
  let cli: Cli
  let repository: TestRepository
  let change: string
  before(() => {
    cli = new Cli()
    repository = new TestRepository()
    repository.commit('Start', { 'a.txt': 'a\n' })
    change = repository.commit(SUBJECT, {
      ...Object.fromEntries(NAMES.map(name => [name, CODE])),
      'data/\u001b[1mbold.bin': Buffer.alloc(900, '\u0000\u0001\u00fe\u00ff', 'latin1'),
    })
  })
  after(() => {
    cli.dispose()
    repository.dispose()
  })

  const commands = (): readonly (readonly string[])[] => [
    ...['text', 'json', 'sarif', 'markdown'].map(format => ['review', change, '--format', format]),
    ...['text', 'ndjson', 'markdown'].map(format => ['history', '--format', format]),
    ['review', '--patch', 'x', '--format', 'text'],
    ['explain', NAMES[0] ?? '', change],
    ['explain', NAMES[1] ?? '', change, '--format', 'markdown'],
    ['explain', '\u001b[31mnothing', change],
    ['review', '\u001b[31mno-such-revision'],
    ['review', '--\u001b[31m'],
    ['\u001b[31m'],
    ['accept', '\u001b[31m', '--reason', 'x'],
    ['scan'],
  ]

  it('never reaches a terminal as it is, in any format or error', async () => {
    for (const args of commands()) {
      const { stdout, stderr } = await cli.run(args, { cwd: repository.folder })
      for (const line of `${stdout}${stderr}`.split('\n'))
        assert.ok(!UNSEEN.test(line), `${args.join(' ')}: ${JSON.stringify(line)}`)
      assert.notEqual(stdout + stderr, '')
    }
  })

  it('stays what it is in JSON, and is still valid', async () => {
    const result = await cli.json<Result>(['review', change, '-C', repository.folder, '--format', 'json'])
    assert.deepEqual(reviewProblems(result), [])
    assert.equal(result.change.commits[0]?.subject, SUBJECT)
    const files = new Set(result.findings.map(({ file }) => file))
    for (const name of NAMES) assert.ok(files.has(name), JSON.stringify(name))
  })

  it('is valid SARIF', async () => {
    const log = await cli.json<Log>(['review', change, '-C', repository.folder, '--format', 'sarif'])
    assert.deepEqual(sarifProblems(log), [])
  })

  it('makes no link, mention, tag or heading in Markdown', async () => {
    const { stdout } = await cli.run(['review', change, '-C', repository.folder, '--format', 'markdown'])
    const prose = withoutCode(stdout)
    assert.ok(!/<img|<b>/.test(prose), prose)
    assert.ok(!/(?<!\\)\]\(/.test(prose))
    assert.ok(!prose.includes('@everyone'))
    assert.ok(!/https?:\/\//.test(prose))
    const headings = prose.split('\n').filter(line => line.startsWith('#'))
    assert.ok(
      headings.every(line => /^### (critical|high|medium|low|info|Coverage)/.test(line)),
      headings.join('\n'),
    )
  })
})

/** Drops fenced blocks and code spans as a Markdown reader finds them. */
function withoutCode(markdown: string): string {
  const lines: string[] = []
  let fence: string | undefined
  for (const line of markdown.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0]
    if (fence === undefined && mark !== undefined) fence = mark
    else if (fence !== undefined && line === fence) fence = undefined
    else if (fence === undefined) lines.push(line.replace(/(?<!\\)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, ''))
  }
  assert.equal(fence, undefined, 'every fence is closed')
  return lines.join('\n')
}
