/**
 * Names that a lock file mentions as wanted, by the project or by another entry; undefined for files that do not list
 * what the project itself wants, so that a name nobody mentions says nothing.
 */
export function mentionedNames(path: string, text: string): ReadonlySet<string> | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (name === 'package-lock.json' || name === 'npm-shrinkwrap.json')
    return /^\s{0,99}"": \{/m.test(text) ? collect(text, /^\s{0,99}"((?:@[^/"]{1,200}\/)?[^/"]{1,200})":/gm) : undefined
  if (name === 'cargo.lock') return collect(text, /^ "([^" ]{1,200})[^"]{0,500}",$/gm, /^dependencies = \["([^" ]+)/gm)
  if (name === 'gemfile.lock' || name === 'gems.locked')
    return /^DEPENDENCIES$/m.test(text) ? collect(text, /^(?: {6}| {2})([\w./-]{1,200})(?:!| \(|$)/gm) : undefined
  if (name === 'uv.lock') return collect(text, /\{ name = "([^"]{1,200})"/g)
  if (name === 'yarn.lock')
    // Version 1 does not say what the project wants.
    return /^__metadata:$/m.test(text)
      ? collect(
          text,
          /^ {4}"?((?:@[^/"\s]{1,200}\/)?[^/"\s:@]{1,200})"?: /gm,
          /^ {4}"?[^"\s]{1,400}"?: "?npm:((?:@[^/"\s@]{1,200}\/)?[^/"\s@]{1,200})@/gm,
        )
      : undefined
  if (name === 'pnpm-lock.yaml')
    return /^(?:importers|dependencies|devDependencies):/m.test(text)
      ? collect(
          text,
          /^ {2,10}["']?((?:@[^/\s"']{1,200}\/)?[^/@\s:"']{1,200})["']?:/gm,
          /: ["']?(?:npm:)?\/?((?:@[^/\s"'@]{1,200}\/)?[^/@\s:"']{1,200})[@/]\d/gm,
        )
      : undefined
  if (name === 'packages.lock.json')
    return collect(
      text,
      /^\s{0,99}"([^"]{1,200})": \{\s{0,99}"type": "(?!Transitive)/gm,
      /^\s{0,99}"([\w.-]{1,200})": "/gm,
    )
  return undefined
}

function collect(text: string, ...forms: readonly RegExp[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const form of forms) for (const found of text.matchAll(form)) names.add(found[1] ?? '')
  return names
}
