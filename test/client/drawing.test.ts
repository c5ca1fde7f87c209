import assert from 'node:assert/strict'
import { Drawing } from '../../client/surfaces/drawing'

describe('waiting for a page to draw', () => {
  it('does not end before the page has drawn, when the same is read again', async () => {
    const drawing = new Drawing<string>()
    const ended = watch(drawing.shown)
    drawing.put('one')
    drawing.begin()
    drawing.keep()
    await turnOfLoop()
    assert.deepEqual(ended, [])
    drawing.drawn(drawing.turn)
    await turnOfLoop()
    assert.deepEqual(ended, ['one'])
  })

  it('ends at once for what the page shows already', async () => {
    const drawing = new Drawing<string>()
    drawing.put('one')
    drawing.drawn(drawing.turn)
    drawing.begin()
    drawing.keep()
    assert.equal(await drawing.shown, 'one')
  })

  it('does not end with word of an earlier value', async () => {
    const drawing = new Drawing<string>()
    drawing.put('one')
    const earlier = drawing.turn
    drawing.begin()
    const ended = watch(drawing.shown)
    drawing.put('two')
    drawing.drawn(earlier)
    await turnOfLoop()
    assert.deepEqual(ended, [])
    drawing.drawn(drawing.turn)
    await turnOfLoop()
    assert.deepEqual(ended, ['two'])
  })

  it('ends with nothing where there is nothing to draw, for all who wait', async () => {
    const drawing = new Drawing<string>()
    const first = drawing.shown
    drawing.begin()
    const second = drawing.shown
    drawing.fail()
    assert.deepEqual(await Promise.all([first, second]), [undefined, undefined])
  })
})

function watch<Value>(promise: Promise<Value>): readonly Value[] {
  const seen: Value[] = []
  void promise.then(value => seen.push(value))
  return seen
}

function turnOfLoop(): Promise<void> {
  return new Promise(done => setImmediate(done))
}
