import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../../../server/core/facts/command'
import { decoder } from '../../../server/core/facts/decoder'
import type { Fact, FactKind } from '../../../server/core/facts/fact'
import { interpreter } from '../../../server/core/facts/interpreter'
import { pathUse } from '../../../server/core/facts/pathUse'
import type { Collector } from '../../../server/core/rule/rule'
import { factsOf, textAt } from '../../harness/facts'
import { repositoryRoot } from '../../harness/repository'

/** An ordinary macro, and the same one with steps that find, decode and run a file. Both are inert. */
const read = (name: string) => readFileSync(join(repositoryRoot, 'test/core/facts/macros', name), 'utf8')
const benign = read('folder-names.m4')
const tampered = read('folder-names.tampered.m4')

const collect = <K extends FactKind>(collector: Collector<K>, text: string) =>
  factsOf(collector, { path: 'm4/folder-names.m4', new: text })

/** Line, column and text of a fact's place. */
function place(text: string, { location: { at } }: Fact): string {
  assert.ok(typeof at === 'object' && 'start' in at)
  return `${at.start.line}:${at.start.column} ${textAt(text, at)}`
}

describe('facts of a build macro', () => {
  it('are its commands, each with what its words become', async () => {
    const facts = await collect(command, benign)
    assert.deepEqual(
      facts.map(fact => [fact.data.words.join(' '), place(benign, fact), fact.data.context]),
      [
        ['hostpath -w $demo_name__1', '14:22 hostpath -w "$demo_name_[$1]"', 'demo_FOLDER_NAMES'],
        ['printf %s\\n $demo_name__1', `16:10 printf '%s\\n' "$demo_name_[$1]"`, 'demo_FOLDER_NAMES'],
        [
          'sed -e s/\\\\/\\\\\\\\/g -e s/"/\\\\"/g',
          '16:44 sed -e "$demo_sed_backslashes" -e "$demo_sed_quotes"',
          'demo_FOLDER_NAMES',
        ],
        ['tr -d \\015 | \\r', '16:99 tr -d "$demo_tr_return"', 'demo_FOLDER_NAMES'],
        ['echo r', '26:8 echo r', 'demo_FOLDER_NAMES_SETUP'],
        ['tr -d \\r', "26:17 tr -d '\\r'", 'demo_FOLDER_NAMES_SETUP'],
        [
          'printf %s\\n folder names are set',
          `30:38 printf '%s\\n' "$demo_note"`,
          'AC_CONFIG_COMMANDS in demo_FOLDER_NAMES_SETUP',
        ],
      ],
    )
    const pipes = facts.map(({ data }) => `${data.pipeline.index + 1}/${data.pipeline.length}`)
    assert.deepEqual(pipes, ['1/1', '1/3', '2/3', '3/3', '1/2', '2/2', '1/1'])
  })

  it('are no decoder, interpreter or path for the ordinary one', async () => {
    for (const collector of [decoder, interpreter, pathUse])
      assert.deepEqual(await collect(collector as Collector, benign), [])
  })

  it('are the commands that were added, resolved', async () => {
    const facts = await collect(command, tampered)
    const added = facts.filter(({ subject }) => /^(?:grep|eval|\$)/.test(subject))
    assert.deepEqual(
      added.map(fact => [fact.data.words.join(' '), fact.data.form, place(tampered, fact)]),
      [
        [
          'grep -aErls @{3}[[:upper:]]{6}@{3}$ $srcdir/',
          'substitution',
          '12:14 grep -aErls "@{3}[[[:upper:]]]{6}@{3}$" $srcdir/ 2>/dev/null',
        ],
        ['eval tr "\\t \\-_" " \\t_\\-"', 'stored', '14:45 eval $demo_map'],
        ['$demo__1_suffix -d', 'stored', '14:62 $demo_[$1]_suffix -d 2>/dev/null'],
        ['eval eval $demo__1_steps', 'script', '27:38 eval $demo_run'],
        ['$SHELL', 'script', '27:55 $SHELL 2>/dev/null'],
        [
          'eval sed "r\\n" $demo_found | eval $demo_map | $demo__1_suffix -d 2>/dev/null | ',
          'argument',
          '27:43 $demo_run',
        ],
        [
          'eval sed "r\\n" $demo_found | eval $demo_map | $demo__1_suffix -d 2>/dev/null | ',
          'stored',
          '27:87 eval \\$demo_[$1]_steps',
        ],
        ['eval tr "\\t \\-_" " \\t_\\-"', 'argument', '27:93 $demo_[$1]_steps'],
        ['$demo__1_suffix -d', 'argument', '27:93 $demo_[$1]_steps'],
      ],
    )
  })

  it('are the search through the tree, with its pattern, and what reads the file it finds', async () => {
    const facts = await collect(pathUse, tampered)
    assert.deepEqual(
      facts.map(fact => [fact.data.use, fact.data.program, fact.data.pattern, place(tampered, fact)]),
      [
        ['search', 'grep', '@{3}[[:upper:]]{6}@{3}$', '12:54 $srcdir/'],
        ['read', 'sed', undefined, '14:31 $demo_found'],
        ['read', 'sed', undefined, '27:93 $demo_[$1]_steps'],
      ],
    )
  })

  it('are the decoders, with their input and every step up to the shell', async () => {
    const facts = await collect(decoder, tampered)
    const steps = ['sed', 'tr', '$demo__1_suffix', '$SHELL']
    assert.deepEqual(
      facts.map(fact => [fact.data.decoder, fact.subject, fact.data.steps, place(tampered, fact)]),
      [
        ['tr', '$demo_found', steps, '14:50 $demo_map'],
        ['$demo__1_suffix -d', '$demo_found', steps, '14:62 $demo_[$1]_suffix -d 2>/dev/null'],
        ['$demo__1_suffix -d', '$demo_found', ['sed', 'eval', '$demo__1_suffix'], '27:93 $demo_[$1]_steps'],
      ],
    )
  })

  it('are the interpreters, with what feeds them', async () => {
    const facts = await collect(interpreter, tampered)
    const shell = facts.find(({ subject }) => subject === '$SHELL')
    assert.ok(shell)
    assert.equal(place(tampered, shell), '27:55 $SHELL 2>/dev/null')
    assert.equal(shell.data.fedBy, 'pipe')
    assert.deepEqual(shell.data.from, ['sed', 'tr', '$demo__1_suffix'])
    assert.equal(shell.data.isResolved, false)
    assert.equal(shell.data.context, 'AC_CONFIG_COMMANDS in demo_FOLDER_NAMES')
    const evals = facts.filter(({ subject }) => subject === 'eval').map(fact => place(tampered, fact))
    assert.deepEqual(evals, [
      '14:45 eval $demo_map',
      '27:38 eval $demo_run',
      '27:43 $demo_run',
      '27:87 eval \\$demo_[$1]_steps',
      '27:93 $demo_[$1]_steps',
    ])
  })
})
