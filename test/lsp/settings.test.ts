import assert from 'node:assert/strict'
import { DiagnosticSeverity } from 'vscode-languageserver'
import { URI } from 'vscode-uri'
import { DEFAULT_SETTINGS, readInitialization, readSettings } from '../../server/lsp/settings'
import { TestRepository } from '../harness/git'
import { HIDDEN, noise } from './content'
import { CAPABILITIES, SETTINGS, Session } from './session'

const RULE = 'hidden-text/invisible-character'

describe('settings as they come in', () => {
  it('count as not given when they have another type', () => {
    for (const value of [undefined, null, 1, 'thorough', [], { mode: 1, rules: [], maxFileBytes: '9', wholeFile: 1 }])
      assert.deepEqual(readSettings(value), DEFAULT_SETTINGS)
  })

  it('are taken over where they make sense', () => {
    const settings = {
      mode: 'thorough',
      rules: { [RULE]: 'off', 'build/tree-search': 'low', x: 'loud', y: 3, __proto__: 'off' },
      maxFileBytes: 4096,
      wholeFile: true,
      errorsInEditor: true,
      gitPath: 'git',
      more: {},
    }
    assert.deepEqual(readSettings(settings), {
      mode: 'thorough',
      rules: { [RULE]: 'off', 'build/tree-search': 'low' },
      maxFileBytes: 4096,
      wholeFile: true,
      errorsInEditor: true,
    })
    assert.equal(readSettings({ gitPath: '/opt/git' }).gitPath, '/opt/git')
    assert.deepEqual(readSettings({ knownSources: ['/opt/gnulib', 3, ''] }).knownSources, ['/opt/gnulib'])
    assert.deepEqual(readSettings({ knownSources: '/opt/gnulib' }), DEFAULT_SETTINGS)
    for (const maxFileBytes of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      assert.equal(readSettings({ maxFileBytes }).maxFileBytes, DEFAULT_SETTINGS.maxFileBytes)
  })

  it('name folders by absolute paths only', () => {
    assert.deepEqual(readInitialization({ storage: 'here', decisions: '/there', clientCommands: 'yes' }), {
      settings: DEFAULT_SETTINGS,
      decisions: '/there',
      clientCommands: false,
    })
  })
})

describe('settings that change', () => {
  let repository: TestRepository
  let session: Session
  const uri = (name: string) => URI.file(`${repository.folder}/${name}`).toString()

  beforeEach(() => {
    repository = new TestRepository()
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('a.c', `${HIDDEN}\n`)
  })
  afterEach(async () => {
    await session.stop()
    repository.dispose()
  })

  const openBound = async () => {
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.bind([{ uri: uri('a.c'), path: 'a.c', side: 'new' }])
    await session.until(() => session.of(uri('a.c')).length === 1)
  }

  it('are applied to what is open, and pulled documents are asked for again', async () => {
    session = await Session.start()
    await openBound()
    await session.configure({ rules: { [RULE]: 'off' } })
    await session.until(() => session.of(uri('a.c')).length === 0 && session.changes.length === 1)
    assert.deepEqual(session.changes[0]?.findings, [])
    assert.ok(session.refreshes > 0)
    await session.configure({ rules: { [RULE]: 'low' } })
    await session.until(() => session.of(uri('a.c')).length === 1)
    assert.equal(session.of(uri('a.c'))[0]?.severity, DiagnosticSeverity.Information)
  })

  it('do nothing when they are what they were', async () => {
    session = await Session.start()
    await openBound()
    await session.configure({})
    await session.client.sendNotification('workspace/didChangeConfiguration', { settings: {} })
    await session.configure({ errorsInEditor: true })
    await session.until(() => session.changes.length > 0)
    assert.equal(session.changes.length, 1)
  })

  it('make errors of what is high only when the user asks for errors', async () => {
    session = await Session.start({ settings: { rules: { [RULE]: 'high' } } })
    await openBound()
    assert.equal(session.of(uri('a.c'))[0]?.severity, DiagnosticSeverity.Warning)
    await session.configure({ rules: { [RULE]: 'high' }, errorsInEditor: true })
    await session.until(() => session.of(uri('a.c'))[0]?.severity === DiagnosticSeverity.Error)
  })

  it('decide anew how much of a change is read', async () => {
    session = await Session.start({ settings: { maxFileBytes: 100 } })
    repository.write('data.bin', noise(400, 4))
    const review = await session.open({ kind: 'worktree', root: repository.folder })
    assert.deepEqual(
      review.coverage.skipped.map(({ file }) => file),
      ['data.bin'],
    )
    await session.configure({ maxFileBytes: 1000 })
    await session.until(() => session.changes.length > 0)
    assert.deepEqual(session.changes[0]?.coverage.skipped, [])
  })

  it('are asked for when a client only says that they changed', async () => {
    const capabilities = { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, configuration: true } }
    session = await Session.start({ capabilities })
    await openBound()
    session.client.onRequest('workspace/configuration', ({ items }) => {
      assert.deepEqual(items, [{ section: 'plainsight' }])
      return [{ ...SETTINGS, rules: { [RULE]: 'off' } }]
    })
    await session.client.sendNotification('workspace/didChangeConfiguration', { settings: null })
    await session.until(() => session.of(uri('a.c')).length === 0)
  })
})
