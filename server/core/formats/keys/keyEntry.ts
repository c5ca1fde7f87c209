/** One key, certificate or store of keys, as the file describes it. All texts are hostile. */
export interface KeyEntry {
  readonly kind: 'certificate' | 'public key' | 'private key' | 'key store' | 'pin'
  /** Whom it is for: subject, user id, comment, alias, host. */
  readonly name: string
  /** "RSA 2048", "EC P-256", "Ed25519". */
  readonly algorithm: string
  readonly issuer?: string
  /** Days (ISO 8601). */
  readonly from?: string
  readonly until?: string
  /** May sign other certificates. */
  readonly isAuthority?: boolean
  /** What tells it from every other one: the fingerprint is over these bytes. */
  readonly identity: Uint8Array
  /** The key in it: the same in a certificate that was renewed. */
  readonly key: Uint8Array
  /** In a text: lines, half open, counted from 0. */
  readonly firstLine?: number
  readonly endLine?: number
}

export const LIMIT_ENTRIES = 2_000

/** "Inert CA, RSA 2048, certificate authority, issued by itself, 2024-01-01 to 2034-01-01". */
export function entryClause({ kind, name, algorithm, issuer, from, until, isAuthority }: KeyEntry): string {
  return [
    name === '' ? 'without a name' : name,
    algorithm,
    ...(isAuthority === true ? ['certificate authority'] : kind === 'certificate' ? [] : [kind]),
    ...(issuer === undefined ? [] : [`issued by ${issuer === name ? 'itself' : issuer}`]),
    ...(from === undefined || until === undefined ? [] : [`${from} to ${until}`]),
  ].join(', ')
}
