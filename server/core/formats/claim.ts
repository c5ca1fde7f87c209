const things =
  '(?:typos?|misspellings?|spelling|grammar|wording|comments?|docs?|documentation|READMEs?(?:\\.\\w+)?|man ?pages?|manuals?|changelog|news|authors|copyright(?: years?)?|license headers?)'
const english = [
  /^(?:docs?|documentation|readme(?:\.\w+)?|man(?: ?pages?|ual)?|changelog|news|authors|comments?|typos?|spelling)(?:\([^)]*\))?\s*[:!]/i,
  /^(?:typos?|spelling)(?:\s+(?:fix\w*|corrections?|in\s.*))?[.!]?$/i,
  new RegExp(
    `^(?:\\w+\\s*:\\s*)?(?:fix(?:e[ds])?|updat\\w+|correct\\w*|improv\\w+|add(?:ed|s)?|tweak\\w*|minor|small|reword\\w*)\\s+(?:(?:an?|the|some|few|more|minor|small|various|in)\\s+)*${things}\\b(?!.*\\b(?:and|build|config|cmake|make))`,
    'i',
  ),
]

/** Typos, comments and documentation, as people name them elsewhere. */
const elsewhere = [
  /\b(?:tipp|schreib|rechtschreib)fehler\b|\b(?:kommentare?|dokumentation)\s+(?:korrigiert|angepasst|aktualisiert|ergänzt)/i,
  /\b(?:fautes? de frappe|coquilles?|orthographe)\b|\b(?:mise à jour|correction) (?:de la |des |du )?(?:documentation|doc|commentaires?)\b/i,
  /\b(?:errata|erratas|error(?:es)? tipográficos?|falta(?:s)? de ortografía|ortografía|erros? de digitação|errori? di battitura|refusi|refuso)\b/i,
  /\b(?:corrig\w+|actualiz\w+|atualiz\w+|aggiorn\w+|corregg\w+) (?:(?:los?|las?|os?|as?|il?|un[ao]?|de|la|el) )*(?:comentarios?|comentários?|comment[io]|documentación|documentação|documentazione)\b/i,
  /опечат|орфограф|(?:исправ|обнов|дополн)\p{L}*\s+(?:комментар|документац)|помилк\p{L}* в тексті|одрук/iu,
  /literów|\bbłęd\p{L}* (?:pisowni|w komentarzu)|\byazım hata|překlep|schrijffout|typefout|skrivfel|kirjoitusvirhe|elgépel/iu,
  /错别字|錯別字|拼写|拼寫|笔误|筆誤|(?:修正|更新|修改)(?:了)?(?:注释|註解|文档|文檔|說明|说明)|誤字|脱字|タイポ|スペルミス|コメント(?:を)?修正|ドキュメント(?:を)?(?:修正|更新)|오타|맞춤법|주석 수정|문서 수정/u,
]
const joined = /[,;+&、，；]|\s(?:and|und|et|y|e|и|та|oraz|ve|en|och)\s|和|以及|および/iu

/** Whether a subject speaks of typos, comments or documentation, in one of a dozen languages, and of nothing else. */
export function speaksOfWords(subject: string): boolean {
  if (english.some(pattern => pattern.test(subject))) return true
  return subject.length <= 100 && !joined.test(subject) && elsewhere.some(pattern => pattern.test(subject))
}

const small = '(?:(?:the|an?|some|new|missing|more|all|in|of|for|to)\\s+)*'
/** A name begins with a capital letter, or is a code of ISO 639. */
const languages = '(?:\\(?(?:\\p{Lu}[\\p{L}_.-]*|[a-z]{2,3}(?:[_@-]\\w+)?(?:\\.po)?)\\)?,?\\s+){0,4}'
const translated = [
  new RegExp(
    `^(?:[\\w/.()-]{1,30}:\\s+)?(?:[Uu]pdat\\p{L}*|[Aa]dd(?:ed|s)?|[Ff]ix(?:e[ds])?|[Ii]mprov\\p{L}*|[Cc]omplet\\p{L}*|[Rr]efresh\\p{L}*|[Ss]ync\\p{L}*|[Rr]evis\\p{L}*)\\s+${small}${languages}(?:[Tt]ranslations?|[Ll]ocali[sz]ations?|po files?|PO files?)(?=$|[\\s.(,:])(?!.*\\b(?:and|build|support|system|config|cmake|make|scripts?|code|tools?)\\b)`,
    'u',
  ),
  /^(?:l10n|i18n|po|translations?|locales?)(?:[(/][\w./-]{1,30}\)?)?\s*:\s+(?!.*\b(?:and|build|support)\b).*(?:\bupdat|\brefresh|\bsync|\bmerge|\.po\b|\btranslat)/i,
  /^(?:translated using weblate|translations? update|(?:new|updated?) crowdin|\[?transifex\]?)/i,
]

/** Whether a subject speaks of texts that were translated, and of nothing else. */
export function speaksOfTranslations(subject: string): boolean {
  return subject.length <= 120 && translated.some(pattern => pattern.test(subject))
}
