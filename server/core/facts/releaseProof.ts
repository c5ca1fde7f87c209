import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/**
 * What lets a user check where a release comes from. `provenance`: a statement on how it was built. `signature`: a key or an
 * identity that stands for it. `identity`: publishing as the workflow itself instead of by a token that can be taken along.
 * `digests` and `contents`: lists of what is in it. `publishes`: the step that puts it out.
 */
export type ProofKind = 'provenance' | 'signature' | 'identity' | 'digests' | 'contents' | 'publishes'

export interface ReleaseProof {
  readonly kind: ProofKind
  /** As written, without what differs from release to release. */
  readonly mark: string
}

/** By the manuals of the tools; each match is the mark. */
const MARKS: readonly (readonly [ProofKind, RegExp])[] = [
  [
    'provenance',
    /\bactions\/attest(?:-build-provenance|-sbom)?(?=@)|\bslsa-framework\/slsa-github-generator\b|(?<![\w-])--provenance(?!=false)\b|["']?\bprovenance["']?\s*[:=]\s*["']?(?:true|mode=\w+)|["']?\battestations["']?\s*:\s*["']?true|\bNPM_CONFIG_PROVENANCE["']?\s*[:=]\s*["']?true|\bgh\s+attestation\s+(?:create|sign)\b|\bcosign\s+attest\b/,
  ],
  [
    'signature',
    /\bcosign\s+sign(?:-blob)?\b|\bsigstore(?:\s+sign|\/gh-action-sigstore-python)\b|\bgpg2?\b[^\n|;&]{0,80}?\s(?:--detach-sign(?:ature)?|--clear-?sign|--sign|-\w*b\w*|-s)(?=\s)|\b(?:minisign|signify)\s+[^\n]{0,40}?-\w*S|\bgit\s+tag\s+(?:-\w+\s+)*-\w*s\w*(?=\s)|\bmaven-gpg-plugin\b|^\s*(?:docker_)?signs\s*:|\bcrazy-max\/ghaction-import-gpg\b|\b(?:rpmsign|debsign|dpkg-sig|codesign|signtool|jarsigner)\s/,
  ],
  ['identity', /\bid-token\s*:\s*write\b/],
  [
    'digests',
    /\bsha(?:256|512)sum\b(?!\s+(?:-c|--check))|\bshasum\s+-a\s*(?:256|512)\b(?![^\n]*\s(?:-c|--check))|\bb2sum\b(?!\s+(?:-c|--check))/,
  ],
  ['contents', /\bsbom\s*:\s*["']?(?:true|generator=)|\banchore\/sbom-action\b|\bcyclonedx[\w-]*\b|\bsyft\s/],
  [
    'publishes',
    /\b(?:npm|pnpm|yarn(?:\s+npm)?|lerna|cargo|uv|poetry|flit|hatch|vsce|ovsx|dotnet\s+nuget|helm)\s+(?:publish|push)\b|\btwine\s+upload\b|\bgem\s+push\b|\bgh\s+release\s+(?:create|upload)\b|\bdocker\s+(?:buildx\s+build\b[^\n]{0,200}--push|push)\b|\bgoreleaser\b|\bmvn\b[^\n]{0,200}\bdeploy\b|\bpublish(?:ing)?\s*\{|\bpypa\/gh-action-pypi-publish\b|\b(?:softprops\/action-gh-release|ncipollo\/release-action|docker\/build-push-action|JS-DevTools\/npm-publish|rubygems\/release-gem|changesets\/action)\b|\bgit\s+push\b[^\n]{0,60}--(?:tags|follow-tags)\b|\b(?:scp|rsync|curl\s+-T)\s/,
  ],
]
/** Files that say how a release is put out whenever one is, without a step that does it. */
const SETTINGS = /(?:^|\/)(?:package\.json|\.npmrc|\.goreleaser\.ya?ml|pom\.xml|build\.gradle(?:\.kts)?)$/
const TURNED_OFF = /^\s*(?:-\s+)?(?:if|when|condition)\s*:\s*["']?(?:\$\{\{\s*)?(?:false|never)\b/
/** Lines of a step that are looked at for a condition. */
const STEP = 12

/** Steps and settings that prove where a release comes from, on either side of a changed file. */
export const releaseProof = defineCollector({
  kind: 'release-proof',
  files: {
    paths: [
      '**/.{github,gitea,forgejo}/{workflows,actions}/**/*.{yml,yaml}',
      '**/action.{yml,yaml}',
      '**/*.gitlab-ci*.yml',
      '**/.circleci/*.yml',
      '**/{azure-pipelines*,.travis,.cirrus,.appveyor,appveyor}.yml',
      '**/Jenkinsfile*',
      '**/.goreleaser.{yml,yaml}',
      '**/{package.json,.npmrc,pom.xml,build.gradle,build.gradle.kts}',
      '**/*{release,publish,deploy,upload,sign}*{,.sh,.bash,.mk,.py}',
    ],
  },
  collect,
})

function collect({ path, side, text, budget }: SideContext): readonly FactDraft<'release-proof'>[] {
  if (!budget.spend(text.text.length)) return []
  const { lines } = text
  const found: FactDraft<'release-proof'>[] = []
  for (const [index, line] of lines.entries()) {
    if (line.length > 2_000 || /^\s*(?:#|\/\/|<!--|\*)/.test(line)) continue
    for (const [kind, pattern] of MARKS) {
      const match = pattern.exec(line)
      if (match === null || isTurnedOff(lines, index)) continue
      const mark = match[0].trim().replace(/\s+/g, ' ').slice(0, 60)
      found.push({ subject: kind, side, at: spanOf(index + 1, match.index, match[0].length), data: { kind, mark } })
    }
  }
  if (SETTINGS.test(path))
    found.push({ subject: 'publishes', side, at: spanOf(1, 0, 0), data: { kind: 'publishes', mark: '' } })
  return found
}

/** Whether the step, by the lines of the list it stands in, never runs. */
function isTurnedOff(lines: readonly string[], at: number): boolean {
  let from = at
  while (from > 0 && at - from < STEP && !/^\s*-\s/.test(lines[from] ?? '')) from--
  const depth = (lines[from] ?? '').search(/\S/)
  for (let index = from; index < lines.length && index - at < STEP; index++) {
    const line = lines[index] ?? ''
    if (index > at && line.search(/\S/) <= depth && line.trim() !== '') break
    if (TURNED_OFF.test(line)) return true
  }
  return false
}
