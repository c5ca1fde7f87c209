import { strict as assert } from 'node:assert'
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import { inflateRaw } from '../../../server/core/formats/archive/deflate'
import { createAllowance } from '../../../server/core/formats/archive/output'
import { unpack } from '../../../server/core/formats/archive/unpack'
import { readStructure } from '../../../server/core/formats/structure/read'
import type { PartKind, Structure } from '../../../server/core/formats/structure/structure'
import { TestRepository } from '../../harness/git'
import { repositoryRoot } from '../../harness/repository'

interface WasmName {
  readonly module?: string
  readonly name: string
  readonly kind: string
}

/** Node has it; the types of Node leave it to those of browsers. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>
  readonly Module: Record<'imports' | 'exports', (module: object) => readonly WasmName[]>
}

const packages = join(repositoryRoot, 'node_modules')
const read = (path: string) => new Uint8Array(readFileSync(path))
const namesOf = ({ parts }: Structure, kind: PartKind) =>
  parts.filter(part => part.kind === kind).map(({ name }) => name)

function filesIn(folder: string, extension: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(extension))
    .map(name => join(folder, name))
}

/** What is there on every machine with Node, git and the installed packages. */
describe('real files of every machine', () => {
  it('the program of Node: the libraries it names are those that were loaded', () => {
    const structure = readStructure(read(process.execPath))
    const formats: Partial<Record<NodeJS.Platform, string>> = {
      darwin: 'Mach-O executable',
      win32: 'Windows executable',
    }
    assert.equal(structure.format, formats[process.platform] ?? 'ELF executable')
    const libraries = namesOf(structure, 'library').map(name => basename(name).toLowerCase())
    const report = process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] }
    const loaded = new Set(report.sharedObjects.map(path => basename(path.replaceAll('\\', '/')).toLowerCase()))
    assert.ok(libraries.length > 0)
    assert.deepEqual(
      libraries.filter(name => !loaded.has(name)),
      [],
    )
  })

  it('native modules for three systems: all of ELF, Mach-O and PE are read to their end', () => {
    const modules = filesIn(packages, '.node').filter(path => /[\\/]prebuilds[\\/]/.test(path))
    const formats = { linux: 'ELF executable', darwin: 'Mach-O executable', win32: 'Windows executable' }
    for (const [system, format] of Object.entries(formats)) {
      const own = modules.filter(path => path.includes(`prebuilds${join('/', system)}-`))
      assert.ok(own.length >= 10, `${own.length} modules for ${system}`)
      for (const path of own) {
        const structure = readStructure(read(path))
        assert.deepEqual([structure.format, structure.ending, structure.notes], [format, 'proper', []], path)
        assert.ok(namesOf(structure, 'library').length > 0, path)
        if (system === 'linux')
          assert.ok(
            namesOf(structure, 'import').some(name => name.startsWith('napi_')),
            path,
          )
      }
    }
  })

  it('WebAssembly: imports and exports are those that the engine sees', async () => {
    const modules = filesIn(packages, '.wasm')
    assert.ok(modules.length >= 10, `${modules.length} modules`)
    for (const path of modules) {
      const bytes = read(path)
      const module = await WebAssembly.compile(bytes)
      const structure = readStructure(bytes)
      assert.deepEqual([structure.ending, structure.notes], ['proper', []], path)
      assert.deepEqual(
        namesOf(structure, 'import'),
        WebAssembly.Module.imports(module).map(one => `${one.module}.${one.name} (${one.kind})`.slice(0, 80)),
        path,
      )
      assert.deepEqual(
        namesOf(structure, 'export'),
        WebAssembly.Module.exports(module).map(one => `${one.name} (${one.kind})`.slice(0, 80)),
        path,
      )
    }
  })

  it('certificates: issuer, holder and last day are those that OpenSSL reads', () => {
    assert.ok(rootCertificates.length >= 50)
    for (const pem of rootCertificates) {
      const certificate = new X509Certificate(pem)
      const structure = readStructure(new Uint8Array(certificate.raw))
      assert.deepEqual([structure.format, structure.ending, structure.notes], ['DER structure', 'proper', []])
      const identities = namesOf(structure, 'identity')
      assert.ok(identities.includes('certificate'))
      const commonName = /(?:^|\n)CN=(.*)/.exec(certificate.subject)?.[1]?.replace(/\\/g, '')
      if (commonName !== undefined && /^[ -~]+$/.test(commonName)) {
        assert.ok(identities.includes(`for ${commonName}`.slice(0, 80)), `${commonName}: ${identities.join('; ')}`)
        assert.ok(identities.includes(`issued by ${commonName}`.slice(0, 80)), identities.join('; '))
      }
      const until = identities.find(name => name.startsWith('valid until '))?.slice(12) ?? ''
      const day = new Date(certificate.validTo).toISOString().replace(/[-:T]|\.\d+/g, '')
      assert.ok(day.endsWith(until), `${until} is not ${day}`)
    }
  })

  it('keys in DER, as OpenSSL writes them, are named for what they are', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const publicKey = createPublicKey(privateKey)
    const secret = { format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'inert' } as const
    const keys: readonly (readonly [string, Buffer])[] = [
      ['private key', privateKey.export({ format: 'der', type: 'pkcs8' })],
      ['RSA private key', privateKey.export({ format: 'der', type: 'pkcs1' })],
      ['encrypted private key', privateKey.export(secret)],
      ['public key', publicKey.export({ format: 'der', type: 'spki' })],
    ]
    for (const [kind, bytes] of keys) {
      const structure = readStructure(new Uint8Array(bytes))
      assert.deepEqual([structure.ending, namesOf(structure, 'identity')[0]], ['proper', kind])
    }
  })

  it('DEFLATE and gzip: what zlib packs comes out again, with every level and strategy', () => {
    const inputs = [
      read(join(packages, 'web-tree-sitter/web-tree-sitter.wasm')),
      read(join(packages, 'mocha/mocha.js')),
      read(join(repositoryRoot, 'package-lock.json')),
    ]
    const { Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY } = constants
    for (const input of inputs) {
      assert.ok(input.length > 50_000)
      for (const level of [0, 1, 6, 9])
        for (const strategy of [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE]) {
          if (strategy !== Z_DEFAULT_STRATEGY && level !== 6) continue
          const packed = new Uint8Array(deflateRawSync(input, { level, strategy, memLevel: level === 1 ? 1 : 8 }))
          const { bytes, end, stop } = inflateRaw(packed, 0, createAllowance())
          assert.deepEqual([stop, end, Buffer.compare(bytes, input)], [undefined, packed.length, 0])
        }
      const { layers, isLimited } = unpack(new Uint8Array(gzipSync(input)))
      assert.deepEqual([isLimited, Buffer.compare(layers[0]?.content ?? new Uint8Array(), input)], [false, 0])
    }
  })

  describe('archives that git makes', () => {
    let repository: TestRepository
    const long = `${'a-rather-long-folder-name/'.repeat(8)}and-a-file.txt`
    const files: Readonly<Record<string, Uint8Array | string>> = {
      'a.txt': 'text\n',
      'data/module.wasm': read(join(packages, 'web-tree-sitter/web-tree-sitter.wasm')),
      empty: '',
      [long]: 'far down\n',
      'umläut.txt': 'name in UTF-8\n',
    }
    before(() => {
      repository = new TestRepository()
      repository.commit('Start', { ...files, link: { link: '../outside' }, 'run.sh': { executable: '#!/bin/sh\n' } })
    })
    after(() => repository.dispose())

    for (const format of ['tar', 'tar.gz', 'zip'])
      it(`${format}: members, modes, links and contents are those of the commit`, () => {
        const { layers, isLimited } = unpack(
          new Uint8Array(repository.gitBytes(['archive', `--format=${format}`, 'HEAD'])),
        )
        const container = layers.at(-1)?.container
        assert.deepEqual([isLimited, container?.format], [false, format.replace('.gz', '')])
        const entries = container?.entries.filter(entry => entry.kind !== 'folder') ?? []
        assert.deepEqual(entries.map(entry => entry.name).sort(), [...Object.keys(files), 'link', 'run.sh'].sort())
        assert.deepEqual(
          entries.filter(entry => entry.fault !== undefined),
          [],
        )
        for (const { name, kind, mode, target, content } of entries) {
          if (name === 'link') assert.deepEqual([kind, target], ['symbolic link', '../outside'])
          else
            assert.equal(
              Buffer.compare(content ?? new Uint8Array(), Buffer.from(files[name] ?? '#!/bin/sh\n')),
              0,
              name,
            )
          if (name === 'run.sh') assert.equal((mode ?? 0) & 0o111, 0o111)
        }
      })
  })
})
