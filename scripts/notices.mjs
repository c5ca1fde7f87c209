// Writes dist/THIRD-PARTY.txt: name, version and licence text of every package whose code or grammar is shipped.
// What is shipped is read from the bundles' own lists of inputs and from grammars/manifest.json, so nothing is forgotten.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dist, root } from './paths.mjs'

/** @param inputs paths from the top of the repository, as esbuild's metafile has them */
export function writeNotices(inputs, grammarSources) {
  const folders = new Set(
    grammarSources.filter(source => source !== 'own').map(source => `node_modules/${source.replace(/@[^@]+$/, '')}`),
  )
  for (const input of inputs) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]
    if (folder !== undefined) folders.add(folder)
  }
  const notices = [...folders].sort().map(notice)
  const head = 'Plainsight contains code and grammars of these packages. Its own licence is in LICENSE.\n'
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`))
}

function notice(path) {
  const folder = join(root, path)
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (typeof license !== 'string') throw new Error(`${name} ${version} names no licence and cannot be shipped`)
  const files = readdirSync(folder).filter(file =>
    /^(?:licen[cs]e|copying|notice|thirdpartynotices)(?:\.\w+)?$/i.test(file),
  )
  const holder = typeof author === 'string' ? author : (author?.name ?? '')
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8').trim())
  const text = texts.length > 0 ? texts.join('\n\n') : `${license}${holder === '' ? '' : `, ${holder}`}`
  return `${name} ${version} (${license})\n\n${text}\n`
}
