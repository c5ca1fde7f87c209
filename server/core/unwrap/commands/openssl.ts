import { type Call, type Output, stop, type TextCommand } from '../command'
import { base64 } from './encode'

/** `openssl base64` and `openssl enc -base64`, both ways; a cipher is where it stops, and is named. */
export const openssl: TextCommand = call => {
  const [verb = '', ...rest] = call.args
  const options = new Map<string, string>()
  for (let at = 0; at < rest.length; at++) {
    const name = (rest[at] ?? '').replace(/^--?/, '')
    options.set(name, /^(?:in|out|k|K|iv|pass|md|iter|bufsize)$/.test(name) ? (rest[++at] ?? '') : '')
  }
  const isBase64 = verb === 'base64' || (verb === 'enc' && (options.has('base64') || options.has('a')))
  const cipher = [...options.keys()].find(name => !/^(?:base64|a|A|d|e|in|out|none)$/.test(name))
  if (!isBase64 || cipher !== undefined) return stop(`the cipher ${cipher ?? verb}`)
  const input = options.get('in')
  const wrap = options.has('A') ? '-w0' : '-w64'
  const args = [options.has('d') ? '-d' : wrap, ...(input === undefined ? [] : [input])]
  return sent(base64({ ...call, name: 'base64', args }), options.get('out'), call)
}

function sent(output: Output, path: string | undefined, call: Call): Output {
  if (path === undefined || 'stop' in output) return output
  call.write(path, output.bytes)
  return { bytes: new Uint8Array() }
}
