const names =
  /(?:^|\/)(?:SConstruct|SConscript|SCsub|[\w.-]+\.(?:scons|bzl)|wscript(?:_[a-z]+)?|waftools\/[\w.-]+\.py|site_scons\/(?:[\w.-]+\/)*[\w.-]+\.py|(?:BUILD|WORKSPACE|MODULE)(?:\.bazel)?|BUCK)$/

/** Whether a file is a program that describes a build and runs with it, by name: of SCons, waf, Bazel or Buck. */
export function isBuildProgram(path: string): boolean {
  return names.test(path.slice(-512))
}
