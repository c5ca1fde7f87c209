import { hostOf } from './dependency'

/** A line of a settings file that says where packages are looked for, or that what comes is not checked. */
export interface RegistrySetting {
  readonly kind: 'registry' | 'unchecked'
  /** The setting as its tool calls it. */
  readonly name: string
  /** Address or value as written. */
  readonly value: string
  readonly host?: string
  /** From 1. */
  readonly line: number
  /** Of the value, in UTF-16 units. */
  readonly column: number
}

interface SettingForm {
  readonly kind: RegistrySetting['kind']
  /** Groups: what the setting is called, and its value. */
  readonly pattern: RegExp
  /** Sections in which it counts; everywhere when absent. */
  readonly within?: RegExp
}

interface SettingsFile {
  readonly path: RegExp
  readonly forms: readonly SettingForm[]
}

const ADDRESS = '["\'(]{0,3}((?:https?|file|git\\+https?|sparse\\+https?):[^\\s"\',)>]{1,500})'
const registry = (name: string, within?: RegExp): SettingForm => ({
  kind: 'registry',
  pattern: new RegExp(`(?:^|[\\s;&|{("'])(${name})\\s{0,9}[=:]?\\s{0,9}${ADDRESS}`),
  ...(within === undefined ? {} : { within }),
})
const unchecked = (name: string, value: string): SettingForm => ({
  kind: 'unchecked',
  pattern: new RegExp(`(?:^|[\\s;&|{("'])(${name})["']?\\s{0,9}[=: ]\\s{0,9}["']?(${value})(?=$|[\\s"',;])`, 'i'),
})

/** Command lines and variables, wherever commands are written. */
const COMMANDS: readonly SettingForm[] = [
  registry('--(?:extra-)?index-url|--find-links|(?:PIP|UV)_(?:EXTRA_)?INDEX_URL|UV_(?:DEFAULT_)?INDEX'),
  registry('gem install\\b[^\\n]{0,200}?(?:--source|-s)'),
  registry('pip[\\d.]{0,4} install\\b[^\\n]{0,200}?(?:-i|-f)'),
  registry('--registry|npm_config_registry|NPM_CONFIG_REGISTRY|npm config set registry|GOPROXY'),
  unchecked('GONOSUMDB|GONOSUMCHECK|GOINSECURE', '[^\\s"\',;]{1,300}'),
  unchecked('GOSUMDB', 'off'),
  unchecked('GOFLAGS', '-insecure|-mod=mod -insecure'),
  unchecked('--trusted-host|PIP_TRUSTED_HOST', '[^\\s"\',;]{1,300}'),
]

/** Documentation of the tools: npm "npmrc", Yarn "yarnrc", pip "Configuration", Cargo "Source Replacement" and so on. */
const FILES: readonly SettingsFile[] = [
  {
    path: /(?:^|\/)(?:\.npmrc|\.pnpmrc|\.yarnrc|\.yarnrc\.yml|bunfig\.toml)$/i,
    forms: [
      registry('(?:@[\\w.-]{1,100}:)?registry|npmRegistryServer'),
      unchecked('strict-ssl|enableStrictSsl|package-lock|enableImmutableInstalls', 'false'),
      unchecked('checksumBehavior', 'ignore|update'),
    ],
  },
  {
    path: /(?:^|\/)(?:pip\.(?:conf|ini)|uv\.toml)$/i,
    forms: [
      registry('(?:extra-)?index-url|find-links|default-index|url'),
      unchecked('trusted-host', '[^\\s"\',;]{1,300}'),
    ],
  },
  {
    path: /(?:^|\/)(?:[^/]*requirements[^/]*|constraints[^/]*|requirements\/[^/]*)\.(?:txt|in)$/i,
    forms: [registry('--(?:extra-)?index-url|--find-links|-i|-f'), unchecked('--trusted-host', '\\S{1,300}')],
  },
  {
    path: /(?:^|\/)(?:pyproject\.toml|Pipfile)$/i,
    forms: [
      registry(
        'url|index-url|extra-index-url',
        /^(?:tool\.(?:uv\.index|uv\.pip|poetry\.source|pdm\.source)|tool\.uv|source)$/,
      ),
      unchecked('verify_ssl', 'false'),
    ],
  },
  {
    path: /(?:^|\/)\.cargo\/config(?:\.toml)?$/i,
    forms: [registry('registry|index|local-registry|git', /^(?:source|registries|registry)\b/)],
  },
  {
    path: /\.gradle(?:\.kts)?$/i,
    forms: [registry('url|setUrl|uri|maven'), unchecked('allowInsecureProtocol|isAllowInsecureProtocol', 'true')],
  },
  {
    path: /(?:^|\/)(?:pom|settings)\.xml$/i,
    forms: [
      {
        kind: 'registry',
        pattern: /<(url)>\s{0,9}(https?:[^<\s]{1,500})/,
        within: /^(?:repository|pluginRepository|mirror)$/,
      },
      {
        kind: 'registry',
        pattern: /<(?:repository|pluginRepository|mirror)>.{0,500}?<(url)>\s{0,9}(https?:[^<\s]{1,500})/,
      },
      { kind: 'unchecked', pattern: /<(checksumPolicy)>\s{0,9}(ignore)\b/ },
    ],
  },
  {
    path: /(?:^|\/)nuget\.config$/i,
    forms: [
      { kind: 'registry', pattern: /<(add)\b[^>]{0,300}\bvalue="((?:https?:|\\\\)[^"]{1,500})"/i },
      unchecked('disableTLSCertificateValidation', 'true'),
    ],
  },
  {
    path: /(?:^|\/)Pipfile\.lock$/i,
    forms: [registry('url', /^sources$/), unchecked('verify_ssl', 'false')],
  },
  {
    // The Gradle manual, "Verifying dependencies".
    path: /(?:^|\/)verification-metadata\.xml$/i,
    forms: [
      { kind: 'unchecked', pattern: /<(verify-metadata|verify-signatures)>\s{0,9}(false)\b/ },
      { kind: 'unchecked', pattern: /<(trust)\b[^>]{0,200}?\bgroup="([^"]{0,9}\.[*+])"[^>]{0,200}\bregex="true"/ },
    ],
  },
  {
    path: /(?:^|\/)gradle\.properties$/i,
    forms: [unchecked('org\\.gradle\\.dependency\\.verification', 'off|lenient')],
  },
  {
    path: /(?:^|\/)(?:Gemfile|gems\.rb)$/i,
    forms: [
      { kind: 'registry', pattern: /^\s{0,99}(source)[\s(]{1,9}["'](https?:[^"']{1,500})["']/ },
      {
        kind: 'registry',
        pattern: /^\s{0,99}gem\b.{0,300}?\b(source):?(?:\s{0,9}=>)?\s{0,9}["'](https?:[^"']{1,500})["']/,
      },
    ],
  },
  {
    path: /(?:^|\/)Podfile$/i,
    forms: [{ kind: 'registry', pattern: /^\s{0,99}(source)[\s(]{1,9}["'](https?:[^"']{1,500})["']/ }],
  },
  {
    path: /(?:^|\/)vcpkg-configuration\.json$/i,
    forms: [{ kind: 'registry', pattern: /"(repository|location)":\s{0,9}"(https?:[^"]{1,500})"/ }],
  },
  {
    // The manual of pnpm, "Settings".
    path: /(?:^|\/)pnpm-workspace\.ya?ml$/i,
    forms: [
      unchecked('dangerouslyAllowAllBuilds', 'true'),
      unchecked('verifyStoreIntegrity|strictDepBuilds', 'false'),
      registry('registry'),
    ],
  },
  {
    path: /(?:^|\/)composer\.json$/i,
    forms: [
      { kind: 'registry', pattern: /"(url)":\s{0,9}"((?:https?:|git@)[^"]{1,500})"/, within: /^repositories$/ },
      unchecked('secure-http', 'false'),
      unchecked('disable-tls', 'true'),
    ],
  },
  {
    path: /(?:^|\/)(?:Dockerfile|Containerfile|Makefile)(?:\.[^/]*)?$|\.(?:sh|bash|mk|ya?ml|ps1|bat|cmd|Dockerfile)$|(?:^|\/)(?:\.env|Jenkinsfile|justfile|(?:un)?install|installer|setup|bootstrap|configure|(?:pre|post)inst(?:all)?)$/i,
    forms: COMMANDS,
  },
]

