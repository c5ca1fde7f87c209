import { type IgnorePattern, readGitIgnore } from '../../../core/manifests/gitIgnore'
import type { Side } from '../../../core/model/location'
import { baseName, folderOf } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { hiddenBy, isWholeKind, leavesOut, namesInput, takesUpProgram } from './patterns'

export default defineRule({
  id: 'trust/ignore-hides-build-input',
  title: 'ignore file starts to hide a file that builds read',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  files: { paths: ['**/.gitignore', '**/.hgignore', '**/.bzrignore', '**/.cvsignore', '**/.svnignore'] },
  messages: {
    hides: {
      message: '`{pattern}` is now ignored: a build input by that name no longer shows in diffs',
      why: 'Files of this kind are read by the build and written by people.\nA copy that exists only in a working tree or a release archive is then seen in no review.',
      benign: 'The file is copied in by a tool such as autopoint, libtoolize or gnulib-tool on each bootstrap.',
      question: 'Which tool writes this file, and does a release archive carry the same copy as upstream?',
      commands: ['git ls-files -- {place}', 'git check-ignore -v --no-index {place}'],
    },
    folder: {
      message: '`{pattern}` is now ignored: new macros and modules in that folder no longer show in diffs',
      why: 'Files there are read by the build and written by people.\nA copy that exists only in a working tree or a release archive is then seen in no review.',
      benign: 'The folder is filled by a tool such as libtoolize, autopoint or gnulib-tool on each bootstrap.',
      question: 'Which tool fills the folder, and does a release archive carry the same copies as upstream?',
      commands: ['git ls-files -- {place}', 'git status --ignored --short'],
    },
    everything: {
      message: '`{pattern}` is now ignored: only what the list names again shows in diffs',
      why: 'Builds read files in this folder.\nA new one that nobody names again exists in a working tree or a release archive alone.',
      benign: 'A list of what is kept is shorter here than one of what is not.',
      question: 'Which files are meant to stay out, and could they be named?',
      commands: ['git status --ignored --short'],
    },
    again: {
      message: '`{pattern}` is no longer taken up again: a build input by that name no longer shows in diffs',
      why: 'Another line of the list leaves it out, and this one was the exception.\nA copy that exists only in a working tree or a release archive is then seen in no review.',
      benign: 'The file is gone, or a tool copies it in on each bootstrap now.',
      question: 'Where does the file come from now, and is it the same in a release archive?',
      commands: ['git ls-files -- {place}'],
    },
    lets: {
      message: '`{pattern}` now lets in what the list keeps out: a program or an object',
      why: 'What a build makes is kept out of a tree, so such a file is looked for by nobody.\nNo diff shows what it holds.',
      benign: 'A library for which there is no source, or a sample that tests read.',
      question: 'What makes this file, and why is the result kept rather than built?',
      commands: ['git ls-files -- {place}'],
    },
  },
  examine: { file: examine },
})

type Message = 'hides' | 'folder' | 'everything' | 'again' | 'lets'

function examine(context: FileContext): void {
  const now = patternsOn(context, 'new')
  const gone = patternsOn(context, 'old').filter(({ word }) => context.isChanged('old', word.span))
  const folder = folderOf(context.path)
  // The list was sorted, or a pattern only changed its form (`x.m4` to `/x.m4`).
  const known = new Set(gone.map(keyOf))
  const hasException = now.some(({ isNegated }) => isNegated)
  const macros = new Set(now.flatMap(({ pattern }) => (isMacro(pattern) ? [baseName(pattern)] : [])))
  const isGrave = (one: IgnorePattern) =>
    (isWholeKind(one) && !hasException) || (macros.size === 1 && isMacro(one.pattern))
  for (const one of now) {
    if (!context.isChanged('new', one.word.span) || known.has(keyOf(one))) continue
    const hidden = hiddenBy(one, folder)
    if (hidden !== undefined) report(context, one, hidden, 'new', hidden === 'hides' && isGrave(one))
    else if (takesUpProgram(one) && isLeftOut(context, now, one)) report(context, one, 'lets', 'new', false)
  }
  const still = new Set(now.map(keyOf))
  for (const one of gone)
    if (one.isNegated && namesInput(one) && !still.has(keyOf(one)) && isLeftOut(context, now, one))
      report(context, one, 'again', 'old', false)
}

function patternsOn(context: FileContext, side: Side): readonly IgnorePattern[] {
  return readGitIgnore(context.side(side)?.text ?? '')
}

function keyOf({ pattern, isNegated }: IgnorePattern): string {
  return `${isNegated ? '!' : ''}${/^\/?\*+$/.test(pattern) ? pattern : baseName(pattern)}`
}

/** One macro file by its full name. Whoever has a tool copy macros in ignores many of them, or their folder. */
function isMacro(pattern: string): boolean {
  return /^[\w-]+\.(?:m4|cmake|mk|am|ac)$/.test(baseName(pattern)) && !pattern.includes('*')
}

function isLeftOut(context: FileContext, now: readonly IgnorePattern[], one: IgnorePattern): boolean {
  return context.budget.spend(now.length) && now.some(other => leavesOut(other, one))
}

function report(context: FileContext, one: IgnorePattern, message: Message, side: Side, isGrave: boolean): void {
  const folder = folderOf(context.path)
  const pattern = one.word.text.trim()
  const place = one.pattern.replace(/^\//, '')
  context.report({
    message,
    side,
    at: one.word.span,
    severity: isGrave ? 'medium' : 'low',
    data: { pattern, place: shellPath(folder, place) },
  })
}

function shellPath(folder: string, place: string): string {
  const path = folder === '' ? place : `${folder}/${place}`
  return /^[\w./@%+:,*-]{1,120}$/.test(path) ? `'${path}'` : '<path>'
}
