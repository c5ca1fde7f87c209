import { strict as assert } from 'node:assert'
import { allElements, attributeOf, childOf, readXml } from '../../../server/core/manifests/xml'
import { slice } from './slice'

describe('XML', () => {
  const text =
    '<?xml version="1.0"?>\r\n<!-- <no/> -->\n<Project  Sdk = "A&amp;B">\n  <a:Item\n    Include=\'\u{1F600} x\' Version="1.0" />\n  <Exec>  run &lt;it&gt;\n  now<![CDATA[ & <then> ]]></Exec>\n</Project>\n'

  it('gives elements, attributes and text with their places', () => {
    const { roots, problems } = readXml(text)
    assert.deepEqual(problems, [])
    const elements = allElements(roots)
    assert.deepEqual(
      elements.map(one => one.name),
      ['Project', 'a:Item', 'Exec'],
    )
    const [project, item, exec] = elements
    assert.ok(project && item && exec)
    assert.equal(slice(text, project.tagSpan), '<Project  Sdk = "A&amp;B">')
    assert.ok(slice(text, project.span).startsWith('<Project') && slice(text, project.span).endsWith('</Project>'))
    assert.deepEqual(
      elements.flatMap(one =>
        one.attributes.map(at => [at.name, at.value, slice(text, at.span), slice(text, at.valueSpan)]),
      ),
      [
        ['Sdk', 'A&B', 'Sdk = "A&amp;B"', 'A&amp;B'],
        ['Include', '\u{1F600} x', "Include='\u{1F600} x'", '\u{1F600} x'],
        ['Version', '1.0', 'Version="1.0"', '1.0'],
      ],
    )
    assert.equal(attributeOf(item, 'include')?.value, '\u{1F600} x')
    assert.equal(childOf(project, 'Item'), item)
    assert.ok(slice(text, item.span).startsWith('<a:Item') && slice(text, item.span).endsWith('/>'))
    assert.equal(exec.text, '  run <it>\n  now & <then> ')
    assert.ok(exec.textSpan)
    assert.equal(slice(text, exec.textSpan), 'run &lt;it&gt;\n  now<![CDATA[ & <then>')
    assert.ok(elements.every(one => one.isClosed))
  })

  it('expands no entity of the document', () => {
    let entities = '<!ENTITY e0 "boom">'
    for (let at = 1; at < 60; at++) entities += `<!ENTITY e${at} "${`&e${at - 1};`.repeat(10)}">`
    const bomb = `<!DOCTYPE a [${entities}<!ENTITY x SYSTEM "file:///x">]>\n<a b="&e59;">&e59; &x; &#65;</a>`
    const { roots, problems } = readXml(bomb)
    assert.equal(roots[0]?.text, '&e59; &x; A')
    assert.equal(roots[0]?.attributes[0]?.value, '&e59;')
    assert.equal(problems.length, 3)
  })

  it('reads what it can of malformed text and says what was wrong', () => {
    const broken = '<a><b c=d e="1" e="2"><c>text</b>after<d/>'
    const { roots, problems } = readXml(broken)
    assert.deepEqual(
      allElements(roots).map(one => [one.name, one.isClosed]),
      [
        ['a', false],
        ['b', true],
        ['c', false],
        ['d', true],
      ],
    )
    assert.ok(problems.length >= 3)
    assert.ok(problems.every(problem => problem.message !== '' && problem.span.start.line === 1))
  })

  it('reads a part of a file', () => {
    const part = '  <b Version="2"/>\n</ItemGroup>\n<ItemGroup>\n  <c>1</c>\n'
    const { roots } = readXml(part)
    const elements = allElements(roots)
    assert.deepEqual(
      elements.map(one => one.name),
      ['b', 'ItemGroup', 'c'],
    )
    assert.deepEqual(elements[2]?.textSpan?.start, { line: 4, column: 5 })
  })

  it('takes deep nesting and endless marks', () => {
    assert.equal(allElements(readXml('<a>'.repeat(50_000)).roots).length, 50_000)
    for (const mark of ['</a>', '<', '&', '<a b="', '<!--', '<![CDATA[', '<?', ']]>', '<a b=c'])
      assert.ok(readXml(mark.repeat(20_000)).problems.length > 0, mark)
  })
})
