/** Whether a file is written for people by its name: examples in it run nowhere. */
export function isDocument(path: string): boolean {
  if (/(^|\/)(CMakeLists|meson_options)\.txt$/.test(path)) return false
  return (
    /\.(md|mdx|mdc|markdown|rst|txt|adoc|html?|texi|tex|po|pot|svg|[1-9])$/i.test(path) ||
    /(^|\/)(?:README|CHANGES|NEWS|AUTHORS|THANKS|TODO|COPYING|LICEN[SC]E|CONTRIBUTING|CHANGELOG|[Cc]hange[Ll]og)(?:-\d[\w.-]*|\.old)?$/.test(
      path,
    ) ||
    /(^|\/)(docs?|documentation|man|examples?|samples?)\//i.test(path)
  )
}
