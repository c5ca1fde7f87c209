import assert from 'node:assert/strict'
import { textAt } from './grammarStore'
import { reading, shown, shownCalls } from './programReading'

const read = (text: string) => reading('ruby', text)

describe('programs in Ruby', () => {
  it('follows dispatchers and names given as text', async () => {
    const text = [
      "send(:system, 'a')",
      "Kernel.send('sys' + 'tem', 'b')",
      "obj&.public_send(:eval, 'c')",
      "method(:system).call('d')",
      "Object.const_get('Ker' + 'nel').system('e')",
      "::File.read('f')",
      "Kernel.exec('g')",
      "Open3::Inner.run 'h'",
    ].join('\n')
    assert.deepEqual(
      shownCalls(await read(text)).filter(call => !/^(?:method|const_get)\(/.test(call)),
      [
        'system(a)',
        'system(b)',
        'obj.eval(c)',
        'system(d)',
        'system(e)',
        'File.read(f)',
        'exec(g)',
        'Open3::Inner.run(h)',
      ],
    )
  })

  it('takes commands in backticks as calls', async () => {
    const text = 'x = `ls \\x2dl`\ny = %x(id #{x})\n'
    const { calls, strings } = await read(text)
    assert.deepEqual(
      calls.map(({ form, callee }) => [form, callee]),
      [
        ['backtick', '`'],
        ['backtick', '`'],
      ],
    )
    assert.deepEqual(
      calls.map(({ arguments: [first] }) => first?.value),
      [
        { kind: 'known', text: 'ls -l' },
        { kind: 'unresolved', pieces: ['id ', null] },
      ],
    )
    const inner = calls[0]?.arguments[0]?.text ?? assert.fail()
    assert.equal(textAt(text, inner.span(3, 4)), '\\x2d')
    assert.equal(strings.length, 0)
  })

  it('works out texts that the file fixes', async () => {
    const text = [
      "K = 'k'.freeze",
      's = "a"',
      "s << 'b'",
      "s += 'c'",
      'show(s)',
      'def m',
      '  show(K)',
      'end',
      "show(['6869'].pack('H*'))",
      "show('aGk='.unpack1('m'))",
      "show(Base64.decode64('aGk='))",
      "show('abc'.reverse)",
      "show('abcdef'[1, 2])",
      "show('abcdef'[1..2])",
      "show(%w[a b].join('-'))",
      'show("#{K}!" \'?\')',
      "show('%s %d' % ['a', 1])",
      "show('a\\n\\'')",
      'show(<<~X)',
      '  in it',
      'X',
      '',
    ].join('\n')
    assert.deepEqual(shown(await read(text)), [
      'abc',
      'k',
      'hi',
      'hi',
      'hi',
      'cba',
      'bc',
      'bc',
      'a-b',
      'k!?',
      'a 1',
      "a\\n'",
      '  in it\n',
    ])
  })

  it('never guesses what runs or what changes', async () => {
    const text = [
      "a = 'x'",
      "a = 'y' if p",
      'show(a)',
      'def f; show(a); end',
      "b = 'x'",
      'b.prepend(q)',
      'show(b)',
      "c = 'x'",
      "3.times { c << 'y' }",
      'show(c)',
      "@d = 'x'",
      'def g; @d = h; show(@d); end',
    ].join('\n')
    assert.deepEqual(shown(await read(text)), ['x | y', '…', '…', '…', '…'])
  })

  it('gives the environment, imports, comparisons and definitions', async () => {
    const text = [
      "require 'open3'",
      "require_relative 'lib/x'",
      "ENV['A']; ENV.fetch('B', ''); ENV['C'] = 'z'; ENV.delete('D'); ENV.to_h",
      'class C',
      '  def m(k)',
      "    return if k == 'x' || k.eql?('y')",
      "    case k when 'z' then 1 end",
      '  end',
      'end',
    ].join('\n')
    const { environment, imports, comparisons, definitions } = await read(text)
    assert.deepEqual(
      environment.map(({ name, access }) => `${access} ${name}`),
      ['read A', 'read B', 'write C', 'write D', 'read *'],
    )
    assert.deepEqual(
      imports.map(({ module, form }) => `${form} ${module}`),
      ['static open3', 'load lib/x'],
    )
    assert.deepEqual(
      comparisons.map(({ subject, operator, value, within }) => [within, subject, operator, value]),
      ['==', '.eql?', 'case'].map((operator, index) => ['m', 'k', operator, { kind: 'known', text: 'xyz'[index] }]),
    )
    assert.deepEqual(
      definitions.map(({ kind, name }) => `${kind} ${name}`),
      ['class C', 'function m'],
    )
  })
})
