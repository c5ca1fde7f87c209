import assert from 'node:assert/strict'
import { buildToolCommands } from '../../../server/core/embedded/buildToolCommands'
import { cmakeTexts } from '../../../server/core/embedded/cmakeTexts'
import { findCode } from './findCode'

describe('commands in programs that describe a build', () => {
  it('reads SCons', async () => {
    const found = await findCode(
      buildToolCommands,
      'python',
      'SConstruct',
      "env = Environment()\nExecute('sh tools/a.sh')\nenv.Command('a.h', ['a.in'], ['sh gen.sh > $TARGET', 'ls -l a.h'])\nenv.AddPostAction(p, 'strip x')\nenv.Program('x', 'x.c')\n",
    )
    assert.deepEqual(found.listed, [
      'Execute | bash | sh tools/a.sh',
      'Command | bash | sh gen.sh > $TARGET',
      'Command | bash | ls -l a.h',
      'AddPostAction | bash | strip x',
    ])
    found.leads('gen.sh')
  })

  it('reads waf and Bazel, with the paths that Bazel fills in', async () => {
    const waf = await findCode(
      buildToolCommands,
      'python',
      'wscript',
      "def build(bld):\n    bld(rule='sh x > ${TGT}')\n    bld.exec_command('ls a')\n",
    )
    assert.deepEqual(waf.listed, ['bld | bash | sh x > ${TGT}', 'exec_command | bash | ls a'])
    const bazel = await findCode(
      buildToolCommands,
      'python',
      'BUILD.bazel',
      'genrule(name = "g", cmd = "sh $(location tests/a.bin) > $@")\n',
    )
    assert.deepEqual(bazel.listed, ['genrule | bash | sh tests/a.bin > $@'])
    bazel.leads('tests/a.bin')
  })

  it('leaves other programs alone', async () => {
    const found = await findCode(buildToolCommands, 'python', 'a.py', "Execute('sh tools/a.sh')\n")
    assert.deepEqual(found.listed, [])
  })

  it('reads what CMake is given as text', async () => {
    const found = await findCode(
      cmakeTexts,
      'cmake',
      'CMakeLists.txt',
      'install(FILES a DESTINATION b)\ninstall(CODE "execute_process(COMMAND sh \\"a b\\" c TIMEOUT 3)")\ncmake_language(EVAL CODE [[execute_process(COMMAND ls)]])\n',
    )
    assert.deepEqual(found.listed, ["install(CODE) | bash | sh 'a b' c", 'cmake_language | bash | ls'])
    found.leads('sh')
    found.leads('ls')
  })
})
