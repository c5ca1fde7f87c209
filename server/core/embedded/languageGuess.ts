import { detectLanguage, type LanguageId } from '../syntax/language'
import { languageOfScript } from '../syntax/languageByFirstLine'

/** What a text without a name looks like; asked in this order, in the first few kilobytes. */
const marks: readonly (readonly [RegExp, LanguageId])[] = [
  [/^\s*<\?php\b/, 'php'],
  [/^\s*<(?:\?xml|!DOCTYPE|html|svg|Project)\b/i, 'xml'],
  [/^[ \t]*#[ \t]*include[ \t]*[<"]/m, 'c'],
  [
    /\b(?:IEX|Invoke-(?:Expression|WebRequest|RestMethod)|New-Object|Get-\w+|Set-\w+|Start-Process)\b|\$env:\w/i,
    'powershell',
  ],
  [/^[ \t]*(?:import \w[\w.]*(?:[ \t]+as \w+)?(?:,|;|\s*$)|from \w[\w.]* import |def \w+\(|class \w+[(:])/m, 'python'],
  [/\b__import__\(|(?<![.\w])exec\(|\bos\.(?:system|popen)\(|\bsubprocess\./, 'python'],
  [
    /\brequire\(|\b(?:const|let|var) [\w${]|\bfunction\b[^\n]{0,80}\(|=>|\b(?:document|window|process|globalThis|console)\.|\beval\(/,
    'javascript',
  ],
  [/^\s*[[{]\s*["{[\]}]/, 'json'],
  [
    /(?:^|[;&|]|\$\()\s*(?:sudo\s+|[A-Z_]+=\S*\s+)*(?:curl|wget|bash|sh|zsh|echo|cat|rm|cp|mv|mkdir|chmod|eval|exec|export|set|source|cd|tar|python[23]?|node|perl|nc|ncat|ssh|scp|base64|openssl|xz|gzip|head|tail|tr|sed|awk|grep|printf|test|if|for|while|crontab|systemctl|make|git|npm|pip3?)\s/m,
    'bash',
  ],
]

/** The language of a text that came out of a decoding, by its first line or by what it looks like. */
export function guessLanguage(text: string): LanguageId | undefined {
  const head = text.slice(0, 4096)
  const named = languageOfScript(head, undefined) ?? detectLanguage('', head)
  return named ?? marks.find(([pattern]) => pattern.test(head))?.[1]
}
