import { known } from '../value'
import { charArray } from './cLibrary'
import { anything, asValue, type Computed, concatenated } from './computed'
import { decodeBase64, decodeHex } from './decode'
import * as pure from './pure'
import type { Compute, EnvironmentFunction } from './shape'

const itself: Compute = receiver => receiver
const first: Compute = (_, [input]) => (input?.kind === 'list' ? charArray(undefined, input.items) : input)

/** `{}` takes the next argument; names and formats of numbers are not foreseen, what stands around them is. */
const formatted: Compute = (_, [format, ...given]) => {
  const pattern = format === undefined ? undefined : asValue(format)
  if (pattern?.kind !== 'known') return undefined
  const parts: Computed[] = []
  let [next, done] = [0, 0]
  for (const match of pattern.text.matchAll(/\{\{|\}\}|\{([^{}]{0,60})\}/g)) {
    const [whole, inside = ''] = match
    parts.push(known(pattern.text.slice(done, match.index)))
    if (whole === '{{' || whole === '}}') parts.push(known(whole.slice(1)))
    else if (inside === '') parts.push(given[next++] ?? anything)
    else if (/^\d{1,2}$/.test(inside)) parts.push(given[Number(inside)] ?? anything)
    else {
      if (inside.startsWith(':')) next++
      parts.push(anything)
    }
    done = match.index + whole.length
  }
  return concatenated([...parts, known(pattern.text.slice(done))])
}

export const functions: Readonly<Record<string, Compute>> = {
  'char[]': charArray,
  'format!': formatted,
  'format_args!': formatted,
  'concat!': (_, given) => concatenated(given),
  'String::from': first,
  'String::from_utf8': first,
  'String::from_utf8_lossy': first,
  'std::str::from_utf8': first,
  'str::from_utf8': first,
  'CString::new': first,
  'std::ffi::CString::new': first,
  'OsStr::new': first,
  'Path::new': first,
  'PathBuf::from': first,
  'std::path::Path::new': first,
  'std::path::PathBuf::from': first,
  'base64::decode': pure.ofArgument(text => pure.bytesOf(decodeBase64(text))),
  'hex::decode': pure.ofArgument(text => pure.bytesOf(decodeHex(text))),
}

const same =
  'to_string to_owned into as_str as_bytes clone unwrap expect unwrap_or_default as_ref as_ptr borrow to_vec into_string into_bytes into_boxed_str as_os_str to_string_lossy chars bytes iter into_iter copied cloned ok as_slice'

export const methods: Readonly<Record<string, Compute>> = {
  ...Object.fromEntries(same.split(' ').map(name => [name, itself])),
  rev: pure.reverse,
  collect: receiver => (receiver?.kind === 'list' ? pure.join(receiver, known('')) : receiver),
  concat: receiver => pure.join(receiver, known('')),
  join: (receiver, [separator]) => pure.join(receiver, separator),
  replace: pure.replace(true),
  repeat: (receiver, [times]) => pure.repeat(receiver, times),
  trim: pure.ofReceiver(text => text.trim()),
  to_lowercase: pure.ofReceiver(text => text.toLowerCase()),
  to_uppercase: pure.ofReceiver(text => text.toUpperCase()),
}

export const mutators: ReadonlySet<string> = new Set(
  'push push_str insert insert_str remove pop clear extend extend_from_slice truncate retain append drain swap reverse sort fill copy_from_slice write write_str read_to_string read_line'.split(
    ' ',
  ),
)

const read0: EnvironmentFunction = { access: 'read', argument: 0 }
const write0: EnvironmentFunction = { access: 'write', argument: 0 }

const inModule: Readonly<Record<string, EnvironmentFunction>> = {
  var: read0,
  var_os: read0,
  vars: { access: 'read', argument: 'all' },
  vars_os: { access: 'read', argument: 'all' },
  set_var: write0,
  remove_var: write0,
}

export const environmentFunctions: Readonly<Record<string, EnvironmentFunction>> = {
  ...Object.fromEntries(
    Object.entries(inModule).flatMap(([name, access]) => [
      [`env::${name}`, access],
      [`std::env::${name}`, access],
    ]),
  ),
  'env!': read0,
  'option_env!': read0,
  'libc::getenv': read0,
  'libc::setenv': write0,
}
