import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createAllowance } from '../../../server/core/formats/archive/output'
import { fromLatin1, latin1 } from '../../../server/core/model/path'
import { Evaluator } from '../../../server/core/unwrap/evaluate'

/**
 * The same scripts through the real tools and through the evaluator. Everything that is executed is built from the
 * tables below: text commands over our own inert files.
 */

type Pick = <T>(items: readonly T[]) => T

/** Numbers that are the same in every run (Park and Miller's generator). */
function seeded(seed: number): Pick {
  let state = seed
  return items => {
    state = (state * 48_271) % 2_147_483_647
    return items[state % items.length] as (typeof items)[number]
  }
}

const FILES: Readonly<Record<string, string>> = {
  words: 'alpha one\nbeta two\n\ngamma three\nbeta two\nDelta,4;x\n  indented line\ntab\there\nend',
  numbers: '10\n9\n100\n9\n-3\n\n8f\n7.5\n10\n',
  table: 'k1:v1:w1\nk2:v2\nplain\n:lead:\nk3:v3:w3:z3\n',
  bytes: Array.from({ length: 256 }, (_, at) => String.fromCharCode(at)).join(''),
  lines: Array.from({ length: 40 }, (_, at) => `line ${at} ${'x'.repeat(at % 7)}`)
    .join('\n')
    .concat('\n'),
  encoded: 'bWFya2VyIG9uZQptYXJrZXIgdHdvCm1hcmtlciB0aHJlZQo=\n',
  empty: '',
}

