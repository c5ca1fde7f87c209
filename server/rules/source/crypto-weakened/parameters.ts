/** What of cryptography became weaker from one line to the one in its place. */
export type Loss = 'number' | 'name' | 'fixed' | 'table' | 'unverified'

export interface WeakerLine {
  readonly loss: Loss
  /** For people: what stood there and what stands there now. */
  readonly was: string
  readonly is: string
}

interface Code {
  readonly text: string
}

const NUMBERS = /(?<![\w.])(?:0[xX][0-9a-fA-F]+|\d[\d_]*)[uUlLnN]*(?![\w.])/g
/** Work a password is put through, by the names of the functions and their settings. */
const WORK =
  /pbkdf2|\biterations?\b|_iterations?\b|Iterations?\b|\brounds\b|_rounds\b|bcrypt|gensalt|scrypt|argon2|work_?factor|\bcost\b|hash_?cost|iter_?count|kdf/i
const KEY_SIZE =
  /GenerateKey|generate_private_key|generateKeyPair|KeyPairGenerator|\.initialize\(|RSA_generate|\bRSA\b|modulusLength|key_?(?:size|bits|length|len)\b|\bDH_generate|DSA_generate|rsa_?bits|tag_?len|TAG_?LEN|(?:nonce|salt|token|secret|entropy|session_?id)_?(?:size|len|bytes|length)|random_?bytes|randomBytes|token_(?:hex|bytes|urlsafe)/i

/** Names of one kind, the stronger first; what stands further right is weaker. */
const ladders: readonly (readonly RegExp[])[] = [
  [
    /\b(?:P-?521|secp521r1|NIST521p|ed448|x448|P521\(\))/i,
    /\b(?:P-?384|secp384r1|NIST384p)/i,
    /\b(?:P-?256|secp256[rk]1|prime256v1|NIST256p|ed25519|x25519|curve25519)/i,
    /\b(?:P-?224|secp224[rk]1)/i,
    /\b(?:P-?192|secp192[rk]1|prime192v1|secp160\w*|secp128\w*|sect\d+\w*)/i,
  ],
  [
    /\bsha[-_]?(?:3|3?[-_]?512|3?[-_]?384|3?[-_]?256|2)\b|\bblake[23]\w*|\bargon2\w*|\bbcrypt\b|\bscrypt\b|\bSHA(?:256|384|512)\w*|EVP_sha(?:256|384|512)/i,
    /\bsha[-_]?1\b|EVP_sha1|\bSHA1\w*/i,
    /\bmd[-_]?[245]\b|EVP_md5|\bMD5\w*|\bcrc32\w*|\badler32\b/i,
  ],
  [
    /\baes\w*[-_/](?:gcm|ccm|siv|ocb)\b|\bAES[\w-]*\/?(?:GCM|CCM)\b|chacha20\w*|poly1305|EVP_aes_\d+_gcm/i,
    /\baes\w*[-_/](?:cbc|ctr)\b|AES\/C(?:BC|TR)|EVP_aes_\d+_(?:cbc|ctr)/i,
    /[-_/]ecb\b|\/ECB\/|getInstance\(\s*['"](?:AES|DESede|Blowfish)(?=['"])|\bMODE_ECB\b|\bdes(?:3|-ede3?)?\b|\b(?:rc4|arcfour|rc2|blowfish|bf-cbc)\b|EVP_(?:des|rc4|bf)\w*|\bDES\b|\bXOR\b/i,
  ],
  [
    /TLS_?v?1[._]?3|TLSv1_3|VersionTLS13/i,
    /TLS_?v?1[._]?2|TLSv1_2|VersionTLS12/i,
    /TLS_?v?1[._]?1|TLSv1_1|VersionTLS11/i,
    /TLS_?v?1[._]?0\b|TLSv1\b|VersionTLS10|SSL_?v?[23]\b|SSLv23/i,
  ],
]

const SECRET_RANDOM =
  /\bsecrets\.\w+|\bos\.urandom\b|\bcrypto\.(?:randomBytes|randomUUID|getRandomValues)\b|\brandomBytes\s*\(|\bSecureRandom\b|\bgetrandom\s*\(|\barc4random\w*\s*\(|\bgetentropy\s*\(|\bRAND_(?:priv_)?bytes\s*\(|\bSystemRandom\b|\bOsRng\b|\brand\.(?:Read|Reader)\b|\brandom_bytes\s*\(|\brandom_(?:iv|key|nonce)\b|\bRandomNumberGenerator\b|\.Generate(?:IV|Key)\s*\(|\bread_urandom\w*\s*\(|\bthread_rng\s*\(/
const FIXED =
  /\bBuffer\.alloc\s*\(|\bnew\s+(?:byte|Uint8Array)\s*[[(]|\bbytes\s*\(\s*\d|(?<!\w)b?["'](?:\\x?0+|[^"']{4,})["']\s*(?:\*|[;,)]|$)|\bmemset\s*\(|\bmake\(\s*\[\]byte|\[\s*0(?:u8)?\s*;\s*\d|=\s*\{\s*0|seed_from_u64\s*\(\s*\d|from_seed\s*\(\s*\[|\bnew\s+Random\s*\(\s*\d|\bs(?:eed|rand)\s*\(\s*\d|\bstr_repeat\s*\(|\bbytearray\s*\(\s*\d/
const VALUE =
  /\b(?:iv|nonce|salt|key|seed|token|secret|challenge|state|cookie|session\w*|password|buf|bytes|b)\b|(?:_|[a-z])(?:iv|IV|nonce|Nonce|salt|Salt|key|Key|seed|Seed|token|Token|secret|Secret)\b/

const VERIFIED =
  /\b(?:jwt|jws|jose|JWT)\w*\.(?:verify|jwtVerify)\w*\s*\(|\bjwtVerify\s*\(|\bjwt\.Parse(?:WithClaims)?\s*\(|\bJWT\.require\b|\bparseClaimsJws\s*\(|\bjwt\.decode\s*\(|\bJWT\.decode\s*\(/
const UNVERIFIED =
  /\b(?:jwt|jws|jose)\.decode\s*\(|\bjwt_?[dD]ecode\s*\(|\bdecodeJwt\s*\(|\bParseUnverified\s*\(|verify_signature["']?\s*(?::|=>|=)\s*False|verify\s*=\s*False|\bJWT\.decode\s*\([^)]*(?:nil|null)\s*,\s*false|parseClaimsJwt\s*\(|algorithms?["']?\s*[:=]\s*\[?\s*["']none["']/g

/** Tables and numbers of ciphers and digests, by the names of files, functions and variables. */
export const CIPHER =
  /(?:^|[/_.\W])(?:aes|des|sha\d*|md[245]|blake\w*|s_?box\w*|chacha\w*|salsa\w*|curve\w*|ecdsa|ecc?|rsa|dh|ffdhe|gost\w*|sm[234]|poly1305|keccak|whirlpool|camellia|rijndael|twofish|serpent|ripemd|crypto|cipher|prime|modulus)(?:$|[/_.\W\d])/i

/** @param near path and names around, which say what a table of numbers is for */
export function weakerLine(before: Code, now: Code, near: string): WeakerLine | undefined {
  return (
    smallerNumber(before.text, now.text) ??
    weakerName(before.text, now.text) ??
    fixedValue(before.text, now.text) ??
    changedTable(before.text, now.text, near) ??
    unverified(before.text, now.text)
  )
}

function shape(text: string): string {
  return text.replace(NUMBERS, '#').replace(/\s+/g, '')
}

function smallerNumber(before: string, now: string): WeakerLine | undefined {
  const isWork = WORK.test(now)
  if ((!isWork && !KEY_SIZE.test(now)) || shape(before) !== shape(now)) return undefined
  const [was, is] = [before.match(NUMBERS) ?? [], now.match(NUMBERS) ?? []]
  for (const [index, one] of was.entries()) {
    const other = is[index] ?? one
    const [from, to] = [Number(one.replace(/[_uUlLnN]/g, '')), Number(other.replace(/[_uUlLnN]/g, ''))]
    // A step of a cost that is an exponent halves the work.
    const isLess = isWork ? to * 1.5 <= from || (from <= 31 && to < from) : to < from && from >= 8
    if (isLess && to > 0) return { loss: 'number', was: one, is: other }
  }
  return undefined
}

function weakerName(before: string, now: string): WeakerLine | undefined {
  for (const ladder of ladders) {
    const was = strongest(ladder, before)
    const is = strongest(ladder, now)
    if (was === undefined || is === undefined || is.at <= was.at) continue
    // The same line but for the name, or the same call at least.
    const rest = (text: string, name: string): string => text.split(name).join('#').replace(/\s+/g, '')
    if (rest(before, was.name) === rest(now, is.name) || sameStart(before, now))
      return { loss: 'name', was: was.name, is: is.name }
  }
  return undefined
}

function strongest(
  ladder: readonly RegExp[],
  text: string,
): { readonly at: number; readonly name: string } | undefined {
  for (const [at, names] of ladder.entries()) {
    const found = names.exec(text)
    if (found !== null) return { at, name: found[0].replace(/^[-_/]|[/(]+\)?$/g, '') }
  }
  return undefined
}

function sameStart(before: string, now: string): boolean {
  const [one, other] = [before.trim(), now.trim()]
  const length = Math.min(one.length, other.length)
  let at = 0
  while (at < length && one[at] === other[at]) at++
  return at >= 6 && at * 3 >= length
}

function fixedValue(before: string, now: string): WeakerLine | undefined {
  const random = SECRET_RANDOM.exec(before)
  const fixed = SECRET_RANDOM.test(now) ? null : FIXED.exec(now)
  if (random === null || fixed === null || !VALUE.test(now)) return undefined
  const words = new Set(before.match(/[A-Za-z_]\w*/g) ?? [])
  const shared = (now.match(/[A-Za-z_]\w*/g) ?? []).find(word => words.has(word) && VALUE.test(word))
  if (shared === undefined) return undefined
  return { loss: 'fixed', was: random[0].replace(/\s*\($/, ''), is: fixed[0].replace(/\s*\($/, '').trim() }
}

function changedTable(before: string, now: string, near: string): WeakerLine | undefined {
  const hex = /0[xX][0-9a-fA-F]{2,}/g
  const [was, is] = [before.match(hex) ?? [], now.match(hex) ?? []]
  if (was.length < 3 || was.length !== is.length || shape(before) !== shape(now) || !CIPHER.test(near)) return undefined
  const differ = was.flatMap((one, index) => (one.toLowerCase() === is[index]?.toLowerCase() ? [] : [index]))
  const [first] = differ
  if (first === undefined || differ.length > 2) return undefined
  return { loss: 'table', was: was[first] ?? '', is: is[first] ?? '' }
}

function unverified(before: string, now: string): WeakerLine | undefined {
  const was = VERIFIED.exec(before)?.[0]
  const known = new Set(before.match(UNVERIFIED) ?? [])
  const is = (now.match(UNVERIFIED) ?? []).find(one => !known.has(one))
  if (was === undefined || is === undefined) return undefined
  return { loss: 'unverified', was: was.replace(/\s*\($/, ''), is: is.replace(/\s*\($/, '') }
}
