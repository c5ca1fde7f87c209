import assert from 'node:assert/strict'
import { detectLanguage } from '../../../server/core/syntax/language'

const cases: readonly [path: string, head: string, language: string | undefined][] = [
  ['configure.ac', '', 'm4'],
  ['configure.in', '', 'm4'],
  ['m4/build-to-host.m4', '', 'm4'],
  ['src/Makefile.am', '', 'make'],
  ['Makefile', '', 'make'],
  ['GNUmakefile', '', 'make'],
  ['Makefile.in', '', 'make'],
  ['makefile.unix', '', 'make'],
  ['drivers/Kbuild', '', 'make'],
  ['rules.mk', '', 'make'],
  ['CMakeLists.txt', '', 'cmake'],
  ['cmake/Find.cmake.in', '', 'cmake'],
  ['a.sh', '', 'bash'],
  ['a.sh.in', '', 'bash'],
  ['PKGBUILD', '', 'bash'],
  ['x/y-1.0.ebuild', '', 'bash'],
  ['configure', '', 'bash'],
  ['a.c', '', 'c'],
  ['config.h.in', '', 'c'],
  ['a.cc', '', 'cpp'],
  ['a.C', '', 'cpp'],
  ['a.hpp', '', 'cpp'],
  ['a.h', '#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n', 'c'],
  ['a.h', '// class x {\nint f(void);\n', 'c'],
  ['a.h', 'namespace a {\nclass B { public: int c; };\n}\n', 'cpp'],
  ['a.h', '#include <vector>\n', 'cpp'],
  ['run', '#!/bin/sh\n', 'bash'],
  ['run', '#!/usr/bin/env -S FOO=1 bash -e\n', 'bash'],
  ['run', '#!/usr/bin/make -f\n', 'make'],
  ['run', '#!/usr/bin/python3\n', undefined],
  ['run.in', '#! /bin/sh\n', 'bash'],
  ['notes.txt', 'hello', undefined],
  ['.hidden', '', undefined],
]

describe('language of a file', () => {
  for (const [path, head, language] of cases)
    it(`${path}${head === '' ? '' : ` with ${JSON.stringify(head)}`} is ${language ?? 'none we read'}`, () => {
      assert.equal(detectLanguage(path, head), language)
    })
})
