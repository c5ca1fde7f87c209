import type { DecodedText } from '../model/finding'
import { latin1 } from '../model/path'
import { languageOfInterpreter } from '../syntax/interpreters'
import type { LanguageId } from '../syntax/language'
import type { UnwrapStage } from '../unwrap/unwrapped'

const ENDINGS: Readonly<Partial<Record<LanguageId, string>>> = {
  bash: '.sh',
  zsh: '.zsh',
  python: '.py',
  javascript: '.js',
  typescript: '.ts',
  tsx: '.tsx',
  ruby: '.rb',
  perl: '.pl',
  php: '.php',
  powershell: '.ps1',
  make: '.mk',
  m4: '.m4',
  cmake: '.cmake',
}

export function endingOf(language: LanguageId | undefined): string {
  return (language === undefined ? undefined : ENDINGS[language]) ?? '.txt'
}

/** What runs in the shell itself: `eval`, `.`, and a variable that names the shell. */
const OF_THE_SHELL = /^(?:eval|\.|source|trap|command|exec|\$\{?[A-Z_]*SHELL\}?)$/

/** A stage as a finding shows it. */
export function decodedText({ index, from, runner, bytes, size, steps }: UnwrapStage): DecodedText {
  const language = OF_THE_SHELL.test(runner) ? 'bash' : languageOfInterpreter(runner)
  return {
    number: index + 1,
    ...(from === undefined ? {} : { from: from + 1 }),
    runner,
    ending: endingOf(language),
    steps: steps.map(({ command }) => command),
    size,
    text: textOf(bytes),
    isCut: bytes.length < size,
  }
}

function textOf(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return text.includes('\ufffd') ? latin1(bytes) : text
}
