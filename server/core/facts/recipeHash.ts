import { squeezed } from '../formats/removedText'
import { isTestFolder } from '../formats/sourceKind'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { addressesIn } from './endpoint'
import type { FactDraft } from './fact'

export interface RecipeHash {
  /** `changed`: another hash for what is named as before. `gone`: what is fetched has none any more. `skipped`: the same, said in words. `moved`: another host. */
  readonly form: 'changed' | 'gone' | 'skipped' | 'moved'
  /** The hash before, shortened; the host of what moved. */
  readonly was: string
  readonly now: string
  /** The file that the hash is of, where the line of a list of sums or of a script names it: last part of its path. */
  readonly of?: string
}

/**
 * Recipes that name sources and their hashes: of Arch, Alpine, Termux, Gentoo, buildroot, Homebrew, vcpkg, Nix, Bazel,
 * Spack, Guix, Scoop and the BSDs.
 * What CMake and Meson fetch is read as a dependency. Also lists of sums, and scripts that fetch and compare.
 */
export const recipeHash = defineCollector({
  kind: 'recipe-hash',
  files: {
    paths: [
      '**/{PKGBUILD,APKBUILD,WORKSPACE,WORKSPACE.bazel,MODULE.bazel,portfile.cmake}',
      '**/packages/*/{build.sh,package.py}',
      '**/bucket/**/*.json',
      '**/distinfo',
      '**/packages/**/*.scm',
      '**/{Formula,Casks}/**/*.rb',
      '**/*.{hash,nix,bzl,ebuild,spec}',
      '**/*{[Ss][Hh][Aa]{1,256,384,512},[Cc][Hh][Ee][Cc][Kk]}{[Ss][Uu][Mm],[Ss][Uu][Mm][Ss]}*',
      '**/*.{sha256,sha384,sha512,sh,bash,mk,yml,yaml,ps1}',
      '**/{Dockerfile,Containerfile,Makefile,GNUmakefile,Justfile,justfile}*',
    ],
  },
  collect: side => {
    if (side.side !== 'new' || side.other === undefined) return []
    return comparing.test(side.path) && !/(?:^|\/)packages\/[^/]+\/build\.sh$/.test(side.path)
      ? comparedAnew(side, side.other.lines)
      : collect(side, side.other.lines)
  },
})

