import { type Family, families, inputs } from '../../../core/facts/requestInput'
import { type Branch, branchesOf, functionAround } from '../../../core/formats/branches'
import type { LiveText } from '../../../core/formats/liveText'
import { extensionOf } from '../../../core/model/path'

/** `rights`: of a user or of an account. `shell`: a program is run. `passes`: the answer of a check is yes. */
export type Gain = 'rights' | 'shell' | 'passes'

export interface Opening {
  readonly branch: Branch
  readonly gain: Gain
  /** What is compared, as written. */
  readonly asked: string
  /** What the branch does, as written. */
  readonly does: string
  /** Offset of it. */
  readonly at: number
  /** Whether it is compared with a constant, and not only looked at. */
  readonly isCompared: boolean
  /** What is compared is a secret by its name, and the constant no plain word. */
  readonly isSecret?: boolean
}

const PASSWORD = String.raw`[\w.>$[\]'"-]{0,60}?(?:password|passwd|passphrase|passcode|(?<![a-z])pass|(?<![a-z])pwd?)(?:["']?\]|\(\))?(?![A-Za-z0-9_])`
/** Who is at the other end of a connection. */
const PEER = String.raw`ntohs\s*\([^()]{0,80}port[^()]{0,20}\)|\b\w{0,40}\.?(?:remotePort|peer_port|sin6?_port|remote_port|client_port)\b|\bgetRemotePort\(\)`
/** What came in, by the names that readers of lines and packets give it. */
const RECEIVED = String.raw`\b(?:read_?buf\w*|recv_?buf\w*|in_?buf\w*|buf(?:fer)?|line|packet|pkt|payload|msg|message|target|input|request|data|user|name)\b`
const ENVIRONMENT = String.raw`\b(?:getenv|os\.getenv|os\.Getenv|os\.environ\.get|System\.getenv|Environment\.GetEnvironmentVariable|env::var)\s*\([^()]{1,80}\)|process\.env\.\w+|os\.environ\[[^\]]*\]|\bENV\[[^\]]*\]|\$ENV\{\w+\}`

const CONSTANT = String.raw`(?:[a-zA-Z]?["'\x60][^"'\x60\n]{2,120}["'\x60]|0[xX][0-9a-fA-F]{2,}|[2-9]\d+|1\d+|[A-Z][A-Z0-9]*_[A-Z0-9_]+)`
const COMPARES = new RegExp(
  String.raw`(?:===?|\beq\b|\.equals(?:IgnoreCase)?\(|\.Equal\(|\b(?:str(?:n?case|n)?cmp|memcmp|bcmp|hash_equals|compare_digest|EqualFold)\s*\([^;]{0,160}?)\s*(?:\w+\s*\()?\s*${CONSTANT}|${CONSTANT}\)?\s*(?:===?|\beq\b|\.equals\()`,
)

const RIGHTS =
  /\b[sS]et(?:re|res|e)?[ug]id\s*\(\s*0\b[^)]*\)|(?:^|[^\w.>*-])\*?(?:\w+(?:->|\.)){0,4}(?:e|fs|s)?(?:uid|gid|UID|GID|Uid|Gid|ID)\s*=\s*(?:\*?[\w.>-]+\s*=\s*){0,3}0\s*[;,\n]|\bcommit_creds\s*\(|["']?\b(?:role|roles|user_role|is_?[aA]dmin|is_?[rR]oot|is_?[sS]uper_?[uU]ser|is_?[sS]taff|admin|superuser|privileged|authenticated|is_?[aA]uthenticated|authorized|is_?[aA]uthorized|logged_?[iI]n|is_?[lL]ogged_?[iI]n)["']?\]?\s*[:=]\s*(?:true|True|TRUE|1\b|["'](?:admin|root|superuser|owner|administrator)["'])|\[["']user(?:name)?["']\]\s*=\s*["'](?:admin|root|administrator)["']|\b[sS]et_?(?:Role|role|Privilege|privilege)\w*\(\s*["'](?:admin|root)|\bPAM_SUCCESS\b/
