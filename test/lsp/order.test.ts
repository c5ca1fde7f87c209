import assert from 'node:assert/strict'
import fc from 'fast-check'
import { CLOSE_REVIEW, OPEN_REVIEW } from '../../server/protocol'
import { HIDDEN } from './content'
import { Session } from './session'

const URI = 'file:///some.patch'

/** A patch whose only finding is on this line of it, counted from 0. */
function patch(line: number): string {
  const above = ' int a;\n'.repeat(line - 3)
  return `--- a/a.c\n+++ b/a.c\n@@ -1,${line - 3} +1,${line - 2} @@\n${above}+${HIDDEN}\n`
}

type Step =
  | { readonly kind: 'open'; readonly id: string; readonly line: number; readonly isBound: boolean }
  | { readonly kind: 'close'; readonly id: string }
  | { readonly kind: 'type'; readonly line: number }
  | { readonly kind: 'pull' }
  | { readonly kind: 'configure'; readonly isOff: boolean }
  | { readonly kind: 'wait' }

const id = fc.constantFrom('one', 'two')
const line = fc.integer({ min: 4, max: 9 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), id, line, isBound: fc.boolean() }),
  fc.record({ kind: fc.constant('close' as const), id }),
  fc.record({ kind: fc.constant('type' as const), line }),
  fc.record({ kind: fc.constant('pull' as const) }),
  fc.record({ kind: fc.constant('configure' as const), isOff: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const) }),
)

describe('whatever happens in whatever order', () => {
  let session: Session
  before(async () => {
    session = await Session.start()
  })
  after(() => session.stop())

  it('the last state is what is shown in the end, and after the last close nothing is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
        let version = 1
        await session.openDocument(URI, patch(5), 'diff')
        const under: Promise<unknown>[] = []
        const send = (method: string, params: object) => {
          const answer = session.client.sendRequest(method, params).catch(() => undefined)
          under.push(answer)
          return answer
        }
        const type = (at: number) => session.change(URI, patch(at), ++version)
        for (const each of steps) {
          switch (each.kind) {
            case 'open': {
              const bound = each.isBound ? { uri: URI } : {}
              const source = { kind: 'patch', name: 'p', text: patch(each.line), ...bound }
              void send(OPEN_REVIEW, { id: each.id, source })
              break
            }
            case 'close':
              void send(CLOSE_REVIEW, { id: each.id })
              break
            case 'type':
              await type(each.line)
              break
            case 'pull':
              void send('textDocument/diagnostic', { textDocument: { uri: URI } })
              break
            case 'configure':
              await session.configure({ rules: each.isOff ? { 'hidden-text/invisible-character': 'off' } : {} })
              break
            case 'wait':
              await under.at(-1)
              break
          }
        }
        await session.configure({})
        await type(12)
        const last = session.open({ kind: 'patch', name: 'p', text: patch(12), uri: URI }, 'one')
        const asked = session.pull(URI).catch(() => undefined)
        await last
        // a client pulls again when it is asked to; that makes way for what is pushed
        await asked
        await session.pull(URI)
        await Promise.all(under)
        await session.until(() => {
          const [first, ...more] = session.of(URI)
          return first?.range.start.line === 12 && more.length === 0
        })
        await send(CLOSE_REVIEW, { id: 'one' })
        await send(CLOSE_REVIEW, { id: 'two' })
        await session.until(() => session.of(URI).length === 0)
        const count = session.log.length
        assert.deepEqual(
          (await session.pullItems(URI)).map(({ range }) => range.start.line),
          [12],
        )
        assert.equal(session.log.length, count)
        await session.closeDocument(URI)
      }),
      { numRuns: 15 },
    )
  })
})
