import { baseName, folderOf } from '../model/path'

/**
 * Programs that a project keeps in its own tree to start its build tool with: who builds runs them first. The archives
 * of Gradle and Maven lie beside a file of settings that names the version to fetch (documentation of both wrappers);
 * a release of Yarn bears its version in its name.
 */
export interface BuildWrapper {
  readonly tool: 'Gradle' | 'Maven' | 'Yarn'
  /** Path of the settings that name the version; Yarn's say where the file is and no more. */
  readonly settings?: string
}

export function buildWrapperAt(path: string): BuildWrapper | undefined {
  const name = baseName(path)
  const beside = (file: string) => (folderOf(path) === '' ? file : `${folderOf(path)}/${file}`)
  if (name === 'gradle-wrapper.jar') return { tool: 'Gradle', settings: beside('gradle-wrapper.properties') }
  if (name === 'maven-wrapper.jar') return { tool: 'Maven', settings: beside('maven-wrapper.properties') }
  if (/(^|\/)\.yarn\/releases\/[^/]+\.c?js$/.test(path)) return { tool: 'Yarn' }
  return undefined
}

/** The scripts that start the archive; an upgrade by the tool itself writes them as well. */
export function isWrapperScript(path: string): boolean {
  return /^(gradlew|mvnw)(\.bat|\.cmd)?$/.test(baseName(path))
}

/** One line of a wrapper's settings: `key=value` of a properties file, whose values may escape colons. */
export interface WrapperSetting {
  readonly key: string
  readonly value: string
  /** From 1. */
  readonly line: number
  /** Columns of the value. */
  readonly from: number
  readonly to: number
}

/** Keys that say what is fetched and how it is checked. */
const KEYS =
  /^(distributionUrl|wrapperUrl|distributionSha256Sum|wrapperSha256Sum|validateDistributionUrl|wrapperVersion)$/

export function readWrapperSettings(lines: readonly string[]): readonly WrapperSetting[] {
  return lines.flatMap((text, index) => {
    const found = /^\s*([A-Za-z0-9]+)\s*[=:]\s*(.*?)\s*$/.exec(text.slice(0, 2000))
    const [whole, key = '', value = ''] = found ?? []
    if (whole === undefined || !KEYS.test(key) || value === '') return []
    const from = whole.indexOf(value, whole.indexOf(key) + key.length + 1)
    return [{ key, value: value.replace(/\\(?=[:=#!])/g, ''), line: index + 1, from, to: from + value.length }]
  })
}

/** `8.1.1` of `https://services.gradle.invalid/distributions/gradle-8.1.1-bin.zip`. */
export function versionInAddress(address: string): string | undefined {
  return /-(\d+(?:\.\d+)*(?:-(?:rc|milestone|alpha|beta|M)[-.]?\d+)?)(?:-\w+)?\.(?:zip|jar|tar\.gz)$/i.exec(
    address,
  )?.[1]
}
