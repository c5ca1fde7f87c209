import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from '../harness/repository'

const allowed =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE(\.txt)?|client\/media\/[a-z-]+\.(svg|png)|dist\/[a-z]+\.(js|css)|dist\/wasm\/[a-z0-9-]+\.wasm|dist\/data\/[a-z-]+\.bin|dist\/THIRD-PARTY\.txt)$/

describe('the package', () => {
  it('holds only what runs, and the papers that go with it', () => {
    const vsce = join(repositoryRoot, 'node_modules/@vscode/vsce/vsce')
    const listed = execFileSync(process.execPath, [vsce, 'ls', '--no-dependencies'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
    })
    const files = listed.split('\n').filter(line => line !== '')
    for (const wanted of ['package.json', 'dist/evidence.js', 'dist/evidence.css', 'dist/THIRD-PARTY.txt'])
      assert.ok(files.includes(wanted), wanted)
    assert.deepEqual(
      files.filter(file => !allowed.test(file)),
      [],
    )
  })
})
