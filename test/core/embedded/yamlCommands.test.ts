import assert from 'node:assert/strict'
import { yamlCommands } from '../../../server/core/embedded/yamlCommands'
import { findCode } from './findCode'

const workflow = '.github/workflows/build.yml'
const find = (path: string, text: string) => findCode(yamlCommands, 'yaml', path, text)

describe('commands in YAML', () => {
  it('reads every kind of scalar and leads back to where each unit was written', async () => {
    const text = [
      'on: push',
      'jobs:',
      '  build:',
      '    runs-on: ubuntu-latest',
      '    steps:',
      '      - uses: some/action@v1',
      '      - name: Literal # not a name',
      '        run: |',
      '          make all',
      '',
      '            indented | sh',
      '      - run: >-',
      '          one',
      '          two',
      '',
      '          three',
      '      - run: "say \\"hi\\"\\n\\u0041 \\',
      '          joined"',
      "      - run: 'it''s",
      "          here'",
      '      - run: plain words # a comment',
      '      - {name: flow, run: "make [x]"}',
      '      - run: |+2',
      '          two in',
      '',
      '',
    ].join('\n')
    const found = await find(workflow, text)
    assert.deepEqual(found.listed, [
      'job build, step 2 (Literal) | bash | make all\n\n  indented | sh\n',
      'job build, step 3 | bash | one two\nthree',
      'job build, step 4 | bash | say "hi"\nA joined',
      "job build, step 5 | bash | it's here",
      'job build, step 6 | bash | plain words',
      'job build, step 7 (flow) | bash | make [x]',
      'job build, step 8 | bash | two in\n\n',
    ])
    for (const code of ['make all', 'indented | sh', 'three', 'joined', 'here', 'plain words', 'make [x]'])
      found.leads(code)
    found.leads('"hi', '\\"hi')
    found.leads('A', '\\u0041')
    found.leads("it's", "it''s")
    found.leads('one two', 'one\n          two')
  })

  it('takes the shell of the step, the job, the workflow or the runner', async () => {
    const found = await find(
      workflow,
      `on: push
defaults: { run: { shell: python } }
jobs:
  a:
    steps:
    - run: print(1)
    - { run: Get-Item, shell: pwsh }
    - { run: "1;", shell: "perl {0}" }
    - { run: dir, shell: cmd }
  b:
    defaults:
      run:
        shell: bash -e {0}
    steps:
    - run: ls
  c:
    runs-on: windows-latest
    steps:
    - run: x = 1
    - uses: actions/github-script@v7
      with:
        script: |
          core.info('x')
`,
    )
    assert.deepEqual(
      found.units.map(({ language, context }) => `${context}: ${language}`),
      [
        'job a, step 1: python',
        'job a, step 2: powershell',
        'job a, step 3: perl',
        'job a, step 4: undefined',
        'job b, step 1: bash',
        'job c, step 1: python',
        'job c, step 2: javascript',
      ],
    )
  })

  it('fills in expressions at equal length', async () => {
    const found = await find(
      'action.yml',
      'runs:\n  using: composite\n  steps:\n    - run: echo "${{ inputs.x }}" $HOME\n      shell: bash\n',
    )
    assert.deepEqual(found.texts, ['echo "${___inputs_x_}" $HOME'])
    found.leads('$HOME')
  })

  it('survives what is no YAML', async () => {
    for (const text of ['on: x\njobs:\n - [{{{', '"', 'on: "\njobs: \'\n- - - ? : |', '&a *a\n', 'jobs:\n  a: *a\n'])
      assert.deepEqual((await find(workflow, text)).texts, [])
  })

  it('passes over template lines and reads Windows line ends', async () => {
    const found = await find(
      workflow,
      'on: x\r\njobs:\r\n  a:\r\n    steps:\r\n{{- if .x }}\r\n      - run: |\r\n          one\r\n          two\r\n{{- end }}\r\n',
    )
    assert.deepEqual(found.texts, ['one\ntwo\n'])
    found.leads('two')
  })
})

