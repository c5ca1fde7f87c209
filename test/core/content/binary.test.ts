import { strict as assert } from 'node:assert'
import { isBinary } from '../../../server/core/content/binary'

const encoder = new TextEncoder()

describe('telling binary from text', () => {
  const source = 'int level(void) { return 1; }\n'.repeat(40)

  it('keeps lines of print text when a few odd bytes stand among them, which git does not', () => {
    for (const odd of ['\0', '\0\0\0\u0001', '\u001b[2K'])
      assert.equal(isBinary(encoder.encode(`${source}${odd}\n${source}`)), false)
  })

  it('takes a file for binary when the odd bytes are many, or no lines are there', () => {
    assert.equal(isBinary(encoder.encode(source + '\0'.repeat(200))), true)
    assert.equal(isBinary(encoder.encode(`${source.replaceAll('\n', ' ')}\0\0\0`)), true)
  })

  it('believes a signature before the share of print', () => {
    assert.equal(isBinary(encoder.encode(`%PDF-1.4\n${source}`)), true)
  })

  it('takes text with a mark of UTF-16 for text', () => {
    assert.equal(isBinary(Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x0a, 0)), false)
  })
})
