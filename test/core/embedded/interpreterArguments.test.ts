import assert from 'node:assert/strict'
import { interpreterArguments } from '../../../server/core/embedded/interpreterArguments'
import type { LanguageId } from '../../../server/core/syntax/language'
import { findCode } from './findCode'

const find = (text: string, language: LanguageId = 'bash', path = 'run.sh') =>
  findCode(interpreterArguments, language, path, text)

describe('programs given to interpreters', () => {
  it('are read from the word that holds them', async () => {
    const found = await find(`python3 -c 'import os
os.stat("a")' x
node -e "run(\\"b\\")"
sudo perl -MMIME::Base64 -ne 'print' -e 'more' file
ruby -rjson -e 'puts 1'
php -r 'echo 2;'
awk -F: '{ print $1 }' /etc/file
osascript -e 'say "c"'
pwsh -NoProfile -Command "Get-Item d"
`)
    assert.deepEqual(found.listed, [
      'python3 -c | python | import os\nos.stat("a")',
      'node -e | javascript | run("b")',
      'perl -e | perl | print\nmore',
      'ruby -e | ruby | puts 1',
      'php -r | php | echo 2;',
      'awk | ? | { print $1 }',
      'osascript -e | ? | say "c"',
      'pwsh -Command | powershell | Get-Item d',
    ])
    for (const { role } of found.units) assert.equal(role, 'argument')
    found.leads('os.stat("a")')
    found.leads('"b"', '"b\\"')
    found.leads('more')
  })

  it('are read from here-documents and here-strings', async () => {
    const found = await find(`python3 - <<'EOF'
x = 1
EOF
node <<EOF
y()
EOF
ruby <<< 'z'
python3 script.py <<EOF
data
EOF
cat <<EOF
text
EOF
`)
    assert.deepEqual(found.listed, [
      'python3 << | python | x = 1\n',
      'node << | javascript | y()\n',
      'ruby <<< | ruby | z',
    ])
    found.leads('x = 1')
    found.leads('y()')
  })

  it('are not read where a file, a module or a shell is run', async () => {
    const found = await find(
      `python3 -m pip -c x\nnode run.js -e y\nsh -c 'a | b'\nawk -f x.awk y\nphp -v\nperl x -e y\n`,
    )
    assert.deepEqual(found.listed, [])
  })

  it('are decoded where PowerShell takes them encoded', async () => {
    const found = await find('powershell.exe -nop -enc RwBlAHQALQBJAHQAZQBtACAAeAA=\n')
    assert.deepEqual(found.listed, ['powershell.exe -enc | powershell | Get-Item x'])
    assert.equal(found.units[0]?.decoding, 'base64')
    found.leads('Get', 'RwBlAHQALQBJAHQAZQBtACAAeAA=')
  })

  it('are found inside make, m4 and CMake, and once where text is evaluated', async () => {
    const make = await find('all:\n\t$(PYTHON) -c "import a; $$x"\n', 'make', 'Makefile')
    assert.deepEqual(make.listed, [`\${PYTHON} -c | python | import a; $x`])
    make.leads('import a')
    const m4 = await find('AC_DEFUN([D], [x=`$PYTHON -c "import [[b]]"`])\n', 'm4', 'a.m4')
    assert.deepEqual(m4.listed, ['$PYTHON -c | python | import [b]'])
    const cmake = await find('execute_process(COMMAND python3 -c "import c")\n', 'cmake', 'CMakeLists.txt')
    assert.deepEqual(cmake.listed, ['python3 -c | python | import c'])
    const stored = await find(`x='python3 -c "import d" | cat'\neval $x\n`)
    assert.equal(stored.listed[0], 'python3 -c | python | import d')
  })
})
