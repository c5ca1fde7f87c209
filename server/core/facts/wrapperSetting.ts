import { readWrapperSettings } from '../manifests/buildWrapper'
import { spanOf } from '../model/location'
import { defineCollector } from '../rule/rule'

/** What the settings of a build wrapper fetch, and by which checksum. */
export const wrapperSetting = defineCollector({
  kind: 'wrapper-setting',
  files: { paths: ['**/gradle-wrapper.properties', '**/maven-wrapper.properties'] },
  collect: ({ side, text, path }) =>
    readWrapperSettings(text.lines).map(({ key, value, line, from, to }) => ({
      subject: key,
      side,
      at: spanOf(line, from, to - from),
      data: { value, path },
    })),
})
