import * as vscode from 'vscode'
import { LIST_REVISIONS, type ListRevisionsResult, type RevisionItem, type WireReview } from '../../server/protocol'
import type { App } from '../app'
import { ReviewProblem } from '../reviews'
import { branchRange } from '../sources/branchRange'
import { pickRoot } from '../sources/roots'
import { visibleText } from '../surfaces/text'
import { runReview, showProblem } from './runReview'

interface Choice extends vscode.QuickPickItem {
  readonly revision?: string
  /** For the button that takes the last commit alone. */
  readonly tip?: string
}

const tipButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('git-commit'),
  tooltip: 'Review its last commit alone',
}

/** Reviews one commit or a range, picked from refs and recent commits or typed. */
export async function reviewRevision(app: App, root?: unknown, revision?: unknown): Promise<WireReview | undefined> {
  try {
    const folder = await pickRoot(app, root)
    if (folder === undefined) return undefined
    const chosen = typeof revision === 'string' && revision !== '' ? revision : await pickRevision(app, folder)
    if (chosen === undefined) return undefined
    const review = await runReview(app, { ref: { kind: 'revision', root: folder, revision: chosen } })
    return review?.result
  } catch (error) {
    await showProblem(app, error)
    return undefined
  }
}

function pickRevision(app: App, root: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Choice>()
  pick.title = 'Review Commit or Range'
  pick.placeholder = 'A commit, A..B, or A...B for what B adds since both parted'
  pick.matchOnDescription = true
  pick.matchOnDetail = true
  pick.busy = true
  let known: readonly Choice[] = []
  const draw = () => {
    const typed = pick.value.trim()
    const own: Choice[] =
      typed === '' ? [] : [{ label: typed, description: 'as typed', revision: typed, alwaysShow: true }]
    // what is typed comes last while something matches it, so that Enter takes the match
    pick.items = [...known, ...own]
  }
  pick.onDidChangeValue(draw)
  void list(app, root).then(
    items => {
      known = items
      pick.busy = false
      draw()
    },
    error => {
      pick.hide()
      void showProblem(app, error)
    },
  )
  return new Promise(done => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems
      done(item?.revision ?? (pick.value.trim() || undefined))
      pick.hide()
    })
    pick.onDidTriggerItemButton(({ item }) => {
      done(item.tip)
      pick.hide()
    })
    pick.onDidHide(() => {
      done(undefined)
      pick.dispose()
    })
    pick.show()
  })
}

async function list(app: App, root: string): Promise<readonly Choice[]> {
  const result = await app.session.request<ListRevisionsResult>(LIST_REVISIONS, { root })
  if (!result.ok) throw new ReviewProblem(result.message, result.remedy)
  const of = (kind: RevisionItem['kind']) => result.revisions.filter(item => item.kind === kind)
  const head = of('commit')[0]?.id
  return [
    ...section('Recent commits', of('commit'), commitChoice),
    ...section('Branches', [...of('branch'), ...of('remote')], item => branchChoice(item, head)),
    ...section('Tags', of('tag'), tagChoice),
  ]
}

function section(label: string, items: readonly RevisionItem[], choice: (item: RevisionItem) => Choice): Choice[] {
  if (items.length === 0) return []
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items.map(choice)]
}

function commitChoice({ name, id, detail }: RevisionItem): Choice {
  return { label: `$(git-commit) ${visibleText(detail)}`, description: visibleText(name), revision: id }
}

function branchChoice(item: RevisionItem, head: string | undefined): Choice {
  const { name, id, kind, detail } = item
  return {
    label: `$(${kind === 'remote' ? 'cloud' : 'git-branch'}) ${visibleText(name)}`,
    ...branchRange(item, head),
    detail: visibleText(detail),
    tip: id,
    buttons: [tipButton],
  }
}

function tagChoice({ name, id, detail }: RevisionItem): Choice {
  return {
    label: `$(tag) ${visibleText(name)}`,
    description: 'what changed since',
    detail: visibleText(detail),
    revision: `${name}..HEAD`,
    tip: id,
    buttons: [tipButton],
  }
}
