import assert from 'node:assert/strict'
import fc from 'fast-check'
import { prepareMake } from '../../../server/core/syntax/makePreparation'
import { allGrammars, withTree } from './grammarStore'

const parsed: Readonly<Record<string, string>> = {
  'conditionals whose branches are halves': 'ifdef X\na: b\nelse\na: c\nendif\n\techo\n',
  'automake conditionals': 'if HAVE_X\nSUBDIRS += x\nelse !HAVE_X\nendif HAVE_X\n',
  'directives of BSD make': '.include <bsd.prog.mk>\n.if defined(X)\nA=b\n.endif\n.for x in a b\n.endfor\n',
  'brackets in a value': 'A = (b) $(shell echo "f(x)" | sed s/a/b/) \\\n  (c)\n',
  'references of every kind': 'A = $(@:.c=.d) $(B:%.c=%.o) ${C:.a=.b} $(if x,,y) $(call f) $(let a,b,c) $(dir)\n',
  'a call over several lines': 'A = $(if $(B),\\\n  (c),\\\n  d)\n',
  'a reference nobody closed': 'A = $(B\nC = d\n',
  'a name that is computed': '$(A)_b-$(c) := d\nVPATH = a:b c\n',
  'dollars for the shell': 'A = $$(cat x | y)\nall:\n\tfor x in $$(ls); do echo $${x%%.c}; done\n',
  'a comment behind a value': 'A = b # (c) $(\nB = d\n',
  'a comment over two lines': '# a \\\n  (b) = c:\nD = e\n',
  'variables of a target': 'a: export B := c\na b: private D += e f\n',
  'targets and prerequisites of any spelling': '{a}.c{b}.o: "c d" ~/e $(f)/g | h\n\techo\n',
  'a static pattern and a double colon': '$(A): %.o: %.c | d\na:: b ; echo (c)\n',
  'definitions in definitions': 'define A\ndefine B\n$(\nendef\nendef # A\nC = d\n',
  'lines that are only references': '$(eval $(call x,y))\n$(foo)\n${bar} \\\n  baz\n',
  'a tab outside a rule': '\tA = b\n\nifdef X\n\tinclude c.mk\nendif\n',
}

describe('makefiles prepared for their grammar', () => {
  for (const [title, text] of Object.entries(parsed))
    it(`parses ${title}`, async () => {
      withTree(await allGrammars(), 'make', text, tree => assert.deepEqual(tree.errors(), []))
    })

  it('keeps plain statements as they are', () => {
    const text = 'A := b $(C) $(wildcard *.c)\nexport A\ninclude x.mk\nall: a.o $(B)\n\t@echo $@ $(A)\n'
    assert.equal(prepareMake(text), text)
  })

  it('never changes length or line ends', () => {
    const piece = fc.constantFrom(...'a$(){}:=#|;\\,.@ \t\r\n'.split(''), 'define ', 'endef', 'if ', '$$', ':=')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        const text = pieces.join('')
        assert.equal(prepareMake(text).replace(/[^\r\n]/g, '.'), text.replace(/[^\r\n]/g, '.'))
      }),
      { numRuns: 2000, seed: 3 },
    )
  })
})
