import { strict as assert } from 'node:assert'
import { expressionsIn, namesForeignHead, strangersText } from '../../../server/core/manifests/workflow/expressions'
import { foreignCode, runsForeign } from '../../../server/core/manifests/workflow/foreignCode'
import { originOf } from '../../../server/core/manifests/workflow/origins'
import { permissionsOf, writesOf } from '../../../server/core/manifests/workflow/permissions'
import { Workflow } from '../../../server/core/manifests/workflow/workflow'

const path = '.github/workflows/a.yml'

describe('expressions of workflows', () => {
  const said = (text: string) => expressionsIn(text).map(({ plain }) => strangersText(plain))

  it('are the same in every spelling', () => {
    for (const text of ['${{ github.head_ref }}', "${{GitHub['Head_Ref']}}", "${{ format('{0}', github.head_ref) }}"])
      assert.deepEqual(said(text), ['github.head_ref'], text)
    assert.deepEqual(said('${{ github.event.commits[0].message }}'), ['github.event.commits.*.message'])
  })

  it('do not count what is only compared or named', () => {
    assert.deepEqual(
      said("${{ github.head_ref == 'main' }} ${{ 'github.head_ref' }} ${{ contains(github.event.issue.body, 'x') }}"),
      [undefined, undefined, undefined],
    )
    assert.deepEqual(said("${{ github.event_name == 'x' && github.head_ref || 'y' }}"), ['github.head_ref'])
  })

  it('end where they end, and take time linear in the text', () => {
    assert.deepEqual(expressionsIn('a ${{ b }} c ${{ d'), [{ start: 2, end: 10, plain: 'b' }])
    assert.equal(expressionsIn('${{'.repeat(200_000)).length, 0)
    assert.equal(expressionsIn(`\${{ ${'a.'.repeat(200_000)} }}`).length, 1)
  })

  it('name the head of a pull request', () => {
    assert.ok(namesForeignHead('github.event.pull_request.head.repo.full_name'))
    assert.ok(!namesForeignHead('github.event.pull_request.base.sha'))
  })
})

describe('workflows', () => {
  const workflow = new Workflow(
    path,
    [
      'on:',
      '  pull_request_target:',
      '  push: { branches: [main] }',
      'permissions: write-all',
      'x: &step',
      '  run: echo ${{ env.SAID }}',
      'jobs:',
      '  a:',
      '    permissions: { contents: read, packages: write }',
      '    env: { SAID: "${{ github.event.pull_request.title }}" }',
      '    steps:',
      '      - uses: actions/checkout@v4',
      '        with: { ref: "${{ github.head_ref }}", path: theirs }',
      '      - *step',
      '      - run: make -C ours',
      '      - run: |',
      '          cd theirs',
      '          make',
      '        working-directory: theirs',
      '  b:',
      '    uses: ./.github/workflows/b.yml',
    ].join('\n'),
  )

  it('have events with and without settings, jobs and steps, an alias in the job that names it', () => {
    assert.deepEqual(
      workflow.events.map(({ name }) => name),
      ['pull_request_target', 'push'],
    )
    assert.deepEqual(
      workflow.steps.map(({ uses, job }) => `${job?.key} ${uses}`),
      ['a ', 'a actions/checkout@v4', 'a ', 'a '],
    )
  })

  it('know where a value comes from, through the variables of the job', () => {
    const [step] = workflow.steps
    assert.ok(step)
    assert.deepEqual(originOf(workflow, step, 'env.said'), {
      kind: 'stranger',
      name: 'github.event.pull_request.title',
    })
    assert.equal(originOf(workflow, step, 'env.other'), undefined)
  })

  it('know what their tokens may write to', () => {
    const all = permissionsOf(workflow)
    assert.deepEqual([...(writesOf(all, 'a') ?? new Map()).keys()], ['packages'])
    assert.deepEqual([...(writesOf(all, 'b') ?? new Map()).keys()], ['*'])
  })

  it('know whose files they run, and where', () => {
    const [code] = foreignCode(workflow)
    assert.ok(code)
    assert.deepEqual([code.kind, code.folder, code.at.start.line], ['checkout', 'theirs', 13])
    assert.equal(runsForeign(workflow, code)?.start.line, 18)
  })

  it('survive hostile text', () => {
    for (const text of ['on: &a [*a]\njobs: *a', '{"on": {', `jobs:\n${'  a:\n'.repeat(2000)}`, 'x: &a { run: *a }'])
      assert.ok(new Workflow(path, text).steps.length >= 0)
  })
})
