import { strict as assert } from 'node:assert'
import { readCodeOwners } from '../../../server/core/manifests/codeOwners'
import { readGitAttributes } from '../../../server/core/manifests/gitAttributes'
import { readGitIgnore } from '../../../server/core/manifests/gitIgnore'
import { readGitModules } from '../../../server/core/manifests/gitModules'
import { readGoMod, readGoSum } from '../../../server/core/manifests/goMod'
import { readGradle } from '../../../server/core/manifests/gradle'
import { readRequirements } from '../../../server/core/manifests/requirements'
import { readRpmSpec } from '../../../server/core/manifests/rpmSpec'
import { readSystemdUnit } from '../../../server/core/manifests/systemdUnit'
import { readXml } from '../../../server/core/manifests/xml'
import { hostileTexts, slice, wordsIn } from './slice'

describe('an RPM spec file', () => {
  const text =
    '%global  rel 1\n%define   fetch() curl \\\n  -O x\nName: a\nSource0:   https://d.invalid/a.tar.gz\nPatch12: fix.patch\nRequires(post): sh\n%if 1\nBuildRequires: gcc\n%endif\n%description\nText: no tag\n%prep\n%setup -q\n%post -p <lua>\nprint("x")\n%post devel\nldconfig\n%postun -p /bin/sh\necho\n%files\n/usr/bin/a\n%changelog\n'
  const spec = readRpmSpec(text)

  it('has tags', () => {
    assert.deepEqual(
      spec.tags.map(tag => [tag.name, tag.qualifier, tag.value.text]),
      [
        ['name', undefined, 'a'],
        ['source0', undefined, 'https://d.invalid/a.tar.gz'],
        ['patch12', undefined, 'fix.patch'],
        ['requires', 'post', 'sh'],
        ['buildrequires', undefined, 'gcc'],
      ],
    )
  })

  it('has macros', () => {
    assert.deepEqual(
      spec.macros.map(macro => [macro.form, macro.name.text, macro.body.replace(/\s+/g, ' ')]),
      [
        ['global', 'rel', '1'],
        ['define', 'fetch', '() curl -O x'],
      ],
    )
  })

  it('has sections, whose bodies can be read as what they are', () => {
    assert.deepEqual(
      spec.sections.map(one => [one.name, one.arguments, one.isShell, text.slice(one.start, one.end)]).slice(1),
      [
        ['description', '', false, 'Text: no tag\n'],
        ['prep', '', true, '%setup -q\n'],
        ['post', '-p <lua>', false, 'print("x")\n'],
        ['post', 'devel', true, 'ldconfig\n'],
        ['postun', '-p /bin/sh', true, 'echo\n'],
        ['files', '', false, '/usr/bin/a\n'],
        ['changelog', '', false, ''],
      ],
    )
    for (const one of spec.sections) assert.equal(slice(text, one.body), text.slice(one.start, one.end))
    for (const word of wordsIn(spec)) assert.equal(slice(text, word.span), word.text)
  })
})

describe('a systemd unit', () => {
  it('keeps repeated keys and continued values', () => {
    const text =
      '# c\n[Unit]\nDescription=A b\n[Service]\nExecStart=\nExecStart=/bin/sh -c \\\n; between\n  "run" \\\n  now\nExecStartPost = /bin/true\nEnvironment="A=b#c"\n[Install]\n'
    const sections = readSystemdUnit(text)
    assert.deepEqual(
      sections.map(section => [section.name, section.entries.map(entry => [entry.key.text, entry.value])]),
      [
        ['Unit', [['Description', 'A b']]],
        [
          'Service',
          [
            ['ExecStart', ''],
            ['ExecStart', '/bin/sh -c "run" now'],
            ['ExecStartPost', '/bin/true'],
            ['Environment', '"A=b#c"'],
          ],
        ],
        ['Install', []],
      ],
    )
    for (const word of wordsIn(sections)) assert.equal(slice(text, word.span), word.text)
  })
})

describe('a Gradle script', () => {
  const text =
    "buildscript {\n  repositories { maven { url 'https://r.invalid/m' } }\n  dependencies { classpath 'g:p:1' }\n}\napply plugin: 'java'\napply from: \"https://s.invalid/x.gradle\"\nplugins { id 'a.b' version '2' apply false }\nrepositories {\n  mavenCentral() // { dependencies {\n  maven(\"https://k.invalid/m\")\n}\ndependencies {\n  implementation 'g:n:1.0' /* 'x:y:z' */\n  compile group: 'g', name: 'm', version: '2'\n  implementation(libs.okhttp)\n  api project(':lib')\n  implementation('g:q:3') {\n    exclude group: 'x'\n  }\n}\ntask run(type: Exec) {\n  commandLine 'sh', '-c', 'echo {'\n}\n"
  const script = readGradle(text)

  it('gives dependencies with the blocks around them', () => {
    assert.deepEqual(
      script.dependencies.map(one => [
        one.configuration.text,
        one.notation ?? one.expression?.text,
        one.blocks.join('/'),
      ]),
      [
        ['classpath', 'g:p:1', 'buildscript/dependencies'],
        ['implementation', 'g:n:1.0', 'dependencies'],
        ['compile', 'g:m:2', 'dependencies'],
        ['implementation', 'libs.okhttp', 'dependencies'],
        ['api', "project(':lib')", 'dependencies'],
        ['implementation', 'g:q:3', 'dependencies'],
      ],
    )
  })

  it('gives plugins, repositories, applied scripts and what runs', () => {
    assert.deepEqual(
      script.plugins.map(one => [one.id.text, one.version?.text]),
      [['a.b', '2']],
    )
    assert.deepEqual(
      script.repositories.map(one => [one.kind.text, one.url?.text]),
      [
        ['maven', 'https://r.invalid/m'],
        ['mavenCentral', undefined],
        ['maven', 'https://k.invalid/m'],
      ],
    )
    assert.deepEqual(
      script.statements.map(one => [one.form, one.strings.map(word => word.text)]),
      [
        ['apply-plugin', ['java']],
        ['apply-from', ['https://s.invalid/x.gradle']],
        ['run', ['sh', '-c', 'echo {']],
      ],
    )
    for (const word of wordsIn(script)) assert.equal(slice(text, word.span), word.text)
  })
})

describe('every reader of manifests', () => {
  const readers: readonly ((text: string) => unknown)[] = [
    readCodeOwners,
    readGitAttributes,
    readGitIgnore,
    readGitModules,
    readGoMod,
    readGoSum,
    readGradle,
    readRequirements,
    readRpmSpec,
    readSystemdUnit,
    readXml,
  ]

  it('takes any text', () => {
    for (const read of readers) for (const text of hostileTexts) assert.ok(read(text) !== undefined)
  })
})
