/** What a text asks of a coding agent that its user would want to know of. */
export interface AgentOrders {
  /** Earlier instructions no longer count. */
  readonly overrides: boolean
  /** Something is kept from the user. */
  readonly hides: boolean
  /** Nobody is asked before it is done. */
  readonly unasked: boolean
  /** What is fetched is run, or a person's keys are read. */
  readonly reaches: boolean
  /** An assistant is spoken to, by that name or one of a product. */
  readonly addressed: boolean
  /** The first words that say one of these, from the start of the text. */
  readonly at: number
  readonly length: number
  /** They stand between quotes: an example of such words. */
  readonly isQuoted: boolean
}

const override =
  /\b(?:ignore|disregard|forget|override|bypass)\s+(?:(?:all|any|every|of|the|your|my|our|these|those|its)\s+){0,4}(?:previous|prior|earlier|above|preceding|existing|original|initial|system|other)\s+(?:\w+\s+){0,2}?(?:instructions?|prompts?|rules|guidelines|directions|directives|context|constraints|messages)\b/i
const hide =
  /\b(?:do not|don['’]t|never|must not|without|avoid)\s+(?:ever\s+)?(?:(?:tell(?:ing)?|inform(?:ing)?|notify(?:ing)?|alert(?:ing)?|let(?:ting)?)\s+(?:the\s+|any\s+|your\s+)?(?:users?|humans?|developers?|reviewers?|anyone|anybody|maintainers?)\b|(?:mention|disclos|reveal|show|say|report|explain|comment on|talk about|refer to)\w*\s+(?:all of\s+|any of\s+)?(?:this|it|that|these|them)\b)/i
const ask =
  /\bwithout\s+(?:ever\s+)?(?:asking|prompting|(?:user\s+|any\s+|further\s+)*(?:confirmation|approval|permission|consent))\b|\b(?:do not|don['’]t|never)\s+ask\s+(?:(?:for|the|your)\s+){0,2}(?:confirmation|permission|approval|user|human)\b/i
const reach =
  /\b(?:curl|wget|iwr|irm)\b[^\n|]{0,200}\|\s*(?:sudo\s+)?(?:(?:ba|z|da)?sh|iex|python3?|node)\b|\b(?:ba|z)?sh\s+<\(\s*(?:curl|wget)\b|\beval\s+"?\$\(\s*(?:curl|wget)\b|\b(?:read|cat|send|upload|post|include|copy|print)\b[^\n]{0,60}(?:~|\$HOME|%USERPROFILE%)[/\\]\.(?:ssh|aws|gnupg|netrc|npmrc|kube|config)\b|\b(?:send|upload|post|attach|append|submit|transmit|header)\b[^\n.]{0,80}(?:JSON\.stringify\(process\.env\)|\bprintenv\b|\bos\.environ\b|\b(?:all|every|the (?:whole|full))\s+(?:of the\s+)?environment variables?\b|\b(?:contents? of|all of)\s+(?:the\s+)?\.env\b)/i
const address =
  /\b(?:AI|LLMs?|language models?|assistants?|(?:coding |AI )?agents?|copilot|claude|cursor|chatgpt|gpt|gemini|codex)\b/i

/** Undefined for a text that asks nothing of the kind. Linear in the text. */
export function agentOrders(text: string): AgentOrders | undefined {
  const flat = text.replace(/[\s>*_]/g, ' ')
  const found = [override, hide, reach, ask].map(pattern => pattern.exec(flat))
  const first = found.find(match => match !== null)
  if (first === undefined || first === null) return undefined
  const before = flat.slice(0, first.index).trimEnd().slice(-1)
  return {
    overrides: found[0] !== null,
    hides: found[1] !== null,
    reaches: found[2] !== null,
    unasked: found[3] !== null,
    addressed: address.test(flat),
    at: first.index,
    length: first[0].length,
    isQuoted: (first === found[0] || first === found[1]) && /["'“”‘`«([]/.test(before),
  }
}

/** Files that coding agents take for their instructions. */
export function isAgentFile(path: string): boolean {
  return /(?:^|\/)(?:(?:CLAUDE|AGENTS?|GEMINI|QWEN|CRUSH|WARP)(?:\.\w+)?\.md|\.(?:cursor|windsurf|cline|roo|goose|kilo)rules(?:-\w+)?|\.(?:goosehints|aider\.conf\.yml)|copilot-instructions\.md|SKILL\.md|llms(?:-full)?\.txt|\.?(?:cursor|windsurf|clinerules|roo|kiro|claude|gemini|junie|amazonq|augment|continue|trae|qoder|agents|codex|opencode)\/(?:.*\/)?[\w.-]+\.(?:md|mdc|txt|toml)|\.github\/(?:instructions|prompts|chatmodes|agents|skills)\/.*\.md)$/i.test(
    path,
  )
}
