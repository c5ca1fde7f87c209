import assert from 'node:assert/strict'
import { detectLanguage, grammarIds, type LanguageId, readerIds } from '../../../server/core/syntax/language'

/** Names of one language, none of which needs the text. */
const byName: Readonly<Partial<Record<LanguageId, string>>> = {
  c: 'a.c config.h.in config.h.cmake config.h.meson src/a.h version.h.in a.c.orig',
  cpp: 'a.cc a.C a.hpp a.H x/y.tcc a.inl a.cu',
  bash:
    'a.sh a.sh.in PKGBUILD APKBUILD x/y-1.0.ebuild a.eclass configure config.guess install-sh test/a.bats .bashrc ' +
    'gradlew .githooks/pre-commit .husky/commit-msg hooks/post-checkout .git/hooks/pre-push.sample ' +
    'debian/postinst debian/libx-dev.prerm packaging/a.postinst a.install',
  zsh: 'a.zsh x.zsh-theme .zshrc zlogin a.zsh.in',
  make:
    'Makefile GNUmakefile Makefile.in makefile.unix src/Makefile.am src/Makefile.am.in drivers/Kbuild rules.mk ' +
    'debian/rules debian/rules.in src/Makevars Makefile-lib',
  cmake: 'CMakeLists.txt cmake/Find.cmake.in a.cmake cmake/Foo.h5.cmake',
  m4: 'configure.ac configure.in configure.ac.in m4/build-to-host.m4 acinclude.m4',
  meson: 'meson.build lib/meson.build meson_options.txt meson.options',
  python: 'a.py a.pyi a.pyw SConstruct wscript a.py.in tools/x.bzl BUILD.bazel a.gyp template/{{name}}/setup.py',
  javascript: 'a.js a.mjs a.cjs a.jsx Jakefile',
  typescript: 'a.ts a.mts a.cts a.d.ts',
  tsx: 'a.tsx',
  json:
    'package.json package-lock.json composer.lock a.jsonc a.webmanifest x.code-workspace .babelrc tsconfig.json ' +
    '.vscode/tasks.json a.ipynb config.json.in Pipfile.lock bun.lock flake.lock',
  yaml: '.github/workflows/a.yml a.yaml .clang-format pubspec.lock CITATION.cff a.yaml.j2 docker-compose.yml.example',
  toml: 'pyproject.toml Cargo.lock Pipfile poetry.lock uv.lock .cargo/config Cargo.toml.orig',
  rust: 'src/main.rs build.rs a.rs.in',
  go: 'a.go a_test.go',
  ruby: 'a.rb Gemfile Rakefile x.gemspec Podfile Vagrantfile config.ru a.rake Brewfile',
  php: 'a.php a.phtml a.php.dist',
  java: 'A.java',
  csharp: 'A.cs a.csx Version.cs.in',
  dockerfile: 'Dockerfile Dockerfile.dev a.dockerfile Containerfile dockerfile docker/Dockerfile.in',
  asm: 'a.s a.S a.asm crypto/x.nasm',
  linkerscript: 'a.ld vmlinux.lds arch/x/vmlinux.lds.S a.ld.in',
  xml: 'pom.xml a.csproj a.vcxproj x.nuspec a.svg .classpath Main.storyboard',
  perl: 'a.pm a.pl Makefile.PL cpanfile a.pl.in',
  powershell: 'a.ps1 a.psm1 a.psd1',
  gradle: 'build.gradle build.gradle.kts',
  spec: 'rpm/x.spec x.spec.in',
  patch: 'debian/patches/a.patch a.diff a.patch.in',
  series: 'debian/patches/series patches/series',
  systemd: 'etc/systemd/system.conf x.service.d/override.conf',
  gitattributes: '.gitattributes src/.gitattributes .git/info/attributes',
  gitignore: '.gitignore .dockerignore .npmignore .git/info/exclude',
  gitmodules: '.gitmodules',
  codeowners: 'CODEOWNERS .github/CODEOWNERS',
  requirements:
    'requirements.txt requirements-dev.txt dev-requirements.txt requirements.in requirements/base.txt constraints.txt',
  gomod: 'go.mod go.work',
}

