import assert from 'node:assert/strict'
import {
  commandIn,
  editorRemedy,
  markdownCode,
  markdownSentence,
  visiblePath,
  visibleText,
} from '../../client/surfaces/text'

describe('text of the change in a label', () => {
  it('shows what is invisible, and what would turn the line around', () => {
    assert.equal(visibleText('is_admin\u200b'), 'is_admin⟨U+200B⟩')
    assert.equal(visibleText('a\u202eb\u2066c'), 'a⟨U+202E⟩b⟨U+2066⟩c')
    assert.equal(visibleText('a\u0007\u001b[0m'), 'a⟨U+0007⟩⟨U+001B⟩[0m')
    assert.equal(visibleText('\u{e0041}\u3164\ufe0f'), '⟨U+E0041⟩⟨U+3164⟩⟨U+FE0F⟩')
  })

  it('keeps to one line, and leaves letters of any script alone', () => {
    assert.equal(visibleText('one \r\n\ttwo'), 'one two')
    assert.equal(visibleText('größe 変更 é'), 'größe 変更 é')
  })

  it('shows a line break in a path, which is part of a name', () => {
    assert.equal(visiblePath('src/line\nbreak\t.c'), 'src/line⟨U+000A⟩break⟨U+0009⟩.c')
  })

  it('puts code in a fence longer than any inside', () => {
    assert.equal(markdownCode('a'), '`a`')
    assert.equal(markdownCode('a``b'), '```a``b```')
    assert.equal(markdownCode('`a'), '`` `a ``')
  })

  it('makes a sentence inert, and what it quotes code', () => {
    assert.equal(markdownSentence('`a*b` removed'), '`a*b` removed')
    assert.equal(markdownSentence('see [x](command:y) <b>'), 'see \\[x\\]\\(command\\:y\\) \\<b\\>')
    assert.equal(markdownSentence('an odd ` mark'), 'an odd \\` mark')
    assert.equal(markdownSentence('https://host.invalid'), 'https\\:\\/\\/host\\.invalid')
  })

  it('takes the command out of a remedy that has one', () => {
    assert.equal(commandIn('shallow clone: git fetch --unshallow origin'), 'git fetch --unshallow origin')
    assert.equal(commandIn('git fetch origin'), 'git fetch origin')
    assert.equal(commandIn('raise plainsight.maxFileBytes'), undefined)
  })

  it('names settings and folders where the server names options', () => {
    assert.equal(
      editorRemedy('raise the size limit: --max-file-bytes 9000'),
      'raise the size limit: plainsight.maxFileBytes 9000',
    )
    assert.equal(editorRemedy('use -C DIR, or review a patch'), 'open a folder of one, or review a patch')
  })
})
