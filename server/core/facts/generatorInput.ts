import { shortHash } from '../macros/lineForms'
import { defineCollector } from '../rule/rule'
import { inputForm } from './generatedCode'

/** A grammar, a description of messages or the like, as lines that can be looked for in what is made of it. */
export interface GeneratorInput {
  /** Hashes of the lines in the form of `inputForm`. */
  readonly forms: readonly number[]
}

const mostLines = 20_000

export const generatorInput = defineCollector({
  kind: 'generator-input',
  files: {
    paths: [
      '**/*.{y,yy,ypp,yxx,l,ll,lex,lpp,lxx,re,re2c,rl,lemon,gperf,gp,proto,thrift,i,swg,ui,g,g4,pyx,pxd,pxi,fbs,capnp,x,asn,asn1,vala,vapi,sql}',
    ],
  },
  collect: ({ side, path, text, budget, note }) => {
    if (side === 'old') return []
    if (!budget.spend(2 * text.text.length)) {
      note('not read as the source of generated files')
      return []
    }
    const forms = new Set<number>()
    for (const line of text.lines.slice(0, mostLines)) {
      const form = inputForm(line)
      if (form !== '') forms.add(shortHash(form))
    }
    return [{ subject: path, side, at: 'file', data: { forms: [...forms] } }]
  },
})