describe('commands in pipelines', () => {
  const cases: readonly (readonly [path: string, text: string, expected: readonly string[]])[] = [
    [
      '.gitlab-ci.yml',
      `variables: { script: no }
.base: &base
  before_script: [one, two]
build:
  <<: *base
  script:
    - make $[[ inputs.x ]]
    - !reference [.base, script]
    - |
      if true; then
        x
      fi
`,
      [
        'job .base, before_script | bash | one\ntwo',
        'job build, script | bash | make ${___inputs_x_}\nif true; then\n  x\nfi\n',
      ],
    ],
    [
      '.circleci/config.yml',
      `jobs:
  test:
    docker: [{ image: x, command: no }]
    steps:
      - checkout
      - run: echo << parameters.y >>
      - run: { name: Two, command: make }
`,
      ['job test, step 2 | bash | echo ${__parameters_y_}', 'job test, step 3 (Two) | bash | make'],
    ],
    [
      'azure-pipelines.yml',
      `jobs:
- job: A
  steps:
  - script: cd $(Build.Dir) && $(pwd)
    displayName: Go
  - pwsh: Get-Item
  - task: Bash@3
    inputs: { script: make }
`,
      [
        'job A, step 1 (Go) | bash | cd ${Build_Dir} && $(pwd)',
        'job A, step 2 | powershell | Get-Item',
        'job A, step 3, task Bash | bash | make',
      ],
    ],
    [
      '.travis.yml',
      'install: true\nscript:\n - a\n - b\njobs:\n  include:\n   - name: J\n     script: c\n',
      ['install | bash | true', 'script | bash | a\nb', 'include J, script | bash | c'],
    ],
    ['.buildkite/pipeline.yml', 'steps:\n  - label: L\n    command: x\n', ['step 1 (L) | bash | x']],
    ['.drone.yml', 'kind: pipeline\nsteps:\n- name: n\n  commands: [a, b]\n', ['step 1 (n) | bash | a\nb']],
    ['.woodpecker.yml', 'steps:\n  n:\n    commands:\n    - a\n', ['step n | bash | a']],
    [
      'bitbucket-pipelines.yml',
      'pipelines:\n  default:\n    - step:\n        name: S\n        script:\n          - a\n          - pipe: x/y:1\n',
      ['script | bash | a'],
    ],
    ['appveyor.yml', 'build_script:\n- a\n- ps: b\n', ['build_script | bash | a', 'build_script, ps | powershell | b']],
    [
      'deploy/cloudbuild.yaml',
      "steps:\n- name: 'r.invalid/x/docker:1'\n  args: [build, '.', 'a b']\n- name: x\n  entrypoint: bash\n  args: ['-c', 'ls | sh']\n",
      ["step 1 (r.invalid/x/docker:1) | bash | docker build . 'a b'", "step 2 (x) | bash | bash -c 'ls | sh'"],
    ],
    [
      '.pre-commit-config.yaml',
      'repos:\n- repo: local\n  hooks:\n  - id: h\n    entry: sh -c x\n    language: system\n',
      ['hook h | bash | sh -c x'],
    ],
    [
      'docker-compose.yml',
      'services:\n  db:\n    command: ["sh", "-c", "it\'s"]\n    entrypoint: /run.sh a\n    healthcheck: { test: [CMD-SHELL, "a || b"] }\n',
      [
        'service db, entrypoint | bash | /run.sh a',
        "service db, command | bash | sh -c 'it'\\''s'",
        'service db, healthcheck | bash | a || b',
      ],
    ],
    [
      'k8s/job.yaml',
      `apiVersion: v1
kind: Pod
spec:
  containers:
  - name: c
    image: i
    command: ["/bin/sh", "-c"]
    args:
    - |
      echo hi
    lifecycle: { postStart: { exec: { command: [touch, /x] } } }
---
apiVersion: v1
kind: ConfigMap
data:
  run.sh: |
    ls
  other: text
`,
      ["container c | bash | /bin/sh -c 'echo hi\n'", 'postStart | bash | touch /x', 'data.run.sh | bash | ls\n'],
    ],
  ]
  for (const [path, text, expected] of cases) {
    it(`reads ${path}`, async () => assert.deepEqual((await find(path, text)).listed, expected))
  }
})
