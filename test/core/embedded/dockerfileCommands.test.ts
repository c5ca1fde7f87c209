import assert from 'node:assert/strict'
import { dockerfileCommands } from '../../../server/core/embedded/dockerfileCommands'
import { findCode } from './findCode'

const find = (text: string) => findCode(dockerfileCommands, 'dockerfile', 'docker/Dockerfile.dev', text)

describe('commands in a Dockerfile', () => {
  it('reads all forms of what it runs', async () => {
    const found = await find(`FROM x AS build
RUN --mount=type=cache,target=/x \\
    make && \\
    # a comment

    make install
ENTRYPOINT ["sh", "-c", "a \\"b\\""]
ONBUILD RUN one
HEALTHCHECK --interval=5s CMD two || exit 1
HEALTHCHECK NONE
SHELL ["pwsh", "-Command"]
RUN Get-Item
FROM y
CMD three
`)
    assert.deepEqual(found.listed, [
      'stage build, RUN | bash | make && \\\n    make install',
      `stage build, ENTRYPOINT | bash | sh -c 'a "b"'`,
      'stage build, ONBUILD | bash | one',
      'stage build, HEALTHCHECK | bash | two || exit 1',
      'stage build, RUN | powershell | Get-Item',
      'CMD | bash | three',
    ])
    for (const code of ['make install', 'one', 'two || exit 1', 'three']) found.leads(code)
    found.leads('"b"', '\\"b\\"')
  })

  it('reads here-documents, as a script or as input of a command', async () => {
    const found = await find(`RUN <<EOF
set -e
ls | sh
EOF
RUN <<'X'
#!/usr/bin/env python3
print(1)
X
RUN cat <<-A > /x && cat <<B
\ta line
\tA
b
B
COPY <<EOF /etc/run.sh
touch /x
EOF
RUN last
`)
    assert.deepEqual(found.listed, [
      'RUN | bash | set -e\nls | sh\n',
      'RUN | python | #!/usr/bin/env python3\nprint(1)\n',
      'RUN | bash | cat <<-A > /x && cat <<B\na line\nA\nb\nB',
      'COPY /etc/run.sh | bash | touch /x\n',
      'RUN | bash | last',
    ])
    for (const code of ['ls | sh', 'print(1)', 'a line', 'touch /x', 'last']) found.leads(code)
  })

  it('survives what is cut off', async () => {
    for (const text of [
      'RUN',
      'ONBUILD '.repeat(50_000),
      'RUN \\',
      'RUN \\\n\n',
      'RUN <<E',
      'RUN ["',
      'ONBUILD ONBUILD',
      'COPY <<X',
    ])
      await find(text)
    assert.deepEqual((await find('# escape=`\nRUN a `\n b')).texts, ['a \\\n b'])
  })
})