const SETS_ID = /^[sS]et\w*id\b/
const SHELL =
  /\b(?:execl[pe]?|execv[pe]{0,2}|system|popen|passthru|shell_exec|proc_open|execSync|spawnSync?|do_cmd|WinExec|ShellExecute[AW]?)\s*\(|\bsubprocess\.\w+\s*\(|\bos\.(?:system|popen|exec\w*|spawn\w*)\s*\(|\bpty\.spawn\s*\(|\bgetRuntime\(\)\.exec\s*\(|\bexec\.Command\s*\(|\bProcess\.Start\s*\(|\bCommand::new\s*\(/
const INTERACTIVE = /["'](?:\/(?:usr\/)?s?bin\/)?(?:ba|c|z|k|da|tc)?sh(?:["']|\s+-i)/
const PASSES =
  /\breturn\s*\(?(?:true|True|TRUE|1|nil|Ok\((?:true|\(\))\)|AUTH_\w*(?:OK|SUCCESS)\w*|\w*AUTHENTICATED|SUCCESS)\)?\s*(?:[;,\n}]|$)|\b(?:return\s+)?next(?:\(\s*\)|\.(?:ServeHTTP|handle|invoke|Invoke)\s*\()/
/** Two texts asked for at once: an account and what opens it. */
const ACCOUNT = /\b(\w{1,40})\s*===?\s*["'][^"'\s]{2,60}["']\s*(?:&&|\band\b)\s*\w{1,40}\s*===?\s*["'][^"'\s]{4,80}["']/
const ACCOUNT_EQUALS =
  /["'][^"'\s]{2,60}["']\.equals\(\s*(\w{1,40})\s*\)\s*&&\s*["'][^"'\s]{4,80}["']\.equals\(|\b(\w{1,40})\.equals\(\s*["'][^"'\s]{2,60}["']\s*\)\s*&&\s*\w{1,40}\.equals\(\s*["'][^"'\s]{4,80}["']/
const LOGIN_NAME = /log_?in|sign_?in|authenticat|check_?(?:pass|user|login)|credential/i
const AUTH_NAME =
  /auth|log_?in|sign_?in|verif|allowed|permit|permission|check_?(?:pass|user|token|access)|access|acl|guard|middleware|can_|is_valid|credential/i

/** The branches of a program that give something to whoever sends, says or sets what they ask for. */
export function openingsOf(path: string, live: LiveText): readonly Opening[] {
  const family = families[extensionOf(path)]
  const request = family === undefined ? undefined : new RegExp(inputs[family as Family])
  return branchesOf(live).flatMap((branch): readonly Opening[] => {
    const condition = live.code.slice(branch.condition.from, branch.condition.to)
    const body = live.code.slice(branch.body.from, branch.body.to)
    const found = weigh(condition, body, request, () => functionAround(live.names, branch.condition.from))
    return found === undefined ? [] : [{ ...found, branch, at: branch.body.from + body.indexOf(found.does) }]
  })
}

type Weighed = Omit<Opening, 'branch' | 'at'>

function weigh(
  condition: string,
  body: string,
  request: RegExp | undefined,
  around: () => string,
): Weighed | undefined {
  const isCompared = COMPARES.test(condition)
  const asked = request?.exec(condition)?.[0]
  const rights = RIGHTS.exec(body)?.[0]
  const shell = SHELL.exec(body)?.[0]
  if (rights === undefined && shell === undefined && !/\breturn\b|\bnext\b/.test(body)) return undefined
  const password = isCompared ? passwordIn(condition) : undefined
  const peer = isCompared ? new RegExp(PEER).exec(condition)?.[0] : undefined
  const outside = asked ?? peer ?? password
  if (
    rights !== undefined &&
    outside !== undefined &&
    !/!\s*$|\bnot\s+$/.test(condition.slice(0, condition.indexOf(outside)))
  )
    return { gain: 'rights', asked: outside, does: rights.trim(), isCompared }
  const received = isCompared ? new RegExp(RECEIVED).exec(condition)?.[0] : undefined
  // A command by its name is what an interpreter of commands compares; who asks for a shell by it gets no rights.
  if (received !== undefined && rights !== undefined && shell !== undefined)
    return { gain: 'rights', asked: received, does: rights.trim(), isCompared }
  // User id 0 and a shell to type into, for one text: whatever the text is called.
  const any = isCompared && rights !== undefined && SETS_ID.test(rights) && INTERACTIVE.test(body)
  const word = any && /["']/.test(condition) ? /[A-Za-z_][\w.]*(?!\w|\s*\()/.exec(condition)?.[0] : undefined
  if (word !== undefined && rights !== undefined && shell !== undefined)
    return { gain: 'rights', asked: word, does: rights.trim(), isCompared }
  if (shell !== undefined && peer !== undefined) return { gain: 'shell', asked: peer, does: shell, isCompared }
  if (shell !== undefined && password !== undefined && INTERACTIVE.test(body))
    return { gain: 'shell', asked: password, does: shell, isCompared }
  const account = isCompared ? (ACCOUNT.exec(condition) ?? ACCOUNT_EQUALS.exec(condition)) : null
  const given =
    account === null ? undefined : /\breturn\s+(?!(?:false|nil|null|None|err)\b)[A-Za-z][^;\n]{0,60}/i.exec(body)?.[0]
  if (account !== null && given !== undefined && isPassword(condition) && LOGIN_NAME.test(around()))
    return { gain: 'passes', asked: account[1] ?? account[2] ?? '', does: given.trim(), isCompared }
  const passes = PASSES.exec(body)?.[0]
  if (passes === undefined || !isCompared) return undefined
  if (password !== undefined && !/next/.test(passes) && isPassword(condition))
    return { gain: 'passes', asked: password, does: passes.trim(), isCompared }
  const setting = new RegExp(ENVIRONMENT).exec(condition)?.[0]
  const by = asked ?? setting
  if (by === undefined || !isMade(condition, by)) return undefined
  if (!AUTH_NAME.test(around()) && !/next/.test(passes)) return undefined
  return { gain: 'passes', asked: by, does: passes.trim(), isCompared }
}

/** Whether there is one at all is no question of what it says. */
const WHETHER_THERE =
  /^\s*(?:[!=]==?\s*(?:NULL|nullptr|None|nil|null|undefined)\b|is\s+(?:not\s+)?None\b|\.is_(?:some|none)\b)/

function passwordIn(condition: string): string | undefined {
  for (const found of condition.matchAll(new RegExp(PASSWORD, 'gi')))
    if (!WHETHER_THERE.test(condition.slice(found.index + found[0].length))) return found[0]
  return undefined
}

/** A text made up to be one: words for states and kinds are letters only. */
function isPassword(condition: string): boolean {
  const texts = [...condition.matchAll(/["']([^"'\s]{6,80})["']/g)].map(([, text = '']) => text)
  return texts.some(text => /\d/.test(text) && /[A-Za-z]/.test(text) && !/[/:%{}<>]/.test(text))
}

/** Something somebody has to know, or a switch of its own: not a method, a type of content or a language. */
function isMade(condition: string, asked: string): boolean {
  if (
    /method|content.?type|accept|origin|upgrade|host|lang|format|mode|env["'\]]|NODE_ENV|RAILS_ENV|OPTIONS/i.test(asked)
  )
    return false
  return !/["'](?:GET|POST|OPTIONS|HEAD|PUT|test|testing|development|production|https?|websocket)["']/.test(condition)
}
