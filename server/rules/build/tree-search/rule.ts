import { buildMoment } from '../../../core/facts/buildMoment'
import { commandReadings, pipelinePlace } from '../../../core/facts/commandReadings'
import { operands, programOf, wordText } from '../../../core/facts/shellRoles'
import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { readCMake } from '../../../core/syntax/cmakeReader'
import type { ShellCommand, ShellPipeline } from '../../../core/syntax/shell'

export default defineRule({
  id: 'build/tree-search',
  title: 'build searches the source tree by content, or reads test data',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  triggers: ['GLOB', 'grep', 'find', 'rg ', 'ack ', 'test', 'fixture', 'corpus'],
  readsCode: true,
  needsCode: ({ path, language, text }) =>
    buildMoment(path, language, undefined, '', false) !== undefined &&
    /grep|find|\brg\b|\bag\b|\back\b|test|fixture|corpus/.test(text),
  messages: {
    search: {
      message: '`{where}` now searches the source tree by content: `{command}`',
      why: 'What it finds depends on bytes that no line of the build names.\nA build usually knows its inputs by their names.',
      benign: 'A maintainer check such as a search for leftover markers.',
      question: 'Which file is this meant to find, and could the build name it instead?',
      commands: ["git grep -n -e 'grep -[a-z]*r'"],
    },
    runs: {
      message: '`{where}` now runs whatever a pattern finds in the tree: `{command}`',
      why: 'Which files these are depends on what lies there, and no line of the build names them.',
      benign: 'Scripts of tests that are collected by their names.',
      question: 'Which files is this meant to run, and could the build name them instead?',
      commands: ['git log --oneline -- {path}'],
    },
    reads: {
      message: '`{where}` now reads `{path}`, which is under a test directory',
      why: 'Test data takes part in configuring or building the product here.\nOpaque files there are seldom read by reviewers.',
      benign: 'A version number or a list that happens to be kept there.',
      question: 'Why does the build need this file, and could it live outside the tests?',
      commands: ['git log --oneline -- {path}'],
    },
  },
  examine: { file: examine },
})

type Role = 'configure' | 'make' | 'other'

/** Scripts of people may search as they like; what runs on everybody who builds may not without a word. */
function roleOf({ path, language }: FileContext): Role {
  if (isTestFolder(path) || isDocument(path)) return 'other'
  const moment = buildMoment(path, language, undefined, '', false)
  if (moment === undefined) {
    return /^(config\.(guess|sub)|install-sh|missing|depcomp|compile)$/.test(baseName(path)) ? 'configure' : 'other'
  }
  // Packages of a system pick their files out of a tree that others made.
  return language === 'm4' || language === 'cmake' || moment === 'configure' ? 'configure' : 'make'
}

function examine(context: FileContext): void {
  const role = roleOf(context)
  if (role === 'other') return
  if (context.language === 'cmake') examineGlobs(context)
  const seen = new Set<number>()
  for (const one of commandReadings(context, 'new'))
    for (const pipeline of one.reading.pipelines) {
      const found = searchIn(pipeline) ?? readIn(pipeline, role)
      if (found === undefined || !context.isChanged('new', found.span) || seen.has(found.span.start.line)) continue
      seen.add(found.span.start.line)
      context.report({
        message: found.message,
        at: found.span,
        severity: found.isCarved ? 'medium' : severityOf(role, found.message, pipeline.context),
        data: {
          where: pipelinePlace(one, pipeline.context),
          command: found.shown,
          path: found.shown,
        },
      })
    }
}

const runners = /^(?:sh|bash|dash|\S*\/sh|python[\d.]*|perl|\$\{(?:SH|BASH|Python3?_EXECUTABLE|PYTHON_EXECUTABLE)\})$/

/** Files that a pattern finds in the tree, taken one by one, of which those that hold something are run. */
function examineGlobs(context: FileContext): void {
  const text = context.side('new')?.text ?? ''
  if (!/\bGLOB/.test(text) || !/execute_process/i.test(text) || !context.budget.spend(text.length)) return
  const { commands, lines } = readCMake(text)
  const lists = new Set<string>()
  const items = new Set<string>()
  for (const { name, arguments: given, start, end } of commands) {
    const words = given.map(({ body }) => body.text)
    const of = (names: ReadonlySet<string>) => words.find(word => names.has(/^\$\{(\w+)\}$/.exec(word)?.[1] ?? ''))
    if (name === 'file' && /^GLOB/.test(words[0] ?? '') && words.slice(2).some(word => TREE.test(word)))
      lists.add(words[1] ?? '')
    if (name === 'foreach' && (of(lists) !== undefined || words.slice(1).some(word => lists.has(word))))
      items.add(words[0] ?? '')
    const run = name === 'execute_process' ? (of(items) ?? of(lists)) : undefined
    const at = run === undefined ? -1 : words.indexOf(run)
    if (run === undefined || !(words[at - 1] === 'COMMAND' || runners.test(words[at - 1] ?? ''))) continue
    const span = lines.span(start, end)
    if (!context.isChanged('new', span)) continue
    const command = text.slice(start, end).replace(/\s+/g, ' ').slice(0, 60)
    context.report({
      message: 'runs',
      at: span,
      severity: 'medium',
      data: { where: 'execute_process', command, path: '<path>' },
    })
  }
}

