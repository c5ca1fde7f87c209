import { type TriggerRow, Triggers } from './stringRuns'

/** Why a reviewer wants to see a string. */
export interface StringKind {
  readonly matters: string
  readonly pattern: RegExp
  /** One of these stands in every text that the pattern fits: four characters, or one. */
  readonly triggers: TriggerRow
}

const words = (text: string): readonly string[] => text.split(' ')

/**
 * The gravest first: a string is what the first row says that fits it. Names of functions are left alone: a pattern
 * wants what a shell, a loader or a person would read, not what a linker does.
 */
export const stringKinds: readonly StringKind[] = [
  {
    matters: 'key',
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}(?:KEY|CERTIFICATE|MESSAGE)|\bssh-(?:rsa|ed25519|dss) AAAA/,
    triggers: ['BEGI', 'ssh-'],
  },
  {
    matters: 'command',
    pattern:
      /\| ?(?:\/(?:usr\/)?bin\/)?(?:(?:ba|da|k|z)?sh|python[23]?|perl|xargs|base64|xz|tr|sed|awk|grep|head|tail|tee|sort|cut)\b|\b(?:ba|da|k|z)?sh -[a-z]{0,4}c\b|(?:^|[;&|({`\s])eval[ ("'`$]|\bchmod (?:[ugoa]*\+[rwxst]+|[0-7]{3,4}) |\brm -[rf]{1,2} |\bsudo |2>&1|[12&]?> ?\/dev\/null|\/dev\/(?:tcp|udp)\/|\$\((?:[a-z]{2,12} |cat\b)|`(?:uname|cat|printf|echo) |\bpowershell(?:\.exe)? -|\bcmd(?:\.exe)? \/c\b/i,
    triggers: words('eval EVAL chmo sudo 2>&1 /dev powe POWE Powe cmd. CMD.').concat(
      ['rm -', 'sh -'],
      ['cmd ', 'CMD ', 'SH -', '|', '`', '$'],
    ),
  },
  {
    matters: 'decoder',
    pattern:
      /(?:^|[^\w.$@/-])(?:(?:\/usr)?\/bin\/)?(?:base64|base32|uudecode|xxd|gunzip|zcat|unxz|xzcat|unlzma|bunzip2|openssl enc)(?![\w.-])|(?:^|[^\w])(?:(?:xz|gzip|bzip2|lzma|zstd) -[a-zA-Z]{0,4}d|(?:head|tail) -c|tr (?:-d )?["'\\[]|sed -[nei]|awk ['"{]|dd if=)|\b(?:atob|FromBase64String|b64decode|fromCharCode)\b/,
    triggers: words('base uude gunz zcat unxz xzca unlz bunz open atob Base b64d romC').concat(
      ['xxd ', '/xxd', 'xz -', 'ip -', 'p2 -', 'ma -', 'td -', 'head', 'tail', 'tr "', "tr '", 'tr \\', 'tr [', 'tr -'],
      ['sed ', 'awk ', 'dd i'],
    ),
  },
  {
    matters: 'download',
    pattern:
      /(?:^|[^\w.$@-])(?:curl|wget|ncat|netcat|certutil|bitsadmin)(?= |$)|\bnc -[a-z]|\bInvoke-WebRequest\b|\bscp -/,
    triggers: ['curl', 'wget', 'ncat', 'netc', 'cert', 'bits', 'nc -', 'Invo', 'scp '],
  },
  {
    matters: 'script',
    pattern:
      /#! ?\/(?:usr\/|bin\/)|<\?php\b|<script\b|^\s{0,20}(?:import (?:os|sys|subprocess|socket|ctypes)\b|from [\w.]{1,40} import )|\brequire\(['"]|\b(?:child_process|os\.system|subprocess\.\w+|__import__|Runtime\.getRuntime)\b|^\s{0,20}function \w{0,40} ?\(/,
    triggers: words('#!/u #!/b <?ph <scr impo requ chil os.s subp __im Runt func').concat('! /u', '! /b'),
  },
  {
    matters: 'interpreter',
    pattern:
      /(?:^|[^\w.-])\/(?:usr\/)?bin\/(?:env|(?:ba|da|c|tc|k|z)?sh|perl|python[\d.]{0,5}|ruby|node|awk)\b|\b(?:cmd|powershell|wscript|mshta|rundll32)\.exe\b/i,
    triggers: words('/bin .exe .EXE .Exe /BIN'),
  },
  {
    matters: 'environment',
    pattern:
      /(?:^|[^\w])(?:LD_(?:PRELOAD|AUDIT|LIBRARY_PATH|DEBUG|BIND_NOW)|DYLD_\w{3,30}|PYTHON(?:PATH|STARTUP|HOME)|NODE_OPTIONS|BASH_ENV|PROMPT_COMMAND|GIT_(?:SSH|EXEC_PATH)\w{0,20}|TMPDIR|USERPROFILE|APPDATA|(?:https?|all)_proxy|[A-Z]{2,20}_(?:TOKEN|SECRET|PASSWORD|API_KEY)\w{0,20}|AWS_\w{3,30}|GITHUB_\w{3,30})(?!\w)|(?:^|[^\w$])\$\{?(?:HOME|PATH|USER|SHELL|IFS|PWD|TMP)\b/,
    triggers: words(
      'LD_P LD_A LD_L LD_D LD_B DYLD PYTH NODE BASH PROM GIT_ TMPD USER APPD prox _TOK _SEC _PAS _API AWS_ GITH HOME PATH HELL {IFS $IFS $PWD {PWD $TMP {TMP $',
    ),
  },
  {
    matters: 'address',
    pattern:
      /\b(?:https?|ftps?|wss?|ssh|git|tcp|udp|ldaps?):\/\/[^\s/"'<>]{2,}|(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\w.-])|(?<![\w.@/-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,6}(?:com|net|org|info|onion|invalid|xyz|top|ru|cn|io|dev)(?![\w.-])/,
    triggers: words('p:// s:// h:// t:// .com .net .org .inf .oni .inv .xyz .top').concat(numberedFours()),
  },
  {
    matters: 'path',
    pattern:
      /(?:^|[\s"'=:(`])(?:\/(?:bin|etc|home|tmp|usr|var|root|proc|dev|opt|lib|lib64|sys|run|mnt|Users|private|Library|build|nix|srv)\/[\w.+@%*$-]|~\/(?:\.\w{2}|\w[\w.-]{0,40}\/))|(?:^|[\s"'=(])[A-Za-z]:\\[\w.$ -]{2,}\\|\.ssh\/|\/authorized_keys\b|(?:^|\/)\.(?:bashrc|profile|netrc|npmrc|gitconfig|aws\/)/,
    triggers: words(
      '/bin /etc /hom /tmp /usr /var /roo /pro /dev /opt /lib /sys /run /mnt /Use /pri /Lib /bui /nix /srv .ssh auth .bas .net .npm .git .aws .pro ~ \\',
    ),
  },
]

export const triggers = new Triggers(stringKinds.map(kind => kind.triggers))

/** What stands in every number of the form 10.20.30.40: a digit, a point, and a digit with a point or digit behind. */
function numberedFours(): readonly string[] {
  const digits = [...'0123456789']
  return digits.flatMap(one => digits.flatMap(other => [...digits, '.'].map(last => `${one}.${other}${last}`)))
}

/**
 * The gravest kind that fits, as an index of {@link stringKinds}, and where in the text; undefined for none.
 * @param rows bit n: row n may fit
 */
export function kindOf(text: string, rows: number): { readonly rank: number; readonly at: number } | undefined {
  for (const [rank, { matters, pattern }] of stringKinds.entries()) {
    if ((rows & (1 << rank)) === 0) continue
    const found = pattern.exec(text)
    if (found === null || (matters === 'address' && isVersion(found[0]))) continue
    return { rank, at: found.index }
  }
  return undefined
}

/** Four numbers of one digit, not all the same, are a version more often than a machine. */
function isVersion(text: string): boolean {
  return /^\d\.\d\.\d\.\d$/.test(text) && !/^(\d)\.\1\.\1\.\1$/.test(text)
}

/** Sentences and messages, as against names, chance bytes and what is to be filled in. */
export function isProse(text: string): boolean {
  if (text.length < 10 || !/[A-Za-z]{3} [A-Za-z]{2}/.test(text) || /%[-+ #0-9.*]{0,8}[a-zA-Z]/.test(text)) return false
  const odd = text.replace(/[A-Za-z0-9 .,:;'"()-]/g, '').length
  return odd * 5 <= text.length
}
