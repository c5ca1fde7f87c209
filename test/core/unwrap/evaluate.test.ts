import { strict as assert } from 'node:assert'
import { createAllowance } from '../../../server/core/formats/archive/output'
import { fromLatin1, latin1 } from '../../../server/core/model/path'
import { Evaluator } from '../../../server/core/unwrap/evaluate'
import type { Unwrapped } from '../../../server/core/unwrap/unwrapped'
import { brokenMiddle, middleScript, slicedCommand, slicedFile, slicedScript } from '../../harness/twins'

type Tree = Readonly<Record<string, string | Uint8Array>>

function unwrap(script: string, tree: Tree = {}, allowance = createAllowance()): Unwrapped {
  const files = new Map(
    Object.entries(tree).map(([path, content]) => [path, typeof content === 'string' ? fromLatin1(content) : content]),
  )
  return new Evaluator({ paths: [...files.keys()].sort(), read: path => files.get(path) ?? 'absent' }, allowance).run(
    script,
  )
}

function stagesOf(script: string, tree: Tree = {}): readonly string[] {
  return unwrap(script, tree).stages.map(({ runner, bytes }) => `${runner}: ${latin1(bytes)}`)
}

describe('working out what a script would run', () => {
  it('follows a pipe of text commands to the shell that ends it', () => {
    assert.deepEqual(stagesOf(`echo cHJpbnRmIGhpCg== | base64 -d | sh`), ['sh: printf hi\n'])
    assert.deepEqual(stagesOf(`printf '%s\\n' ih ftnirp | tac | rev | tr '\\n' ' ' | $SHELL`), ['$SHELL: printf hi '])
    assert.deepEqual(stagesOf(`eval "$(echo 68690a | xxd -r -p)"`), ['eval: hi'])
  })

  it('takes the twin of the first stage apart: a file found by what is in it, an exchange, a suffix as the command', () => {
    const script = [
      'found=`grep -aErls "^twin[[:digit:]]{2}$" $srcdir/ 2>/dev/null`',
      `map='tr "\\t \\-_" " \\t_\\-"'`,
      'prefix=`echo $found | sed "s/.*\\.//g"`',
      'config=\'sed \\"r\\n\\" $found | eval $map | $prefix -d 2>/dev/null\'',
      'run="eval $config"',
      'eval $run | $SHELL 2>/dev/null',
    ].join('\n')
    const marked = Uint8Array.from([...brokenMiddle(), ...fromLatin1('\ntwin42\n')])
    const { stages, files, assumptions } = unwrap(script, {
      'tests/files/a.xz': marked,
      'tests/files/b.xz': 'twin',
      README: 'twin42 is not alone here',
    })
    assert.deepEqual(files, ['tests/files/a.xz'])
    assert.ok(assumptions.includes('$srcdir is the top folder'))
    assert.equal(stages[0]?.runner, '$SHELL')
    assert.ok(latin1(stages[0]?.bytes ?? new Uint8Array()).includes(middleScript))
    assert.deepEqual(
      stages[0]?.steps.map(step => step.command.split(' ')[0]),
      ['sed', 'tr', 'xz'],
    )
  })

  it('takes the twin of the second stage apart: slices, a tail, ranges of bytes, raw LZMA', () => {
    const { stages } = unwrap(`(${slicedCommand('tests/twin.xz')}) | /bin/sh`, { 'tests/twin.xz': slicedFile() })
    assert.equal(latin1(stages[0]?.bytes ?? new Uint8Array()), slicedScript)
  })

  it('goes on in what a shell is given, and says from which stage a stage came', () => {
    const inner = Buffer.from('echo aWQK | base64 -d | sh\n').toString('base64')
    const { stages, stops } = unwrap(`echo ${inner} | base64 -d | bash`)
    assert.deepEqual(
      stages.map(({ index, from, runner, bytes }) => [index, from, runner, latin1(bytes)]),
      [
        [0, undefined, 'bash', 'echo aWQK | base64 -d | sh\n'],
        [1, 0, 'sh', 'id\n'],
      ],
    )
    assert.deepEqual(stops, ['what `id` puts out'])
  })

  it('knows a text by what made it, whatever way it went: variables, arrays, files, loops', () => {
    const steps = (script: string) =>
      unwrap(script).stages.map(({ steps }) => steps.map(({ command }) => command.split(' ')[0]))
    assert.deepEqual(steps('x=$(echo aWQK | base64 -d); eval "$x"'), [['echo', 'base64']])
    assert.deepEqual(steps('echo aWQK | base64 -d > f; chmod +x f; sh f'), [['echo', 'base64']])
    assert.deepEqual(steps('a=(i d); x=; for c in "${a[@]}"; do x=$x$c; done; eval $x'), [])
    assert.deepEqual(steps('while read l; do echo $l | rev; done <<< di | sh'), [['echo', 'rev']])
  })

  it('undoes a cipher that is written in awk, byte by byte', () => {
    const program =
      'BEGIN{for(i=0;i<256;i++)n[sprintf("%c",i)]=i}{for(i=1;i<=length($0);i++){k=(k*5+7)%64;printf "%c",(n[substr($0,i,1)]-32-k+256)%96+32}}'
    let key = 0
    const hidden = [...'echo marker'].map(char => {
      key = (key * 5 + 7) % 64
      return String.fromCharCode(((char.charCodeAt(0) - 32 + key) % 96) + 32)
    })
    const [stage] = unwrap(`LC_ALL=C awk '${program}' data | sh`, { data: hidden.join('') }).stages
    assert.equal(stage?.size, 11)
  })

  it('unpacks what openssl wrote as base64, and stops where nobody gives it a key', () => {
    assert.deepEqual(stagesOf('echo aWQK | openssl base64 -d | sh'), ['sh: id\n'])
    assert.deepEqual(stagesOf('echo aWQK | openssl enc -base64 -d -A | sh'), ['sh: id\n'])
    const stopsOf = (options: string) => unwrap(`cat f | openssl enc ${options} | sh`, { f: 'x' }).stops[0]
    assert.match(stopsOf('-d -aes-256-cbc') ?? '', /: a key that nobody gives it$/)
    assert.match(stopsOf('-d -aes-256-cbc -pass env:KEY') ?? '', /: a password that nobody gives it$/)
    assert.match(stopsOf('-d -aes-256-cbc -k x') ?? '', /: text without a salt$/)
    assert.match(stopsOf('-d -camellia-256-cbc -k x') ?? '', /: the cipher camellia-256-cbc$/)
    assert.match(stopsOf('-aes-256-cbc -k x') ?? '', /: encrypting with aes-256-cbc$/)
  })

  it('takes an exit for granted only where what decides on it is fixed', () => {
    assert.deepEqual(stagesOf('x=1; [ $x = 1 ] && exit 0; echo 1 | sh'), [])
    assert.deepEqual(stagesOf('test -f config.status || exit 1; echo 1 | sh'), ['sh: 1\n'])
    assert.deepEqual(stagesOf('(exit 1); f() { return 1; echo 3 | sh; }; f; echo 2 | sh'), ['sh: 2\n'])
  })

  it('stops at what is no text command, and names it', () => {
    const { stages, stops } = unwrap('curl -s host.invalid | base64 -d | sh')
    assert.deepEqual(stages, [])
    assert.deepEqual(stops, ['what `curl` puts out'])
    assert.deepEqual(unwrap('cat missing.bin | gzip -d | sh').stops, [
      '`cat missing.bin`: the file missing.bin is not in the tree',
    ])
    assert.deepEqual(unwrap('echo x | sed -f script | sh').stops, ['`sed -f script`: the option -f'])
  })

  it('keeps what another program would be given, and does not look into it', () => {
    const { stages, stops } = unwrap('echo cHJpbnQoMSkK | base64 -d | python3 -')
    assert.deepEqual(
      stages.map(({ runner, bytes }) => [runner, latin1(bytes)]),
      [['python3', 'print(1)\n']],
    )
    assert.deepEqual(stops, ['what `python3` does with it'])
  })

  it('follows conditions that are fixed, and takes neither way out for granted', () => {
    const script = 'if [ ! -f here ]; then exit 0; fi\n[ $(uname) = Linux ] || exit 0\necho aWQK | base64 -d | sh'
    assert.deepEqual(stagesOf(script, { here: '' }), ['sh: id\n'])
    assert.deepEqual(stagesOf('case "$x" in a) echo 1 | sh ;; esac'), [])
    assert.deepEqual(stagesOf('x=b; case "$x" in a) echo 1 | sh ;; b|c) echo 2 | sh ;; esac'), ['sh: 2\n'])
  })

  it('reads functions, loops, groups, here-documents and files that the script writes', () => {
    assert.deepEqual(stagesOf('f() { rev; }\necho di | f | sh'), ['sh: id\n'])
    assert.deepEqual(stagesOf('for p in i d; do printf %s $p; done | sh'), ['sh: id'])
    assert.deepEqual(stagesOf('{ head -c 1 >/dev/null; head -c 2; } <<< xidy | sh'), ['sh: id'])
    assert.deepEqual(stagesOf("tr a-y b-z <<'E' | sh\nhc\nE"), ['sh: id\n'])
    assert.deepEqual(stagesOf('echo aWQK | base64 -d > out\nsh out'), ['sh: id\n'])
  })

  it('expands parameters, braces and names of files as a shell does', () => {
    assert.deepEqual(
      stagesOf('x=abc.tar.xz; echo ${x##*.} ${x%%.*} ${x%.*} ${#x} ${y:-none} | sh')[0],
      'sh: xz abc abc.tar 10 none\n',
    )
    assert.deepEqual(stagesOf('x=\'a  b\'; echo $x "$x" {1..3} p{q,r} | sh')[0], 'sh: a b a  b 1 2 3 pq pr\n')
    assert.deepEqual(
      stagesOf('cat tests/*.txt | sh', { 'tests/b.txt': '2', 'tests/a.txt': '1', 'tests/deep/c.txt': '3' })[0],
      'sh: 12',
    )
  })

  it('asks for files that are not at hand, and says which', () => {
    const result = new Evaluator({ paths: ['a.gz'], read: () => 'wanted' }, createAllowance()).run('gzip -dc a.gz | sh')
    assert.deepEqual(result.wanted, ['a.gz'])
    assert.deepEqual(result.stages, [])
  })

  it('ends within its limits, whatever the script', () => {
    for (const script of [
      '('.repeat(100_000),
      '$('.repeat(50_000),
      'eval '.repeat(50_000),
      'if '.repeat(50_000),
      '"$x'.repeat(50_000),
      `f() { f | f; }; f`,
      `for a in {1..999}; do for b in {1..999}; do echo $a$b; done; done | sh`,
      `x=echo; ${'x="$x $x";'.repeat(60)} eval $x | sh`,
      'case x in '.repeat(20_000),
      '${x#'.repeat(20_000),
      '`'.repeat(50_001),
      '<<E '.repeat(20_000),
    ]) {
      const { stages } = unwrap(script, {}, { output: 1 << 22, work: 10_000_000, parts: 1000 })
      assert.ok(stages.length <= 40)
    }
  })
})
