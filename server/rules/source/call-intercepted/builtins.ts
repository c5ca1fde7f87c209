import type { LiveText } from '../../../core/formats/liveText'

/** A function of the platform that a program puts its own in place of. */
export interface ReplacedBuiltin {
  readonly name: string
  /** Offset of the left side of the assignment, and its length. */
  readonly at: number
  readonly length: number
  /** It acts for certain programs or files only, or never answers. */
  readonly isChosen: boolean
}

const NODE =
  /(?<![\w.$])\(?\s*(?:<\w+>\s*)?([A-Za-z_$][\w$]*)(?:\s+as\s+(?:\w+|\{[^}]{0,60}\}|Record<[^>]{0,40}>))?\s*\)?(?:\.promises)?\.(\w+)\s*=(?![=>])/g
const MODULES =
  /(?:import\s+(?:\*\s+as\s+)?(?:\{[^}]*?\bas\s+)?|\b(?:const|let|var)\s+)(\w+)\s*(?:\}\s*)?(?:from\s*|=\s*(?:\w+\()?\s*require\(\s*)["'](?:node:)?(fs|fs\/promises|child_process|https?|net|dns|tls|module|crypto|vm|os)["']|import\s*\{\s*promises\s+as\s+(\w+)\s*\}\s*from\s*["'](?:node:)?fs["']/g
const OWN =
  /^(?:readFile|writeFile|readFileSync|writeFileSync|readdir|readdirSync|open|openSync|stat|statSync|existsSync|createReadStream|createWriteStream|unlink|rename|exec|execSync|execFile|execFileSync|spawn|spawnSync|fork|request|get|connect|createConnection|lookup|resolve\w*|_load|_resolveFilename|_compile|randomBytes|createHash|createHmac|createSign|createVerify|verify|timingSafeEqual|runIn\w+|homedir|userInfo)$/
const PYTHON =
  /^[ \t]*(builtins\.(?:open|input|__import__|print|exec|eval|compile)|os\.(?:system|popen|listdir|scandir|walk|stat|remove|unlink|open|getenv|urandom)|subprocess\.(?:Popen|run|call|check_output)|socket\.(?:socket|create_connection|getaddrinfo)|requests\.(?:get|post|request|Session\.(?:request|send))|hmac\.(?:compare_digest|new)|urllib\.request\.urlopen|http\.client\.HTTPS?Connection\.\w+)[ \t]*=(?!=)/gm
/** Asks which program it is part of, which file is meant, or gives a promise that nothing keeps. */
const CHOSEN =
  /process\.argv|require\.main|module\.parent|sys\.argv|inspect\.(?:stack|currentframe)|sys\._getframe|new\s+Error\(\)\.stack|new\s+Promise\(\s*\(\s*\)\s*=>\s*\{\s*\}\s*\)|while\s*\(\s*true|\.(?:endsWith|endswith|includes|startsWith|startswith)\(|setTimeout\(/
const NEAR = 400

export function replacedBuiltins(path: string, { code, names }: LiveText): readonly ReplacedBuiltin[] {
  return path.endsWith('.py') ? inPython(code, names) : inNode(code, names)
}

function inNode(code: string, names: string): readonly ReplacedBuiltin[] {
  const modules = new Map<string, string>()
  for (const [, name, module, promises] of code.matchAll(MODULES))
    modules.set(promises ?? name ?? '', promises === undefined ? (module ?? '') : 'fs')
  if (modules.size === 0) return []
  return [...names.matchAll(NODE)].flatMap(({ 0: shown, 1: name = '', 2: member = '', index }) => {
    const module = modules.get(name)
    if (module === undefined || !OWN.test(member)) return []
    const own = shown.replace(/\s*=$/, '')
    const at = index + (own.length - own.trimStart().length)
    return [{ name: `${module}.${member}`, at, length: own.trim().length, isChosen: chosen(code, index) }]
  })
}

function inPython(code: string, names: string): readonly ReplacedBuiltin[] {
  return [...names.matchAll(PYTHON)].map(({ 0: shown, 1: name = '', index }) => {
    const at = index + shown.indexOf(name)
    return { name, at, length: name.length, isChosen: chosen(code, at) }
  })
}

function chosen(code: string, at: number): boolean {
  return CHOSEN.test(code.slice(Math.max(0, at - NEAR), at + NEAR))
}
