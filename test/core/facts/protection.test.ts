import assert from 'node:assert/strict'
import { protection } from '../../../server/core/facts/protection'
import { factsOf } from '../../harness/facts'

async function shown(path: string, before: string, after: string): Promise<readonly string[]> {
  const facts = await factsOf(protection, { path, old: before, new: after })
  return facts.map(({ data }) => `${data.change} ${data.written}`)
}

describe('protections of a build', () => {
  it('are those that the last flag leaves', async () => {
    assert.deepEqual(await shown('Makefile', 'A = -fPIE -fno-pie\n', 'A = -fno-pie\n'), [])
    assert.deepEqual(await shown('Makefile', 'A = -fno-pie -fPIE\n', 'A = -fPIE -fno-pie\n'), [
      'removed -fPIE',
      'undone -fno-pie',
    ])
    assert.deepEqual(await shown('Makefile', 'A += -fno-pie\nA += -fPIE\n', 'A += -fPIE\n'), [])
  })

  it('are kept apart by variable, and by what a line sets', async () => {
    assert.deepEqual(
      await shown('build.sh', 'CFLAGS="-fPIE" CXXFLAGS="-fPIE" make\n', 'CFLAGS="-fPIE" CXXFLAGS="" make\n'),
      ['removed -fPIE'],
    )
    assert.deepEqual(await shown('Makefile', 'A = -pie\nB = -pie\n', 'B = -pie\nA = -pie\n'), [])
  })

  it('are known as each build system writes them', async () => {
    const lost: readonly (readonly [path: string, before: string, after: string])[] = [
      ['Android.bp', 'cc_binary {\n    sanitize: {\n        cfi: true,\n    },\n}\n', 'cc_binary {\n}\n'],
      ['.cargo/config.toml', 'rustflags = ["-Z", "sanitizer=cfi", "-C", "lto"]\n', 'rustflags = ["-C", "lto"]\n'],
      ['.github/workflows/ci.yml', 'env:\n  RUSTFLAGS: -Zsanitizer=address\n', 'env:\n  RUSTFLAGS: ""\n'],
      ['.github/workflows/ci.yml', '- run: cmake -B b -DENABLE_ASAN=ON && ctest\n', '- run: cmake -B b && ctest\n'],
      ['.gitlab-ci.yml', '  - ./configure --enable-asan\n', '  - ./configure\n'],
      ['CMakeLists.txt', 'project(x)\ncheck_pie_supported()\n', 'project(x)\n'],
      ['CMakePresets.json', '{\n "CMAKE_POSITION_INDEPENDENT_CODE": "ON"\n}\n', '{\n}\n'],
      ['x.spec', '%cmake -DCMAKE_POSITION_INDEPENDENT_CODE=ON\n', '%cmake\n'],
      ['default.nix', '{\n  hardeningEnable = [ "pie" ];\n}\n', '{\n}\n'],
      ['Makefile', 'LDFLAGS += -Wl,-z,ibt -Wl,-z,shstk\n', 'LDFLAGS +=\n'],
      ['Makefile', 'CFLAGS += -mshstk\n', 'CFLAGS +=\n'],
      ['Makefile', 'ASFLAGS += -Wa,--noexecstack\n', 'ASFLAGS +=\n'],
      ['build.zig', 'exe.pie = true;\n', ''],
    ]
    for (const [path, before, after] of lost) {
      const found = await shown(path, before, after)
      assert.ok(found.length > 0 && found.every(one => one.startsWith('removed')), `${path}: ${before}${found}`)
    }
    const undone: readonly (readonly [path: string, added: string])[] = [
      ['jni/Android.mk', 'LOCAL_DISABLE_FORMAT_STRING_CHECKS := true\n'],
      ['debian/rules', 'export DEB_CFLAGS_MAINT_STRIP = -fstack-protector-strong\n'],
    ]
    for (const [path, added] of undone) {
      const found = await shown(path, 'A := x\n', `A := x\n${added}`)
      assert.ok(found.length > 0 && found.every(one => one.startsWith('undone')), `${path}: ${found}`)
    }
  })

  it('stay where only the braces of a variable of libtool go', async () => {
    const line = (wl: string) => `_LT_TAGVAR(no_undefined_flag, $1)='${wl}-z,text'\n`
    assert.deepEqual(await shown('m4/libtool.m4', line('$' + '{wl}'), line('$wl')), [])
  })

  it('hold in every build only outside conditions', async () => {
    const both = 'A += -pie\nifdef X\nA += -pie\nendif\n'
    assert.deepEqual(await shown('Makefile', both, 'A += -pie\nifdef X\nendif\n'), [])
    assert.deepEqual(await shown('Makefile', both, 'ifdef X\nA += -pie\nendif\n'), ['removed -pie'])
  })

  it('are not asked for by what names, compares or filters a flag', async () => {
    for (const line of ['# -pie', 'echo "-pie"', 'case $A in *-pie*) ;; esac', 'A = $(filter-out -pie,$(B))'])
      assert.deepEqual(
        (await shown('build.sh', `${line}\n`, 'true\n')).filter(one => one.startsWith('removed')),
        [],
        line,
      )
  })

  it('go where a value replaces the variable further down', async () => {
    assert.deepEqual(await shown('Makefile', 'A = -pie\n', 'A = -pie\nA = -s\n'), ['undone A = -s'])
    assert.deepEqual(await shown('Makefile', 'A = -pie\n', 'A = -pie\nA = $(A) -s\n'), [])
  })
})
