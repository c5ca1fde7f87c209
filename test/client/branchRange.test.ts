import assert from 'node:assert/strict'
import { branchRange } from '../../client/sources/branchRange'

describe('a branch in the list of revisions', () => {
  it('is reviewed for what it adds to HEAD', () => {
    const { revision } = branchRange({ name: 'topic', id: 'b2' }, 'a1')
    assert.equal(revision, 'HEAD...topic')
  })

  it('is reviewed for its last commit where it adds nothing', () => {
    const { revision, description } = branchRange({ name: 'main', id: 'a1' }, 'a1')
    assert.equal(revision, 'a1')
    assert.match(description, /last commit/)
  })
})