/** Filters from bytes to bytes, by the tool they are about. */
const FILTERS: Readonly<Record<string, (pick: Pick) => string>> = {
  tr: pick =>
    `tr ${pick(['a-z A-Z', "'\\000-\\037' '\\040-\\077'", '-d aeiou', '-s l', "-cd '[:alnum:]\\n'", "-s '\\n'", "'[:upper:]' '[:lower:]'", "-c '[:print:]' '?'", "'\\5-\\51\\204-\\377\\52-\\115\\132-\\203\\0-\\4\\116-\\131' '\\0-\\377'", "abc '[x*]'", "abcd '[x*2]yz'", '-ds l x', "'\\t \\-_' ' \\t_\\-'", 'a-m n-z', "-d '\\000'"])}`,
  sed: pick =>
    `sed ${pick(['2d', "-n '2,4p'", "'$d'", "'s/e/E/g'", "'s/e/E/2'", "'s/\\(.\\)\\(.\\)/\\2\\1/g'", "-E 's/(a|al|alpha)x*/<&>/'", "'/two/d'", "'/alpha/,/gamma/s/^/> /'", "-n '/e/{s/e/#/p;}'", "'1!G;h;$!d'", "'N;s/\\n/+/'", "-e ':a' -e 's/^\\(.\\{1,11\\}\\)$/ \\1/;ta'", 'y/abc/xyz/', "'3q'", "-n '$='", "'2i\\inserted'", "'2a\\after'", "'3c\\changed'", "'1~2d'", "'2,+2d'", "'/e/!d'", "'s/x*/-/g'", "-n 'x;p;x'", "'$!N;P;D'", "'s,[/:],|,g'", "-n 'H;${x;s/\\n/,/g;p;}'", "'s/[^,:]*$//'", "'0,/two/d'", "'/^$/d;s/^[ \\t]*//'", "-n 'l1' | sed", "'s/a\\|b/_/g'", "'s/.*\\.//g'", "-n '/one/,3{=;p;}'", "'n;d'", "'$!{h;d;};x;G'", "'s/o/0/;t;s/e/3/'"].filter(one => !one.includes('l1')))}`,
  head: pick => `head ${pick(['-n 3', '-3', '-c 10', '-c 1k', '-n -2', '-c -5', '-n 0', '-c +7', '-1', ''])}`,
  tail: pick => `tail ${pick(['-n 3', '-3', '-c 10', '-n +2', '-c +5', '-c +31', '-n 0', '-1', '-n +0', ''])}`,
  cut: pick =>
    `cut ${pick(['-c 1-3', '-c2', '-b 3-', '-d: -f2', '-d: -f2-', '-d : -f 1,3', '-c -4', '-d: -f2 -s', '-c 1,3,5-7', "-d' ' -f1", '--complement -c 2-4', '-d: -f1,2 --output-delimiter=/'])}`,
  grep: pick =>
    `grep -a ${pick(['e', '-v e', '-o "[a-z]*e"', '-i ALPHA', '-E "a|o"', '-F .', '-x plain', '-c e', '-q e && echo found', '-w one', '-m 2 e', '-e one -e two', '-E "^[a-z]+ [0-9]{1,2} x*$"', '"^.\\{5,9\\}$"', '-a "[[:digit:]]"', '-o .', '-vE "^(k|l)"'])}`,
  awk: pick =>
    `awk ${pick(["'{print $1}'", '\'{print NR ": " $0}\'', "-F: '{print $2, $NF}'", "'NR==2,NR==4'", "'/two/'", "'!/e/{print length($0)}'", "'{s=s $1} END{print s}'", "'{n+=$1} END{print n, n/2}'", '\'{for(i=NF;i>0;i--) printf "%s ",$i; print ""}\'', '\'{gsub(/[aeiou]/,"<&>"); print}\'', "'{print toupper(substr($0,8,9)), tolower(substr($0,5,2))}'", '\'{print index($0,"e"), match($0,/[0-9]+/), RSTART, RLENGTH}\'', '\'{c=split($0,a,":"); print c; if (c>1) print a[c]}\'', "'$1>5'", '\'$1==10{print "ten";next}{print "other"}\'', '\'NF{$1="x";print}\'', '\'{$3="new"}1\'', '\'BEGIN{while(i<5){i++;if(i==3)continue;print i}; exit} END{print "end"}\'', '\'BEGIN{printf "%c%c%d|%5s|%-4d|%x|%o|%5.2f\\n",65,"BC","12abc","ab",7,255,8,3.14159}\'', "'function f(n){return n<2?1:n*f(n-1)} BEGIN{print f(10), 2^10, 7%3, -3%2, 1e3, 0.1+0.2, 1000*1000}'", '\'BEGIN{a["x"]=1; if ("x" in a) print "in"; delete a["x"]; print length(a) ("y" in a)}\'', "-v n=3 'NR<=n{print n-NR, x++, ++y}'", "'{a[NR]=$0} END{for(i=NR;i>=1;i--) print a[i]}'", '\'{sub(/^ +/,"");x=x<$0?$0:x} END{print x}\'', '\'BEGIN{RS=":"}{print NR $0}\'', "-F'[:,]' -v OFS=- '{$1=$1;print}'", "'BEGIN{do{print k}while(k++<2)}'"])}`,
  rev: () => "tr -d '\\000\\200-\\377' | rev",
  tac: () => 'tac',
  sort: pick => `sort ${pick(['', '-r', '-n', '-u', '-rn', '-nu', '-t: -k2', '-t: -k2,2', '-k2n', '-f', '-s -k1,1'])}`,
  uniq: pick => `uniq ${pick(['', '-c', '-d', '-u', '-i'])}`,
  od: pick =>
    `od ${pick(['-An -tx1', '-An -v -tx1', '-tx1', '-c', '-An -tu1', '-b', '-tx2', '', '-An -to1 -w8', '-An -tx1 -j3 -N5', '-Ad -tx1', '-Ax -c', '-An -td1', '-tx4', '-t u2', '-a'])}`,
  base64: pick => `base64 ${pick(['', '-w0', '-w 20'])}`,
  decode: pick => `base64 -w0 | ${pick(['base64 -d', 'base64 --decode', 'base64 -di'])}`,
  base32: pick => `base32 ${pick(['', '-w0', '| base32 -d'])}`,
  basenc: pick => `basenc ${pick(['--base16', '--base64url', '--base32hex', '--base16 -w0 | basenc -d --base16'])}`,
  fold: pick => `tr -d '\\t\\r\\b' | fold ${pick(['-w 10', '-b -w 7', '-w1', '-20'])}`,
  paste: pick => `paste ${pick(['-s', '-sd,', '-d: - -', '-s -d "ab"', '- - -'])}`,
  nl: pick => `nl ${pick(['-ba', '-ba -w3', "-ba -s' '"])}`,
  wc: pick => `wc ${pick(['-c', '-l', '-w'])}`,
  dd: pick =>
    `dd status=none iflag=fullblock ${pick(['bs=4 count=3', 'bs=1 skip=5', 'bs=8 skip=1 count=2', 'count=1', 'bs=3 skip=2'])}`,
  head2: pick => `{ head -c ${pick([3, 10])} >/dev/null; head -c ${pick([7, 20])}; }`,
  expr: pick =>
    `cat >/dev/null; expr ${pick(['3 + 4 \\* 2', 'abc : "a\\(.\\)c"', 'abcdef : abc', 'length hello', 'substr hello 2 3', 'index hello l', '7 % 4', '\\( 1 + 2 \\) \\* 3', 'a \\< b', '0 \\| 5', '10 / 3 - 5'])}`,
}

