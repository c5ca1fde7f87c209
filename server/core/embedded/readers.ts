import { buildToolCommands } from './buildToolCommands'
import { callTexts } from './callTexts'
import { cmakeTexts } from './cmakeTexts'
import type { EmbedReader } from './code'
import { crontabCommands } from './crontabCommands'
import { decodedLiterals } from './decodedLiterals'
import { dockerfileCommands } from './dockerfileCommands'
import { editorTasks } from './editorTasks'
import { execCalls } from './execCalls'
import { groovyCommands } from './groovyCommands'
import { interpreterArguments } from './interpreterArguments'
import { packageScripts } from './packageScripts'
import { podspecCommands } from './podspecCommands'
import { probePrograms } from './probePrograms'
import { pthLines } from './pthLines'
import { iniCommands, tomlCommands } from './pythonTools'
import { specSections } from './specSections'
import { systemdCommands } from './systemdCommands'
import { xcodeScripts } from './xcodeScripts'
import { xmlCommands } from './xmlCommands'
import { yamlCommands } from './yamlCommands'
import { zigCommands } from './zigCommands'

/** Every reader of code inside code. One more is one more file and one more line here. */
export const embedReaders: readonly EmbedReader[] = [
  buildToolCommands,
  callTexts,
  cmakeTexts,
  crontabCommands,
  decodedLiterals,
  dockerfileCommands,
  editorTasks,
  execCalls,
  interpreterArguments,
  packageScripts,
  podspecCommands,
  probePrograms,
  pthLines,
  specSections,
  systemdCommands,
  iniCommands,
  tomlCommands,
  groovyCommands,
  xcodeScripts,
  xmlCommands,
  yamlCommands,
  zigCommands,
]