type Case = readonly [path: string, head: string, language: LanguageId | undefined]

const unread: readonly Case[] = [
  'notes.txt',
  '.hidden',
  'README.md',
  'Makefile.md',
  'Kconfig',
  'Dockerfile.md',
  'dockerfile-llb.md',
  'a.rst',
  'project.pbxproj',
  'a.m',
  'go.sum',
  'BUILD',
  '',
  '/',
].map(path => [path, '', undefined] as const)

const byContent: readonly Case[] = [
  ['a.h', '#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n', 'c'],
  ['a.h', '#ifdef __cplusplus\nnamespace a {\n#endif\nint f(void);\n', 'c'],
  ['a.h', '// class x {\nint f(void);\n', 'c'],
  ['a.h', '/* class x {\n */int f(void); // std::x\n', 'c'],
  ['a.h', 'namespace a {\nclass B { public: int c; };\n}\n', 'cpp'],
  ['a.h', '#include <vector>\n', 'cpp'],
  ['a.h', 'inline std::string a();\n', 'cpp'],
  ['a.h', '// -*- C++ -*-\n', 'cpp'],
  ['a.ts', '<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS version="2.1">', 'xml'],
  ['a.ts', '<!DOCTYPE TS><TS>', 'xml'],
  ['a.tsx', '<?xml version="1.0"?>\n<tileset/>', 'xml'],
  ['a.rs', '<?xml version="1.0"?>', 'xml'],
  ['Info.plist', '<?xml version="1.0"?>\n<!DOCTYPE plist>', 'xml'],
  ['a.props', '<Project>\n', 'xml'],
  ['a.props', '\ufeff<Project ToolsVersion="4.0">\n', 'xml'],
  ['log4j.props', 'a=b\n', undefined],
  ['a.strings', '<?xml version="1.0"?>\n<x/>', 'xml'],
  ['Web.config', '<!-- a -->\n<configuration>', 'xml'],
  ['a.pl', 'use strict;\n', 'perl'],
  ['a.pl', '% facts\nparent(a, b).\nx(A) :- y(A).\n', undefined],
  ['a.pl', 'use v6;\n', undefined],
  ['a.t', 'use strict;\nuse Test::More;\n', 'perl'],
  ['a.t', 'var x := 1\n', undefined],
  ['a.pm', '/* XPM */\n', undefined],
  ['a.inc', '<?php\n', 'php'],
  ['a.inc', '/* x */\n#define A 1\n', 'c'],
  ['a.inc', '#include <vector>\n', 'cpp'],
  ['a.inc', '.macro foo\n', 'asm'],
  ['a.inc', 'SRCS := a.c \\\n b.c\n', 'make'],
  ['a.inc', 'SUMMARY = "x"\ninherit autotools\n', undefined],
  ['x.install', '<?php\nfunction x_install() {}\n', 'php'],
  ['x.install', 'post_install() {\n  true\n}\n', 'bash'],
  ['debian/x.install', '[linux-any] usr/lib/x.so\n', undefined],
  ['x.as', 'AS_INIT[]dnl\n', 'm4'],
  ['x.as', 'package a { class B {} }\n', undefined],
  ['x.sh', '#!/bin/zsh\n', 'zsh'],
  ['run', '#!/usr/bin/env zsh\n', 'zsh'],
  ['_run', '#compdef run\n', 'zsh'],
  ['x.module', '<?php\n', 'php'],
  ['x.module', 'words\n', undefined],
  ['liblzma.map', 'XZ_5.0 {\nglobal:\n\tlzma_end;\nlocal:\n\t*;\n};\n', 'linkerscript'],
  ['a.map', '/* c */ { global: f; };', 'linkerscript'],
  ['a.map', 'V1 { f; g*; };\n', 'linkerscript'],
  ['app.js.map', '{"version":3}', 'json'],
  ['a.map', 'Memory Configuration\n', undefined],
  ['lib.v', 'LIB_1 { global: a; };', 'linkerscript'],
  ['top.v', 'module top(input a);\nendmodule\n', undefined],
  ['proof.v', 'Require Import List.\n', undefined],
  ['a.sym', 'f\ng\n', undefined],
  ['memory.x', 'MEMORY {\n FLASH : ORIGIN = 0, LENGTH = 1 }\n', 'linkerscript'],
  ['rpc.x', 'program P { version V { int F(int) = 1; } = 1; } = 2;\n', undefined],
  ['x.spec', "# -*- mode: python -*-\na = Analysis(['x.py'])\n", 'python'],
  ['x.spec', '%define a b\nName: x\n', 'spec'],
  ['x.spec', 'Gem::Specification.new\n', 'ruby'],
  ['a.service', '# c\n\n[Unit]\nDescription=x\n', 'systemd'],
  ['a.service', '\n\n\nExecStart=/bin/true\n', 'systemd'],
  ['a.service', '<?xml version="1.0"?>\n<service-group>', 'xml'],
  ['a.path', 'M 0 0 L 1 1\n', undefined],
  ['a.target', '[Unit]\r\nWants=x\r\n', 'systemd'],
  ['a.d', 'build/a.o: a.c \\\n a.h\n', 'make'],
  ['a.d', 'module a;\nimport std.stdio;\n', undefined],
  ['tests/a.at', 'AT_SETUP([x])\n', 'm4'],
  ['a.at', 'mail\n', undefined],
  ['.eslintrc', '{ "root": true }\n', 'json'],
  ['.eslintrc', '// c\n{}\n', 'json'],
  ['.prettierrc', 'semi: false\n', 'yaml'],
  ['yarn.lock', '# yarn lockfile v1\n', undefined],
  ['yarn.lock', '__metadata:\n  version: 8\n', 'yaml'],
  ['BUILD', 'load(":x.bzl", "x")\n\ncc_library(\n    name = "a",\n)\n', 'python'],
  ['BUILD', 'To build this, run make.\n', undefined],
  ['debian/patches/10-fix', 'Fix it\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n', 'patch'],
  ['fix.txt', 'From x\ndiff --git a/x b/x\n', 'patch'],
  ['notes', '--- x\n+++ y\n', undefined],
  ['index', '<?php echo 1;', 'php'],
]

