import type { LiveText } from '../../../core/formats/liveText'

/** A program that goes through folders and writes the same into, or removes, each file. */
export interface OverwrittenTree {
  readonly command: string
  /** Where it begins, as written. */
  readonly target: string
  /** Offsets of the call, half open. */
  readonly from: number
  readonly to: number
}

const WALKS =
  /\breaddir(?:Sync)?\s*\(|\bos\.walk\s*\(|\.rglob\s*\(|\bfilepath\.Walk(?:Dir)?\s*\(|\bscandir\s*\(|\bFind\.find\s*\(|\bDir\.glob\s*\(|DirectoryIterator\s*\(|\bread_dir\s*\(|\bWalkDir::new\s*\(/
/** A path that a name holds, and a text that is the same every time, or nothing. */
const WRITES =
  /\b((?:\w+\.)?(?:writeFile(?:Sync)?|file_put_contents|WriteFile|fs::write|File\.write|truncate(?:Sync)?|unlink(?:Sync)?))\s*\(\s*&?[A-Za-z_$][\w.$]*(?:\(\))?\s*(?:\)|,\s*(?:b|\[\]byte\(|String\.fromCharCode\()?\s*(?:["'\x60][^"'\x60\n]{0,40}["'\x60]|0|nil|\d+)\s*[,)])|\b([A-Za-z_]\w*\.(?:write_text|write_bytes))\(\s*b?["'][^"'\n]{0,40}["']\s*\)|\b(open)\(\s*[\w.]+(?:\([^()]*\))?\s*,\s*["']wb?["'][^)]{0,30}\)(?:\.write\(\s*b?["'][^"'\n]{0,40}["']\s*\)|\s+as\s+(\w+)\s*:\s*\n?\s*\4\.write\(\s*b?["'][^"'\n]{0,40}["']\s*\))/g
const WHOLE =
  /["'\x60](?:\/|~\/?|(?:\.\.\/?){1,8}|\/home|\/Users|[A-Z]:[\\/]{1,2})["'\x60]|\bhomedir\(\)|\bexpanduser\(\s*["']~\/?["']\s*\)|\bPath\.home\(\)|\bUserHomeDir\(\)|\bDir\.home\b|\bprocess\.env\.(?:HOME|USERPROFILE)|\bENV\[["']HOME["']\]/
/** Offsets between going through folders and writing, and around them for where it begins. */
const NEAR = 700
const AROUND = 2500

export function overwrittenTrees({ code, names }: LiveText): readonly OverwrittenTree[] {
  if (!WALKS.test(names)) return []
  const found: OverwrittenTree[] = []
  for (const call of code.matchAll(WRITES)) {
    const from = call.index
    const before = names.slice(Math.max(0, from - NEAR), from)
    if (!WALKS.test(before)) continue
    const target = WHOLE.exec(code.slice(Math.max(0, from - AROUND), from + AROUND))?.[0]
    const command = call[1] ?? call[2] ?? call[3] ?? ''
    // What is only removed may be a folder of its own, by the pattern of a name.
    if (
      target === undefined ||
      (/unlink/.test(command) && /\.(?:endsWith|endswith|match|test)\(|fnmatch|regex/i.test(before))
    )
      continue
    if (/["'\x60](?:\.\.\/?)+["'\x60]/.test(target) && /unlink/.test(command)) continue
    found.push({
      command,
      target: target.replace(/["'\x60]/g, ''),
      from,
      to: from + (call[0].split('\n', 1)[0]?.length ?? 1),
    })
    break
  }
  return found
}
