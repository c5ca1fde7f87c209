/** A moment as mails and `git log` write it. */
export interface WrittenTime {
  /** Seconds since 1970. */
  readonly time: number
  /** `+0200`, as written. */
  readonly zone: string
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Mail (`Fri, 23 Feb 2024 23:09:59 +0800`), git's default (`Fri Feb 23 23:09:59 2024 +0800`), ISO, or raw seconds. */
export function parseDate(text: string): WrittenTime | undefined {
  const raw = /^(\d{5,}) ([-+]\d{4})$/.exec(text.trim())
  if (raw !== null) return { time: Number(raw[1]), zone: raw[2]! }
  const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)? ?([-+]\d\d:?\d\d|Z)?/.exec(text.trim())
  if (iso !== null) return moment(iso[1], Number(iso[2]), iso[3], iso[4], iso[5], iso[6], iso[7])
  const mail = /(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4}) (\d\d):(\d\d)(?::(\d\d))? *([-+]\d{4})?/.exec(text)
  if (mail !== null) return moment(mail[3], monthOf(mail[2]), mail[1], mail[4], mail[5], mail[6] ?? '0', mail[7])
  const git = /([A-Za-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4}) *([-+]\d{4})?/.exec(text)
  if (git !== null) return moment(git[6], monthOf(git[1]), git[2], git[3], git[4], git[5], git[7])
  return undefined
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').toLowerCase()) + 1
}

type Digits = string | undefined

function moment(year: Digits, month: number, day: Digits, hour: Digits, minute: Digits, second: Digits, zone: Digits) {
  if (month < 1 || month > 12) return undefined
  const written = (zone ?? '+0000').replace(':', '').replace('Z', '+0000')
  const sign = written.startsWith('-') ? -1 : 1
  const offset = sign * (Number(written.slice(1, 3)) * 3600 + Number(written.slice(3, 5)) * 60)
  const days = daysSince1970(Number(year), month, Number(day))
  const time = days * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset
  return { time, zone: written }
}

/** Days in the Gregorian calendar, counted in years that begin in March so that the leap day is the last one. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return marchYear * 365 + leapDays + dayOfYear - 719468
}
