import assert from 'node:assert/strict'
import { prepareBash } from '../../../server/core/syntax/bashPreparation'
import { allGrammars, withTree } from './grammarStore'

const parsed: readonly string[] = [
  'exec 5<>"$dir/a"\ncat 1<>b\n',
  'if { a; } then\n  b\nfi\n',
  'if (a && b) then c; fi\n',
  'if [[ $a -gt $((b)) ]] then c; fi\n',
  'for arg do echo "$arg"; done\n',
  'for a in b; do; c; done\n',
  'for ((a[0]; a[0] < b[1]; a[0]++)); do c; done\n',
  'echo $((0x$a + 1)) $((16#$b)) $(( floor($c * 0.75) )) $((${d}10#$e))\n',
  'a=$((sudo b | c) 2>/dev/null)\n',
  'a=`(((b) ; c ) | d) 2> e`\n',
  'case $a in *"\n"b$c"\n"*) d ;; (?(e_${f}_)g|"h"*) i;; esac\n',
  'case $a:`b "$c"` in *) cat <<A;;\nx (\nA\nesac\n',
  '[[ "$(a "$b")" = *" "* ]] && [[ $a =~ ^(b|c)\\[d[^]]*$ && e = *f* ]]\n',
  "cat <<A 2>&1 | b || c\n\\$(d \"\nA\ncat <<-'B' &\n\t`\n\tB\n",
  '(cat <<A|b) || c\nA\n} <<<"$(<"$a")"\n'.replace('} ', 'd '),
  'a=${b%%]*} c=${d//</\\&lt;} e=${f:-g;h} i="${j:+k (l $m)}" n="${o:$p:1}"\n',
  'a=`b | sed -e s/.c$//` d=`#e`\n',
  "@test 'a {b' {\n  c=(d)\n}\n",
  '@A@ -c "$b"\n',
  'f() while a; do b; done\n',
  'if [ $a -ne 1 -o \\( -n "$b" \\) ] && [ ! $c d ]; then e; fi\n',
  'eval A+=($b)\n',
  'a=(\n  ( b="c" )\n  # d )\n)\necho "${a[$i].b}"\n',
]
const broken: readonly string[] = [
  'if a; then\n',
  'for in; do\n',
  'a() {\n',
  'case a in\nb) c\n',
  'a=(b\n',
  'a | | b\n',
]
const untouched: readonly string[] = [
  'for a in b; do c <d >e; done\n',
  'a=${b:-c} d="${e##*/}" f=${g[@]} h=$((i + 1)) j=$(k "$l" | m)\n',
  "case $a in b|*.c) d ;; 'e f') g ;; esac\n",
  'if [ "$a" = b ] && [[ $c == d ]]; then e; fi\n',
  'a() { b "$@"; } # <<c\n',
]

describe('shell scripts prepared for their grammar', () => {
  for (const text of parsed)
    it(`are read without an error: ${JSON.stringify(text)}`, async () => {
      withTree(await allGrammars(), 'bash', text, tree => assert.deepEqual(tree.errors(), []))
    })

  for (const text of broken)
    it(`keep their errors: ${JSON.stringify(text)}`, async () => {
      withTree(await allGrammars(), 'bash', text, tree => assert.notDeepEqual(tree.errors(), []))
    })

  it('keep their length and their line ends', () => {
    for (const text of [...parsed, ...broken]) {
      const prepared = prepareBash(text)
      assert.equal(prepared.length, text.length)
      assert.equal(prepared.replace(/[^\n]/g, ' '), text.replace(/[^\n]/g, ' '))
    }
  })

  it('are left alone where nothing is needed', () => {
    for (const text of untouched) assert.equal(prepareBash(text), text)
  })
})
