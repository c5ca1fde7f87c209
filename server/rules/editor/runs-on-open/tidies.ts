/** Programs that rewrite or check the text they are given and run none of it. */
const TIDIES =
  /^(?:prettier|biome\s+(?:format|check|lint)|dprint\s+(?:fmt|check)|gofmt|gofumpt|goimports|rustfmt|cargo\s+fmt|black|isort|ruff|clang-format|shfmt|terraform\s+fmt|zig\s+fmt|dart\s+format|mix\s+format|deno\s+fmt|swiftformat|ktlint|stylua|yamlfmt|taplo\s+(?:fmt|format)|autopep8|yapf)(?=\s|$)/
/** What starts such a program by its name. */
const RUNNER =
  /^(?:npx(?:\s+(?:-y|--yes|--no-install|--no))*|bunx|pnpm\s+(?:exec|dlx)|yarn(?:\s+(?:exec|dlx))?|uvx|uv\s+run|poetry\s+run|pipx\s+run|python3?\s+-m|go\s+tool)\s+/
/** What stands around it: takes the name of the file out of the input of the hook, or goes on after a failure. */
const AROUND = /^(?:jq\s+(?:-r\s+)?(?:'[^']*'|"[^"]*"|\.[\w.]+)|cat|true|exit\s+\d|:)$/
const FEEDS = /^xargs(?:\s+(?:-r|-0|-n\s*\d+|-I\s*\S+|--no-run-if-empty))*\s+/
/** An option by which a formatter loads code or takes its settings from another place. */
const LOADS =
  /(?:^|\s)(?:--?(?:plugin|config|settings|resolve|parser|search|rewrite|require|loader)[\w-]*|-[cr])(?=[\s=]|$)/

/** The command does nothing but format or check text. A command put into another, and output to a file, are more than that. */
export function tidiesOnly(command: string): boolean {
  if (command.length > 400 || /[`\n]|\$\(|<\(|>(?!\s*\/dev\/null|&[12](?!\d))/.test(command)) return false
  const parts = command
    .replace(/'[^']*'|"[^"`]*"/g, quoted => quoted.replace(/[;|&]/g, ' '))
    .replace(/\s*\d?>(?:\s*\/dev\/null|&[12])/g, '')
    .split(/;|&&|\|\|?|&/)
    .map(part => part.trim())
    .filter(part => part !== '')
  return parts.some(isTidy) && parts.every(part => isTidy(part) || AROUND.test(part))
}

function isTidy(part: string): boolean {
  const call = part.replace(FEEDS, '').replace(RUNNER, '')
  return TIDIES.test(call) && !LOADS.test(call)
}
