import { type FeatureAnswer, formOf, headSpan, squeezedCheck, type When } from './featureAnswers'
import {
  callsIn,
  type MesonExpression,
  type MesonFile,
  type MesonStatement,
  positional,
  readMeson,
} from './mesonReader'

const setter = /^set(?:10)?$/
const checks = /^(?:has_\w+|compiles|links|run|found|check_header|allowed|enabled)$/

/** Names that `conf.set` and its like define, and variables that checks give their values. */
export function findMesonAnswers(text: string): readonly FeatureAnswer[] {
  const file = readMeson(text)
  const found: FeatureAnswer[] = []
  for (const statement of file.statements) {
    const condition = statement.under === undefined ? undefined : file.statements[statement.under]
    const when = whenOf(file, statement, condition)
    const around = condition === undefined ? '' : squeezedCheck(sliceOf(file, condition.value))
    const add = (
      name: string,
      sets: FeatureAnswer['sets'],
      value: MesonExpression | undefined,
      at: { readonly start: number; readonly end: number },
    ): void => {
      if (value === undefined) return
      const [isYes, reached] = answerIn(file, value, when)
      if (isYes === undefined) return
      found.push({
        buildSystem: 'meson',
        name,
        sets,
        form: formOf(isYes, reached),
        check: around === '' ? squeezedCheck(sliceOf(file, value)) : around,
        prevails: false,
        start: at.start,
        span: headSpan(file.text, file.lines, at.start, at.end),
      })
    }
    if (statement.kind === 'assignment' && statement.name !== undefined && statement.operator === '=')
      add(statement.name, 'variable', statement.value, { start: statement.start, end: statement.value.end })
    for (const call of callsIn(statement.value)) {
      if (call.object === undefined || !setter.test(call.name)) continue
      const [name, value] = positional(call)
      if (name?.kind === 'string' && /^[A-Za-z_]\w*$/.test(name.body.text)) add(name.body.text, 'define', value, call)
    }
  }
  return found
}

function whenOf(file: MesonFile, statement: MesonStatement, condition: MesonStatement | undefined): When {
  if (statement.kind === 'condition') return 'always'
  if (condition === undefined) return statement.flow === undefined ? 'always' : 'unknown'
  if (condition.kind !== 'condition') return 'unknown'
  for (let outer: MesonStatement | undefined = condition, left = 20; outer !== undefined && left > 0; left--) {
    if (/^false\b|\band false\b/.test(sliceOf(file, outer.value).trim())) return 'never'
    const above: number | undefined = outer.flow === undefined ? undefined : outer.under
    const next: MesonStatement | undefined = above === undefined ? undefined : file.statements[above]
    outer = next === outer ? undefined : next
  }
  const text = sliceOf(file, condition.value).trim()
  if (/\b(?:and|or|in)\b|[!=]=|\.disabled\(/.test(text)) return 'unknown'
  return /^not\b/.test(text) ? 'failure' : 'success'
}

/** Whether the value is a yes, and when it is given; a check as the value is a yes for when it succeeds. */
function answerIn(file: MesonFile, value: MesonExpression, when: When): readonly [boolean | undefined, When] {
  const text = sliceOf(file, value).trim()
  if (/^(?:true|1|'1'|'yes')$/.test(text)) return [true, when]
  if (/^(?:false|0|'0'|'no')$/.test(text)) return [false, when]
  const isCheck = callsIn(value).some(call => call.object !== undefined && checks.test(call.name))
  const isName = /^(?:not\s+)?[a-z_]\w*(?:\s*\.\s*found\(\)|\.to_int\(\))?$/i.test(text)
  if (!isCheck && !isName) return [undefined, when]
  if (when === 'never') return [true, 'never']
  if (/\band false\b/.test(text)) return [true, 'never']
  if (/\.disabled\(|[!=]=/.test(text)) return [true, 'unknown']
  return [true, /^not\b/.test(text) ? 'failure' : 'success']
}

function sliceOf(file: MesonFile, value: MesonExpression): string {
  return file.text.slice(value.start, Math.min(value.end, value.start + 1_000))
}
