import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unpack } from '../../../server/core/formats/archive/unpack'
import { readStructure } from '../../../server/core/formats/structure/read'
import { everyPart, type PartKind } from '../../../server/core/formats/structure/structure'

/** Runs a tool of the machine; undefined when there is none of that name. */
function run(command: readonly string[], cwd: string, input?: Uint8Array): Uint8Array | undefined {
  const [program = '', ...args] = command
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env: { PATH: process.env.PATH, LC_ALL: 'C', HOME: cwd },
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
  })
  if (error !== undefined) {
    if ('code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  assert.equal(status, 0, `${command.join(' ')}: ${stderr}`)
  return new Uint8Array(stdout)
}

const isThere = (program: string) => spawnSync(program, ['--version']).error === undefined

/** So that a title says what this machine lacks, and with it what the test did not try. */
function lacking(programs: readonly string[]): string {
  const missing = programs.filter(program => !isThere(program))
  return missing.length === 0 ? '' : ` (not on this machine: ${missing.join(', ')})`
}

const packers: readonly (readonly string[])[] = [
  ['gzip', '-c'],
  ['gzip', '-1c'],
  ['bzip2', '-1c'],
  ['bzip2', '-9c'],
  ['xz', '-c'],
  ['xz', '-0c'],
  ['xz', '-9ec'],
  ['xz', '-c', '--check=sha256'],
  ['xz', '-c', '--check=crc32', '--block-size=20000'],
  ['xz', '-c', '--x86', '--lzma2=preset=6'],
  ['xz', '-c', '--arm64', '--lzma2=preset=6'],
  ['xz', '-c', '--delta=dist=4', '--lzma2=lc=0,lp=2,pb=0'],
  ['xz', '-c', '--format=lzma'],
  ['xz', '-9c', '--format=lzma'],
  ['zstd', '-qc'],
  ['zstd', '-qc', '-19'],
  ['zstd', '-qc', '--fast=5', '--no-check'],
  ['lzip', '-c'],
  ['lz4', '-qc'],
  ['lz4', '-qc', '-9', '-BD', '-B4'],
  ['compress', '-cf'],
]

const archivers: readonly (readonly [readonly string[], string])[] = [
  [['tar', '-cf', 'a.made', '--format=gnu', 'one.txt', 'two.bin'], 'tar'],
  [['tar', '-cf', 'a.made', '--format=posix', 'one.txt', 'two.bin'], 'tar'],
  [['tar', '-cf', 'a.made', '--format=v7', 'one.txt', 'two.bin'], 'tar'],
  [['zip', '-q', 'a.made', 'one.txt', 'two.bin'], 'zip'],
  [['zip', '-q0', 'a.made', 'one.txt', 'two.bin'], 'zip'],
]

const source = `
__attribute__((constructor)) static void begin(void) {}
int shown(int value) { return value + 1; }
int other(int value) { return value + 2; }
static int table[4000] = { 1 };
int look(int at) { return table[at]; }
`
const resolver = `
static int plain(void) { return 1; }
static void *choose(void) { return (void *)plain; }
int chosen(void) __attribute__((ifunc("choose")));
`

/** What is made with tools of the machine, or comes with its packages. What lacks is named in the titles. */
describe('real files of tools', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'plainsight-samples-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  const inputs = () => [
    readFileSync(process.execPath).subarray(4096, 4096 + 120_000),
    Buffer.from(Array.from({ length: 4000 }, (_, at) => `line ${at * 31} of a text\n`).join('')),
    Buffer.alloc(100_000),
    Buffer.from('x'),
  ]

  it(`what packers pack comes out again${lacking([...new Set(packers.map(([program = '']) => program))])}`, () => {
    for (const command of packers)
      for (const input of inputs()) {
        const packed = run(command, folder, input)
        if (packed === undefined) continue
        const { layers, repairs } = unpack(packed)
        const what = `${command.join(' ')} of ${input.length} bytes`
        assert.deepEqual(
          layers[0]?.container.pieces.map(piece => piece.fault).filter(fault => fault !== undefined),
          [],
          what,
        )
        assert.equal(Buffer.compare(layers[0]?.content ?? new Uint8Array(), input), 0, what)
        assert.deepEqual([repairs, layers[0]?.container.after], [[], undefined], what)
      }
  })

  it(`what archivers put together is listed and comes out again${lacking(['tar', 'zip'])}`, () => {
    const [two, one] = inputs() as [Buffer, Buffer]
    writeFileSync(join(folder, 'one.txt'), one)
    writeFileSync(join(folder, 'two.bin'), two)
    for (const [command, format] of archivers) {
      const output = join(folder, 'a.made')
      rmSync(output, { force: true })
      if (run(command, folder) === undefined) continue
      const { layers } = unpack(new Uint8Array(readFileSync(output)))
      assert.equal(layers[0]?.container.format, format)
      assert.deepEqual(
        layers[0]?.container.entries.map(({ name, fault, content }) => [name, fault, content?.length]),
        [
          ['one.txt', undefined, one.length],
          ['two.bin', undefined, two.length],
        ],
        command.join(' '),
      )
    }
  })

  const compiler = ['clang-19', 'clang'].find(isThere)
  const linker = (name: string) => [`${name}-19`, name].find(isThere)
  const build = (command: readonly (string | undefined)[]): Uint8Array => {
    writeFileSync(join(folder, 'a.c'), source)
    writeFileSync(join(folder, 'ifunc.c'), resolver)
    run(command as readonly string[], folder)
    return new Uint8Array(readFileSync(join(folder, 'built')))
  }
  const names = (bytes: Uint8Array, kind: PartKind) =>
    [...everyPart(readStructure(bytes).parts)].filter(part => part.kind === kind).map(({ name }) => name)

  it(`libraries that clang and lld build for four systems${compiler === undefined ? ' (not on this machine: clang)' : ''}`, () => {
    if (compiler === undefined) return
    const of = (target: string, ...more: string[]) =>
      build([compiler, `--target=${target}`, '-ffreestanding', '-c', '-o', 'built', ...more])
    const library = (name: string, target: string, ...more: string[]) => {
      const found = linker(name)
      if (found === undefined) return undefined
      writeFileSync(join(folder, 'object.o'), of(target, 'a.c'))
      return build([found, ...more, '-o', 'built', 'object.o'])
    }

    const elf = library('ld.lld', 'x86_64-linux-gnu', '-shared', '-soname', 'libtwin.so.1')
    if (elf !== undefined) {
      assert.equal(readStructure(elf).format, 'ELF executable')
      assert.ok(
        names(elf, 'identity').some(name => name.includes('libtwin.so.1')),
        names(elf, 'identity').join(),
      )
      assert.ok(names(elf, 'load-time').length > 0)
    }
    const object = of('x86_64-linux-gnu', 'ifunc.c')
    assert.ok(
      names(object, 'load-time').some(name => name === 'IFUNC symbol chosen'),
      names(object, 'load-time').join(),
    )
    const wasm = library('wasm-ld', 'wasm32', '--no-entry', '--export=shown', '--export=other')
    if (wasm !== undefined)
      assert.deepEqual(names(wasm, 'export'), ['memory (memory)', 'shown (function)', 'other (function)'])
    for (const target of ['aarch64-linux-gnu', 'powerpc64-linux-gnu', 'i386-linux-gnu', 'arm64-apple-darwin']) {
      const { format, ending, notes } = readStructure(of(target, 'a.c'))
      assert.deepEqual(
        [format, ending, notes],
        [target.endsWith('darwin') ? 'Mach-O executable' : 'ELF executable', 'proper', []],
        target,
      )
    }
  })
  const libraries = filesOf(['/usr/lib', '/lib'], /\.so(\.\d+)*$/, 40)
  it(`${libraries.length} shared libraries of the system: what they need and import, as readelf has it${lacking(['readelf'])}`, () => {
    for (const path of libraries) {
      const bytes = new Uint8Array(readFileSync(path))
      const structure = readStructure(bytes)
      if (structure.format !== 'ELF executable') continue
      assert.equal(structure.ending, 'proper', path)
      const dynamic = text(run(['readelf', '-dW', path], folder))
      const symbols = text(run(['readelf', '--dyn-syms', '-W', path], folder))
      if (dynamic === undefined || symbols === undefined) continue
      const needed = [...dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(match => match[1])
      assert.deepEqual(names(bytes, 'library').sort(), needed.sort(), path)
      const wanted = [...symbols.matchAll(/ UND ([^\s@]+)/g)].map(match => (match[1] ?? '').slice(0, 80))
      assert.deepEqual([...new Set(names(bytes, 'import'))].sort(), [...new Set(wanted)].sort(), path)
    }
  })

  const others = filesOf(['/usr/share', '/usr/lib'], /\.(png|gif|jpg|ico|ttf|otf|woff2?|gz|jar|pyc|a)$/, 120)
  it(`${others.length} other files of the system are read to their end`, () => {
    const broken: string[] = []
    for (const path of others) {
      const bytes = new Uint8Array(readFileSync(path))
      const { ending } = readStructure(bytes)
      const { layers } = unpack(bytes)
      const fault = [...(layers[0]?.container.pieces ?? []), ...(layers[0]?.container.entries ?? [])].find(
        one => one.fault !== undefined && !one.fault.isLimit,
      )?.fault
      if (ending === 'cut' || fault !== undefined) broken.push(`${path}: ${ending} ${fault?.reason ?? ''}`)
    }
    assert.deepEqual(broken, [])
  })
})

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes)
}

/** Some of the plain files with such names, a few of each folder. */
function filesOf(folders: readonly string[], name: RegExp, most: number): readonly string[] {
  const found: string[] = []
  const open = [...folders]
  for (let looked = 0; open.length > 0 && found.length < most && looked < 3000; looked++) {
    const at = open.shift() as string
    let taken = 0
    for (const entry of existsSync(at) ? readdirSync(at, { withFileTypes: true }) : []) {
      const path = join(at, entry.name)
      if (entry.isDirectory()) open.push(path)
      else if (entry.isFile() && name.test(entry.name) && taken < 5 && statSync(path).size < 2 ** 20) {
        taken++
        found.push(path)
      }
    }
  }
  return found.slice(0, most)
}
