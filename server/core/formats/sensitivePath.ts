import type { Area } from '../model/inventory'
import { isTestFolder } from './sourceKind'

/** What hangs on a file more than on others, as a phrase that ends "it says …". */
export type Sensitivity =
  | 'what the build does'
  | 'what checks and releases run'
  | 'who gets in and may do what'
  | 'how data is enciphered or signed'
  | 'which keys are trusted'

const access =
  /^(?:auth|authn|authz|oauth\d?|saml|jwt|sso|ldap|pam|sudo|su|login|logon|passw(?:or)?d|permissions?|acls?|rbac|privileges?|credentials?|capabilit(?:y|ies)|authenticat\w*|authori[sz]\w*)$/
const crypto =
  /^(?:crypto|crypt|ciphers?|tls|ssl|dtls|x509|rsa|ecdsa|ecdh|ed25519|aes|hmac|signatures?|signing|gpg|pgp|entropy|rng|csprng|cryptograph\w*|encrypt\w*|decrypt\w*)$/
const keys =
  /(?:^|\/)(?:keys|keyrings?|trusted[-_.]?\w*|ca[-_]?(?:certs?|bundle)\w*|allowed[-_]?signers|keys\.(?:txt|asc))(?:\/|\.|$)|\.(?:asc|gpg|pem|crt|cer|pub)$/i

/** By path and area alone; undefined for tests, documents and everything ordinary. */
export function sensitivityOf(path: string, area: Area): Sensitivity | undefined {
  if (isTestFolder(path) || area === 'tests') return undefined
  if (area === 'ci') return 'what checks and releases run'
  if (area === 'build') return 'what the build does'
  if (keys.test(path) && area !== 'source') return 'which keys are trusted'
  if (area !== 'source') return undefined
  const words = path.toLowerCase().split(/[^a-z0-9]+/)
  if (words.some(word => access.test(word))) return 'who gets in and may do what'
  return words.some(word => crypto.test(word)) ? 'how data is enciphered or signed' : undefined
}
