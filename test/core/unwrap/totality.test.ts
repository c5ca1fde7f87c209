import { strict as assert } from 'node:assert'
import { fromLatin1 } from '../../../server/core/model/path'
import { commands } from '../../../server/core/unwrap/commands'
import { Evaluator } from '../../../server/core/unwrap/evaluate'

/** Scripts that use every part of the language, to be cut and mixed. */
const SEEDS: readonly string[] = [
  'x=$(echo aWQK | base64 -d); eval "$x"; f() { local a=$1; shift; echo "$@" | rev; }; f a b c | sh',
  'for i in {1..5} a{b,c}; do case $i in [0-9]*) echo ${i#1} ;; *) echo ${i%%b} ;; esac; done | tr a-z b-y | sh',
  'while IFS=: read -r a b; do a=(x "$b" y); echo "${a[@]}" $((a++ + 3 * 2)) ${#a[1]}; done < file | $SHELL',
  "sed -n '/a/,/b/{s/\\(x\\)*/[\\1]/g;h;G;P;D};:l;tl;$!N' file | awk -F: '{a[$1]+=$2; printf \"%s %d\\n\", $0, NF} END{for (k in a) print k}' | bash",
  'cat <<E | sh\n$(printf "%b" "\\x69\\144")\n`echo x`\nE\n[ -f file -a "$x" != y ] && { head -c 5 file; tail -n +2 file; } || exit 1',
  'od -An -tx1 file | tr -d " \\n" | xxd -r -p | sort -k2n | uniq -c | cut -d" " -f2- | fold -w 3 | paste -sd, | sh -c "cat"',
  'awk \'function f(n){return n<2?1:f(n-1)} BEGIN{while(i++<9){if(i%2)continue;s=s sprintf("%c",i+64)} print s}\' | xargs echo | . ./file',
  'expr 1 + 2 \\* 3; dd if=file bs=2 skip=1; find . -name "*.x" -type f; grep -roE "(a|b)+" .; seq 9 | tac; (set -- 1 2; echo $2) > out; sh out',
]
const PIECES = [
  '$(',
  '`',
  '${',
  '((',
  '[[',
  '|',
  ';',
  '\n',
  '"',
  "'",
  '{',
  '}',
  ')',
  '<<E',
  '\\',
  'do',
  'done',
  'eval ',
  'x=$x$x;',
  '*',
  '[',
  '\0',
  '\xff',
  '$((',
  '<(',
  'awk ',
  'sed ',
  '999999999',
  '-',
  '/',
]

/** Park and Miller's generator: the same in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

function mutated(random: (below: number) => number): string {
  let text = SEEDS[random(SEEDS.length)] ?? ''
  for (let count = 1 + random(6); count > 0; count--) {
    const at = random(text.length + 1)
    const other = SEEDS[random(SEEDS.length)] ?? ''
    const from = random(other.length)
    const put =
      [PIECES[random(PIECES.length)] ?? '', '', other.slice(from, from + random(60)), text.slice(0, at)][random(4)] ??
      ''
    text = (text.slice(0, at) + put + text.slice(at + random(12))).slice(0, 4000)
  }
  return text
}

const FILE = fromLatin1('a:1\nb:2\n\nxyz abc 12\n\x00\xff end')

function run(script: string) {
  const allowance = { output: 1 << 20, work: 3_000_000, parts: 1000 }
  const read = (path: string) => (path === 'file' ? FILE : ('absent' as const))
  return { allowance, found: new Evaluator({ paths: ['file'], read }, allowance).run(script) }
}

describe('scripts that nobody would write', () => {
  it('never break the evaluator, and end within what they may cost', () => {
    const random = generator(5_600_001)
    for (let count = 0; count < 1500; count++) {
      const script = mutated(random)
      const { found } = run(script)
      assert.ok(found.stages.length <= 40 && found.stops.length <= 40, script)
    }
  })

  it('give the same every time', () => {
    const [first, second] = [generator(77), generator(77)]
    for (let count = 0; count < 50; count++) assert.deepEqual(run(mutated(first)).found, run(mutated(second)).found)
  })

  it('never break a single command, whatever its arguments and input', () => {
    const random = generator(90_001)
    const words = [
      '-',
      '-n',
      '-c',
      '1',
      '-1',
      '+3',
      '0',
      'a-z',
      '[:alpha:]',
      '-d',
      '-e',
      's/a/b/',
      'y/a/b',
      'file',
      '{print',
      '{',
      '}',
      '%s%d',
      '\\x4',
      '-f1',
      '*',
      ':',
      '(',
      '99999999999',
      '-w0',
      '=',
      'if=file',
      '',
      '\xff',
      'BEGIN{for(;;)x=x "a"}',
      ':a;s/^/x/;ta',
      'bs=0',
      '--',
      '--decode',
      '-tx1',
      '-k9',
      '-u',
    ]
    for (const [name, command] of commands)
      for (let count = 0; count < 60; count++) {
        const args = Array.from({ length: random(5) }, () => words[random(words.length)] ?? '').join(' ')
        const script = `cat file | ${name} '${args.replaceAll(' ', "' '")}' | sh`
        assert.ok(run(script).found.stages.length <= 40, script)
        assert.equal(typeof command, 'function')
      }
  })
})
