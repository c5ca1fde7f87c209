import assert from 'node:assert/strict'
import { alphabetOf } from '../../../server/core/facts/stringConstant'

describe('alphabets of string constants', () => {
  const cases: readonly [text: string, alphabet: string][] = [
    ['0123456789012345', 'digits'],
    ['deadbeefDEADBEEF00', 'hex'],
    ['MFRGGZDFMZTWQ2LK', 'base32'],
    ['someLongVariableName', 'identifier'],
    ['Q2FuIHlvdSByZWFkIHRoaXM/IE5vLg==', 'base64'],
    ['Q2FuIHlvdSByZWFkIHRoaXMgTm8u', 'base64'],
    ['\\x41\\x42\\x43\\x44', 'escaped'],
    ['plain words, and more', 'ascii'],
    ['grüße an alle leser', 'unicode'],
  ]
  for (const [text, alphabet] of cases)
    it(`${alphabet}: ${text}`, () => {
      assert.equal(alphabetOf(text), alphabet)
    })
})
