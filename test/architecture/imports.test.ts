import { strict as assert } from 'node:assert'
import { machineNames } from './machineNames'
import { readSources, type SourceFile } from './sources'

interface Layer {
  readonly folder: string
  /** Folders of the project it may import, itself always included. */
  readonly layers: readonly string[]
  readonly packages: readonly (string | RegExp)[]
}

const MODEL = 'server/core/model'
const RULE_API = ['server/core/rule', 'server/core/correlate', 'server/core/explain']
const READERS = [
  'server/core/patch',
  'server/core/diff',
  'server/core/formats',
  'server/core/syntax',
  'server/core/documents',
  'server/core/manifests',
  'server/core/embedded',
  'server/core/facts',
  'server/core/content',
  'server/core/macros',
  'server/core/unwrap',
]
const CORE = ['server/core']

/** Who may import whom, as docs/ARCHITECTURE.md says it. The first folder that holds a file decides. */
const LAYERS: readonly Layer[] = [
  { folder: 'server/protocol', layers: [], packages: [] },
  { folder: MODEL, layers: [], packages: [] },
  // Collectors are declared with the rule API and see the world through its contexts.
  { folder: 'server/core/facts', layers: [MODEL, ...READERS, 'server/core/rule'], packages: ['web-tree-sitter'] },
  // XML has one door.
  { folder: 'server/core/manifests/xml.ts', layers: [MODEL, 'server/core/syntax'], packages: ['saxes'] },
  {
    folder: 'server/core/manifests',
    layers: [MODEL, 'server/core/documents', 'server/core/syntax', 'server/core/formats'],
    packages: [],
  },
  { folder: 'server/core/documents', layers: ['server/core/syntax'], packages: [] },
  { folder: 'server/core/diff', layers: [MODEL, ...READERS], packages: ['diff'] },
  { folder: 'server/core/syntax', layers: [MODEL, ...READERS], packages: ['web-tree-sitter'] },
  { folder: 'server/core/embedded', layers: [MODEL, ...READERS], packages: ['web-tree-sitter'] },
  { folder: 'server/core/patch', layers: [MODEL, ...READERS], packages: [] },
  { folder: 'server/core/formats', layers: [MODEL, ...READERS], packages: [] },
  { folder: 'server/core/content', layers: [MODEL, ...READERS], packages: [] },
  { folder: 'server/core/macros', layers: [MODEL], packages: [] },
  { folder: 'server/core/rule', layers: [MODEL, ...READERS, ...RULE_API], packages: ['minimatch', 'web-tree-sitter'] },
  { folder: 'server/core/evidence', layers: [MODEL, ...READERS], packages: [] },
  // Regular expressions in linear time have one door.
  { folder: 'server/core/unwrap', layers: [MODEL, ...READERS], packages: ['re2js'] },
  { folder: 'server/core/correlate', layers: [MODEL, ...READERS, ...RULE_API], packages: [] },
  { folder: 'server/core/explain', layers: [MODEL, ...READERS, ...RULE_API], packages: [] },
  { folder: 'server/core', layers: CORE, packages: [] },
  {
    folder: 'server/rules',
    layers: [
      MODEL,
      'server/core/facts',
      'server/core/rule',
      'server/core/embedded',
      'server/core/manifests',
      'server/core/syntax',
      'server/core/formats',
      'server/core/macros',
      // What was found, not how.
      'server/core/unwrap/unwrapped',
    ],
    packages: ['web-tree-sitter'],
  },
  { folder: 'server/host', layers: CORE, packages: [/^node:/, 'minimatch'] },
  { folder: 'server/worker', layers: [...CORE, 'server/rules/index', 'server/host'], packages: [/^node:/] },
  {
    folder: 'server/lsp',
    layers: [...CORE, 'server/rules/index', 'server/rules/precedents', 'server/host', 'server/protocol'],
    packages: [/^node:/, /^vscode-languageserver/, 'vscode-uri'],
  },
  {
    folder: 'server/cli',
    // The version is that of the package; the language server is another bundle, started and not imported.
    layers: [...CORE, 'server/rules/index', 'server/rules/precedents', 'server/host', 'package.json'],
    packages: [/^node:/, 'sarif'],
  },
  // The page of the evidence document runs in a browser: neither Node nor the editor is there.
  { folder: 'client/webview', layers: ['server/protocol', 'client/surfaces/text'], packages: [] },
  {
    folder: 'client',
    layers: ['server/protocol'],
    packages: [/^node:/, 'vscode', /^vscode-languageclient/, 'vscode-uri'],
  },
]

