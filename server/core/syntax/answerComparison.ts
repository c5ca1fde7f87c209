import type { FeatureAnswer } from './featureAnswers'

/** What a change does to how a name gets its value; `kept` where the build still finds out about it as before. */
export type AnswerChange = 'kept' | 'fixed' | 'inverted' | 'never' | 'removed'

/** What became of a name, and the answer that shows it: of the old side for `removed`, of the new one otherwise. */
export interface ComparedAnswer {
  readonly name: string
  readonly change: AnswerChange
  readonly answer: FeatureAnswer
  /** The check that decided before the change, where one did. */
  readonly before: string
}

/** Every name of either side, in the order of the text, those that are gone last. */
export function compareAnswers(
  olds: readonly FeatureAnswer[],
  news: readonly FeatureAnswer[],
): readonly ComparedAnswer[] {
  const before = grouped(olds)
  const after = grouped(news)
  const found: ComparedAnswer[] = []
  for (const [key, answers] of after) {
    const [first] = answers
    if (first === undefined) continue
    const olds = before.get(key) ?? []
    const was = olds.find(isAnswer)?.check ?? ''
    found.push({ name: first.name, change: 'kept', answer: first, before: was, ...changeOf(olds, answers) })
  }
  for (const [key, answers] of before) {
    const told = answers.find(isAnswer)
    if (told !== undefined && !after.has(key))
      found.push({ name: told.name, change: 'removed', answer: told, before: told.check })
  }
  return found
}

/** By name and by what it is: a variable of the build can stay while the define that rests on it goes. */
function grouped(answers: readonly FeatureAnswer[]): ReadonlyMap<string, readonly FeatureAnswer[]> {
  const groups = new Map<string, FeatureAnswer[]>()
  for (const answer of answers) {
    const key = `${answer.sets} ${answer.name}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [answer])
    else group.push(answer)
  }
  return groups
}

function changeOf(
  olds: readonly FeatureAnswer[],
  news: readonly FeatureAnswer[],
): Pick<ComparedAnswer, 'change' | 'answer'> | undefined {
  if (!olds.some(isAnswer) || fixedBy(olds) !== undefined) return undefined
  const fixed = fixedBy(news)
  if (fixed !== undefined) return { change: 'fixed', answer: fixed }
  const inverted = news.find(({ form }) => form === 'inverted')
  if (inverted !== undefined && turned(olds, news)) return { change: 'inverted', answer: inverted }
  if (news.some(isAnswer)) return undefined
  const never = news.find(({ form }) => form === 'never')
  return never === undefined ? undefined : { change: 'never', answer: never }
}

function isAnswer({ form }: FeatureAnswer): boolean {
  return form === 'checked' || form === 'conditional'
}

/** The first answer that says no whatever the checks find: behind them all, or of a kind that they believe. */
function fixedBy(answers: readonly FeatureAnswer[]): FeatureAnswer | undefined {
  const last = answers.findLast(isAnswer)
  const isChecked = answers.every(answer => !isAnswer(answer) || /^(?:\w*_)?check_|^try_|^A[CX]_/.test(answer.check))
  return answers.find(
    ({ form, prevails, start }) =>
      form === 'fixed-no' && (last === undefined || start > last.start || (prevails && isChecked)),
  )
}

/** All checks said yes when they went well; now as many say the opposite, and none says yes. */
function turned(olds: readonly FeatureAnswer[], news: readonly FeatureAnswer[]): boolean {
  const count = (answers: readonly FeatureAnswer[], wanted: FeatureAnswer['form']) =>
    answers.filter(({ form }) => form === wanted).length
  return count(olds, 'inverted') === 0 && count(olds, 'checked') > 0 && count(news, 'checked') < count(olds, 'checked')
}