/** Longest line that is looked at, in UTF-16 units. */
const mostUnits = 2_000

export const registrySettingPaths: readonly string[] = [
  '**/{.npmrc,.pnpmrc,.yarnrc,.yarnrc.yml,bunfig.toml,pip.conf,pip.ini,uv.toml,.env}',
  '**/*requirements*.{txt,in}',
  '**/requirements/*.{txt,in}',
  '**/constraints*.txt',
  '**/{pyproject.toml,Pipfile,Gemfile,gems.rb,composer.json,pom.xml,settings.xml}',
  '**/{Pipfile.lock,verification-metadata.xml,gradle.properties}',
  '**/.cargo/{config,config.toml}',
  '**/{Podfile,vcpkg-configuration.json,pnpm-workspace.yaml}',
  '**/*.{gradle,gradle.kts,sh,bash,mk,yml,yaml,ps1,bat,cmd}',
  '**/{Jenkinsfile,justfile,install,uninstall,installer,setup,bootstrap,configure,preinst,postinst,preinstall,postinstall}',
  '**/[Nn]u[Gg]et.[Cc]onfig',
  '**/{Dockerfile,Containerfile,Makefile}',
  '**/{Dockerfile,Containerfile,Makefile}.*',
  '**/*.Dockerfile',
]

/** The settings of one side; lines outside a section that is not shown count as inside. */
export function readRegistrySettings(path: string, lines: readonly string[]): readonly RegistrySetting[] {
  const forms = FILES.find(file => file.path.test(path))?.forms
  if (forms === undefined) return []
  const settings: RegistrySetting[] = []
  let section: string | undefined
  for (const [index, whole] of lines.entries()) {
    const line = whole.slice(0, mostUnits)
    if (/^\s*(?:#(?!!)|\/\/|;|<!--)/.test(line)) continue
    section = sectionOf(line) ?? section
    for (const { kind, pattern, within } of forms) {
      if (within !== undefined && section !== undefined && !within.test(section)) continue
      const found = pattern.exec(line)
      if (found === null) continue
      const [, name = '', value = ''] = found
      const column = line.indexOf(value, found.index + name.length)
      const host = hostOf(value.replace(/^sparse\+/, ''))
      settings.push({ kind, name, value, line: index + 1, column, ...(host === undefined ? {} : { host }) })
    }
  }
  return settings
}

/** `[section]`, `[[section]]`, an opening element, or a member of JSON that opens a list. */
function sectionOf(line: string): string | undefined {
  const table = /^\s{0,9}\[{1,2}\s{0,9}([^\][]{1,200}?)\s{0,9}\]{1,2}/.exec(line)?.[1]
  if (table !== undefined) return table.replace(/["']/g, '')
  const element = /<([A-Za-z]{1,40})>\s*$/.exec(line)?.[1]
  return element ?? /^\s{0,99}"([\w-]{1,60})":\s{0,9}[[{]\s*$/.exec(line)?.[1]
}