const SHELL: readonly string[] = [
  'echo $((3 + 4 * 2)) $((7 % 4)) $((1 << 5)) $((0x1f)) $((010)) $((-7 / 2)) $((2 ** 10)) $((5 > 3 && 2 != 2)) $((1 ? 4 : 5))',
  'i=5; echo $((i++)) $i $((++i)) $((i += 3)) $i $((i * (i - 1)))',
  'i=0; while [ $i -lt 5 ]; do printf "%d," $i; i=$((i + 1)); done; echo',
  'i=0; until [ $i -ge 3 ]; do i=$((i+1)); if [ $i -eq 2 ]; then continue; fi; echo $i; done',
  'for i in 1 2 3 4; do if [ $i = 3 ]; then break; fi; echo $i; done; echo end',
  'for ((i = 0; i < 4; i++)); do echo -n "$i "; done; echo',
  'while read -r a b; do echo "[$b|$a]"; done < words',
  'while IFS=: read -r a b; do echo "[$b|$a]"; done < table',
  'cat numbers | while read n; do [ -n "$n" ] && echo "n$n"; done',
  'while IFS= read -r line; do printf "%s\\n" "<$line>"; done < words',
  'set -- a "b c" d; echo $# $1 "$2" $3; shift; echo $# "$@"; for x in "$@"; do echo "<$x>"; done',
  'set -- 1 2 3; for x; do echo $x; done; echo "$*"; IFS=-; echo "$*"',
  'f() { echo "$1/$2/$#"; return 0; echo never; }; f a "b c"; f',
  'x=abcdef; echo ${x:2} ${x:1:3} ${x: -2} ${#x} ${x/cd/_} ${x//[ace]/-} ${x#a?} ${x%e*} ${x^^} ${x^} ${x:0:-2}',
  'x=a.b.c; echo ${x#*.} ${x##*.} ${x%.*} ${x%%.*} "${x/%c/z}" "${x/#a/z}" ${y:-none} ${y-none} ${x:+set} "${y:-"a  b"}"',
  'x=name; name=value; echo ${!x}; y=${z:=default}; echo $y $z',
  'a=(one two "three four"); echo ${a[1]} ${#a[@]} "${a[@]}" ${a[-1]}; a+=(five); a[1]=TWO; echo "${a[*]}" ${!a[@]} ${#a[1]}',
  'a=(i d e c h o); echo ${a[3]}${a[4]}${a[5]} "${a[@]:1:2}"; for x in "${a[@]}"; do printf %s. $x; done',
  'declare -A m; m[x]=1; m[yy]=2; echo ${m[yy]}${m[x]}',
  'echo {a,b}{1,2} {1..5} {05..07} {c..a} x{,y}z "{q,r}" \'{1..2}\' {a,b\\,c} {1..10..4}',
  "echo $'a\\tb\\x41\\101' \"$(echo 'in  side')\" $(echo out   side) `echo tick`",
  'cat <<E\n$((1+1)) . `echo x` \\$y "q"\nE',
  "cat <<'E'\n$x `y`\nE\ncat <<-E\n\t\ttabs\n\tE\necho after",
  'x="a b   c"; echo $x "$x"; for w in $x; do echo "<$w>"; done; IFS=,; y=1,2,,3; for w in $y; do echo "<$w>"; done',
  'case abc in a*) echo one;; *) echo two;; esac; case x.y in *.[a-c]) echo 1;; *.?) echo 2;; esac; case "*" in "*") echo star;; esac',
  '[ 3 -gt 2 -a x = x ] && echo and; [ a = b -o 1 -eq 1 ] && echo or; [ ! -f nothing ] && echo none; test -f words && echo there; [[ abc == a* && 1 -lt 2 ]] && echo both',
  '[ "" ] || echo empty; [ -z "" ] && echo z; [ -n x ] && echo n; [ x ] && echo x; ! true || echo not; false || { echo a; echo b; } && echo c',
  'printf "%s-%s\\n" a b c; printf "%05d|%-5s|%5s|%x|%o|%c|%%|%+d\\n" 42 ab cd 255 8 xyz 7; printf "\\x41\\102\\n"; printf "%b" "a\\tb\\n"; printf "%d\\n" "\'A"; printf "%.2f %e %g\\n" 3.14159 1234.5 0.0001',
  'echo -n a; echo -e "b\\tc\\x21"; echo "a\\tb"; echo -ne "x\\n"; echo -E "q\\n"',
  'echo one > out; echo two >> out; cat out; { echo a; echo b; } > out2; tac out2; rev < out; cat < words | head -1',
  '(x=1; echo $x); x=2; (x=3; echo sub); echo $x; { x=4; }; echo $x; echo 5 | { read x; echo $x; }; echo $x',
  'x=$(printf "a\\n\\n"); echo "[$x]"; y=$(cat words | wc -l); echo $y; z=`echo \\`echo nested\\``; echo $z',
  'eval "x=1; echo \\$x"; cmd="echo built"; $cmd up; c=e; ${c}cho split; "ec"ho quo\\ted; eval set -- "a b" c; echo $#',
  'exec 3>&1; echo to >&2; echo out; if false; then echo a; elif true; then echo b; else echo c; fi; if grep -q one words; then echo found; fi',
  'echo a b c | xargs echo x; printf "1\\n2\\n" | xargs echo; echo words | xargs head -1; let "x = 3 * 4"; echo $x; ((y = x + 1)); echo $y',
  'read -r a b <<< "one two three"; echo "$b"; read -n 3 c <<< abcdef; echo $c; mapfile -t m < numbers; echo ${#m[@]} ${m[2]}; cat <(echo process) <(echo two)',
  'basename /a/b.c .c; dirname /a/b; basename a; dirname a; expr 1 + 2; seq 3; seq 2 2 6; seq 3 1 | wc -l; dd if=words bs=3 skip=1 count=2 status=none; tail -c +3 words | head -c 4',
  'x=; for c in 68 69; do x="$x\\x$c"; done; printf "$x\\n"; s=olleh; o=; i=${#s}; while ((i > 0)); do i=$((i-1)); o=$o${s:i:1}; done; echo $o',
]

