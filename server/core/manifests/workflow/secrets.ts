import { nodeAt, textAt, visitMaps } from '../../documents/dataNode'
import { readYaml } from '../../documents/yaml'
import type { TextSpan } from '../../model/location'
import { ManifestText } from '../manifestText'
import { expressionsIn } from './expressions'
import type { Workflow } from './workflow'

/** GitHub's expressions, and a variable of Azure that is a secret by what it is called. */
const secret = /\$\{\{\s*secrets(?:\.(\w+)|\[\s*'(\w+)'\s*\])\s*\}\}/i
const azureSecret = /^\$\((System\.AccessToken|\w*(?:token|secret|password|api_?key)\w*)\)$/i

/** Which variables of a pipeline are given a secret, and which one. */
export function secretVariables(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const document of readYaml(new ManifestText(text).body()))
    visitMaps(document, map => {
      for (const { key, value } of map.entries) {
        if (value.kind !== 'text' || !/^[A-Za-z_]\w*$/.test(key)) continue
        const written = value.text().text.trim()
        const named = secret.exec(written)
        const name = named === null ? azureSecret.exec(written)?.[1] : (named[1] ?? named[2])
        if (name !== undefined) found.set(key, name)
      }
    })
  return found
}

/** A place where all secrets are handed over at once. */
export interface SecretsHandedOver {
  readonly at: TextSpan
  /**
   * `all`: as one text. `inherited`: to a workflow of another repository. `moved`: to such a workflow, where one of this
   * repository was called before.
   */
  readonly kind: 'all' | 'inherited' | 'moved'
  readonly to: string
}

export function secretsOnce(
  text: string,
  workflow: Workflow | undefined,
  before: Workflow | undefined,
): readonly SecretsHandedOver[] {
  const source = workflow?.text ?? new ManifestText(text)
  const found: SecretsHandedOver[] = []
  for (const { start, end, plain } of expressionsIn(text)) {
    const line = text.slice(text.lastIndexOf('\n', start) + 1, start)
    if (/\bto_?json\(\s*secrets\s*\)/.test(plain) && !/^\s*#/.test(line))
      found.push({ at: source.span(start, end), kind: 'all', to: '' })
  }
  const owners = new Set(before?.jobs.map(({ node }) => ownerOf(textAt(node, 'uses') ?? '')))
  for (const { key, node } of workflow?.jobs ?? []) {
    const uses = nodeAt(node, 'uses')
    const to = textAt(node, 'uses') ?? ''
    if (uses === undefined || to === '' || to.startsWith('./') || textAt(node, 'secrets') !== 'inherit') continue
    const old = before?.jobs.find(one => one.key === key)
    const wasLocal = (textAt(old?.node, 'uses') ?? '').startsWith('./')
    const wasSame =
      textAt(old?.node, 'secrets') === 'inherit' && ownerOf(textAt(old?.node, 'uses') ?? '') === ownerOf(to)
    if (wasSame || workflow === undefined) continue
    found.push({
      at: workflow.span(uses),
      kind: wasLocal && !owners.has(ownerOf(to)) ? 'moved' : 'inherited',
      to,
    })
  }
  return found
}

function ownerOf(uses: string): string {
  return uses.slice(0, Math.max(0, uses.indexOf('/'))).toLowerCase()
}
