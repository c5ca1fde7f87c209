/** rule.md as text: the bundler's loader delivers it. */
declare module '*.md' {
  const text: string
  export default text
}