/** A make target for maintainers is run by hand. */
function severityOf(role: Role, message: Found['message'], where: string): Severity {
  if (role === 'make') return 'low'
  if (message === 'reads') return 'low'
  return /check|lint|syntax|dist|maint/i.test(where) ? 'low' : 'medium'
}

interface Found {
  readonly message: 'search' | 'reads'
  readonly span: TextSpan
  readonly shown: string
  /** Many files of tests at once, or a slice of one: data that is taken apart. */
  readonly isCarved?: boolean
}

const TREE =
  /\$[{(]?(?:abs_)?(?:top_)?src_?dir\b|\$[{(]?ac_(?:abs_)?(?:top_)?srcdir\b|\$\{(?:CMAKE|PROJECT)(?:_CURRENT)?_SOURCE_DIR\}|^\.{1,2}\/?$|(^|\/)(tests?|fixtures?|testdata|corpus)(\/|$)/

function searchIn(pipeline: ShellPipeline): Found | undefined {
  for (const [at, command] of pipeline.commands.entries()) {
    if (isRecursiveGrep(command) && (operands(command).some(word => TREE.test(word)) || hasNoPlace(command)))
      return { message: 'search', span: command.span, shown: shown(command) }
    if (isGitGrep(command)) return { message: 'search', span: command.span, shown: shown(command) }
    if (programOf(command).name !== 'find' || !operands(command).some(word => TREE.test(word))) continue
    const next = pipeline.commands[at + 1]
    const isPassedOn = next !== undefined && programOf(next).name === 'xargs' && operands(next).some(isGrepName)
    const isExecuted = operands(command).some(
      (word, index) => /^-exec/.test(word) && isGrepName(operands(command)[index + 1] ?? ''),
    )
    if (isPassedOn || isExecuted) return { message: 'search', span: pipeline.span, shown: shown(command) }
  }
  return undefined
}

/** Searchers that walk the tree unless told otherwise. */
function isGitGrep(command: ShellCommand): boolean {
  const { name } = programOf(command)
  const words = operands(command)
  if (name === 'git') return words[0] === 'grep' && words.some(word => /^-[a-zA-Z]*[lLhoa]/.test(word))
  return /^(rg|ag|ack|ugrep)$/.test(name)
}

function isGrepName(name: string): boolean {
  return /^(.*\/)?[ef]?grep$|^\$[{(]?[EF]?GREP[)}]?$/.test(name)
}

function isRecursiveGrep(command: ShellCommand): boolean {
  const { name, words } = programOf(command)
  if (name === 'rgrep') return true
  if (!isGrepName(name)) return false
  return words
    .slice(1)
    .some(word => /^-[A-Za-z]*[rR][A-Za-z]*$|^--(dereference-)?recursive$|^--directories=recurse$/.test(wordText(word)))
}

/** `grep -r pattern` without a place searches the working directory. */
function hasNoPlace(command: ShellCommand): boolean {
  return operands(command).filter(word => !word.startsWith('-')).length <= 1
}

const READERS = /^(cat|head|tail|sed|awk|gawk|dd|tr|cut|od|xxd|xz|gzip|zcat|base64|openssl|strings|\.|source)$/
const TEST_PATH = /(^|\/)(tests?|fixtures?|testdata|test[-_]files|corpus)\/[\w./*@-]+/

function readIn(pipeline: ShellPipeline, role: Role): Found | undefined {
  if (/check|test|dist|lint|maint|clean|bench|fuzz/i.test(pipeline.context)) return undefined
  for (const command of pipeline.commands) {
    if (!READERS.test(programOf(command).name)) continue
    const inputs = [
      ...operands(command),
      ...command.redirects.filter(one => one.operator === '<').map(one => wordText(one.target)),
    ]
    const path = inputs.find(word => TEST_PATH.test(word))
    if (path === undefined) continue
    const isSliced = pipeline.commands.some(
      one =>
        /^(head|tail|dd|cut|tr|xxd|od)$/.test(programOf(one).name) &&
        operands(one).some(word => /^-c|^skip=|^-r/.test(word)),
    )
    const isCarved = /\*(?:$|["'.])/.test(path) && (isSliced || /^[gm]?awk$/.test(programOf(command).name))
    if (!isCarved && role !== 'configure') continue
    return {
      message: 'reads',
      span: command.span,
      shown: TEST_PATH.exec(path)?.[0].replace(/^\//, '') ?? path,
      isCarved,
    }
  }
  return undefined
}

function shown(command: ShellCommand): string {
  return command.words
    .slice(0, 4)
    .map(word => word.raw)
    .join(' ')
}
