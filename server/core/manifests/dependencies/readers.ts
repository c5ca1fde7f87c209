import { bazelSources } from './bazel'
import { dockerfile, workflow } from './ci'
import { conanLock, conanRecipe, conanText, vcpkgManifest } from './conan'
import type { DependencyReader } from './dependency'
import { msbuildProject, nugetLock } from './dotnet'
import { goMod, goSum } from './go'
import { gradleLock, gradleScript, pomXml, verificationMetadata, versionCatalogue } from './jvm'
import { cargoLock, cargoToml, pythonLock } from './lockTables'
import { cmakeContent, gitModules, mesonWrap } from './native'
import { packageJson, packageLock, yarnLock } from './npm'
import { composerJson, composerLock } from './php'
import { azureRepositories, buildkitePlugins, circleOrbs, gitlabIncludes, jenkinsLibraries } from './pipelines'
import { mixProject, pnpmWorkspace, podfile, pubspec, swiftManifest, swiftResolved } from './platforms'
import { pnpmLock } from './pnpm'
import { pipfileLock, pyproject, requirementsFile, setupCfg } from './python'
import { gemfile, gemfileLock, gemspec } from './ruby'

interface ReaderEntry {
  /** Globs on the whole path; case does not matter. */
  readonly paths: readonly string[]
  /** The same, on the last part of the path or, where folders matter, on all of it. */
  readonly pattern: RegExp
  readonly read: DependencyReader
}

