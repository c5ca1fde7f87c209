import assert from 'node:assert/strict'
import { groovyCommands } from '../../../server/core/embedded/groovyCommands'
import { xmlCommands } from '../../../server/core/embedded/xmlCommands'
import { findCode } from './findCode'

describe('commands in XML', () => {
  it('reads MSBuild', async () => {
    const found = await findCode(
      xmlCommands,
      'xml',
      'x.csproj',
      `<Project>
  <Target Name="t"><Exec Command="sh &quot;$(Dir)run.sh&quot; &amp;&amp; x" /></Target>
  <PropertyGroup><PostBuildEvent>copy a
<![CDATA[ls > b]]></PostBuildEvent></PropertyGroup>
  <ItemDefinitionGroup><PreBuildEvent><Command>one</Command></PreBuildEvent></ItemDefinitionGroup>
  <Code Type="Fragment" Language="cs"><![CDATA[ Log.Warn("x") && y; ]]></Code>
</Project>
`,
    )
    assert.deepEqual(found.listed, [
      `Exec | bash | sh "\${Dir}run.sh" && x`,
      'PostBuildEvent | bash | copy a\nls > b',
      'PreBuildEvent | bash | one',
      'Code | csharp | Log.Warn("x") && y;',
    ])
    for (const code of ['run.sh', 'ls > b', 'one', 'Log.Warn']) found.leads(code)
    found.leads('&& x', '&amp;&amp; x')
    found.leads('&& y')
  })

  it('reads Maven and Ant', async () => {
    const found = await findCode(
      xmlCommands,
      'xml',
      'pom.xml',
      `<project><configuration><executable>sh</executable><arguments><argument>-c</argument><argument>a b</argument></arguments></configuration>
<exec executable="bash"><arg value="x y"/><arg line="-a -b"/></exec></project>`,
    )
    assert.deepEqual(found.texts, ["sh -c 'a b'", "bash 'x y' -a -b"])
    found.leads('a b')
    found.leads('-a -b')
  })
})

describe('commands in Groovy', () => {
  it('reads the steps of a pipeline', async () => {
    const found = await findCode(
      groovyCommands,
      undefined,
      'ci/Jenkinsfile',
      `pipeline { stages { stage('sh') { steps {
  // sh 'no'
  sh 'make \\'x\\''
  sh "a \${env.B} \\$HOME"
  sh """
    two
    lines
  """
  def x = sh(script: 'git rev', returnStdout: true)
  sh returnStatus: true, script: 'three'
  bat 'dir'
  foo.sh 'no'
} } } }
`,
    )
    assert.deepEqual(found.listed, [
      "sh | bash | make 'x'",
      `sh | bash | a \${env_B} $HOME`,
      'sh | bash | \n    two\n    lines\n  ',
      'sh | bash | git rev',
      'sh | bash | three',
      'bat | ? | dir',
    ])
    for (const code of ['two', 'git rev', 'three']) found.leads(code)
    found.leads('$HOME', '\\$HOME')
  })

  it('reads Gradle', async () => {
    const found = await findCode(
      groovyCommands,
      'gradle',
      'build.gradle',
      `task a(type: Exec) { commandLine 'sh', '-c',
    'x | y'
  }
tasks.register<Exec>("b") { commandLine("git", "a b") }
task c(type: Exec) { executable 'one'
  args 'two' }
def d = "ls -l".execute().text
def e = ['sh', '-c', 'z'].execute()
`,
    )
    assert.deepEqual(found.texts, ["sh -c 'x | y'", "git 'a b'", 'one two', 'ls -l', 'sh -c z'])
    found.leads('x | y')
    found.leads('ls -l')
  })

  it('survives what is cut off', async () => {
    for (const text of ["sh '", 'sh(', 'sh script:', '"""', '/*', 'commandLine', '].execute()', "'\\"]) {
      const found = await findCode(groovyCommands, undefined, 'Jenkinsfile', text)
      assert.deepEqual(found.texts, [])
    }
  })
})
