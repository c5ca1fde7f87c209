import type { CommitInfo, Signature } from '../model/changeSet'
import { latin1 } from '../model/path'
import { parseDate } from './mailDate'
import { decodeText, parseFields } from './mailHeader'
import type { PatchDocument, SectionNode, TextNode } from './node'

/** What a mail or the header of `git log` says about its commit; parts it does not say are empty. */
export function commitInfo(doc: PatchDocument, section: SectionNode): CommitInfo {
  return section.kind === 'mail' ? mailInfo(doc, section) : logInfo(doc, section)
}

function textOf(doc: PatchDocument, section: SectionNode, kind: TextNode['kind']): Uint8Array {
  const node = section.children.find(child => child.kind === kind)
  return node === undefined ? new Uint8Array() : doc.bytes.subarray(node.start, node.end)
}

function mailInfo(doc: PatchDocument, section: SectionNode): CommitInfo {
  const envelope = /^From ([0-9a-f]{40}|[0-9a-f]{64}) /.exec(latin1(textOf(doc, section, 'envelope')))
  const fields = new Map(parseFields(latin1(textOf(doc, section, 'mailHeader'))))
  const written = decodeText(textOf(doc, section, 'message'))
    .replace(/\r\n/g, '\n')
    .replace(/^>(>*From )/gm, '$1')
  const body = takeInBodyFields(written, fields)
  const subject = cleanSubject(fields.get('subject') ?? '')
  const author = signature(fields.get('from') ?? '', fields.get('date') ?? '')
  const id = envelope?.[1] ?? ''
  return {
    id: /^0*$/.test(id) ? '' : id,
    parents: [],
    author,
    committer: author,
    subject,
    message: body === '' ? subject : `${subject}\n\n${body}`,
  }
}

/** Fields at the top of the body, before the message, replace those of the mail (mailinfo.c, check_header). */
function takeInBodyFields(body: string, fields: Map<string, string>): string {
  const lines = body.replace(/^\n+/, '').split('\n')
  let at = 0
  for (; at < lines.length; at++) {
    const match = /^(From|Subject|Date):[ \t]*(.*)$/i.exec(lines[at]!)
    if (match === null) break
    fields.set(match[1]!.toLowerCase(), match[2]!)
  }
  return lines.slice(at).join('\n').trim()
}

/** Without `Re:` and leading `[…]`, as git am does. */
function cleanSubject(subject: string): string {
  return subject.replace(/^(?:\s|re:|:|\[[^\]]*\])+/i, '').trim()
}

function logInfo(doc: PatchDocument, section: SectionNode): CommitInfo {
  const header = decodeText(textOf(doc, section, 'commitHeader')).replace(/\r/g, '')
  const field = (name: string) => new RegExp(`^${name}:? +(.*)$`, 'm').exec(header)?.[1] ?? ''
  const message = decodeText(textOf(doc, section, 'message'))
    .replace(/\r/g, '')
    .replace(/^ {4}/gm, '')
    .trim()
  const author = rawSignature(field('author')) ?? signature(field('Author'), field('AuthorDate') || field('Date'))
  const commit = field('Commit') === '' ? author : signature(field('Commit'), field('CommitDate'))
  return {
    id: /^commit ([0-9a-f]+)/.exec(header)?.[1] ?? '',
    parents: field('Merge') === '' ? rawParents(header) : field('Merge').split(' '),
    author,
    committer: rawSignature(field('committer')) ?? commit,
    subject: message.split('\n', 1)[0] ?? '',
    message,
  }
}

function rawParents(header: string): string[] {
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(match => match[1]!)
}

/** `Name <email> seconds zone`, as in a commit object. */
function rawSignature(text: string): Signature | undefined {
  const end = text.lastIndexOf('> ')
  return end < 0 ? undefined : signature(text.slice(0, end + 1), text.slice(end + 2))
}

function signature(person: string, date: string): Signature {
  const from = person.indexOf('<')
  const to = person.indexOf('>', from)
  const hasEmail = from >= 0 && to > from
  const name = (hasEmail ? person.slice(0, from) : person).trim()
  const moment = parseDate(date)
  return {
    name: name.startsWith('"') && name.endsWith('"') && name.length > 1 ? name.slice(1, -1) : name,
    email: hasEmail ? person.slice(from + 1, to) : '',
    time: moment?.time ?? 0,
    zone: moment?.zone ?? '',
  }
}