/** Which file is read how; the first that fits counts. */
export const dependencyReaders: readonly ReaderEntry[] = [
  { paths: ['**/package.json'], pattern: /(?:^|\/)package\.json$/i, read: packageJson },
  {
    paths: ['**/package-lock.json', '**/npm-shrinkwrap.json'],
    pattern: /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/i,
    read: packageLock,
  },
  { paths: ['**/yarn.lock'], pattern: /(?:^|\/)yarn\.lock$/i, read: yarnLock },
  { paths: ['**/pnpm-lock.yaml'], pattern: /(?:^|\/)pnpm-lock\.yaml$/i, read: pnpmLock },
  {
    paths: ['**/*requirements*.{txt,in}', '**/requirements/*.{txt,in}', '**/constraints*.txt'],
    pattern: /(?:^|\/)(?:[^/]*requirements[^/]*|constraints[^/]*|requirements\/[^/]*)\.(?:txt|in)$/i,
    read: requirementsFile,
  },
  { paths: ['**/pyproject.toml', '**/Pipfile'], pattern: /(?:^|\/)(?:pyproject\.toml|Pipfile)$/i, read: pyproject },
  { paths: ['**/setup.cfg'], pattern: /(?:^|\/)setup\.cfg$/i, read: setupCfg },
  { paths: ['**/Pipfile.lock'], pattern: /(?:^|\/)Pipfile\.lock$/i, read: pipfileLock },
  {
    paths: ['**/{poetry,uv,pdm}.lock'],
    pattern: /(?:^|\/)(?:poetry|uv|pdm)\.lock$/i,
    read: pythonLock,
  },
  { paths: ['**/Cargo.toml'], pattern: /(?:^|\/)Cargo\.toml$/i, read: cargoToml },
  { paths: ['**/Cargo.lock'], pattern: /(?:^|\/)Cargo\.lock$/i, read: cargoLock },
  { paths: ['**/go.{mod,work}'], pattern: /(?:^|\/)go\.(?:mod|work)$/i, read: goMod },
  { paths: ['**/go.{sum,work.sum}'], pattern: /(?:^|\/)go\.(?:work\.)?sum$/i, read: goSum },
  { paths: ['**/Gemfile', '**/gems.rb'], pattern: /(?:^|\/)(?:Gemfile|gems\.rb)$/i, read: gemfile },
  {
    paths: ['**/Gemfile.lock', '**/gems.locked'],
    pattern: /(?:^|\/)(?:Gemfile\.lock|gems\.locked)$/i,
    read: gemfileLock,
  },
  { paths: ['**/*.gemspec'], pattern: /\.gemspec$/i, read: gemspec },
  { paths: ['**/composer.json'], pattern: /(?:^|\/)composer\.json$/i, read: composerJson },
  { paths: ['**/composer.lock'], pattern: /(?:^|\/)composer\.lock$/i, read: composerLock },
  { paths: ['**/pom.xml', '**/*.pom'], pattern: /(?:^|\/)pom\.xml$|\.pom$/i, read: pomXml },
  {
    paths: ['**/verification-metadata.xml'],
    pattern: /(?:^|\/)verification-metadata\.xml$/i,
    read: verificationMetadata,
  },
  { paths: ['**/packages.lock.json'], pattern: /(?:^|\/)packages(?:\.[^/]*)?\.lock\.json$/i, read: nugetLock },
  {
    paths: ['**/{gradle,buildscript-gradle}.lockfile', '**/dependency-locks/*.lockfile'],
    pattern: /(?:^|\/)(?:buildscript-)?gradle\.lockfile$|(?:^|\/)dependency-locks\/[^/]*\.lockfile$/i,
    read: gradleLock,
  },
  { paths: ['**/conanfile.txt'], pattern: /(?:^|\/)conanfile\.txt$/i, read: conanText },
  { paths: ['**/conanfile.py'], pattern: /(?:^|\/)conanfile\.py$/i, read: conanRecipe },
  { paths: ['**/conan.lock'], pattern: /(?:^|\/)conan\.lock$/i, read: conanLock },
  { paths: ['**/vcpkg.json'], pattern: /(?:^|\/)vcpkg\.json$/i, read: vcpkgManifest },
  { paths: ['**/*.gradle', '**/*.gradle.kts'], pattern: /\.gradle(?:\.kts)?$/i, read: gradleScript },
  { paths: ['**/*.versions.toml'], pattern: /\.versions\.toml$/i, read: versionCatalogue },
  {
    paths: ['**/*.{csproj,fsproj,vbproj,vcxproj,props,targets,nuspec}', '**/packages.config'],
    pattern: /\.(?:csproj|fsproj|vbproj|vcxproj|props|targets|nuspec)$|(?:^|\/)packages\.config$/i,
    read: msbuildProject,
  },
  { paths: ['**/pnpm-workspace.yaml'], pattern: /(?:^|\/)pnpm-workspace\.yaml$/i, read: pnpmWorkspace },
  { paths: ['**/pubspec.yaml'], pattern: /(?:^|\/)pubspec\.yaml$/i, read: pubspec },
  { paths: ['**/Package.swift'], pattern: /(?:^|\/)Package\.swift$/i, read: swiftManifest },
  { paths: ['**/Package.resolved'], pattern: /(?:^|\/)Package\.resolved$/i, read: swiftResolved },
  { paths: ['**/mix.exs'], pattern: /(?:^|\/)mix\.exs$/i, read: mixProject },
  { paths: ['**/Podfile'], pattern: /(?:^|\/)Podfile$/i, read: podfile },
  { paths: ['**/.gitmodules'], pattern: /(?:^|\/)\.gitmodules$/i, read: gitModules },
  {
    paths: ['**/WORKSPACE', '**/{WORKSPACE,MODULE}.{bazel,bzlmod}', '**/*.bzl', '**/*.MODULE.bazel'],
    pattern: /(?:^|\/)(?:WORKSPACE|(?:WORKSPACE|[^/]*MODULE)\.(?:bazel|bzlmod))$|\.bzl$/i,
    read: bazelSources,
  },
  { paths: ['**/*.wrap'], pattern: /\.wrap$/i, read: mesonWrap },
  { paths: ['**/CMakeLists.txt', '**/*.cmake'], pattern: /(?:^|\/)CMakeLists\.txt$|\.cmake$/i, read: cmakeContent },
  {
    paths: ['**/{Dockerfile,Containerfile}', '**/{Dockerfile,Containerfile}.*', '**/*.{Dockerfile,Containerfile}'],
    pattern: /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[^/]*)?$|\.(?:Dockerfile|Containerfile)$/i,
    read: dockerfile,
  },
  {
    paths: ['**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}', '**/action.{yml,yaml}'],
    pattern: /(?:^|\/)(?:\.(?:github|gitea|forgejo)\/workflows\/[^/]*|action)\.ya?ml$/i,
    read: workflow,
  },
  {
    paths: ['**/*gitlab-ci*.{yml,yaml}', '**/.gitlab/**/*.{yml,yaml}', '**/.{drone,woodpecker}.{yml,yaml}'],
    pattern: /(?:^|\/)(?:[^/]*gitlab-ci[^/]*|\.gitlab\/.*|\.(?:drone|woodpecker))\.ya?ml$/i,
    read: gitlabIncludes,
  },
  { paths: ['**/.circleci/*.{yml,yaml}'], pattern: /(?:^|\/)\.circleci\/[^/]*\.ya?ml$/i, read: circleOrbs },
  {
    paths: ['**/.buildkite/**/*.{yml,yaml}', '**/{,.}buildkite*.{yml,yaml}'],
    pattern: /(?:^|\/)(?:\.buildkite\/.*|\.?buildkite[^/]*)\.ya?ml$/i,
    read: buildkitePlugins,
  },
  {
    paths: ['**/{,.}azure-pipelines*.{yml,yaml}', '**/.azure*/**/*.{yml,yaml}'],
    pattern: /(?:^|\/)(?:\.?azure-pipelines[^/]*|\.azure[^/]*\/.*)\.ya?ml$/i,
    read: azureRepositories,
  },
  { paths: ['**/[Jj]enkinsfile*'], pattern: /(?:^|\/)jenkinsfile[^/]*$/i, read: jenkinsLibraries },
]

export function dependencyReaderFor(path: string): DependencyReader | undefined {
  return dependencyReaders.find(reader => reader.pattern.test(path))?.read
}
