import { strict as assert } from 'node:assert'
import { parseDate } from '../../../server/core/patch/mailDate'
import { parseFields } from '../../../server/core/patch/mailHeader'
import { readPatch } from './readPatch'

const patch = '---\ndiff --git a/x b/x\nold mode 100644\nnew mode 100755\n'
const commitOf = (text: string) => readPatch(text).changeSet.commits[0]

describe('dates in patches', () => {
  it('are read in every form git writes', () => {
    const moment = { time: 1_708_700_999, zone: '+0800' }
    assert.deepEqual(parseDate('Fri, 23 Feb 2024 23:09:59 +0800'), moment)
    assert.deepEqual(parseDate('Fri Feb 23 23:09:59 2024 +0800'), moment)
    assert.deepEqual(parseDate('2024-02-23 23:09:59 +0800'), moment)
    assert.deepEqual(parseDate('2024-02-23T23:09:59+08:00'), moment)
    assert.deepEqual(parseDate('1708700999 +0800'), moment)
    assert.deepEqual(parseDate('1 Jan 1970 00:00 -0130'), { time: 5400, zone: '-0130' })
    assert.deepEqual(parseDate('2000-02-29 12:00:00'), { time: 951_825_600, zone: '+0000' })
    assert.equal(parseDate('yesterday'), undefined)
    assert.equal(parseDate('1 Foo 2000 00:00:00'), undefined)
  })
})

describe('fields of a mail', () => {
  it('are unfolded and decoded', () => {
    const fields = parseFields(
      'Subject: =?utf-8?q?J=C3=B6rg_?=\n =?UTF-8?B?w7w=?= and\n more\nX: =?iso-8859-1?q?=E9?=\nX: second\n',
    )
    assert.equal(fields.get('subject'), 'Jörg ü and more')
    assert.equal(fields.get('x'), 'é')
  })

  it('stay as they are where they are not encoded words', () => {
    assert.equal(
      parseFields('Subject: =?utf-8?q?open and =?no?= end\n').get('subject'),
      '=?utf-8?q?open and =?no?= end',
    )
  })
})

describe('the commit of a mail', () => {
  it('has the author and subject that git am would give it', () => {
    const commit = commitOf(
      `From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001\nFrom: List <list@example.invalid>\nDate: Fri, 23 Feb 2024 23:09:59 +0800\nSubject: Re: [PATCH v2 1/3] [core] fix: it\n\nFrom: "Ada L." <ada@example.invalid>\n\nwhy\n>From here\n${patch}`,
    )
    assert.deepEqual(commit?.author, {
      name: 'Ada L.',
      email: 'ada@example.invalid',
      time: 1_708_700_999,
      zone: '+0800',
    })
    assert.equal(commit?.subject, 'fix: it')
    assert.equal(commit?.message, 'fix: it\n\nwhy\nFrom here')
    assert.equal(commit?.id, '1'.repeat(40))
  })

  it('is none for a cover letter', () => {
    assert.equal(commitOf('From x Mon Sep 17 00:00:00 2001\nSubject: [PATCH 0/2] cover\n\ntext\n'), undefined)
  })

  it('is read from git log in its formats', () => {
    const log = commitOf(
      'commit 1234567 (HEAD -> main)\nMerge: abcdef0 abcdef1\nAuthor:     Ada <ada@example.invalid>\nAuthorDate: Fri Feb 23 23:09:59 2024 +0800\nCommit:     Bob <bob@example.invalid>\nCommitDate: 2024-02-24 00:00:00 +0000\n\n    subject\n    \n    body\n\n',
    )
    assert.deepEqual(
      [log?.parents, log?.author.name, log?.committer.name, log?.committer.time],
      [['abcdef0', 'abcdef1'], 'Ada', 'Bob', 1_708_732_800],
    )
    assert.equal(log?.message, 'subject\n\nbody')
    const raw = commitOf(
      'commit 1234567\ntree 1111111\nparent 2222222\nparent 3333333\nauthor A B <a@example.invalid> 1708700999 +0800\ncommitter C <c@example.invalid> 1708700999 -0100\n\n    subject\n',
    )
    assert.deepEqual(
      [raw?.parents, raw?.author.email, raw?.committer.zone],
      [['2222222', '3333333'], 'a@example.invalid', '-0100'],
    )
  })
})

describe('a mail that is not plain text', () => {
  const parts = (encoding: string) =>
    `From: A <a@example.invalid>\nContent-Type: multipart/mixed; boundary="=_x"\n\n--=_x\n\ntext\n--=_x\nContent-Transfer-Encoding: ${encoding}\n\n${patch}\n--=_x--\n`

  for (const encoding of ['base64', 'quoted-printable']) {
    it(`is unread, with a reason: ${encoding}`, () => {
      const { changeSet } = readPatch(`From: A <a@example.invalid>\nContent-Transfer-Encoding: ${encoding}\n\n${patch}`)
      assert.match(changeSet.unread[0]?.reason ?? '', new RegExp(encoding))
      assert.equal(changeSet.files.length, 0)
    })

    it(`is unread in that part: ${encoding}`, () => {
      const { changeSet } = readPatch(parts(encoding))
      assert.equal(changeSet.unread.length, 1)
      assert.match(changeSet.unread[0]?.reason ?? '', new RegExp(encoding))
    })
  }

  it('is read where a part is plain text', () => {
    const { changeSet } = readPatch(parts('8bit'))
    assert.equal(changeSet.files.length, 1)
    assert.deepEqual(changeSet.unread, [])
  })

  it('is read where only its text speaks of an encoding', () => {
    const { changeSet } = readPatch(`From: A <a@example.invalid>\n\nContent-Transfer-Encoding: base64\n\n${patch}`)
    assert.equal(changeSet.files.length, 1)
  })
})
