import { strict as assert } from 'node:assert'
import { fetchOf } from '../../../server/core/facts/fetchRole'
import { ranOutputs } from '../../../server/core/facts/ranOutput'
import { programOf } from '../../../server/core/facts/shellRoles'
import { readShell } from '../../../server/core/syntax/shell'

/** What is run, in short: `pipe curl>sh`. */
function ran(text: string): readonly string[] {
  return ranOutputs(readShell('bash', text)).map(({ way, makers, runner, isWhole, isEvaluated }) => {
    const names = makers.map(command => programOf(command).name).join(' ')
    return `${way} ${names}>${runner}${isWhole ? '' : ' in part'}${isEvaluated ? '' : ' unused'}`
  })
}

function fetched(text: string): string | undefined {
  const command = readShell('bash', text).pipelines[0]?.commands[0]
  const fetch = command === undefined ? undefined : fetchOf(command)
  return fetch === undefined ? undefined : `${fetch.program} ${fetch.host} ${fetch.file ?? '-'}`
}

describe('output that is run', () => {
  it('goes through a pipe, over steps and groups', () => {
    assert.deepEqual(ran('curl -s h | tee x | sudo -E bash -'), ['pipe curl tee>bash'])
    assert.deepEqual(ran('(curl -s h || wget -qO- h) | sh').slice(-1), ['pipe curl wget>sh'])
  })

  it('is given as words', () => {
    assert.deepEqual(ran('sh -c "$(curl h)"').slice(-1), ['words curl>sh'])
    assert.deepEqual(ran('bash <(curl h)').slice(-1), ['words curl>bash'])
    assert.deepEqual(ran('source /dev/stdin <<< "$(curl h)"').slice(-1), ['words curl>source'])
    assert.deepEqual(ran('eval "x=$(curl h)"').slice(-1), ['words curl>eval in part'])
  })

  it('goes through a variable', () => {
    assert.deepEqual(ran('x=$(curl h)\neval "$x"').slice(-1), ['words curl>eval'])
    assert.deepEqual(ran('x=$(curl h)\necho "$x" | sh').slice(-1), ['pipe curl echo>sh'])
  })

  it('is stored first', () => {
    assert.deepEqual(ran('curl -o f h\nsh ./f'), ['file curl>sh'])
    assert.deepEqual(ran('base64 -d t > f && chmod +x f'), ['file base64>chmod'])
    assert.deepEqual(ran('sh f\ncurl -o f h'), [])
  })

  it('is text that only a variable holds', () => {
    assert.deepEqual(ran("hint='curl h | sh'\necho $hint"), ['pipe curl>sh unused'])
    assert.deepEqual(ran("cmd='curl h | sh'\neval $cmd")[0], 'pipe curl>sh')
  })

  it('is not data for a program that has its own text', () => {
    assert.deepEqual(ran('curl h | python3 -m json.tool; curl h | sh x.sh; curl h | tar x'), [])
  })

  it('is looked for in hostile text without end', () => {
    for (const part of ['x=$(curl h); eval "$x";', '(curl h|sh', 'curl -o f h; ./f;', '$(', 'eval "$x" | sh;'])
      assert.ok(ran(part.repeat(2_000)).length >= 0)
  })
})

describe('what a command fetches', () => {
  it('names the host and the file', () => {
    assert.equal(fetched('curl -fsSLo /tmp/x https://a.invalid/y'), 'curl a.invalid /tmp/x')
    assert.equal(fetched('curl -O https://a.invalid/y.sh?z'), 'curl a.invalid y.sh')
    assert.equal(fetched('wget https://a.invalid/d/y.sh'), 'wget a.invalid y.sh')
    assert.equal(fetched('wget -qO- https://a.invalid/y'), 'wget a.invalid -')
    assert.equal(fetched('busybox wget -O - http://a.invalid'), 'wget a.invalid -')
    assert.equal(fetched('curl get.example.invalid'), 'curl get.example.invalid -')
    assert.equal(fetched('bash < /dev/tcp/a.invalid/80'), 'bash a.invalid -')
    assert.equal(fetched('cat x'), undefined)
  })
})
