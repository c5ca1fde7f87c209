/** A folder with the code of one package of others, as package managers copy it into a tree. */
export interface VendoredFolder {
  readonly name: string
  readonly path: string
  /** Files that say which version is there: one of them changes with the code when the version does. */
  readonly pins: readonly string[]
  /** The file beside it with a digest of each of its files. */
  readonly digests?: string
}

interface Form {
  /** Groups: the folder around, the folder of packages, the package. */
  readonly path: RegExp
  /** From the folder around; `{p}` is the folder of packages. */
  readonly pins: readonly string[]
  readonly digests?: string
}

/** Documentation of Go ("Vendoring"), Composer, npm, CocoaPods and Cargo ("cargo vendor"). */
const forms: readonly Form[] = [
  {
    path: /^((?:.*\/)?)(vendor\/)((?:[\w-]+\.)+[a-z]{2,10}\/[^/]+(?:\/[^/]+)?)\/[^/]+/,
    pins: ['{p}modules.txt', 'go.mod', 'go.sum', 'go.work.sum', 'vendor.mod', 'vendor.sum', 'vendor.conf']
      .concat(['Gopkg.lock', 'glide.lock', 'Godeps/Godeps.json', '{p}vendor.json', '{p}manifest', 'trash.conf'])
      .concat(['hack/vendor.sh', 'hack/dockerfile/install/install.sh']),
  },
  {
    path: /^((?:.*\/)?)(vendor\/)([a-z0-9][\w.-]*\/[a-z0-9][\w.-]*)\/(?:.*\/)?[^/]+\.(?:php|phar|inc)$/,
    pins: ['composer.lock', 'composer.json', '{p}composer/installed.json', '{p}composer/installed.php'],
  },
  {
    path: /^((?:.*\/)?)(node_modules\/)((?:@[^/]+\/)?[^/@.][^/]*)\//,
    pins: [
      'package-lock.json',
      'package.json',
      'yarn.lock',
      'pnpm-lock.yaml',
      '{p}.package-lock.json',
      '{p}{n}/package.json',
    ],
  },
  {
    path: /^((?:.*\/)?)(Pods\/)(?!Headers\/|Target Support Files\/|Local Podspecs\/)([^/]+)\//,
    pins: ['Podfile.lock', 'Podfile', '{p}Manifest.lock'],
  },
  {
    path: /^((?:.*\/)?)(vendor\/|third_party\/rust\/)([a-z0-9][\w.-]*)\/(?:.*\/)?(?:[^/]+\.rs|\.cargo-checksum\.json|Cargo\.toml)$/,
    pins: ['Cargo.lock', 'Cargo.toml', '{p}{n}/Cargo.toml'],
    digests: '{p}{n}/.cargo-checksum.json',
  },
]

export function vendoredFolderOf(path: string): VendoredFolder | undefined {
  if (path.length > 1000) return undefined
  for (const { path: form, pins, digests } of forms) {
    const found = form.exec(path)
    if (found === null) continue
    const [, around = '', folder = '', name = ''] = found
    const at = (pin: string) => `${around}${pin.replace('{p}', folder).replace('{n}', name)}`
    return {
      name,
      path: `${around}${folder}${name}`,
      pins: pins.map(at),
      ...(digests === undefined ? {} : { digests: at(digests) }),
    }
  }
  return undefined
}