function layerOf(path: string): Layer | undefined {
  return LAYERS.find(layer => path === layer.folder || path.startsWith(`${layer.folder}/`))
}

function forbiddenImports(file: SourceFile): readonly string[] {
  const layer = layerOf(file.path)
  if (layer === undefined) return [`${file.path} is in no layer`]
  return file.imports
    .filter(({ target, isPackage, isTypeOnly }) => {
      if (isPackage) {
        // A type costs nothing at run time; the tree's own types are part of the rule API.
        if (isTypeOnly && target === 'web-tree-sitter') return false
        return !layer.packages.some(allowed =>
          typeof allowed === 'string' ? allowed === target : allowed.test(target),
        )
      }
      return ![layer.folder, ...layer.layers].some(
        allowed => target === allowed || target.startsWith(`${allowed}/`) || `${target}/index` === allowed,
      )
    })
    .map(({ target }) => `${file.path} imports ${target}`)
}

describe('who may import whom', () => {
  const files = readSources('server', 'client')

  it('reads the imports of every file', () => {
    assert.ok(files.length > 50, `only ${files.length} files`)
    assert.ok(files.flatMap(file => file.imports).length > files.length)
  })

  it('holds for every import', () => {
    assert.deepEqual(files.flatMap(forbiddenImports), [])
  })

  it('keeps rules apart from each other', () => {
    const found = readSources('server/rules')
      .filter(file => file.path.endsWith('/rule.ts'))
      .flatMap(file =>
        file.imports
          .filter(({ target }) => target.startsWith('server/rules/') && target !== 'server/rules/precedents')
          .filter(({ target }) => !target.startsWith(`${file.path.slice(0, file.path.lastIndexOf('/'))}/`))
          .map(({ target }) => `${file.path} imports ${target}`),
      )
    assert.deepEqual(found, [])
  })
})

describe('the pure core', () => {
  it('names nothing of the machine', () => {
    const found = readSources('server/core', 'server/rules').flatMap(file =>
      machineNames(file.path, file.text).map(({ name, line }) => `${file.path}:${line}: ${name}`),
    )
    assert.deepEqual(found, [])
  })

  it('would be caught naming it, and may speak of it in patterns', () => {
    const names = (text: string) => machineNames('a.ts', text).map(({ name }) => name)
    assert.deepEqual(names('const a = process.env.HOME; Buffer.from(b)'), ['process', 'Buffer'])
    assert.deepEqual(names('new Date(); Date.now(); Math.random(); Math.max(1, 2)'), ['Date', 'Date', 'Math.random'])
    assert.deepEqual(names('const a = /process\\.env|Buffer/; const b = "console.log"; c.process = 1 // fetch('), [])
  })
})

describe('sources', () => {
  /** Files longer than this say here why they are better whole. */
  const LIMIT_LINES = 400
  const LONGER: Readonly<Record<string, string>> = {}

  it('stay short', () => {
    const found = readSources('server', 'client')
      .filter(
        file =>
          file.lines > LIMIT_LINES && LONGER[file.path] === undefined && !/generated/.test(file.text.slice(0, 200)),
      )
      .map(file => `${file.path}: ${file.lines} lines`)
    assert.deepEqual(found, [])
  })

  it('have names that say what they hold', () => {
    const found = readSources('server', 'client')
      .map(file => file.path)
      .filter(path => /(?:^|\/|[a-z])(?:utils?|helpers?|common|manager|misc|impl)(?:\.|\/)/i.test(path))
    assert.deepEqual(found, [])
  })

  it('use no any', () => {
    const found = readSources('server', 'client').flatMap(file =>
      file.text
        .split('\n')
        .map((line, index) => ({ line, at: `${file.path}:${index + 1}` }))
        .filter(({ line }) => !/^\s*(\*|\/\/|\/\*\*)/.test(line) && /(?::|<|\bas)\s*any\b/.test(line))
        .map(({ at }) => at),
    )
    assert.deepEqual(found, [])
  })
})