function evaluated(script: string): string | undefined {
  const files = new Map(Object.entries(FILES).map(([path, text]) => [path, fromLatin1(text)]))
  files.set('packed.gz', PACKED)
  const tree = { paths: [...files.keys()].sort(), read: (path: string) => files.get(path) ?? ('absent' as const) }
  const { stages, stops } = new Evaluator(tree, createAllowance()).run(`{ ${script}\n} | python3`)
  const [stage] = stages
  return stage === undefined ? undefined : `${latin1(stage.bytes)}${stops.length > 1 ? stops[0] : ''}`
}

function shown(text: string | undefined): string {
  return JSON.stringify(text ?? 'nothing').slice(0, 200)
}

/** What only a compressor makes. */
const PACKED = gzipSync(fromLatin1(FILES.lines ?? ''))

describe('text commands against the real tools', () => {
  const folder = mkdtempSync(join(tmpdir(), 'differential-'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), fromLatin1(text))
  writeFileSync(join(folder, 'packed.gz'), PACKED)
  after(() => rmSync(folder, { recursive: true }))

  /** Many scripts in one shell: what each puts out, as digits. */
  function real(scripts: readonly string[]): readonly string[] {
    const all = scripts.map(script => `{ ${script}\n} 2>/dev/null | base64 -w0; echo`).join('\n')
    const { stdout, status } = spawnSync('/bin/bash', ['--norc', '-c', all], {
      cwd: folder,
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      encoding: 'latin1',
      maxBuffer: 64 << 20,
    })
    assert.equal(status, 0)
    return stdout
      .split('\n')
      .slice(0, scripts.length)
      .map(line => Buffer.from(line, 'base64').toString('latin1'))
  }

  function compare(scripts: readonly string[]): void {
    const expected = real(scripts)
    const differing = scripts.flatMap((script, at) => {
      const own = evaluated(script)
      const differs = own !== expected[at]
      return differs ? [`${script}: ${shown(own)} instead of ${shown(expected[at])}`] : []
    })
    assert.deepEqual(differing, [])
  }

  for (const [name, filter] of Object.entries(FILTERS))
    it(`${name}: every form on every file`, () => {
      const forms = new Set<string>()
      const pick = seeded(name.length * 7919 + 17)
      for (let count = 0; count < 120; count++) forms.add(filter(pick))
      compare([...forms].flatMap(form => Object.keys(FILES).map(file => `cat ${file} | ${form}`)))
    })

  it('decompression', () => {
    compare([
      'gzip -dc packed.gz',
      'zcat packed.gz | tail -n 2',
      'cat packed.gz packed.gz | gunzip | wc -l',
      'base64 packed.gz | base64 -d | gzip -d',
      'cp packed.gz copy.gz; gzip -d copy.gz; cat copy',
      'head -c 400 packed.gz | tail -c +1 | cat - | wc -c',
    ])
  })

  it('shell language', () => {
    compare(SHELL)
  })

  it('pipes of several commands', () => {
    const pick = seeded(20_240_329)
    const names = Object.keys(FILTERS).filter(name => !/expr|decode|nl|od/.test(name))
    const scripts = Array.from({ length: 150 }, () => {
      const parts = Array.from({ length: pick([2, 3, 4]) }, () => FILTERS[pick(names)]?.(pick) ?? 'cat')
      return `cat ${pick(Object.keys(FILES))} | ${parts.join(' | ')}`
    })
    compare(scripts)
  })
})
