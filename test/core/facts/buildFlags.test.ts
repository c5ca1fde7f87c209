import assert from 'node:assert/strict'
import { buildFlag } from '../../../server/core/facts/buildFlag'
import { flagsIn, isFlagVariable } from '../../../server/core/facts/flagText'
import { factsOf, textAt } from '../../harness/facts'

async function shown(path: string, text: string): Promise<readonly string[]> {
  const facts = await factsOf(buildFlag, { path, new: text })
  return facts.map(({ subject, data, location }) => {
    const written = textAt(text, location.at)
    return `${subject} ${data.operation} ${data.to} ${data.stage}${written === subject ? '' : ` at ${written}`}`
  })
}

describe('flags of a build', () => {
  it('are words of a text, with values that are words of their own', () => {
    assert.deepEqual(
      flagsIn('a -O2 -include x.h "-Wl,-z,now" -z noexecstack $<$<BOOL:1>:-Wall> --sysroot=/x -D A=1').map(
        ({ flag }) => flag,
      ),
      ['-O2', '-include x.h', '-Wl,-z,now', '-z noexecstack', '-Wall', '--sysroot=/x', '-D A=1'],
    )
  })

  it('are held by variables whose names say so', () => {
    for (const name of [
      'CFLAGS',
      'foo_la_LDFLAGS',
      'ccflags-y',
      'CMAKE_C_FLAGS_RELEASE',
      'c_args',
      'LIBS',
      'AM_CPPFLAGS',
    ])
      assert.ok(isFlagVariable(name), name)
    for (const name of ['CC', 'FLAG', 'args', 'LIBSDIR', 'configure_flags_help']) assert.ok(!isFlagVariable(name), name)
  })

  it('are found in makefiles', async () => {
    assert.deepEqual(
      await shown(
        'Makefile.am',
        'AM_CFLAGS = -O2 \\\n  -fno-stack-protector\nfoo_LDFLAGS += -Wl,-z,norelro -lx\nX = -y\nall:\n\t$(CC) -DA=1 -z execstack -o $@ x.c $(CFLAGS)\n',
      ),
      [
        '-O2 set AM_CFLAGS compile',
        '-fno-stack-protector set AM_CFLAGS compile',
        '-Wl,-z,norelro append foo_LDFLAGS link',
        '-lx append foo_LDFLAGS link',
        '-DA=1 argument CC preprocess',
        '-z execstack argument CC link',
        '-o argument CC compile',
      ],
    )
  })

  it('are found in scripts and macros', async () => {
    assert.deepEqual(
      await shown('build.sh', 'CFLAGS="$CFLAGS -g -O0"\nLDFLAGS=-s\nx86_64-linux-gnu-gcc -Wa,-x y.c\n'),
      [
        '-g append CFLAGS compile',
        '-O0 append CFLAGS compile',
        '-s set LDFLAGS link',
        '-Wa,-x argument x86_64-linux-gnu-gcc assemble',
      ],
    )
    assert.deepEqual(
      await shown('configure.ac', 'AS_IF([t], [CPPFLAGS="$CPPFLAGS -DX"])\nAX_APPEND_FLAG([-fPIE], [CFLAGS])\n'),
      ['-DX append CPPFLAGS preprocess', '-fPIE append CFLAGS compile'],
    )
  })

  it('are found in CMake and Meson', async () => {
    assert.deepEqual(
      await shown(
        'CMakeLists.txt',
        `set(CMAKE_C_FLAGS "\${CMAKE_C_FLAGS} -w")\nadd_compile_options(-Wall "-fno-pie")\ntarget_link_options(x PRIVATE -Wl,-z,lazy)\nstring(APPEND CMAKE_EXE_LINKER_FLAGS " -no-pie")\nset(OTHER -x)\n`,
      ),
      [
        '-w append CMAKE_C_FLAGS compile',
        '-Wall argument add_compile_options compile',
        '-fno-pie argument add_compile_options compile',
        '-Wl,-z,lazy argument target_link_options link',
        '-no-pie append CMAKE_EXE_LINKER_FLAGS link',
      ],
    )
    assert.deepEqual(
      await shown(
        'meson.build',
        "c_args = ['-O2']\nc_args += '-fno-x'\nadd_project_arguments('-DA', language: 'c')\nexecutable('x', 'x.c', link_args: ['-Wl,-z,now'], c_args: c_args)\nother = ['-q']\n",
      ),
      [
        '-O2 set c_args compile',
        '-fno-x append c_args compile',
        '-DA argument add_project_arguments preprocess',
        '-Wl,-z,now argument link_args link',
      ],
    )
  })
})
