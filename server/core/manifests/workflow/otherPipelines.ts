import { spanOf, type TextSpan } from '../../model/location'
import type { ValueOrigin } from './origins'

/** One place where a service puts text of a pull request or commit into a script before it is read. */
export interface PastedValue {
  readonly at: TextSpan
  /** As written. */
  readonly text: string
  readonly name: string
}

interface Service {
  readonly path: RegExp
  /** The value as written; its name is in group 1. */
  readonly value: RegExp
  /** A line counts only if it matches. */
  readonly line?: RegExp
}

/** Documentation of the services: "Predefined variables" (Azure), "Pipeline values" (CircleCI), and so on. */
const services: readonly Service[] = [
  {
    path: /(?:^|\/)\.?azure[^/]*\.ya?ml$|(?:^|\/)\.azure[^/]*\//,
    value: /\$\((Build\.SourceVersionMessage|System\.PullRequest\.SourceBranch(?:Name)?|Build\.RequestedFor)\)/gi,
    line: /^(?!\s*#|\s*(?:-\s*)?[\w.]+\s*:\s*["']?\$\([\w.]+\)["']?\s*$)/,
  },
  {
    path: /(?:^|\/)\.circleci\//,
    value:
      /<<\s{0,9}(pipeline\.(?:git\.branch|git\.tag|git\.commit\.(?:subject|body|author_name)|trigger_parameters[\w.]{0,200}))\s{0,9}>>/g,
    line: /(?:command\s*:|run\s*:|^(?!\s*(?:-\s*)?[\w-]+\s*:)\s*\S)/,
  },
  {
    // The agent fills variables in when it reads the file; `$$` keeps them for the shell.
    path: /(?:^|\/)\.?buildkite(?:\/.*|[^/]*)\.ya?ml$/,
    value: /(?<!\$)\$\{?(BUILDKITE_(?:MESSAGE|PULL_REQUEST_LABELS|BUILD_AUTHOR))\b\}?/g,
    line: /^(?!\s*(?:#|-?\s*(?:if|label|key|concurrency_group)\s*:))/,
  },
  {
    // In double quotes Groovy fills it in, in single quotes the shell does.
    path: /(?:^|\/)[Jj]enkinsfile[^/]*$/,
    value:
      /\$\{?(?:env\.|params\.)?((?:CHANGE_(?:TITLE|BRANCH|AUTHOR_DISPLAY_NAME)|ghprb(?:PullTitle|PullLongDescription|CommentBody|SourceBranch)|gitlab(?:MergeRequestTitle|MergeRequestDescription|SourceBranch|TriggerPhrase)))\b\}?/g,
    line: /\b(?:sh|bat|powershell|pwsh)\b[^'\n]{0,200}"/,
  },
]

export function pastedElsewhere(path: string, line: string, number: number): readonly PastedValue[] {
  const service = services.find(one => one.path.test(path))
  if (service === undefined || line.length > 4000 || service.line?.test(line) === false) return []
  return [...line.matchAll(service.value)].map(found => ({
    at: spanOf(number, found.index, found[0].length),
    text: found[0],
    name: found[1] ?? '',
  }))
}

/** Variables that services set by themselves to text that whoever makes a change writes. */
export const strangersNames: ReadonlyMap<string, ValueOrigin> = new Map(
  [
    'GITHUB_HEAD_REF',
    'CI_COMMIT_MESSAGE',
    'CI_COMMIT_TITLE',
    'CI_COMMIT_DESCRIPTION',
    'CI_COMMIT_BRANCH',
    'CI_COMMIT_REF_NAME',
    'CI_COMMIT_AUTHOR',
    'CI_MERGE_REQUEST_TITLE',
    'CI_MERGE_REQUEST_DESCRIPTION',
    'CI_MERGE_REQUEST_LABELS',
    'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME',
    'CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME',
    'CIRCLE_BRANCH',
    'BUILD_SOURCEVERSIONMESSAGE',
    'SYSTEM_PULLREQUEST_SOURCEBRANCH',
    'CHANGE_TITLE',
    'CHANGE_BRANCH',
    'TRAVIS_COMMIT_MESSAGE',
    'TRAVIS_PULL_REQUEST_BRANCH',
    'BUILDKITE_MESSAGE',
    'BUILDKITE_BRANCH',
    'BITBUCKET_BRANCH',
    'DRONE_COMMIT_MESSAGE',
    'DRONE_PULL_REQUEST_TITLE',
    'DRONE_SOURCE_BRANCH',
    'CIRRUS_CHANGE_TITLE',
    'CIRRUS_CHANGE_MESSAGE',
    'CIRRUS_BRANCH',
  ].map(name => [name, { kind: 'stranger', name }]),
)
