/** A setting of which something else decides now, as it stands on a line. */
export interface Switched {
  readonly setting: string
  /** What decides, as written. */
  readonly by: string
  readonly at: number
  /** Development and production told apart in the common way. */
  readonly isUsual: boolean
}

/** On means checked. */
const CHECKS =
  /\b(rejectUnauthorized|strictSSL|verify_ssl|ssl_verify|verify_certs|check_hostname|verify_peer(?:_name)?|validate_certs)["']?\s*(?:=>|:(?!:)|=(?![=>]))\s*|\b(CURLOPT_(?:PROXY_)?SSL_VERIFY(?:PEER|HOST))\s*(?:,|=>)\s*|(?<=[(,]\s*)(verify)\s*=(?!=)\s*/
/** On means that anything is taken. */
const ACCEPTS =
  /\b(InsecureSkipVerify|tlsAllowInvalid(?:Certificates|Hostnames))\s*[:=](?!=)\s*|\b(danger_accept_invalid_(?:certs|hostnames))\(\s*|\b(SslPolicyErrors\.None)\s*\|\|\s*/
/** What says openly that it is about certificates is an option of the program. */
const OPEN = /insecure|verif|tls|ssl|skip|cert|reject|unauthori|trust|self_?signed|https/i
const NEGATED = /^(?:!(?!!)|not\s)/
const ENVIRONMENT = /\bprocess\.env\b|\bos\.(?:environ|getenv|Getenv|LookupEnv)\b|\benv::var|\bENV\[|\bgetenv\(/
const OTHER_PURPOSE =
  /(?:^|[\W_])(?:is_?)?(?:debug|dev|local|lab|staging|verbose|trace|fast|quick|relaxed|legacy|compat)|(?:Debug|Dev|Local|Lab|Staging|Verbose|Trace|Fast|Quick|Relaxed|Legacy|Compat)(?![a-z])/
const USUAL = /NODE_ENV|production|RAILS_ENV|APP_ENV/

/** A check of certificates that hangs on a switch whose name speaks of something else. */
export function switchedOn(line: string): Switched | undefined {
  const checks = CHECKS.exec(line)
  const found = checks ?? ACCEPTS.exec(line)
  if (found === null) return undefined
  const by = expressionAt(line.slice(found.index + found[0].length))
  if (by === '' || OPEN.test(by)) return undefined
  if (!((checks !== null && NEGATED.test(by)) || ENVIRONMENT.test(by) || OTHER_PURPOSE.test(by))) return undefined
  return { setting: found.slice(1).find(Boolean) ?? '', by, at: found.index, isUsual: USUAL.test(by) }
}

/** Up to the mark that ends it: a comma or a parenthesis that was not opened in it. */
function expressionAt(rest: string): string {
  let depth = 0
  for (let at = 0; at < rest.length && at < 160; at++) {
    const char = rest[at] as string
    if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char) && --depth < 0) return rest.slice(0, at).trim()
    else if (char === ';' || (char === ',' && depth === 0)) return rest.slice(0, at).trim()
  }
  return rest.slice(0, 160).trim()
}
