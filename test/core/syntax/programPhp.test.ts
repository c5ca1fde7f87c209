import assert from 'node:assert/strict'
import { textAt } from './grammarStore'
import { reading, shown, shownCalls } from './programReading'

const read = (text: string) => reading('php', `<?php\n${text}`)

describe('programs in PHP', () => {
  it('follows functions that texts name', async () => {
    const text = [
      "$f = 'sys' . 'tem'; $f('a');",
      "call_user_func('exec', 'b');",
      "call_user_func_array('exec', ['c', 'd']);",
      "('ass' . 'ert')('e');",
      "\\system('f');",
      "$o->m('g'); Foo::bar('h');",
      "use function exec as run; run('i');",
      "@eval('j');",
    ].join('\n')
    assert.deepEqual(shownCalls(await read(text)), [
      'system(a)',
      'exec(b)',
      'exec(c, d)',
      'assert(e)',
      'system(f)',
      '$o->m(g)',
      'Foo::bar(h)',
      'exec(i)',
      'eval(j)',
    ])
  })

  it('takes commands in backticks and loaded files as calls', async () => {
    const { calls, imports } = await read("`ls {$x}`;\nrequire_once 'a.php';\ninclude __DIR__ . '/b.php';\n")
    assert.deepEqual(
      calls.map(({ form, callee }) => `${form} ${callee}`),
      ['backtick `', 'statement require_once', 'statement include'],
    )
    assert.deepEqual(calls[0]?.arguments[0]?.value, { kind: 'unresolved', pieces: ['ls ', null] })
    assert.deepEqual(
      imports.map(({ module, form }) => `${form} ${module}`),
      ['load a.php', 'load …/b.php'],
    )
  })

  it('works out texts that the file fixes', async () => {
    const text = [
      "const K = 'k';",
      '$s = \'a\'; $s .= "b\\x41";',
      'show($s);',
      "show(base64_decode('aGk='));",
      "show(strrev('abc'));",
      "show(str_rot13('nopq'));",
      'show(chr(104) . chr(0x69));',
      "show(implode('', ['a', 'b']));",
      "show(str_replace('x', '', 'exxvxal'));",
      "show(substr('abcdef', -2));",
      'show("v{$s}w $s");',
      "show('a\\n');",
      "show(sprintf('%s-%d', 'a', 1));",
      'show(<<<EOT',
      'in it',
      'EOT);',
      'function f() { show(K); }',
    ].join('\n')
    assert.deepEqual(shown(await read(text)), [
      'abA',
      'hi',
      'cba',
      'abcd',
      'hi',
      'ab',
      'eval',
      'ef',
      'vabAw abA',
      'a\\n',
      'a-1',
      'in it',
      'k',
    ])
  })

  it('never guesses what runs or what is given', async () => {
    const text = [
      "$a = 'x'; if ($p) { $a = 'y'; } show($a);",
      'function f($b) { show($a); show($b); global $a; }',
      'foreach ($l as $k => $v) { show($k); show($v); }',
      "$m = 'x'; preg_match('/./', $n, $m); show($m);",
      'show($c ? "1" : "2");',
    ].join('\n')
    assert.deepEqual(shown(await read(text)), ['x | y', 'x | y', '…', '…', '…', '…', '1 | 2'])
  })

  it('gives the environment and comparisons, and places them', async () => {
    const text = "<?php\ngetenv('A'); $_ENV['B']; putenv('C=1');\nif ($a === 'x' || strcmp($b, 'y')) {}\n"
    const { environment, comparisons } = await reading('php', text)
    assert.deepEqual(
      environment.map(({ name, access }) => `${access} ${name}`),
      ['read A', 'read B', 'write C'],
    )
    assert.deepEqual(
      comparisons.map(({ subject, operator, constant, span }) => [subject, operator, constant, textAt(text, span)]),
      [
        ['$a', '===', "'x'", "$a === 'x'"],
        ['$b', 'strcmp', "'y'", "strcmp($b, 'y')"],
      ],
    )
  })
})
