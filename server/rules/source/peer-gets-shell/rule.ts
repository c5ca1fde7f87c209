import { isDocument } from '../../../core/formats/document'
import { liveText } from '../../../core/formats/liveText'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'

export default defineRule({
  id: 'source/peer-gets-shell',
  title: 'shell whose input and output are a connection',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['tcp-wrappers-1999'],
  tags: ['CWE-506', 'CWE-912'],
  triggers: [
    '/dev/tcp/',
    '/dev/udp/',
    'dup2',
    'pty',
    'nc',
    'socat',
    'mkfifo',
    'fsockopen',
    'TCPSocket',
    'createConnection',
    'connect',
    'Socket',
    'STDIN',
    'Stdin',
    'Stdout',
  ],
  messages: {
    shell: {
      message: '`{shown}`: a shell now reads from a connection and answers to it',
      why: 'Whoever is at the other end has the rights of the program that runs this.\nNothing on the way asks who that is.',
      benign: 'A tool for remote work, behind a login, or a sample of a lesson.',
      question: 'Who is at the other end, and what has been checked before the shell starts?',
      commands: ['git grep -n -e dup2 -e /dev/tcp'],
    },
  },
  examine: { file: examine },
})

const SHELL = String.raw`["'](?:\/(?:usr\/)?bin\/)?(?:ba|da|z|k|c|tc)?sh["']|["'](?:cmd|powershell)(?:\.exe)?["']`
/** Of scripts: one line does it. */
const scripted =
  /\b(?:ba|z|k|da)?sh\s+(?:-i\b|[^\n;|]{0,20})[^\n;|]{0,30}[<>]&?\s*\/dev\/(?:tcp|udp)\/|\bexec\s+\d+<>\s*\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat)\s[^\n;|]{0,120}?(?:-\w*[ec]\s+["']?(?:\/(?:usr\/)?bin\/)?(?:ba|da|z)?sh|--(?:sh-)?exec\b)|\|\s*(?:\/bin\/)?(?:ba)?sh\s+-i[^\n;|]{0,40}\|\s*(?:nc|ncat|netcat|openssl\s+s_client)\b|\bsocat\s[^\n]{0,120}(?:exec|EXEC|system|SYSTEM):["']?[^\n,"']{0,20}sh\b/g
/** Of programs: descriptors of a connection, and a shell, in one function's length. */
const DESCRIPTORS =
  /\bdup2\s*\(\s*[\w.>()-]{1,40}\s*,\s*(?:0|1|2|f|fd|i|STDIN_FILENO|STDOUT_FILENO)\s*\)|\bopen\s*\(?\s*STDIN\s*,\s*["']\s*[<>]&|\.pipe\(\s*\w{1,20}\.stdin\s*\)|\.Std(?:in|out)(?:\s*,\s*\w{1,20}\.Std\w{2,4}){0,2}\s*=\s*\w{0,20}(?:\b(?:c|s|sock|socket|client|peer|r|remote)|[cC]onn)\b(?!\s*[.(])/g
const STARTS = new RegExp(
  String.raw`\b(?:exec[lv]p?e?|system|spawn|execSync|Popen|call|run|proc_open|Command::new|exec|Command|CommandContext)\s*\(\s*(?:ctx\s*,\s*)?\[?\s*(?:${SHELL})|\bpty\.spawn\s*\(`,
)
const CONNECTION =
  /\bsocket\b|\baccept\s*\(|\bconnect\s*\(|TcpStream|TCPSocket|createConnection|\bnet\.(?:connect|Socket|Dial|Listen)|fsockopen/i
/** One descriptor in the place of all three, and its name is none of a terminal, a pipe or a file. */
const ALL_THREE =
  /\bdup2\s*\(\s*([\w.>()-]{1,40}?)\s*,\s*(?:0|STDIN_FILENO)\s*\)[^{}]{0,80}\bdup2\s*\(\s*\1\s*,\s*(?:1|STDOUT_FILENO)\s*\)[^{}]{0,80}\bdup2\s*\(\s*\1\s*,\s*(?:2|STDERR_FILENO)\s*\)/
const NO_PEER = /pty|tty|slave|master|pts|null|log|pipe|dev|file|out|err|term|console/i
/** Offsets around a descriptor within which the rest must stand. */
const AROUND = 1500
const MOST = 200

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path) || !context.budget.spend(side.text.length)) return
  const code = liveText(context.path, side.text)?.code ?? side.text
  const table = new LineTable(side.text)
  const isProgram = liveText(context.path, side.text) !== undefined
  const told = new Set<number>()
  const places = [...code.matchAll(scripted)].slice(0, MOST).map(found => ({ at: found.index, shown: found[0] }))
  if (isProgram)
    for (const found of [...code.matchAll(DESCRIPTORS)].slice(0, MOST)) {
      const near = code.slice(Math.max(0, found.index - AROUND), found.index + AROUND)
      if (STARTS.test(near) && (CONNECTION.test(near) || isHeldByPeer(near)))
        places.push({ at: found.index, shown: found[0] })
    }
  for (const { at, shown } of places) {
    const span = table.span(at, at + shown.length)
    const { line } = span.start
    if (told.has(line) || !context.isChanged('new', span) || wasRemovedPlace(context.content.hunks, side.lines, span))
      continue
    // One shell has three descriptors.
    for (let near = line - 5; near <= line + 5; near++) told.add(near)
    context.report({
      message: 'shell',
      at: span,
      severity: isTestFolder(context.path) ? 'low' : 'high',
      data: { shown: shown.replace(/\s+/g, ' ').slice(0, 60) },
    })
  }
}

function isHeldByPeer(near: string): boolean {
  const held = ALL_THREE.exec(near)?.[1]
  return held !== undefined && !NO_PEER.test(held)
}
