import type { Fact } from '../../../core/facts/fact'
import { type ProofKind, releaseProof } from '../../../core/facts/releaseProof'
import type { Severity } from '../../../core/model/severity'
import { counted } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'ci/release-proof-removed',
  title: 'release that loses what shows where it comes from',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['litellm-2026', 'axios-2026'],
  tags: ['CWE-353', 'CWE-345'],
  uses: [releaseProof],
  messages: {
    lost: {
      message: '`{mark}` is gone from what makes a release: {kind}',
      why: 'Releases go on, and nobody can compare them with this repository by it any more.\nIn the precedents that was how a version that was never in the repository could be told. {left}',
      benign: 'The proof moved to another step, or to the service that publishes.',
      question: 'How will users check a release after this, and why was it taken out?',
      commands: ['git grep -n -i -E -e "attest|provenance|cosign|gpg|id-token"'],
    },
  },
  examine: { changeSet: examine },
})

type Proof = Fact<'release-proof'>

/** In words, and how much a release loses with it. */
const KINDS: Readonly<Record<Exclude<ProofKind, 'publishes'>, readonly [words: string, severity: Severity]>> = {
  provenance: ['a statement of what it was built from', 'medium'],
  signature: ['a signature', 'medium'],
  identity: ['publishing without a stored token', 'medium'],
  digests: ['a list of digests', 'low'],
  contents: ['a list of what is in it', 'low'],
}
/** The weightiest first. */
const kinds = ['provenance', 'signature', 'identity', 'digests', 'contents'] as const

/** Counted over all files of the change: what moves from one file to another is not lost. One change, one finding. */
function examine(context: ChangeSetContext): void {
  const proofs = context.facts('release-proof')
  if (!on(proofs, 'new').some(({ data }) => data.kind === 'publishes')) return
  const lost = kinds.flatMap(kind => {
    const old = on(proofs, 'old').filter(({ data }) => data.kind === kind)
    const left = on(proofs, 'new').filter(({ data }) => data.kind === kind)
    // A token that is written with releases proves nothing where none are made.
    const counts = kind !== 'identity' || old.some(one => publishesOn(proofs, one))
    const gone = counts && left.length < old.length ? lostOf(old, left) : undefined
    return gone === undefined ? [] : [{ kind, gone, left: left.length }]
  })
  const [first, ...others] = lost
  if (first === undefined) return
  const { kind, gone, left } = first
  const [words, severity] = KINDS[kind]
  context.report({
    file: gone.location.file,
    message: 'lost',
    digest: gone.digest,
    side: 'old',
    at: gone.location.at,
    text: gone.text,
    severity,
    data: {
      mark: gone.data.mark,
      kind: words,
      left: left === 0 ? '' : `Of its kind ${counted(left, 'step stays', 'steps stay')}.`,
    },
    related: others.map(other => ({
      file: other.gone.location.file,
      side: 'old' as const,
      at: other.gone.location.at,
      label: `gone too: ${KINDS[other.kind][0]}`,
      text: other.gone.text,
    })),
  })
}

function on(proofs: readonly Proof[], side: 'old' | 'new'): readonly Proof[] {
  return proofs.filter(({ location }) => location.side === side)
}

function publishesOn(proofs: readonly Proof[], { location }: Proof): boolean {
  return proofs.some(one => one.location.file === location.file && one.data.kind === 'publishes')
}

/** The first, by what it says, that stands there fewer times than before; on a changed line where there is one. */
function lostOf(old: readonly Proof[], left: readonly Proof[]): Proof | undefined {
  const count = (list: readonly Proof[], { data }: Proof) => list.filter(one => one.data.mark === data.mark).length
  const fewer = old.filter(one => count(left, one) < count(old, one))
  return fewer.find(({ isChanged }) => isChanged) ?? fewer[0]
}
