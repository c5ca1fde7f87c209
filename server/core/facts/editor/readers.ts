import { agentSettings, hookFile, servers } from './agents'
import { devcontainer } from './container'
import { ideaFile } from './jetbrains'
import type { EditorReader } from './note'
import { launches, recommendations, vscodeSettings, workspace } from './settings'
import { entryScript, mise } from './shells'
import { openedTasks } from './tasks'

/** Who reads which file, by the documentation of the editor, agent or shell; the first that fits. */
const byPath: readonly (readonly [RegExp, EditorReader])[] = [
  [/(?:^|\/)\.vscode\/tasks\.json$/, openedTasks],
  [/(?:^|\/)\.vscode\/launch\.json$/, launches],
  [/(?:^|\/)\.vscode\/settings\.json$/, vscodeSettings],
  [/(?:^|\/)\.vscode\/extensions\.json$/, recommendations],
  [/\.code-workspace$/, workspace],
  [/(?:^|\/)\.devcontainer(?:\/(?:.*\/)?devcontainer)?\.json$/, devcontainer],
  [/(?:^|\/)\.zed\/settings\.json$/, vscodeSettings],
  [/(?:^|\/)\.idea\/(?:.*\/)?(?:startup|watcherTasks|workspace)\.xml$/, ideaFile],
  [/(?:^|\/)\.(?:cursor|windsurf)\/hooks\.json$|(?:^|\/)\.github\/hooks\/[^/]+\.json$|\.kiro\.hook$/, hookFile],
  [
    /(?:^|\/)\.(?:claude|gemini|cursor|codex|kiro|windsurf|roo|amazonq|qwen|opencode|augment|factory|crush|qoder|trae)\/(?:settings\/)?(?:settings|mcp|cli|config|permissions|opencode|crush)[\w.-]*\.(?:jsonc?|toml)$/,
    agentSettings,
  ],
  [/(?:^|\/)(?:\.?opencode|\.?crush)\.jsonc?$/, agentSettings],
  [/(?:^|\/)(?:\.mcp|\.vscode\/mcp)\.json$/, servers],
  [/(?:^|\/)(?:\.?mise(?:\.\w+)*|\.?(?:config\/)?mise\/config(?:\.\w+)*)\.toml$/, mise],
  [/(?:^|\/)(?:\.envrc|\.(?:husky|githooks|git-hooks)\/(?:_\/)?post-[\w-]+)$/, entryScript],
]

/** Undefined for files that nothing here is known of. */
export function readerOf(path: string): EditorReader | undefined {
  return byPath.find(([pattern]) => pattern.test(path))?.[1]
}
