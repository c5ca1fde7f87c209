import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type GrammarId, grammarIds } from '../../../server/core/syntax/language'
import { prepareForParsing } from '../../../server/core/syntax/template'
import { allGrammars, withTree } from './grammarStore'

/** Each is no text of its language as it stands, and is one once prepared. */
const parsed: readonly (readonly [language: GrammarId, path: string, text: string])[] = [
  ['c', 'a.c', '#!/usr/bin/tcc -run\nint a;\n'],
  ['c', 'config.h.in', 'int @a@ = ${B};\n'],
  ['cpp', 'a.hpp.j2', '{% if a %}\nint {{ name }} = 1;\n{% endif %}\n'],
  ['java', 'A.java', '#!/usr/bin/java --source 21\nclass A {}\n'],
  ['java', 'A.java.in', 'class @NAME@ { int a = ${b}; }\n'],
  ['go', 'a.go', '#!/usr/bin/gorun\npackage a\n'],
  ['go', 'a.go.tmpl', 'package {{ .Package }}\n{{ range .X }}\nvar a{{ . }} = 1\n{{ end }}\n'],
  ['csharp', 'Version.cs.in', 'class A { int a = @MAJOR@; }\n'],
  ['python', 'setup.py.in', 'a = @VALUE@\nb = "${C}"\n'],
  ['python', '{{name}}/setup.py', '{% if a %}\nimport {{ name }}\n{% endif %}\n'],
  ['rust', 'build.rs.in', 'const A: u8 = @a@;\n'],
  ['json', 'a.json.in', '{ "a": @A@, "b": "${B}" }\n'],
  ['json', 'a.json.j2', '{ "a": {{ a | tojson }}{% if b %}, "b": {{ b }}{% endif %} }\n'],
  ['json', '.vscode/tasks.json', '// c\n{ "a": [1, 2, /* ,] */ ], "b": "x,}", }\n'],
  ['json', 'tsconfig.build.json', '{ "a": { "b": 1, }, // c\n}\n'],
  ['json', 'a.jsonc', '{ "a": "\\",}", }\n'],
  ['toml', 'a.toml.in', 'version = @VERSION@\n'],
  ['toml', 'a.toml.tmpl', 'a = {{ .X }}\n[{{ y }}]\n'],
  ['yaml', 'a.yaml.in', 'a: @A@\nb:\n  - ${X}\n'],
  [
    'yaml',
    'templates/a.yaml',
    '{{- if .Values.a }}\na:\n  {{- toYaml .b | nindent 2 }}\n  c: {{ .c | quote }}\n{{- end }}\n',
  ],
  ['yaml', 'meta.yaml', '{% set v = "1" %}\na: {{ v }}\n{# c: [ #}\n'],
  ['yaml', 'a.yml', 'a: {{ b }} {{ c }}\n'],
  ['cmake', 'aConfig.cmake.in', '@PACKAGE_INIT@\nset(a "@B@" @C@)\n'],
  ['bash', 'a.sh.j2', '{% if a %}\necho {{ b }} ${#c} ${d}\n{% endif %}\n'],
  ['bash', 'a.sh.in', 'a() { echo @b@; }\n'],
  ['ruby', 'a.rb.erb', '<% if a %>\nputs <%= b %>\n<% end %>\n'],
  ['javascript', 'a.js.in', 'const a = @a@, b = `${c}`\n'],
]

/** Text that must come out as it went in. */
const untouched: readonly (readonly [language: GrammarId, path: string, text: string])[] = [
  ['c', 'a.c', 'int a = @b@;\n'],
  ['json', 'package.json', '{ "a": 1, }\n'],
  ['yaml', '.github/workflows/a.yml', 'run: echo ${{ github.ref }}\n'],
  ['yaml', 'a.yml', 'a: "{{ b }}"\n'],
  ['bash', 'a.sh', 'echo ${a} {{b}} c@d\n'],
  ['javascript', 'a.js', '#!/usr/bin/env node\na = {{}}\n'],
  ['rust', 'a.rs', '#![allow(dead_code)]\n'],
  ['php', 'a.php', '#!/usr/bin/php\n<?php\n'],
]

describe('text prepared for its grammar', () => {
  for (const [language, path, text] of parsed)
    it(`parses: ${path} with ${JSON.stringify(text)}`, async () => {
      withTree(await allGrammars(), language, text, tree => assert.deepEqual(tree.errors(), []), { path })
    })

  for (const [language, path, text] of untouched)
    it(`is left alone: ${path} with ${JSON.stringify(text)}`, () => {
      assert.equal(prepareForParsing(language, path, text), text)
    })

  it('may begin with a byte order mark in every language', async () => {
    const grammars = await allGrammars()
    const texts: Readonly<Partial<Record<GrammarId, string>>> = {
      c: 'int a;\n',
      bash: 'a\n',
      make: 'a: b\n',
      python: 'import a\n',
      javascript: 'a()\n',
      json: '{}\n',
      yaml: 'a: b\n',
      toml: 'a = 1\n',
      java: 'class A {}\n',
      csharp: 'class A {}\n',
      go: '#!/x\npackage a\n',
    }
    for (const [language, text] of Object.entries(texts))
      withTree(grammars, language as GrammarId, `\ufeff${text}`, tree => assert.deepEqual(tree.errors(), [], language))
  })

  it('keeps its length and its line ends, whatever it is', () => {
    const paths = ['a', 'Makefile.am', 'a.in', 'a.j2', 'a.erb', 'a.jsonc', '.vscode/a.json', '{{a}}/b']
    const pieces =
      '@a.b@|@|${X}|${{ y }}|{{|}}|{{ z }}|{{- if\n .x }}|{%|%}|{#|#}|<%|<%=|%>|"|\\|,|}|]|//|/*|*/|#!|\ufeff|\r\n|\n|\t| |if X|endif|define x|endef|a: b|\u{1f600}|\u2028'
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces.split('|')), { maxLength: 40 }).map(parts => parts.join('')),
        fc.constantFrom(...paths),
        fc.constantFrom(...grammarIds),
        (text, path, language) => {
          const prepared = prepareForParsing(language, path, text)
          assert.equal(prepared.replace(/[^\r\n]/g, '.'), text.replace(/[^\r\n]/g, '.'))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('takes long text that was made to take long', () => {
    for (const unit of ['{{', '{%', '{{a}}', '{{ ', '<%', '@a', '${', ',', '/*', '"', '\\', '{#', ' ', '\n{{', '}}'])
      for (const language of ['yaml', 'json', 'c', 'cmake', 'bash', 'toml'] as const)
        for (const path of ['a.jsonc', 'a.j2', 'a.in']) {
          const text = unit.repeat(50_000)
          assert.equal(prepareForParsing(language, path, text).length, text.length)
        }
  })
})
