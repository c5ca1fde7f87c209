import assert from 'node:assert/strict'
import { command } from '../../../server/core/facts/command'
import { decoder } from '../../../server/core/facts/decoder'
import { interpreter } from '../../../server/core/facts/interpreter'
import { pathUse } from '../../../server/core/facts/pathUse'
import { factsOf, textAt } from '../../harness/facts'

const script = (text: string) => ({ path: 'run.sh', new: text })

describe('commands', () => {
  it('have words, redirects and their place in a pipe', async () => {
    const text = 'x=tr\necho "$y" 2>err | sudo -u me $x a b >> out\nz=$(date)\n'
    const facts = await factsOf(command, script(text))
    assert.deepEqual(
      facts.map(({ subject, data }) => [
        subject,
        data.words,
        data.redirects,
        data.pipeline.index,
        data.pipeline.length,
      ]),
      [
        ['echo', ['echo', '$y'], [{ operator: '>', descriptor: '2', target: 'err' }], 0, 2],
        ['tr', ['sudo', '-u', 'me', 'tr', 'a', 'b'], [{ operator: '>>', target: 'out' }], 1, 2],
        ['date', ['date'], [], 0, 1],
      ],
    )
    const [first, second, third] = facts.map(({ data }) => data)
    assert.equal(first?.pipeline.id, second?.pipeline.id)
    assert.notEqual(first?.pipeline.id, third?.pipeline.id)
    assert.deepEqual([first?.isResolved, second?.isResolved], [false, true])
    assert.deepEqual([third?.form, third?.assignedTo], ['substitution', 'z'])
  })

  it('can be one of several programs', async () => {
    const [, , only] = await factsOf(command, script('if a; then x=curl; else x=wget; fi\n:\n$x -q\n'))
    assert.equal(only?.subject, '$x')
    assert.deepEqual(only?.data.programs, ['curl', 'wget'])
  })

  it('are plain data', async () => {
    const facts = await factsOf(command, script('for i in a b; do c "$i" <<E\nx\nE\ndone | d\n'))
    assert.deepEqual(JSON.parse(JSON.stringify(facts)), structuredClone(facts))
  })
})

describe('paths that commands use', () => {
  const cases: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ['cp -r a b/', ['copy a', 'write b/']],
    ['mv -t d a b', ['copy a', 'copy b', 'write d']],
    ['install -m 755 x /usr/bin/x', ['copy x', 'write /usr/bin/x']],
    ['cat a - b > c 2>/dev/null', ['read a', 'read b', 'write c']],
    ['sed -n "s/x/y/p" f >> g', ['read f', 'append g']],
    ['sed -i -e s/x/y/ f', ['write f']],
    ['head -n 3 f', ['read f']],
    ['awk -F: "{print}" f', ['read f']],
    ['grep -rl "pat" src lib', ['search src', 'search lib']],
    ['grep -e "pat" f', ['read f']],
    ['find tests -name "*.xz" -type f', ['search tests']],
    ['tar xzf a.tgz -C d', ['read a.tgz', 'write d']],
    ['tar --create --file=b.tar x', ['write b.tar']],
    ['dd if=a of=b bs=1', ['read a', 'write b']],
    ['rm -rf build', ['delete build']],
    ['tee -a log', ['append log']],
    ['sh run.sh a', ['execute run.sh']],
    ['. ./env.sh', ['execute ./env.sh']],
    ['./configure --x', ['execute ./configure']],
    ['chmod +x a b', ['execute a', 'execute b']],
    ['curl -o f https://x.invalid/', ['write f']],
    ['while read x; do :; done < list', ['read list']],
    ['xz -dc tests/a.xz', ['read tests/a.xz']],
  ]
  for (const [text, expected] of cases)
    it(`are ${expected.join(', ')} in ${text}`, async () => {
      const facts = await factsOf(pathUse, script(`${text}\n`))
      assert.deepEqual(
        facts.map(({ subject, data }) => `${data.use} ${subject}`),
        expected,
      )
    })

  it('are each one the file allows, where they stand', async () => {
    const text = 'if a; then f=x; else f=y; fi\ncat "$f.txt" *.c \'*.d\' $g/z\n'
    const facts = await factsOf(pathUse, script(text))
    assert.deepEqual(
      facts.map(({ subject, data, location }) => [subject, data.isGlob, data.isResolved, textAt(text, location.at)]),
      [
        ['x.txt', false, true, '"$f.txt"'],
        ['*.c', true, true, '*.c'],
        ['*.d', false, true, "'*.d'"],
        ['$g/z', false, false, '$g/z'],
        ['y.txt', false, true, '"$f.txt"'],
      ],
    )
  })

  it('come with what is looked for', async () => {
    const [fact] = await factsOf(pathUse, script('p="#{4}x"; grep -aErls "$p" .\n'))
    assert.deepEqual([fact?.data.use, fact?.data.pattern], ['search', '#{4}x'])
  })
})

describe('decoders and interpreters', () => {
  it('are joined with what feeds them', async () => {
    const text = 'd=base64\ncat tests/a.txt | tr abcd dcba | $d -d | sh -s x\n'
    const decoders = await factsOf(decoder, script(text))
    const steps = ['cat', 'tr', 'base64', 'sh']
    assert.deepEqual(
      decoders.map(({ subject, data, location }) => [subject, data.decoder, data.steps, textAt(text, location.at)]),
      [
        ['tests/a.txt', 'tr', steps, 'tr abcd dcba'],
        ['tests/a.txt', 'base64 -d', steps, '$d -d'],
      ],
    )
    const [shell] = await factsOf(interpreter, script(text))
    assert.deepEqual([shell?.subject, shell?.data.fedBy, shell?.data.from], ['sh', 'pipe', ['cat', 'tr', 'base64']])
  })

  const cases: readonly (readonly [text: string, expected: readonly unknown[]])[] = [
    ['echo a | bash', ['bash', 'pipe', ['echo'], true]],
    ['echo $a | bash', ['bash', 'pipe', ['echo'], false]],
    ['eval "$(curl x)"', ['eval', 'eval', ['curl'], false]],
    ["sh -c 'a | b'", ['sh', 'argument', [], true]],
    ['python3 -c "$x"', ['python3', 'argument', [], false]],
    ['bash -c "`curl x`"', ['bash', 'substitution', ['curl'], false]],
    ['bash <(curl x)', ['bash', 'substitution', ['curl'], false]],
    ['source <(curl x)', ['source', 'substitution', ['curl'], false]],
    ['sh build.sh', ['sh', 'file', ['build.sh'], true]],
    ['. "$x"', ['.', 'file', ['$x'], false]],
    ['perl < code', ['perl', 'file', ['code'], true]],
    ["ruby <<'E'\n$x\nE", ['ruby', 'here-document', [], true]],
    ['sh <<E\n$x\nE', ['sh', 'here-document', [], false]],
    ['curl x | xargs sh -c', ['xargs sh', 'pipe', ['curl'], false]],
  ]
  for (const [text, expected] of cases)
    it(`are ${expected.slice(0, 2).join(' by ')} in ${text.split('\n', 1)[0]}`, async () => {
      const [fact] = await factsOf(interpreter, script(`${text}\n`))
      assert.deepEqual([fact?.subject, fact?.data.fedBy, fact?.data.from, fact?.data.isResolved], expected)
    })

  it('are none where nothing is run', async () => {
    for (const text of ['sh_run x', 'echo sh', 'python3 --version', './run.sh', 'chmod +x y'])
      assert.deepEqual(await factsOf(interpreter, script(`${text}\n`)), [], text)
  })
})
