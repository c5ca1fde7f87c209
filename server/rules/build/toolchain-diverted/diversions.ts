/** One way to put something of one's own in the path of a compiler, a linker or what they load. */
export interface Diversion {
  /** Of a switch that is asked about on its own. */
  readonly name?: string
  readonly message: 'plugin' | 'wrapper' | 'linker' | 'preload' | 'search' | 'forced'
  readonly pattern: RegExp
  /** The value as written is what everybody does. */
  readonly isUsual?: RegExp
  /** Only in files of such a path. */
  readonly path?: RegExp
  /** Ordinary where tests are built, and worth a word at most elsewhere. */
  readonly isMinor?: boolean
}

/** `X=y`, `X y`, `X,y`, and the same across the quotes and commas of a list. */
const to = String.raw`["']?(?:[=,]|\s|["'],\s*["'])["']?(?:-Wl,|-Xlinker\s+)?`
const value = String.raw`(?<value>\$\([^()\n]{0,80}\)[^\s"'\`,;()<>]*|[^\s"'\`,;()<>]+)`

function switchOf(name: string): RegExp {
  return new RegExp(String.raw`(?<![\w-])${name}${to}${value}`, 'g')
}

const launchers =
  /(?:^|[/{(_@])(?:s?ccache|distcc|icecc|buildcache|clcache|cachepot|fastbuild|time|env)\w*|CCACHE|LAUNCHER/i
const standardLinkers = /^["']?(?:\*|gold|bfd|lld(?:-[\d.]+)?|mold|wild|ld|\$\{?\w+\}?|@\w+@)/

/** By the documents of GCC, Clang, GNU ld, rustc, Cargo, CMake and MSBuild. */
export const diversions: readonly Diversion[] = [
  {
    message: 'plugin',
    pattern: new RegExp(String.raw`(?<![\w-])-(?:fplugin|fpass-plugin|load-pass-plugin)=${value}`, 'g'),
    isUsual: /annobin|lto_plugin|LLVMgold/,
  },
  {
    message: 'plugin',
    pattern: new RegExp(String.raw`-Xclang["']?,?\s*["']?-load["']?,?\s*["']?-Xclang["']?,?\s*["']?${value}`, 'g'),
  },
  {
    message: 'plugin',
    pattern: switchOf('(?:-Wl,)?--?plugin'),
    isUsual: /lto_plugin|LLVMgold|^[{@$]?\w*(?:LTO|GOLD)\w*|^[\w-]+$/,
  },
  {
    message: 'plugin',
    pattern: new RegExp(String.raw`(?<![\w-])--?specs=${value}`, 'g'),
    isUsual:
      /^(?:[\w.-]*(?:nano|nosys|rdimon|picolibc|sync|semihost)[\w.-]*|\/usr\/lib\/(?:rpm|gcc|dpkg)\/.*|.*redhat-\w[\w-]*|\$\{?\w*(?:SPECS|LIBC)\w*\}?.*|.*\*.*)$/i,
  },
  { message: 'wrapper', pattern: switchOf('-wrapper'), isUsual: /^valgrind/ },
  {
    message: 'wrapper',
    pattern: /(?:^|[\s"';(])-B(?<value>(?:\.{0,2}\/|\$[({]?\w+[)}]?\/)[^\s"';)]*)/g,
    isUsual: /^\/usr\/|^\$\(?\{?(?:libdir|prefix)/,
  },
  {
    message: 'wrapper',
    pattern: new RegExp(
      String.raw`\b(?:RUSTC(?:_WORKSPACE)?_WRAPPER|rustc-(?:workspace-)?wrapper|(?:CMAKE_)?(?:C|CXX|CUDA|OBJC|OBJCXX|HIP|Fortran|Swift)_(?:COMPILER|LINKER)_LAUNCHER|RULE_LAUNCH_(?:COMPILE|LINK))\b["']?\s*[:=,]?\s*["']?${value}`,
      'g',
    ),
    isUsual: launchers,
  },
  {
    message: 'wrapper',
    pattern:
      /(?<![\w$.{%-])(?:CC|CXX|LD|AR|RANLIB|AS|CCLD|CXXLD|LDSHARED|SWIFT_EXEC|CMAKE_(?:C|CXX)_COMPILER|CMAKE_LINKER|CLToolExe|LinkToolExe|LDPLUSPLUS)["']?\s*(?:=|:=|\?=|>|\s(?=["']?\$\{))\s*["']?(?<value>(?:\.{1,2}\/|[\w.-]+\/|\$[({]?(?:abs_)?(?:top_)?srcdir[)}]?\/|\$\{(?:CMAKE|PROJECT)\w*SOURCE_DIR\}\/|\$\(CURDIR\)\/|\$[({](?:SRCROOT|SOURCE_ROOT|PROJECT_DIR)[)}]\/)[^\s"';)<]+)/g,
    // A folder of scripts holds no compiler, whatever a file there is called.
    isUsual:
      /^(?!(?:\.{1,2}\/|\$[^/]{1,40}\/)*(?:tools|scripts?|build-aux|contrib|hack)\/[\w+]+$)(?:.*\/)?(?:[\w.+]+-)*(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|cl|ld|lld|ar|ranlib|as|nvcc|icx?|emcc|em\+\+)(?:-?[\d.]+)?(?:\.exe)?$|ccache|^(?:toolchains?|prebuilts?|sdk|ndk|usr|opt)\//i,
  },
  {
    message: 'wrapper',
    pattern: /(?<![\w$.{-])TOOLCHAINS\s*=\s*["']?(?<value>[\w.-]+)/g,
    path: /\.(?:pbxproj|xcconfig)$/,
    isUsual: /^(?:com\.apple|org\.swift|swift|default)\b/i,
  },
  {
    message: 'linker',
    pattern:
      /-(?:Wl,-)?force_load["',\s]+(?:-Wl,)?["']?(?<value>\$[({](?:SRCROOT|SOURCE_ROOT|PROJECT_DIR)[)}]\/[^\s"';)]*\.framework\/[^\s"';)]*)/g,
  },
  {
    message: 'wrapper',
    pattern: /^\s*(?:linker|runner)\s*=\s*\[?\s*["'](?<value>(?:\.{1,2}\/|[\w.-]+\/)[^"']+)["']/g,
    path: /(?:^|\/)\.cargo\/config(?:\.toml)?$/,
    isUsual: /(?:^|\/)(?:[\w.+]+-)*(?:gcc|cc|clang|lld?|rust-lld|link)(?:-?[\d.]+)?(?:\.exe)?$|^\/usr\//i,
  },
  {
    message: 'wrapper',
    pattern:
      /(?<![\w$])PATH\s*(?::|\?)?=\s*["']?(?<value>(?:\$[({](?:CURDIR|PWD|(?:abs_)?(?:top_)?srcdir)[)}]|\$PWD|\$(?:top_)?srcdir|\.)\/[\w./-]+)(?=:)/g,
    isUsual: /node_modules|\.venv|venv\/bin|\/(?:\.?local|target|build|_build|out|dist|\.cargo)\//,
    isMinor: true,
  },
  { message: 'linker', pattern: new RegExp(String.raw`(?<![\w-])-fuse-ld=${value}`, 'g'), isUsual: standardLinkers },
  {
    message: 'linker',
    pattern: new RegExp(String.raw`(?<![\w-])--ld-path=${value}`, 'g'),
    isUsual: /^\/usr\/bin\/|^\$/,
  },
  { name: '--wrap', message: 'linker', pattern: switchOf('(?:-Wl,)?--wrap'), isMinor: true },
  { message: 'linker', pattern: switchOf('(?:-Wl,)?--just-symbols') },
  { message: 'linker', pattern: /-Wl,--defsym[=,](?<value>[A-Za-z_]\w*=[A-Za-z_]\w*)/g, isMinor: true },
  { message: 'linker', pattern: /-Wl,-z,(?<value>interpose|initfirst)\b/g },
  {
    message: 'linker',
    pattern: switchOf('(?:-Wl,)?--?dynamic-linker'),
    isUsual: /^(?:\/lib(?:32|64)?\/|\/usr\/lib|\/system\/bin|[$@{])/,
  },
  {
    message: 'preload',
    pattern: new RegExp(
      String.raw`\b(?:LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)\b["']?\s*(?:=|:|\s)\s*["']?${value}`,
      'g',
    ),
    isUsual:
      /[atlmu]b?san|clang_rt|print-file-name|fakeroot|faketime|eatmydata|jemalloc|tcmalloc|mimalloc|valgrind|_wrapper\b|preloader|\$\{?LD_PRELOAD|^:?-?$|^\}|^\$\{?\w*(?:SAN|ASAN)\w*\}?$/i,
  },
  {
    message: 'search',
    pattern: new RegExp(
      String.raw`(?:(?<![\w-])(?:-Wl,)?--?r(?:un)?path(?!-link)${to}|(?<![\w-])rpath\s*=\s*[\"'\[]{1,2}|\b(?:CMAKE_)?(?:INSTALL|BUILD)_RPATH\b["']?\s+["']?|\b(?:install_rpath|build_rpath)\s*:\s*["']|--set-rpath\s+["']?)(?<value>(?:/tmp|/var/tmp|/dev/shm|/home/|\.(?![\w])|\.\.?/|:)[^\s"',;)]*)`,
      'g',
    ),
  },
  {
    message: 'search',
    pattern:
      /\b(?:LD|DYLD)_(?:LIBRARY|FRAMEWORK|FALLBACK_LIBRARY)_PATH["']?\s*[:=]\s*["']?(?<value>(?:\/tmp|\/var\/tmp|\/dev\/shm)[^\s"';)]*)/g,
  },
  {
    message: 'forced',
    // At the start of a line it is make's own word.
    pattern: /(?<!^|[\w-])-include\s+["']?(?<value>(?:\.{0,2}\/|[\w.$(){}-]+\/)[^\s"';)]*|[\w.-]+\.h)/g,
    isUsual:
      /conf|autoconf|(?:^|\/)(?:pch|stdafx|compat|kconfig|version|port|platform|global|prefix|common|build|target|defs?|options?|std\w+|inttypes|assert)[\w.-]*$|\.d$|^\$\(?\{?\w*(?:CONF|PCH|PREFIX|DEP)\w*|\.mk$|\.P(?:lo|o)$/i,
    isMinor: true,
  },
]
