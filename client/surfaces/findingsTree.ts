import * as vscode from 'vscode'
import type { WireFinding, WireReview } from '../../server/protocol'
import type { OpenReview, Reviews } from '../reviews'
import type { Session } from '../session'
import { OWN_SCHEME } from '../uris'
import { baseName, markdownCode, markdownSentence, visiblePath, visibleText } from './text'
import { isPending, isWeighty, reviewNodes, type TreeNode } from './treeModel'

export const VIEW_ID = 'plainsight.findings'

/** The findings of all open change sets; places without a document appear here too. */
export class FindingsTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>()
  readonly onDidChangeTreeData = this.#changed.event
  readonly #view: vscode.TreeView<TreeNode>
  readonly #subscriptions: vscode.Disposable[]
  readonly #parents = new Map<TreeNode, TreeNode>()
  readonly #binaries = new WeakMap<WireReview, ReadonlySet<number>>()
  #roots: readonly TreeNode[] = []

  constructor(
    session: Session,
    private readonly reviews: Reviews,
  ) {
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true })
    this.#subscriptions = [
      this.#changed,
      this.#view,
      reviews.onDidChange(() => this.#refresh()),
      session.onDidChangeState(() => this.#refresh()),
    ]
    this.#refresh()
  }

  getChildren(node?: TreeNode): readonly TreeNode[] & TreeNode[] {
    const children = node === undefined ? this.#roots : 'children' in node ? node.children : []
    return [...children]
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#parents.get(node)
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const item = draw(node)
    if (this.#hasEvidence(node)) item.contextValue += '.evidence'
    item.id = `${node.review}\n${this.#pathOf(node)}`
    return item
  }

  /** Whether the row is about a file that a diff cannot show. */
  #hasEvidence(node: TreeNode): boolean {
    const result = this.reviews.get(node.review)?.result
    const place = placeOf(node)
    if (result === undefined || place === undefined) return false
    let binaries = this.#binaries.get(result)
    if (binaries === undefined) {
      binaries = new Set(result.files.filter(({ isBinary }) => isBinary).map(({ index }) => index))
      this.#binaries.set(result, binaries)
    }
    return binaries.has(place.file) || place.rule.startsWith('binary/')
  }

  /** Shows the view; the user asked for it with a command. */
  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW_ID}.focus`)
  }

  /** Selects a finding without taking the focus, when the view is on screen. */
  async select(review: string, fingerprint: string): Promise<void> {
    if (!this.#view.visible) return
    const node = this.#findFinding(this.#roots, review, fingerprint)
    if (node !== undefined) await this.#view.reveal(node, { select: true, focus: false, expand: false })
  }

  /** What is selected now, for commands run from the keyboard while the tree has the focus. */
  get selection(): TreeNode | undefined {
    return this.#view.selection[0]
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  #refresh(): void {
    const all = this.reviews.all
    const [only] = all
    this.#parents.clear()
    this.#roots = all.length === 1 && only !== undefined ? nodesOf(only) : all.map(reviewGroup)
    this.#link(this.#roots)
    const { label, inventory } = only?.result ?? { label: '', inventory: '' }
    const message = all.length === 1 ? visibleText(`${label}: ${inventory}`) : ''
    if (this.#view.message !== message) this.#view.message = message
    const findings = all.flatMap(({ result }) => result.findings).filter(isPending)
    const weighty = findings.filter(isWeighty).length
    this.#view.badge =
      weighty === 0
        ? undefined
        : {
            value: weighty,
            tooltip: `${weighty} ${weighty === 1 ? 'finding' : 'findings'} of medium severity or above`,
          }
    void vscode.commands.executeCommand('setContext', 'plainsight.hasReview', all.length > 0)
    void vscode.commands.executeCommand('setContext', 'plainsight.hasFindings', findings.length > 0)
    void vscode.commands.executeCommand('setContext', 'plainsight.isReviewing', this.reviews.isOpening)
    void vscode.commands.executeCommand('setContext', 'plainsight.hasLost', this.reviews.lost.length > 0)
    this.#changed.fire()
  }

  #link(nodes: readonly TreeNode[]): void {
    for (const node of nodes) {
      if (!('children' in node)) continue
      for (const child of node.children) this.#parents.set(child, node)
      this.#link(node.children)
    }
  }

  /** The same whether one change set is open or several: rows stay selected and open when another one joins. */
  #pathOf(node: TreeNode): string {
    const parent = this.#parents.get(node)
    return parent === undefined || (parent.kind === 'group' && parent.group === 'review')
      ? node.key
      : `${this.#pathOf(parent)}\n${node.key}`
  }

  #findFinding(nodes: readonly TreeNode[], review: string, fingerprint: string): TreeNode | undefined {
    for (const node of nodes) {
      if (node.review !== review) continue
      if (node.kind === 'finding' && node.finding.fingerprint === fingerprint) return node
      const below = 'children' in node ? this.#findFinding(node.children, review, fingerprint) : undefined
      if (below !== undefined) return below
    }
    return undefined
  }
}

