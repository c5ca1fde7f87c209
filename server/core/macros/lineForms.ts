/**
 * The forms in which a line of a generated file is looked for in its sources. Expansion takes the quotes of m4 away and
 * keeps the rest of most lines as it is; automake puts the condition of a line before it.
 */

/**
 * Equal only for lines that do the same: brackets, which are quotes in m4, and blanks aside. What takes a step is
 * explained by nothing less.
 */
export function strictForm(line: string): string {
  return line
    .replace(/^(?:@\w+_(?:TRUE|FALSE)@)+/, '')
    .replace(/[[\]]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

const WORD = /[\w./+$(){}@-]+/g
const FILE =
  /\$\(EXEEXT\)$|\.(?:\$\(OBJEXT\)|[hmlyoa]|obj|l[ao]|so|c|cc|cpp|cxx|hh|hpp|[PT]l?o|am|in|m4|\d\w{0,3}|texi|html|log|trs)[)}]?$/

/**
 * Equal for lines of one shape: quoted words, numbers, names that the programs make and names of files do not count.
 * For telling what is new from what is more of the same; a shape can hide a name.
 */
export function looseForm(line: string): string {
  return strictForm(line)
    .replace(/"(?:\\.|[^"`$\\]|\$(?!\())*(?:"|$)|'[^'`]*'/g, '""')
    .replace(/^for \w+ in [\w. /-]+$/, 'for in')
    .replace(/^(# ?(?:include|undef|define)) [<\w][\w./+-]*>?$/, '$1')
    .replace(/\b(?:ac|as|am|lt|gl|gt|acl|ax|enable|with|HAVE|am__\w*)_\w+/g, '_')
    .replace(WORD, word => (FILE.test(word) ? 'F' : word))
    .replace(/\b\w+_(?:SOURCES|OBJECTS|DEPENDENCIES|LDADD|LIBADD|LINK|SOURCES_DIST)\b/g, '_')
    .replace(/\d+/g, '0')
    .replace(/(?:\$\(_\)|\bF)(?: (?:\$\(_\)|F)(?= |$))+/g, 'F')
    .replace(/^F: [\w./-]+$/, 'F: F')
}

/** `distcheck` unpacks the archive it has just made. */
const UNPACKS_ITS_OWN =
  /^(?:@\w+@)*\s*(?:eval )?(?:GZIP=\S* )?(?:gzip|bzip2|lzip|lzma|xz|zstd) (?:\$\(GZIP_ENV\) )?-dc \$\(distdir\)\.[\w.]+ \| (?:\$\(am__untar\)|unshar) ;;\\$/

/** Lines without meaning of their own: comments, help texts, members of lists. */
export function isNoise(line: string): boolean {
  const text = line.trim()
  if (
    text === '' ||
    /^(?:#(?!\s*(?:include|define|undef|if|ifn?def|el|end|error|pragma)\b)|dnl\b|\/\*(?:(?!\*\/).)*\*\/$)/.test(text)
  )
    return true
  // A name of a list, a mark between shell branches, the text of an option.
  return (
    /^(?:[\w.+-]+['"]?(?: \\)?|[;&|(){}\\]+|fi|done|esac|else|then)$/.test(text) ||
    /^--(?:enable|disable|with|without)-[^`$;|&]*$/.test(text) ||
    /^#\s*undef\s+\w+$/.test(text) ||
    UNPACKS_ITS_OWN.test(text) ||
    (/^\S+ \\$/.test(text) && FILE.test(text.slice(0, -2))) ||
    // What becomes of a variable that configure sets, and of a condition.
    /^(\w+) = @\1@$|^\w+_(?:TRUE|FALSE)=(?:'#')?$/.test(text)
  )
}

/** FNV-1a of a form's UTF-16 units: to mark, never to vouch for anything. */
export function shortHash(form: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < form.length; at++) hash = Math.imul(hash ^ form.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
