// npm run measure: figures that need real trees, which are given as clones (bare or not) and only read.
//
//   npm run measure -- grammars [NAME=]DIR… [--tuning [NAME=]DIR]… [--write] [--errors ROW]
//   npm run measure -- probes   [NAME=]DIR… [--tuning [NAME=]DIR]… [--seed N] [--write] [--show]
//   npm run measure -- noise    [NAME=]DIR… [--seed N] [--sample N] [--ranges N] [--write]
//
// --tuning names trees that grammars were adjusted to; they get a table of their own. --errors and --show print what
// fails. --write puts the figures into docs/LANGUAGES.md, those of noise into docs/noise.json, from which
// `npm run generate` makes docs/RULES.md.
import { argv, exit } from 'node:process'
import { parseArgs } from 'node:util'
import { installPackages } from './install.mjs'

const usage = 'usage: npm run measure -- grammars|probes|noise [NAME=]DIR… [--tuning [NAME=]DIR]… [--write]'

const { values, positionals } = readOptions()
const [what, ...fresh] = positionals
if (fresh.length + values.tuning.length === 0) fail(usage)
await installPackages()
try {
  if (what === 'grammars') {
    const { measureGrammars } = await import('./measure/grammars.mjs')
    await measureGrammars({ fresh, ...values })
  } else if (what === 'probes') {
    const { measureProbes } = await import('./measure/probes.mjs')
    await measureProbes({ ...values, fresh, seed: wholeNumber('seed') })
  } else if (what === 'noise') {
    const { measureNoise } = await import('./measure/noise.mjs')
    const [seed, sample, ranges] = ['seed', 'sample', 'ranges'].map(wholeNumber)
    await measureNoise({ ...values, fresh, seed, sample, ranges })
  } else fail(usage)
} catch (error) {
  console.error(error.message)
  exit(1)
}

function readOptions() {
  try {
    return parseArgs({
      args: argv.slice(2),
      allowPositionals: true,
      options: {
        errors: { type: 'string' },
        ranges: { type: 'string', default: '100' },
        sample: { type: 'string', default: '100' },
        seed: { type: 'string', default: '1' },
        show: { type: 'boolean', default: false },
        tuning: { type: 'string', multiple: true, default: [] },
        write: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(`${error.message}\n${usage}`)
  }
}

function wholeNumber(name) {
  const value = Number(values[name])
  return Number.isSafeInteger(value) && value >= 0 ? value : fail(`--${name} needs a whole number`)
}

function fail(message) {
  console.error(message)
  return exit(2)
}