const byFirstLine: readonly Case[] = [
  ['run', '#!/bin/sh\n', 'bash'],
  ['run', '#!/usr/bin/env -S FOO=1 bash -e\n', 'bash'],
  ['run', '#!/usr/bin/make -f\n', 'make'],
  ['run', '#!/usr/bin/python3\n', 'python'],
  ['run', '#!/usr/bin/python3.11 -E\r\n', 'python'],
  ['run', '#!/usr/bin/env perl5.36\n', 'perl'],
  ['run', '#!/usr/bin/env node\n', 'javascript'],
  ['run', '#!/usr/bin/env -S deno run -A\n', 'typescript'],
  ['run', '#!/usr/bin/env ruby\n', 'ruby'],
  ['run', '#!/usr/bin/php\n', 'php'],
  ['run', '#!/usr/bin/env pwsh\n', 'powershell'],
  ['run', `#!/bin/sh\n# x\n\neval 'exec perl -wSx "$0" "$@"'\n  if 0;\n`, 'perl'],
  ['run', `#!/bin/sh\necho a\neval 'exec perl -wSx "$0" "$@"'\n`, 'bash'],
  ['run', '#!/usr/bin/awk -f\n', undefined],
  ['run', '#!/usr/bin/env\n', undefined],
  ['run', '#!\n', undefined],
  ['run.in', '#! /bin/sh\n', 'bash'],
  ['run', '\ufeff#!/bin/sh\n', 'bash'],
  ['a.cgi', '#!/usr/bin/perl -w\n', 'perl'],
  ['configure', '#!/usr/bin/env python3\n', 'python'],
  ['.githooks/pre-commit', '#!/usr/bin/env node\n', 'javascript'],
  ['debian/rules', '#!/usr/bin/make -f\n', 'make'],
  ['debian/x.config', '#!/usr/bin/perl\n', 'perl'],
  ['a.sh', '#!/usr/bin/awk -f\n', 'bash'],
  ['debian/rules', '#!/bin/sh\n', 'bash'],
  ['debian/x.postinst', '#!/usr/bin/python3\n', 'python'],
  ['a.c', '#!/usr/bin/tcc -run\n', 'c'],
  ['a.py', '#!/bin/sh\n', 'python'],
  ['x', '# -*- mode: python; coding: utf-8 -*-\n', 'python'],
  ['x', '# -*-Perl-*-\n', 'perl'],
  ['x', '#!/usr/bin/awk\n# -*- sh-mode -*-\n', 'bash'],
  ['x', '# a\n# vim: set ts=2 ft=sh:\n', 'bash'],
  ['x', '# vi:syntax=make\n', 'make'],
  ['x', '/* vim: set filetype=c : */\n', 'c'],
  ['x', '# -*- mode: text -*-\n# vim: ft=sh\n', undefined],
]

