import assert from 'node:assert/strict'
import { isSensitiveName, secretAccess } from '../../../server/core/facts/secretAccess'
import { factsOf, textAt } from '../../harness/facts'

async function shown(path: string, text: string): Promise<readonly string[]> {
  const facts = await factsOf(secretAccess, { path, new: text })
  return facts.map(
    ({ subject, location, data }) =>
      `${data.form} ${subject}${data.isWhole ? ' whole' : ''} at ${textAt(text, location.at)}`,
  )
}

describe('access to secrets', () => {
  it('knows names that hold credentials', () => {
    const names = [
      'NPM_TOKEN',
      'AWS_SECRET_ACCESS_KEY',
      'dbPassword',
      'DEPLOY_KEY',
      'PATH',
      'TOKENIZER',
      'KEYBOARD',
      'HOME',
    ]
    assert.deepEqual(names.filter(isSensitiveName), ['NPM_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'dbPassword', 'DEPLOY_KEY'])
  })

  it('is found in commands: variables, stores and the environment as a whole', async () => {
    const text = 'MY_TOKEN=1\ncurl -H "$NPM_TOKEN" -H "$MY_TOKEN"\nenv | sort\nenv A=1 make\ncat ~/.ssh/id_rsa > x\n'
    assert.deepEqual(await shown('a.sh', text), [
      'environment NPM_TOKEN at "$NPM_TOKEN"',
      'environment * whole at env',
      'store ~/.ssh/id_rsa at ~/.ssh/id_rsa',
    ])
  })

  it('is found in workflows', async () => {
    const text =
      'jobs:\n  a:\n    env:\n      T: ${{ secrets.DEPLOY }}\n      U: ${{ toJSON(secrets) }}\n    secrets: inherit\n'
    assert.deepEqual(await shown('.github/workflows/a.yml', text), [
      'ci DEPLOY at ${{ secrets.DEPLOY }}',
      'ci * whole at ${{ toJSON(secrets) }}',
      'ci * whole at     secrets: inherit',
    ])
  })
})
