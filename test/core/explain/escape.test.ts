import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import {
  escapeHtml,
  escapeJson,
  escapeMarkdown,
  escapePlain,
  escapeTerminal,
  escapeTerminalLines,
  markdownCode,
  markdownCodeBlock,
  markdownMessage,
} from '../../../server/core/explain/escape'

/** Escape sequences, line ends, bidi and zero-width characters, fillers, tags, private use, half a surrogate pair. */
const HOSTILE = [
  '\u001b[31m',
  '\u0007',
  '\u009b',
  '\r',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u00ad',
  '\ufeff',
  '\u3164',
  '\u{e0041}',
  '\ue000',
  '\ud800',
  '\u2028',
]
const anyText = fc.string({ unit: 'binary', maxLength: 60 })
const hostileText = fc
  .array(fc.oneof(anyText, fc.constantFrom(...HOSTILE, '`', '``', '<b>', '\n', '[x](y)')), { maxLength: 8 })
  .map(parts => parts.join(''))
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u

describe('escaping', () => {
  it('makes what does not show visible on a terminal, in one line', () => {
    for (const text of HOSTILE) assert.match(escapeTerminal(`a${text}b`), /^a⟨U\+[0-9A-F]{4,6}⟩/)
    assert.equal(escapeTerminal('a\nb'), 'a⟨U+000A⟩b')
    assert.equal(escapeTerminalLines('a\tb\r\nc\u001b'), 'a b\nc⟨U+001B⟩')
  })

  it('lets nothing unseen through to any surface', () => {
    fc.assert(
      fc.property(hostileText, text => {
        assert.ok(!UNSEEN.test(escapeTerminal(text)))
        assert.ok(!UNSEEN.test(escapeMarkdown(text)))
        assert.ok(!UNSEEN.test(markdownCode(text)))
        for (const shown of [escapePlain(text), escapeHtml(text), markdownCodeBlock(text), markdownMessage(text)])
          assert.ok(!UNSEEN.test(shown.replace(/[\n\t]/g, '')))
      }),
      { numRuns: 300 },
    )
  })

  it('shows plain text as it is', () => {
    const text = 'configure.ac line 12: größe, 日本語, naïve'
    assert.equal(escapeTerminal(text), text)
    assert.equal(escapePlain(text), text)
    assert.equal(escapeHtml(text), text)
    assert.equal(escapeMarkdown(text), text)
  })

  it('fences code so that nothing inside can end it', () => {
    assert.equal(markdownCode('a'), '`a`')
    assert.equal(markdownCode('a`b'), '``a`b``')
    assert.equal(markdownCode('`'), '`` ` ``')
    assert.equal(markdownCodeBlock('x'), '```\nx\n```')
    assert.equal(markdownCodeBlock('```\nx', 'sh'), '````sh\n```\nx\n````')
    fc.assert(
      fc.property(hostileText, text => {
        const [fence = '', ...rest] = markdownCodeBlock(text).split('\n')
        assert.equal(rest.pop(), fence)
        assert.ok(rest.every(line => !line.includes(fence)))
      }),
      { numRuns: 300 },
    )
  })

  it('makes running text inert in Markdown', () => {
    assert.equal(escapeMarkdown('[a](b)'), '\\[a\\](b)')
    assert.equal(escapeMarkdown('![a](b) *x* _y_'), '!\\[a\\](b) \\*x\\* \\_y\\_')
    assert.equal(escapeMarkdown('<img src=x>&lt;'), '&lt;img src=x&gt;&amp;lt;')
    assert.equal(escapeMarkdown('# x'), '\\#&#8203; x')
    assert.equal(escapeMarkdown('- x'), '\\- x')
    assert.equal(escapeMarkdown('1. x'), '1\\. x')
    assert.equal(escapeMarkdown('a | b'), 'a \\| b')
    assert.ok(!escapeMarkdown('see https://example.invalid and @someone #12').includes('https://'))
    assert.ok(!escapeMarkdown('@someone').includes('@someone'))
  })

  it('keeps what a message quotes as code, whatever is in it', () => {
    assert.equal(markdownMessage('`a_b` was *added*'), '`a_b` was \\*added\\*')
    assert.equal(markdownMessage('one ` tick'), 'one \\` tick')
    assert.equal(markdownMessage('first\nsecond'), 'first  \nsecond')
  })

  it('leaves no markup in HTML, in text or attributes', () => {
    assert.equal(escapeHtml(`<a href="x" title='y'>&`), '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;')
  })

  it('writes JSON that means the same and shows all of it', () => {
    fc.assert(
      fc.property(hostileText, text => {
        const json = escapeJson({ text })
        assert.ok(!UNSEEN.test(json))
        assert.equal(JSON.parse(json).text, text)
      }),
      { numRuns: 300 },
    )
  })
})