const sums = /(?:sha\d*|check)sums?[^/]*$|(?:^|\/)distinfo$|\.sha(?:256|384|512)$/i
const comparing = new RegExp(
  `${sums.source}|\\.(?:sh|bash|mk|ya?ml|ps1|scm)$|/package\\.py$|(?:^|/)bucket/.*\\.json$|(?:^|/)(?:Dockerfile|Containerfile|(?:GNU)?[Mm]akefile|[Jj]ustfile)[^/]*$`,
  'i',
)
/** One of an image stands for the layers behind a tag, which move by nature. */
const comparedHash = /(?<![\w:@-])(?:[0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64})(?!\w)|(?<=\(base32\s*")[0-9a-z]{52}(?=")/i
const fetches = /https?:|\burl-fetch\b|\b(?:curl|wget|fetch|download|Invoke-WebRequest)\b/i
/** What is compared, in a line `HASH  NAME`, the words of the BSD tools, or a name of a variable. */
const namedFile = /(?<=^|[\s*("'/=])[\w.+-]*[A-Za-z][\w.+-]*\.[A-Za-z]\w{0,9}(?=$|[\s)"'|;])/g

/**
 * One line that has another hash and else says what it said, where no other changed line says which version or address.
 * Of lists of sums the same name.
 */
function comparedAnew(
  { path, text, other, hunks, budget }: SideContext,
  before: readonly string[],
): readonly FactDraft<'recipe-hash'>[] {
  if (other === undefined || isTestFolder(path) || !budget.spend(text.text.length)) return []
  const isList = sums.test(path)
  const changed = hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind !== 'context'))
  if (!changed.some(one => comparedHash.test(one.text)) || !(isList || fetches.test(text.text))) return []
  const known = new Set(before)
  const rest = (line: string) => squeezed(line.replace(comparedHash, ''))
  const was = new Map<string, string>()
  for (const { kind, text: line } of changed)
    if (kind === 'removed' && comparedHash.test(line)) was.set(rest(line), comparedHash.exec(line)?.[0] ?? '')
  // Several packages stand in one file; what changed near a hash may be of it.
  const others = changed.filter(one => one.text.trim() !== '' && !was.has(rest(one.text)))
  if (!isList && others.some(one => source.test(one.text) && !ownRelease.test(one.text))) return []
  for (const { kind, text: line, new: at } of changed) {
    const now = comparedHash.exec(line)?.[0]
    const old = was.get(rest(line))
    if (kind !== 'added' || now === undefined || old === undefined || old === now || at === undefined) continue
    const near = text.lines.slice(Math.max(0, at - 3), at + 2).join('\n')
    const of = line.replace(comparedHash, '').match(namedFile)?.at(-1)
    if (known.has(line) || (!isList && !/sha-?\d|sum\b|hash|digest/i.test(near))) continue
    if (isList && (of === undefined || !/\d+\.\d+|\d{4}/.test(of))) continue
    const column = Math.max(0, line.search(/\S/))
    return [
      {
        subject: path,
        side: 'new',
        at: spanOf(at, column, line.trim().length),
        text: `${old} ${now}`,
        data: { form: 'changed', was: old.slice(0, 12), now: now.slice(0, 12), ...(of === undefined ? {} : { of }) },
      },
    ]
  }
  return []
}

const hash =
  /\b[0-9a-f]{64}(?:[0-9a-f]{32}|[0-9a-f]{64})?\b|\bsha(?:256|384|512)-[A-Za-z0-9+/]{43,}=*|(?<==\s*")[0-9a-z]{52}(?=")/g
const skip = /^[^#]*(?:['"\s(]SKIP['"\s)]|SKIP_CHECKSUM|:no_check|lib\.fakeHash|(?<![\w-])none\s+xxx?\b)/
/** A line that says what is fetched, or which version. A release of the recipe itself says neither. */
const source =
  /version|pkgver|\bver\b|url|source|src|commit|\btag\b|\brev\b|\bref\b|https?:|strip_prefix|patch|archive|\bname\b|REVISION_OF|\d+\.\d+/i
const ownRelease = /^\s*(?:pkgrel|TERMUX_PKG_REVISION|revision|rebuild)\b/

function collect(side: SideContext, before: readonly string[]): readonly FactDraft<'recipe-hash'>[] {
  const [old, now] = [before.map(squeezed), side.text.lines.map(squeezed)]
  const [oldSet, nowSet] = [new Set(old), new Set(now)]
  const removed = before.filter((_, at) => !nowSet.has(old[at] ?? ''))
  const added = side.text.lines.flatMap((line, at) => (oldSet.has(now[at] ?? '') ? [] : [{ line, at }]))
  const isNamedAnew = [...removed, ...added.map(({ line }) => line)].some(
    line => !ownRelease.test(line) && source.test(line.replace(hash, '')),
  )
  const gone = removed.flatMap(line => line.match(hash) ?? [])
  const [was] = gone
  const moved = isNamedAnew ? movedSource(side, before, removed, added) : []
  if (moved.length > 0) return moved
  if (was === undefined || isNamedAnew || /\.(?:ebuild|spec)$/.test(side.path)) return []
  const skipped = added.find(({ line }) => skip.test(line))
  const changed = added.find(({ line }) => line.match(hash) !== null)
  const place = skipped ?? changed ?? { at: firstChanged(side), line: '' }
  const now0 = changed?.line.match(hash)?.[0] ?? ''
  if (
    skipped === undefined &&
    changed === undefined &&
    !side.text.lines.some(line => /https?:|\bsource\b|url/i.test(line))
  )
    return []
  const line = side.text.lines[place.at] ?? ''
  const column = Math.max(0, line.search(/\S/))
  const form = skipped !== undefined ? 'skipped' : changed !== undefined ? 'changed' : 'gone'
  const at = form === 'gone' ? 'file' : spanOf(place.at + 1, column, line.trim().length)
  return [
    {
      subject: side.path,
      side: 'new',
      at,
      text: `${was} ${now0}`,
      data: { form, was: was.slice(0, 12), now: now0.slice(0, 12) },
    },
  ]
}

/** Hosts of upstream's own choice of mirror, which stand for one place. */
const mirrors = /^(?:mirror|ftp|download|downloads|dl|www|archive)\d*\.(?=[^.]+\.)/

/** All that was fetched from one host is fetched from another, that the recipe did not know. */
function movedSource(
  side: SideContext,
  before: readonly string[],
  removed: readonly string[],
  added: readonly { readonly line: string; readonly at: number }[],
): readonly FactDraft<'recipe-hash'>[] {
  const hostsOf = (lines: readonly string[]) =>
    new Set(
      lines
        .filter(line => fetched.test(line))
        .flatMap(line => addressesIn(line).map(({ host }) => host.replace(mirrors, ''))),
    )
  const [gone, came] = [hostsOf(removed), hostsOf(added.map(({ line }) => line))]
  const [known, left] = [hostsOf(before), hostsOf(side.text.lines)]
  const [was] = [...gone].filter(host => !left.has(host))
  const [now] = [...came].filter(host => !known.has(host))
  if (was === undefined || now === undefined || gone.size !== 1 || came.size !== 1) return []
  const place = added.find(({ line }) => line.includes(now))
  if (place === undefined) return []
  const at = spanOf(place.at + 1, Math.max(0, place.line.search(/\S/)), place.line.trim().length)
  return [{ subject: side.path, side: 'new', at, text: `${was} ${now}`, data: { form: 'moved', was, now } }]
}

/** A line that says what is fetched; where the project lives is another matter. */
const fetched =
  /^(?!\s*(?:#|URL:|url=|HOMEPAGE|homepage|TERMUX_PKG_HOMEPAGE|.*\bhomepage\b)).*(?:source|src|Source\d*:|SRC|url|fetch)/i

function firstChanged(side: SideContext): number {
  return Math.max(
    0,
    side.text.lines.findIndex((_, at) => side.isChanged(spanOf(at + 1, 0, 1))),
  )
}
