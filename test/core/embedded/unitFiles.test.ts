import assert from 'node:assert/strict'
import { crontabCommands } from '../../../server/core/embedded/crontabCommands'
import { probePrograms } from '../../../server/core/embedded/probePrograms'
import { specSections } from '../../../server/core/embedded/specSections'
import { systemdCommands } from '../../../server/core/embedded/systemdCommands'
import { findCode } from './findCode'

describe('commands of systemd units', () => {
  it('takes prefixes off and escapes what no shell reads', async () => {
    const found = await findCode(
      systemdCommands,
      'systemd',
      'x.service',
      `[Service]
ExecStartPre=-/bin/mkdir -p /run/x
ExecStart=!/usr/bin/a "b | c" | d \\
# no comment of the command
  --last $$x
ExecStop=@/bin/sh sh -c 'kill $MAINPID'
[Desktop Entry]
Exec=prog %U
`,
    )
    assert.deepEqual(found.listed, [
      'ExecStartPre | bash | /bin/mkdir -p /run/x',
      'ExecStart | bash | /usr/bin/a "b | c" \\| d    --last \\$x',
      "ExecStop | bash | /bin/sh sh -c 'kill $MAINPID'",
      'Desktop Entry, Exec | bash | prog %U',
    ])
    for (const code of ['mkdir -p', '--last', 'kill $MAINPID', 'prog']) found.leads(code)
    found.leads('\\|', '|')
  })
})

describe('commands of crontabs', () => {
  it('passes over schedule, user and input', async () => {
    const text = 'SHELL=/bin/sh\n# 1 2 3 4 5 x y\n*/5 * * * * root ls \\% | sh%input\n@reboot www-data a\n'
    const found = await findCode(crontabCommands, undefined, 'etc/cron.d/job', text)
    assert.deepEqual(found.listed, ['*/5 * * * * | bash | ls % | sh', '@reboot | bash | a'])
    found.leads('% | sh')
  })
})

describe('scripts of a spec file', () => {
  it('reads sections, interpreters and expansions', async () => {
    const found = await findCode(
      specSections,
      'spec',
      'x.spec',
      `Name: x
%global when %(date +%%Y (x))
%build
%configure --prefix=%{_prefix}
%if 0%{?fedora}
make
%endif
%post -n sub -p /sbin/ldconfig
%preun -p <lua>
print("x")
%postun -p /usr/bin/python3
print(1)
%files
%{_bindir}/x
%changelog
`,
    )
    assert.deepEqual(found.listed, [
      '%(…) | bash | date +%%Y (x)',
      `%build | bash | %configure --prefix=\${_prefix}\n\nmake\n\n`,
      '%post -n sub -p /sbin/ldconfig | bash | /sbin/ldconfig',
      '%preun -p <lua> | ? | print("x")\n',
      '%postun -p /usr/bin/python3 | python | print(1)\n',
    ])
    for (const code of ['date', 'make', '/sbin/ldconfig', 'print(1)']) found.leads(code)
  })
})

describe('programs of feature checks', () => {
  it('reads them in CMake and autoconf, with what the build fills in made plain', async () => {
    const cmake = await findCode(
      probePrograms,
      'cmake',
      'CMakeLists.txt',
      `check_c_source_compiles("#include <\${HEADER}>\nint main(void) { return \\"a\\"[0]; }" HAVE_X)\n`,
    )
    assert.deepEqual(cmake.listed, [
      'check_c_source_compiles(HAVE_X) | c | #include <__HEADER_>\nint main(void) { return "a"[0]; }',
    ])
    cmake.leads('"a"', '\\"a\\"')
    const m4 = await findCode(
      probePrograms,
      'm4',
      'configure.ac',
      'AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <x.h>]], [[return f();]])], [AC_DEFINE([HAVE_F])])\n',
    )
    assert.equal(m4.units[0]?.context, 'AC_COMPILE_IFELSE(HAVE_F)')
    m4.leads('return f();')
    m4.leads('#include <x.h>')
  })
})
