/** Where a node is: bytes [start, end) of the input; `line` counts line feeds from 1. */
export interface Place {
  readonly start: number
  readonly end: number
  readonly line: number
}

/** Text git skips or keeps as a message: understood, and no change to any file. */
export type TextKind =
  | 'byteOrderMark'
  /** The `From <id> <date>` line that starts a mail in an mbox. */
  | 'envelope'
  | 'mailHeader'
  | 'commitHeader'
  | 'message'
  /** The `---` line between message and patch. */
  | 'separator'
  | 'diffstat'
  /** `:100644 100644 …` lines of `--raw`. */
  | 'rawStatus'
  /** From the `-- ` line on. */
  | 'signature'
  | 'prose'
  | 'blank'
  /** `Index:`, `diff -u …`, `=====`: what other tools write before the names of a file. */
  | 'intro'

export interface TextNode extends Place {
  readonly kind: TextKind
}

/** Input no part of the reader could make sense of. */
export interface UnreadNode extends Place {
  readonly kind: 'unread'
  readonly reason: string
}

export type HeaderKind = 'diffLine' | 'extendedHeader' | 'oldName' | 'newName' | 'binaryMarker' | 'binaryNotice'

export interface HeaderNode extends Place {
  readonly kind: HeaderKind
}

export interface HunkHeaderNode extends Place {
  readonly kind: 'hunkHeader'
}

/** One line of a hunk's body. */
export interface HunkLineNode extends Place {
  readonly kind: 'hunkLine'
  /** One mark per old side: ` `, `+` or `-`. */
  readonly marks: string
  /** Offset of the first byte after the marks. */
  readonly textStart: number
  /** A "\ No newline at end of file" line follows. */
  readonly noNewline: boolean
}

export interface NoNewlineNode extends Place {
  readonly kind: 'noNewline'
}

export interface LineRange {
  readonly start: number
  readonly count: number
}

export interface HunkNode extends Place {
  readonly kind: 'hunk'
  /** One range per old side: one, or as many as a combined diff has parents. */
  readonly old: readonly LineRange[]
  readonly new: LineRange
  /** What follows the closing `@@`, one character per byte. */
  readonly section: string
  readonly children: readonly (HunkHeaderNode | HunkLineNode | NoNewlineNode)[]
  /** The body does not hold what its header counts; git refuses such a patch. */
  readonly broken?: string
}

export interface BinaryMethodNode extends Place {
  readonly kind: 'binaryMethod'
}

export interface BinaryDataNode extends Place {
  readonly kind: 'binaryData'
}

/** One direction of a `GIT binary patch`: the first makes the new side, the second the old one. */
export interface BinaryHunkNode extends Place {
  readonly kind: 'binaryHunk'
  readonly method: 'literal' | 'delta'
  /** Bytes after inflating, as claimed. */
  readonly size: number
  readonly children: readonly (BinaryMethodNode | BinaryDataNode | TextNode)[]
  /** The empty line after the data is missing: for git the whole patch ends here. */
  readonly isOpen: boolean
}

/** What the lines between `diff --git` and the content say; names are one character per byte, prefixes still on. */
export interface FileHeader {
  /** The rest of the `diff --git` or `diff --cc` line. */
  readonly diffNames?: string
  /** In the order they appeared, since git's verdict on contradicting names depends on it. */
  readonly entries: readonly HeaderEntry[]
  readonly oldMode?: string
  readonly newMode?: string
  readonly isNew: boolean
  readonly isDeleted: boolean
  readonly isRename: boolean
  readonly isCopy: boolean
  readonly oldIds: readonly string[]
  readonly newId?: string
}

/** A header line that bears on the names; `value` is the text after its keyword. */
export interface HeaderEntry {
  readonly key: 'old' | 'new' | 'from' | 'to' | 'added' | 'deleted'
  readonly value: string
}

/** `git`: `diff --git`; `combined`: `diff --cc` or `--combined`; `plain`: only `---` and `+++`, or a binary notice. */
export type FileFormat = 'git' | 'combined' | 'plain'

export interface FileNode extends Place {
  readonly kind: 'file'
  readonly format: FileFormat
  readonly header: FileHeader
  readonly children: readonly (HeaderNode | HunkNode | BinaryHunkNode | UnreadNode | TextNode)[]
  /** Lines end in CR LF because the patch as a whole does, not because the file's lines do. */
  readonly crlf: boolean
}

export type PartNode = TextNode | UnreadNode | FileNode

/** A mail of an mbox, a commit as `git log -p` and `git show` print it. */
export interface SectionNode extends Place {
  readonly kind: 'mail' | 'commit'
  readonly children: readonly PartNode[]
}

export type LeafNode =
  | TextNode
  | UnreadNode
  | HeaderNode
  | HunkHeaderNode
  | HunkLineNode
  | NoNewlineNode
  | BinaryMethodNode
  | BinaryDataNode
export type PatchNode = LeafNode | HunkNode | BinaryHunkNode | FileNode | SectionNode

/** A patch as read: the children, one after the other, are the input. */
export interface PatchDocument {
  readonly bytes: Uint8Array
  readonly children: readonly (SectionNode | PartNode)[]
}

/** The nodes without children, in the order of the input; together they are the input. */
export function* leaves(nodes: readonly PatchNode[]): Generator<LeafNode> {
  for (const node of nodes) {
    if ('children' in node) yield* leaves(node.children)
    else yield node
  }
}

/** Every file, with the mail or commit it is part of. */
export function* filesOf(doc: PatchDocument): Generator<{ file: FileNode; section: SectionNode | undefined }> {
  for (const child of doc.children) {
    if (child.kind === 'file') yield { file: child, section: undefined }
    else if (child.kind === 'mail' || child.kind === 'commit')
      for (const part of child.children) if (part.kind === 'file') yield { file: part, section: child }
  }
}

export function* unreadOf(doc: PatchDocument): Generator<UnreadNode> {
  for (const leaf of leaves(doc.children)) if (leaf.kind === 'unread') yield leaf
}