/** File and rule that a row stands for. */
function placeOf(node: TreeNode): { readonly file: number; readonly rule: string } | undefined {
  switch (node.kind) {
    case 'finding':
      return { file: node.finding.evidence[0]?.file ?? -1, rule: node.finding.rule }
    case 'place':
      return { file: node.evidence.file, rule: '' }
    case 'change':
      return { file: node.file, rule: '' }
    case 'file': {
      const [first] = node.children
      return first && placeOf(first)
    }
    default:
      return undefined
  }
}

function nodesOf({ result, documents }: OpenReview): readonly TreeNode[] {
  const limits =
    documents === undefined ? [] : ['Made of the diffs open in this window; the change may have more files.']
  return reviewNodes(result, limits)
}

function reviewGroup(review: OpenReview): TreeNode {
  return {
    kind: 'group',
    group: 'review',
    key: 'review',
    review: review.id,
    label: review.result.label,
    description: review.result.inventory,
    isOpen: true,
    children: nodesOf(review),
  }
}

const severityIcons: Readonly<Record<WireFinding['severity'], vscode.ThemeIcon>> = {
  critical: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  high: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  medium: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  low: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
  info: new vscode.ThemeIcon('info', new vscode.ThemeColor('descriptionForeground')),
}

const noteIcons: Readonly<Record<string, vscode.ThemeIcon>> = {
  pass: new vscode.ThemeIcon('pass'),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  info: new vscode.ThemeIcon('info'),
  skip: new vscode.ThemeIcon('circle-slash'),
}

function draw(node: TreeNode): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState
  const item = new vscode.TreeItem('')
  item.contextValue = node.kind
  if ('description' in node && node.description !== undefined) item.description = visibleText(node.description)
  switch (node.kind) {
    case 'group':
      item.label = visibleText(node.label)
      item.collapsibleState = node.isOpen ? Expanded : Collapsed
      item.contextValue = node.remedy === undefined ? `group.${node.group}` : `group.${node.group}.remedy`
      if (node.severity !== undefined) item.iconPath = severityIcons[node.severity]
      else if (node.isTroubled === true) item.iconPath = noteIcons.warning as vscode.ThemeIcon
      item.tooltip = [node.label, node.description ?? '', node.remedy ?? '']
        .filter(text => text !== '')
        .map(visibleText)
        .join('\n')
      break
    case 'file':
      item.label = visiblePath(baseName(node.path))
      item.collapsibleState = Expanded
      drawFile(item, node.path)
      break
    case 'change':
      item.label = visiblePath(baseName(node.path))
      drawFile(item, node.path)
      item.command = open(node)
      break
    case 'finding':
      item.label = visibleText(node.label)
      item.collapsibleState = node.children.length > 0 ? Collapsed : None
      item.contextValue = isPending(node.finding) ? 'finding.open' : 'finding.accepted'
      if (node.finding.commands.length > 0) item.contextValue += '.commands'
      if (node.children.length > 0) item.contextValue += '.places'
      if (node.finding.evidence.some(({ decoded }) => decoded !== undefined)) item.contextValue += '.texts'
      item.iconPath = isPending(node.finding)
        ? severityIcons[node.finding.severity]
        : new vscode.ThemeIcon('pass', new vscode.ThemeColor('descriptionForeground'))
      item.tooltip = findingTooltip(node.finding)
      item.accessibilityInformation = {
        label: `${node.finding.severity}: ${visibleText(node.finding.message)}, ${visibleText(node.description)}`,
      }
      item.command = open(node)
      break
    case 'place':
      item.label = visibleText(node.label)
      item.iconPath = new vscode.ThemeIcon(node.evidence.decoded === undefined ? 'arrow-small-right' : 'file-code')
      item.command = open(node)
      break
    case 'note':
      item.label = visibleText(node.label)
      item.iconPath = noteIcons[node.icon] as vscode.ThemeIcon
      item.contextValue = node.remedy === undefined ? 'note' : 'note.remedy'
      item.tooltip = [node.label, node.description, node.remedy]
        .filter(text => text !== undefined)
        .map(visibleText)
        .join('\n')
      break
  }
  return item
}

/** The icon of the file's type, without the decorations that other extensions give to the real file. */
function drawFile(item: vscode.TreeItem, path: string): void {
  item.iconPath = vscode.ThemeIcon.File
  item.resourceUri = vscode.Uri.from({ scheme: OWN_SCHEME, path: `/${path}` })
  item.tooltip = visiblePath(path)
}

function open(node: TreeNode): vscode.Command {
  return { command: 'plainsight.openPlace', title: 'Open', arguments: [node] }
}

function findingTooltip({
  severity,
  rule,
  message,
  why,
  benign,
  question,
  reason,
  state,
}: WireFinding): vscode.MarkdownString {
  const paragraphs = [
    `**${markdownSentence(message)}**`,
    markdownSentence(why),
    benign === '' ? '' : `*Often harmless:* ${markdownSentence(benign)}`,
    question === '' ? '' : `*Ask:* ${markdownSentence(question)}`,
    state === 'accepted' || state === 'suppressed' ? `*Accepted:* ${markdownSentence(reason ?? '')}` : '',
    `${severity} · ${markdownCode(rule)}`,
  ]
  const tooltip = new vscode.MarkdownString(paragraphs.filter(text => text !== '').join('\n\n'))
  tooltip.isTrusted = false
  tooltip.supportHtml = false
  return tooltip
}
