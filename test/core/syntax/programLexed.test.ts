import assert from 'node:assert/strict'
import { EmbeddedTextBuilder } from '../../../server/core/syntax/embeddedText'
import type { LanguageId } from '../../../server/core/syntax/language'
import { LineTable } from '../../../server/core/syntax/lineTable'
import { readLexedProgram } from '../../../server/core/syntax/program/lexed'
import { shownValue } from '../../../server/core/syntax/value'
import { textAt } from './grammarStore'
import { shownCalls } from './programReading'

function read(language: LanguageId, text: string) {
  const body = new EmbeddedTextBuilder(text, new LineTable(text)).copy(0, text.length).build()
  return readLexedProgram(language, body)
}

const perl = `use MIME::Base64 qw(decode_base64);
my $k = 'a' . "b\\x41"; $k .= "z$k";
=pod

system("no");

=cut
sub go { my ($self, $u) = @_; system "sh", '-c', "curl $u"; return $ENV{HOME} || $ENV{"A_B"}; }
eval decode_base64("cHJpbnQgMQ==");
print <<"EOT" . <<'RAW', "x";
hello $k
EOT
raw $k
RAW
Foo::Bar->new(name => 'n'); $h{x}[0] = q(a (b)); delete $ENV{TOKEN};
if ($a / 2 / 3 eq 'root' and lc($b) != 5) { do 'y.pl'; }
__END__
system("never");
`

describe('programs without a grammar', () => {
  it('calls, texts and values in Perl', () => {
    const reading = read('perl', perl)
    assert.deepEqual(shownCalls(reading), [
      'system(sh, -c, curl …)',
      'eval(print 1)',
      'decode_base64(cHJpbnQgMQ==)',
      'print(hello abAzabA\nraw $k\n, x)',
      'Foo::Bar->new(name=n)',
      'lc(…)',
      'do(y.pl)',
    ])
    assert.equal(reading.calls[0]?.within, 'go')
    assert.deepEqual(
      reading.assignments.map(({ name, value }) => `${name} = ${shownValue(value)}`),
      ['$k = abA', '$k = abAzabA', '$self = …', '$u = …', '%h[x][0] = a (b)'],
    )
    for (const { span, text, isInterpolated } of reading.strings)
      if (!isInterpolated && !/\\|<</.test(textAt(perl, span))) assert.ok(textAt(perl, span).includes(text.text))
  })

  it('comparisons, imports and the environment in Perl', () => {
    const { comparisons, imports, environment, definitions } = read('perl', perl)
    assert.deepEqual(
      comparisons.map(({ operator, subject, constant }) => `${subject} ${operator} ${constant}`),
      ["$a / 2 / 3 eq 'root'", 'lc($b) != 5'],
    )
    assert.deepEqual(
      imports.map(({ module, names, form }) => [form, module, ...names].join(' ')),
      ['static MIME::Base64 decode_base64', 'load y.pl'],
    )
    assert.deepEqual(
      environment.map(({ name, access }) => `${access} ${name}`),
      ['read HOME', 'read A_B', 'write TOKEN'],
    )
    assert.deepEqual(
      definitions.map(({ kind, name }) => `${kind} ${name}`),
      ['variable $k', 'function go'],
    )
  })

  it('commands, texts and values in PowerShell', () => {
    const text = [
      'Import-Module BitsTransfer',
      "$e = 'ie' + 'x'; $j = -join ([char]72, [char]105)",
      'function Get-It { iwr -Uri "https://a.invalid/$u" -OutFile x }',
      "& $e 'a'; [System.Reflection.Assembly]::Load([Convert]::FromBase64String('aGk='))",
      "if ($u -eq 'it''s') { $env:PATH = $env:API_TOKEN }",
    ].join('\n')
    const reading = read('powershell', text)
    assert.deepEqual(shownCalls(reading), [
      'Import-Module(BitsTransfer)',
      'iwr(Uri=https://a.invalid/…, OutFile=x)',
      'iex(a)',
      '[Reflection.Assembly]::Load(hi)',
      '[Convert]::FromBase64String(aGk=)',
    ])
    assert.deepEqual(
      reading.assignments.map(({ name, value }) => `${name} = ${shownValue(value)}`),
      ['$e = iex', '$j = Hi', '$env:PATH = …'],
    )
    assert.deepEqual(
      reading.environment.map(({ name, access, span }) => `${access} ${name} ${textAt(text, span)}`),
      ['write PATH $env:PATH', 'read API_TOKEN $env:API_TOKEN'],
    )
    assert.deepEqual(
      reading.comparisons.map(({ operator, value }) => `${operator} ${shownValue(value)}`),
      ["-eq it's"],
    )
  })

  for (const unit of [
    '(',
    '"',
    '{',
    'q(',
    '<<A',
    '<<A\n',
    '/\\',
    '$',
    '\\',
    'f ',
    's{',
    'my (',
    '$a->',
    '-',
    '!',
    '[x]',
    '-join ',
    'my ',
  ])
    it(`ends on ${JSON.stringify(unit)} again and again`, () => {
      for (const language of ['perl', 'powershell'] as const)
        assert.ok(read(language, `${unit.repeat(20_000 / unit.length)}\n`).calls.length >= 0)
    })
})