const hiding: readonly Case[] = [
  ['Makefile', '#!/bin/sh\n', 'make'],
  ['src/Makefile.am', '#!/usr/bin/python3\n', 'make'],
  ['build.sh', '#!/usr/bin/env python3\n', 'bash'],
  ['build.sh.in', '#!/usr/bin/env python3\n', 'bash'],
  ['a.c', '/* -*- mode: text -*- */\n', 'c'],
  ['a.sh', '# vim: ft=text\n', 'bash'],
  ['configure.ac', '# -*- fundamental -*-\n', 'm4'],
  ['a.py', '<?xml version="1.0"?>\n', 'python'],
]

describe('language of a file', () => {
  for (const [language, paths] of Object.entries(byName))
    it(`${language} by name`, () => {
      for (const path of paths.split(' ')) assert.equal(detectLanguage(path, ''), language, path)
    })

  it('is known by a name for every one of ours', () => {
    assert.deepEqual(Object.keys(byName).sort(), [...grammarIds, ...readerIds].sort())
  })

  for (const [title, cases] of [
    ['by name, none of ours', unread],
    ['by content', byContent],
    ['by the first lines', byFirstLine],
    ['that says it is something else', hiding],
  ] as const)
    describe(title, () => {
      for (const [path, head, language] of cases)
        it(`${path}${head === '' ? '' : ` with ${JSON.stringify(head)}`} is ${language ?? 'none we read'}`, () => {
          assert.equal(detectLanguage(path, head), language)
        })
    })

  it('takes any text and any path', () => {
    const paths = [
      'a.h',
      'a.inc',
      'a.pl',
      'a.spec',
      'a.map',
      'a.x',
      'a.service',
      'a.t',
      'a.v',
      'x',
      'a.rs',
      'a.d',
      'BUILD',
    ]
    for (const unit of [
      '\n',
      ' ',
      '/*',
      '/',
      '{',
      'a\n',
      'class x ',
      '#if\n',
      'a;',
      '\r\n',
      '-*-',
      'ft=',
      ':-',
      '--- a\n',
    ])
      for (const path of paths) detectLanguage(path, unit.repeat(20_000))
    for (const path of [
      'Makefile-'.repeat(999),
      'systemd/'.repeat(9999),
      `${'requirements-'.repeat(999)}`,
      '.'.repeat(9999),
    ])
      detectLanguage(path, '')
  })
})
