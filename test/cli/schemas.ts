import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'
import Ajv, { type ValidateFunction } from 'ajv'
import Ajv2020 from 'ajv/dist/2020'
import reviewSchema from '../../docs/schema/review.schema.json'

const review: ValidateFunction = new Ajv2020({ allErrors: true }).compile(reviewSchema)
const sarif: ValidateFunction = compileSarif()

/** What the value breaks of docs/schema/review.schema.json. */
export function reviewProblems(value: unknown): readonly string[] {
  return problems(review, value)
}

/** What the value breaks of the official schema of SARIF 2.1.0. */
export function sarifProblems(value: unknown): readonly string[] {
  return problems(sarif, value)
}

/** The schema is a draft 4 one; without its `id` and `$schema` a later draft reads it as it was meant. */
function compileSarif(): ValidateFunction {
  const { id: _, $schema: __, ...schema } = sarifSchema as Record<string, unknown>
  return new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema)
}

function problems(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}
