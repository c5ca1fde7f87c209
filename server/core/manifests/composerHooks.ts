import { entriesAt, nodeAt, stringAt, textsIn } from '../documents/dataNode'
import { readJson } from '../documents/json'
import type { TextSpan } from '../model/location'
import { ManifestText } from './manifestText'

/** One command that Composer runs by itself. */
export interface ComposerHook {
  readonly event: string
  readonly command: string
  readonly at: TextSpan
}

const ofComposer =
  /^(?:pre|post)-(?:install|update|autoload|package|root-package|create-project|archive|status|pool|file|command|dependencies|operations)[\w-]*$/

/** composer.json: commands under the names of Composer's own events, each by itself, and the class of a plugin. */
export function composerHooks(text: string): readonly ComposerHook[] {
  const source = new ManifestText(text)
  const { root, loose } = readJson(source.body())
  const scripts = [...entriesAt(root, 'scripts'), ...loose.flat().flatMap(entry => [entry, ...entriesAt(entry.value)])]
  const found = scripts.flatMap(({ key, value }) =>
    ofComposer.test(key)
      ? textsIn(value).map(body => ({
          event: key,
          command: body.text.trim(),
          at: source.span(body.outerStart(0), body.outerEnd(body.text.length)),
        }))
      : [],
  )
  const plugin = nodeAt(root, 'extra', 'class')
  if (stringAt(root, 'type') !== 'composer-plugin' || plugin?.kind !== 'text') return found
  return [
    ...found,
    { event: 'composer-plugin', command: plugin.text().text, at: source.span(plugin.start, plugin.end) },
  ]
}

const usual =
  /^(?:@?php (?:artisan|bin\/console|-r )|@(?!php\b|putenv\b|composer\b)[\w:-]+$|@composer (?:install|update|dump|bin|run)|[A-Z]\w*(?:\\\w+)+(?:::\w+)?$|(?:vendor\/bin\/)?(?:phpstan|cghooks|grumphp|captainhook|phpcs|php-cs-fixer))/
const reaching = /https?:|\b(?:eval|exec|system|passthru|proc_open|popen|fsockopen|base64_decode|curl_\w+)\b/
const quoted = /"(?:[^"\\]|\\.)*"|'[^']*'/g

/**
 * Commands of frameworks, methods of classes, and scripts of the same file by their name: alone, and as long as a small
 * program of PHP keeps to the files at hand.
 */
export function isUsualForComposer(command: string): boolean {
  return usual.test(command) && !reaching.test(command) && !/[;&|`]|\$\(/.test(command.replace(quoted, ''))
}
