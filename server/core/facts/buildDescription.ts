import { sourceKind } from '../formats/sourceKind'
import { baseName } from '../model/path'

const described =
  /\.(?:sh|bash|spec|ebuild|eclass|pro|pri|prf|gypi?|gni?|bzl|bazel|bp|ya?ml|toml|gradle(?:\.kts)?|vcxproj|props|targets|pc|service|socket|xcconfig|pbxproj|nix|ninja|zig|cfg|jam|cmd|bat|ps1|scm|lua|common|flags|opts?|rules|conf|include|env)$|^(?:(?:Docker|Container)file.*|rules|[A-Z]*PKGBUILD|template|BUILD|WORKSPACE|WORKSPACE\.bazel|\.bazelrc|\.?config|\w*defconfig|.*_defconfig|meson[._]options(?:\.txt)?|CMakePresets\.json|SCons\w+|wscript(?:_build)?|Jam\w+|build\.rs|setup\.py|conanfile\.py|configure\w*|buildflags\.mk|Kconfig[\w.-]*)$/
/** Whether a file says how something is built, packaged or run, by name alone: where flags and tools are named. */
export function isBuildDescription(path: string): boolean {
  return sourceKind(path) === 'build' || described.test(baseName(path).replace(/\.in$/, ''))
}

/** A line of such a file with its comment taken off. */
export function withoutHash(line: string): string {
  return line.replace(/(^|\s)(#(?!\s*define|\s*include|cgo)|dnl\b).*$/, '')
}
