import { completeSide } from '../../../server/core/content/text'
import { codeForm, codeLines, publishedForm, serialOf } from '../../../server/core/macros/normalise'
import { PublishedMacros } from '../../../server/core/macros/publishedMacros'
import { DIGEST_HEX, type MacroTable, writeTable } from '../../../server/core/macros/table'
import type { TextSide } from '../../../server/core/model/content'
import { fromLatin1 } from '../../../server/core/model/path'
import { hash } from '../../../server/host/hash'

/** Of a text that stands for bytes, one character each. */
export function digest(text: string, digits: number): string {
  return hash('sha256', fromLatin1(text)).slice(0, digits)
}

/** A table in which these texts are the versions of one file, each a year after the one before. */
export function tableOf(
  name: string,
  texts: readonly string[],
  bodies: Readonly<Record<string, string>> = {},
): MacroTable {
  return {
    through: '2020-06',
    files: [
      {
        name,
        versions: texts.map((text, index) => ({
          digest: digest(publishedForm(name, text), DIGEST_HEX.version),
          code: digest(codeForm(name, text), DIGEST_HEX.code),
          ...serialPart(text),
          firstYear: 2010 + index,
          lastYear: index === texts.length - 1 ? 2020 : 2011 + index,
          sources: ['a-collection'],
        })),
        lines: texts.map((text, index) => ({
          first: index,
          last: index,
          digests: codeLines(name, text.split('\n')).map(({ code }) => digest(code, DIGEST_HEX.line)),
        })),
      },
    ],
    macros: Object.keys(bodies).map(macro => digest(macro, DIGEST_HEX.macro)),
    bodies: Object.entries(bodies).map(([macro, code]) => digest(`${macro}\n${code}`, DIGEST_HEX.body)),
  }
}

function serialPart(text: string): { readonly serial?: string } {
  const found = serialOf(text)
  return found === undefined ? {} : { serial: found.serial }
}

export async function publishedOf(table: MacroTable): Promise<PublishedMacros> {
  const published = new PublishedMacros(async () => writeTable(table), hash)
  if (!(await published.ready())) throw new Error('the table is not read')
  return published
}

export function sideOf(text: string): TextSide {
  return completeSide(text, 'utf-8')
}
