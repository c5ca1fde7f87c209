import { type Call, Input, type Output, operandBytes, stop, type TextCommand } from '../command'
import { base64 } from './encode'
import { cipherNamed, decipher } from './opensslCipher'

/** openssl-enc(1), as far as its options have a value. */
const VALUED = /^(?:in|out|k|kfile|K|iv|S|pass|md|iter|bufsize)$/
const FLAGS = /^(?:base64|a|A|d|e|salt|nosalt|nopad|pbkdf2|v|none|p|debug)$/

/** `openssl base64` and `openssl enc`, both ways for base64; of ciphers AES, with the key in plain sight. */
export const openssl: TextCommand = call => {
  const [verb = '', ...rest] = call.args
  const options = new Map<string, string>()
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? ''
    if (!word.startsWith('-')) return stop(`the word ${word}`)
    const name = word.replace(/^--?/, '')
    options.set(name, VALUED.test(name) ? (rest[++at] ?? '') : '')
  }
  if (verb !== 'enc' && verb !== 'base64' && cipherNamed(verb) === undefined) return stop(`openssl's ${verb}`)
  const named = [...options.keys()].filter(name => !VALUED.test(name) && !FLAGS.test(name))
  const name = [...(verb === 'enc' || verb === 'base64' ? [] : [verb]), ...named].join(' ')
  const isBase64 = verb === 'base64' || options.has('base64') || options.has('a')
  if (name === '' || options.has('none'))
    return isBase64 ? sent(coded(call, options), options.get('out'), call) : stop('no cipher')
  const cipher = cipherNamed(name)
  if (cipher === undefined) return stop(`the cipher ${name}`)
  if (!options.has('d')) return stop(`encrypting with ${name}`)
  const found = isBase64 ? coded(call, options) : read(call, options)
  if ('stop' in found) return found
  return sent(decipher(call, cipher, options, found.bytes), options.get('out'), call)
}

function read(call: Call, options: ReadonlyMap<string, string>): Output {
  const path = options.get('in')
  const found = operandBytes(call, path === undefined ? [] : [path])
  return 'stop' in found ? found : { bytes: found }
}

function coded(call: Call, options: ReadonlyMap<string, string>): Output {
  const found = read(call, options)
  if ('stop' in found) return found
  const way = options.has('d') ? '-d' : options.has('A') ? '-w0' : '-w64'
  return base64({ ...call, name: 'base64', input: new Input(found.bytes), args: [way] })
}

function sent(output: Output, path: string | undefined, call: Call): Output {
  if (path === undefined || 'stop' in output) return output
  call.write(path, output.bytes)
  return { bytes: new Uint8Array() }
}
