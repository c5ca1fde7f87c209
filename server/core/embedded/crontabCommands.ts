import { PartBuilder } from '../syntax/partBuilder'
import type { EmbedReader, FoundCode } from './code'
import { linesOf } from './lineFile'
import { isFile } from './part'

const schedule = /^[ \t]*(?:@\w+|(?:[\w*,/~-]+[ \t]+){4}[\w*,/~-]+)[ \t]+/
const user = /^[a-z_][\w-]*[ \t]+/

/** Commands of crontabs (crontab(5)): after the schedule and, in the system's own, the user; `%` ends the command. */
export const crontabCommands: EmbedReader = {
  languages: [undefined, 'bash'],
  paths:
    /(?:^|\/)(?:etc\/)?cron\.d\/[^/]+$|(?:^|[/._-])cron(?:tabs?|\.?jobs?)?(?:\.txt|\.in)?$|(?:^|\/)crontabs?\/[^/]+$|debian\/(?:[^/]+\.)?cron\.d$/,
  read(unit) {
    if (!isFile(unit) || unit.body.text.startsWith('#!')) return []
    const { text } = unit.body
    const hasUser = /(?:^|\/)(?:[^/]+\.)?cron\.d(?:\/[^/]+)?$|(?:^|\/)etc\/crontab$/.test(unit.path)
    return linesOf(unit.body).flatMap(({ start, end }): readonly FoundCode[] => {
      const line = text.slice(start, end)
      const when = schedule.exec(line)
      if (when === null || /^[ \t]*#/.test(line)) return []
      const from = when[0].length
      const skipped = hasUser ? (user.exec(line.slice(from))?.[0].length ?? 0) : 0
      const part = new PartBuilder(unit.body)
      let at = from + skipped
      for (let percent = line.indexOf('%', at); percent !== -1; percent = line.indexOf('%', at)) {
        const isEscaped = line[percent - 1] === '\\'
        part.copy(start + at, start + percent - (isEscaped ? 1 : 0))
        at = percent
        if (!isEscaped) break
        part.copy(start + percent, start + percent + 1)
        at++
      }
      if (line[at] !== '%') part.copy(start + at, end)
      const body = part.build()
      return body.text.trim() === ''
        ? []
        : [{ language: 'bash', body, role: 'script', context: when[0].trim().replace(/\s+/g, ' ') }]
    })
  },
}
