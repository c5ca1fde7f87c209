/** One kind of protection, how a build or program asks for it and how it is taken back. */
export interface ProtectionFamily {
  readonly name: string
  readonly form: 'flag' | 'call'
  /** What the rule on sandboxes tells, not the one on hardening. */
  readonly area?: 'sandbox'
  readonly asks?: string
  readonly undoes?: string
  /** Flags that add up instead of the last one winning: the strongest counts. */
  readonly addsUp?: boolean
  /** How strong it is as written, where there are strengths; 1 otherwise. */
  readonly level?: (written: string) => number
  /** What a flag of many parts asks for, none of which stands in for another; `all` and `none` are every part. */
  readonly parts?: (written: string) => readonly string[]
  /** Settings of many names in one family, none of which stands in for another. */
  readonly isByName?: boolean
  /** Everyday reasons abound, so a removal is told and no more. */
  readonly isMinor?: boolean
}

const number = (written: string): number => Number(/\d+/.exec(written.replace(/^\D*_SOURCE/, ''))?.[0] ?? 1)
const on = '(?:1|ON|on|On|TRUE|true|True|YES|yes|Yes|enabled|auto|y)'
const off = '(?:0|OFF|off|Off|FALSE|false|False|NO|no|No|disabled|n)'

export const fortified = 'fortified libc calls'
/** Without it the headers of the C library leave {@link fortified} out. */
export const optimisation = 'optimisation that fortified calls need'

function flag(name: string, asks: string, undoes?: string, more: Partial<ProtectionFamily> = {}): ProtectionFamily {
  return { name, form: 'flag', asks, ...(undoes === undefined ? {} : { undoes }), ...more }
}

/**
 * `-z X` of GNU ld in every spelling a driver takes: `-Wl,-z,X`, `-Wl,-z -Wl,X`, `-zX`, two strings of a list. The `$wl`
 * of libtool stands for `-Wl,`.
 */
function keyword(...names: readonly string[]): string {
  return String.raw`(?:(?<![\w-])|(?<=\$wl))-(?:Wl,-)?z["', ]{0,4}(?:-Wl,)?(?:${names.join('|')})(?![\w-])`
}

/** An option of MSVC's compiler or linker, by either mark and in any case. */
function microsoft(name: string, end: string): string {
  const anyCase = [...name].map(char => (/[a-z]/i.test(char) ? `[${char.toLowerCase()}${char.toUpperCase()}]` : char))
  return String.raw`(?<![\w.-])[/-]{1,2}${anyCase.join('')}${end}`
}

/** A property of an MSBuild project. */
function property(name: string, value: string): string {
  return `<${name}>\\s*${value}\\s*<`
}

/** Switches of GCC, Clang, GNU ld, MSVC, Rust and Go, and the words by which build systems and packagers set them. */
const compilers: readonly ProtectionFamily[] = [
  flag(
    'stack protector',
    String.raw`(?<![\w-])-fstack-protector(?:-all|-strong|-explicit)?(?![\w-])|${microsoft('GS', String.raw`(?![\w:-])`)}|${property('BufferSecurityCheck', 'true')}`,
    String.raw`-fno-stack-protector(?:-all|-strong)?(?![\w-])|${microsoft('GS-', '')}|${property('BufferSecurityCheck', 'false')}`,
    { level: written => (/-all/.test(written) ? 4 : /-strong|GS|Buffer/.test(written) ? 3 : 1) },
  ),
  flag(
    'stack clash protection',
    String.raw`(?<![\w-])-fstack-clash-protection\b`,
    String.raw`-fno-stack-clash-protection\b`,
  ),
  flag(
    fortified,
    String.raw`(?:-D\s*|\bdefine\s+)?\b_FORTIFY_SOURCE(?:[=, ]|\]\s*,\s*\[?|["']\s*,\s*["']?)+[1-9]\b|(?<![\w-])-D_FORTIFY_SOURCE=[1-9]`,
    String.raw`-U\s*_FORTIFY_SOURCE\b|_FORTIFY_SOURCE=0|-Wp,-U_FORTIFY_SOURCE|%undefine\s+_fortify_level|%(?:global|define)\s+_fortify_level\s+0`,
    { level: number },
  ),
  flag(optimisation, String.raw`(?<![\w-])-O(?:[1-3sgz]|fast)?(?![\w-])`, String.raw`(?<![\w-])-O0\b`, {
    isMinor: true,
  }),
  flag(
    'control-flow protection',
    String.raw`(?<![\w-])-fcf-protection(?:=(?!none)\w+)?(?![\w=-])`,
    '-fcf-protection=none',
    {
      level: written => (/=(?:branch|return)/.test(written) ? 1 : 2),
    },
  ),
  flag('branch protection', String.raw`-mbranch-protection=(?!none)[\w+-]+`, '-mbranch-protection=none', {
    level: written => (/standard|bti\+pac|pac-ret[\w+-]*\+bti/.test(written) ? 2 : 1),
  }),
  flag(
    'control flow guard',
    `${microsoft('guard:cf', String.raw`(?![\w-])`)}|control-flow-guard(?!=(?:no|off))|${property('ControlFlowGuard', 'Guard')}`,
    `${microsoft('guard:cf-', '')}|${property('ControlFlowGuard', 'false')}|control-flow-guard=(?:no|off)`,
  ),
  flag(
    'shadow stack of Windows',
    `${microsoft('CETCOMPAT', '(?!:)')}|${property('CETCompat', 'true')}`,
    `${microsoft('CETCOMPAT:NO', '')}|${property('CETCompat', 'false')}`,
  ),
  flag(
    'control flow integrity',
    String.raw`-fsanitize=(?:[\w-]+,)*(?:k?cfi[\w-]*|safe-stack|shadow-call-stack)|\bsanitizer=(?:k?cfi|safestack|shadow-call-stack)\b`,
    undefined,
  ),
  flag(
    'sanitizer of Android modules that stays in',
    String.raw`^\s*(?:cfi|scs|integer_overflow|safestack|memtag_heap|memtag_stack|misc_undefined)\s*:\s*(?:true|\[)`,
    String.raw`^\s*(?:cfi|scs|integer_overflow|safestack|memtag_heap|memtag_stack)\s*:\s*false`,
    { isByName: true },
  ),
  flag('read-only relocations', keyword('relro'), keyword('norelro')),
  flag('immediate binding', keyword('now'), keyword('lazy')),
  flag(
    'non-executable stack',
    String.raw`${keyword('noexecstack')}|-Wa,--noexecstack\b`,
    String.raw`${keyword('execstack')}|-Wa,--execstack\b`,
  ),
  flag(
    'marks for control-flow protection',
    String.raw`${keyword('ibt', 'shstk', 'force-ibt', 'ibtplt', 'cet-report=(?:error|warning)', 'force-bti', 'bti-report=(?:error|warning)', 'pac-plt')}|(?<![\w-])-mshstk\b`,
    String.raw`(?<![\w-])-m(?:no-shstk|manual-endbr)\b`,
    { isByName: true },
  ),
  flag('closed to dlopen', keyword('nodlopen'), undefined, { isMinor: true }),
  flag('separate code pages', keyword('separate-code'), keyword('noseparate-code')),
  flag('no text relocations', keyword('text'), keyword('notext')),
  flag(
    'data execution prevention',
    `${microsoft('NXCOMPAT', '(?!:)')}|${property('DataExecutionPrevention', 'true')}`,
    `${microsoft('NXCOMPAT:NO', '')}|--disable-nxcompat|${property('DataExecutionPrevention', 'false')}`,
  ),
  flag(
    'randomised addresses',
    `${microsoft('DYNAMICBASE', '(?!:)')}|${property('RandomizedBaseAddress', 'true')}`,
    `${microsoft('DYNAMICBASE:NO', '')}|--disable-dynamicbase|${property('RandomizedBaseAddress', 'false')}`,
  ),
  flag('high-entropy addresses', microsoft('HIGHENTROPYVA', '(?!:)'), `${microsoft('HIGHENTROPYVA:NO', '')}`),
  flag('high-entropy addresses of MinGW', String.raw`--high-entropy-va\b`, '--disable-high-entropy-va'),
  flag(
    'safe exception handlers',
    `${microsoft('SAFESEH', '(?!:)')}|${property('ImageHasSafeExceptionHandlers', 'true')}`,
    `${microsoft('SAFESEH:NO', '')}|${property('ImageHasSafeExceptionHandlers', 'false')}`,
  ),
  flag(
    'security checks of MSVC',
    `${microsoft('sdl', String.raw`(?![\w-])`)}|${property('SDLCheck', 'true')}`,
    `${microsoft('sdl-', '')}|${property('SDLCheck', 'false')}`,
  ),
  flag(
    'position-independent executable',
    String.raw`(?<![\w-])--?(?:static-)?pie(?![\w-])|-buildmode=pie\b|relocation-model=pie\b|(?:\b|-D)b_pie['"]?\s*[=:,]\s*['"]?true|\bpie\s*[:=]\s*true|\bcheck_pie_supported\s*\(|-f?enable-default-pie\b`,
    String.raw`(?<![\w-])-no-?pie(?![\w-])|(?:\b|-D)b_pie['"]?\s*[=:,]\s*['"]?false|\bpie\s*[:=]\s*false|relocation-model=static\b|LD_NO_PIE\s*=\s*YES`,
  ),
  flag(
    'code for position-independent executables',
    String.raw`(?<![\w-])-f(?:PIE|pie)\b`,
    String.raw`(?<![\w-])-fno-(?:PIE|pie)\b`,
  ),
  flag(
    'position-independent code',
    String.raw`\bPOSITION_INDEPENDENT_CODE\s+["']?${on}\b`,
    String.raw`\bPOSITION_INDEPENDENT_CODE\s+["']?${off}\b`,
  ),
  flag(
    'position-independent code by default',
    String.raw`(?:\b|-D)CMAKE_POSITION_INDEPENDENT_CODE(?::BOOL)?["']?[\s:=]{1,4}["']?${on}\b`,
    String.raw`(?:\b|-D)CMAKE_POSITION_INDEPENDENT_CODE(?::BOOL)?["']?[\s:=]{1,4}["']?${off}\b`,
    { isMinor: true },
  ),
  flag(
    'library assertions',
    String.raw`(?:\b|-D)_GLIBCXX_ASSERTIONS\b(?!=0)`,
    '-U_GLIBCXX_ASSERTIONS|_GLIBCXX_ASSERTIONS=0',
  ),
  flag(
    'library hardening',
    String.raw`(?:\b|-D)_LIBCPP_HARDENING_MODE[= ](?!\w*NONE)\w`,
    '_LIBCPP_HARDENING_MODE_NONE',
  ),
  flag(
    'variable initialisation',
    String.raw`-ftrivial-auto-var-init=(?!uninitialized)\w+`,
    '-ftrivial-auto-var-init=uninitialized',
  ),
  flag('cleared registers', String.raw`-fzero-call-used-regs=(?!skip)[\w-]+`, '-fzero-call-used-regs=skip'),
  flag('strict array bounds', '-fstrict-flex-arrays(?:=[1-3])?', '-fstrict-flex-arrays=0', { level: number }),
  flag('checked virtual tables', '-fvtable-verify=(?!none)\\w+', '-fvtable-verify=none'),
  flag('set of hardening flags', String.raw`(?<![\w-])-fhardened\b`, String.raw`-fno-hardened\b`),
  flag(
    'speculation barriers',
    String.raw`-mharden-sls=(?!none)\w+|-mretpoline\b|-mindirect-branch=thunk[\w-]*|-mspeculative-load-hardening\b|/Qspectre\b|<SpectreMitigation>\s*Spectre`,
    '-mharden-sls=none|-mno-retpoline|-mno-speculative-load-hardening|-mindirect-branch=keep',
  ),
  flag(
    'format string checks',
    String.raw`-W(?:error=)?format-security\b|-Wformat=2\b`,
    String.raw`\bLOCAL_DISABLE_FORMAT_STRING_CHECKS\s*:?=\s*true|-Wno-(?:error=)?format(?:-security)?(?![\w-])`,
    {
      addsUp: true,
      level: written => (written.includes('error') ? 2 : 1),
    },
  ),
  flag(
    'checked arithmetic',
    String.raw`\boverflow-checks\s*=\s*(?:true|on|yes)|(?<![\w-])-ftrapv\b`,
    String.raw`\boverflow-checks\s*=\s*(?:false|off|no)`,
  ),
  flag(
    'defined arithmetic',
    String.raw`(?<![\w-])-(?:fwrapv|fno-strict-overflow|fno-delete-null-pointer-checks)\b`,
    undefined,
    { isByName: true, isMinor: true },
  ),
  flag(
    'sanitizer',
    String.raw`-fsanitize=(?!(?:fuzzer(?:-no-link)?|k?cfi[\w-]*|safe-stack|shadow-call-stack)(?![\w,-]))[a-z][\w,-]*|(?:\b|-D)b_sanitize=(?!none)[\w,]+|-Z\s*["', ]{0,4}sanitizer=(?!k?cfi|safestack|shadow)[a-z][\w,]*`,
    String.raw`-fno-sanitize=(?:all|address|undefined|memory|thread|leak)[\w,-]*|(?:\b|-D)b_sanitize=none`,
    {
      isMinor: true,
      parts: written =>
        written
          .replace(/^.*=/, '')
          .split(',')
          .map(one => `${one} sanitizer`),
    },
  ),
]

/** Switches by which a build of one's own asks for sanitizers. */
const sanitizerWord = '(?:asan|ubsan|tsan|msan|lsan|sanitizers?|address-sanitizer|undefined-sanitizer)'
const sanitizerName = '(?:ASAN|UBSAN|TSAN|MSAN|LSAN|SANITIZERS?|ADDRESS_SANITIZER|UNDEFINED_SANITIZER)'
const sanitizers: readonly ProtectionFamily[] = [
  flag(
    'sanitizer switch',
    String.raw`--(?:enable|with)-${sanitizerWord}(?![\w-]|=no)|(?<![\w-])-D\w{0,40}?${sanitizerName}(?::BOOL)?=(?:${on}\b|[A-Za-z;,]*(?:[Aa]ddress|[Uu]ndefined|[Tt]hread|[Mm]emory))`,
    String.raw`--(?:disable|without)-${sanitizerWord}(?![\w-])|(?<![\w-])-D\w{0,40}?${sanitizerName}(?::BOOL)?=${off}\b`,
    { isByName: true, isMinor: true },
  ),
]

/** How packagers and configurations ask for all of it at once. */
const packagers: readonly ProtectionFamily[] = [
  flag('hardening of Debian builds', String.raw`\bhardening=[\w,+-]{0,80}?\+\w+|\bDEB_BUILD_HARDENING\s*=\s*1`),
  flag('hardening of Nix builds', String.raw`\bhardeningEnable\s*=\s*\[\s*["']\w`),
  flag(
    'part of the hardening of Debian builds',
    '(?!)',
    String.raw`(?<=\bhardening=[\w,+-]{0,80})-(?:all|format|fortify|stackprotector\w*|stackclash|relro|bindnow|pie|cf|branch)\b`,
  ),
  flag(
    'hardened build of RPM',
    String.raw`%(?:global|define)\s+_hardened_build\s+1`,
    String.raw`%undefine\s+_hardened_build|%(?:global|define)\s+_hardened_build\s+0`,
  ),
  flag(
    'flags of the distribution',
    String.raw`%\{?\??(?:optflags|build_c(?:xx)?flags|build_ldflags|set_build_flags)\b|\bRPM_(?:OPT|LD)_FLAGS\b|\bdpkg-buildflags\b|\bbuildflags\.mk\b`,
    String.raw`%undefine\s+_auto_set_build_flags|!buildflags\b|\bhardeningDisable\s*=\s*\[\s*["']\w`,
    { isMinor: true },
  ),
  flag(
    'hardening switch',
    String.raw`--(?:enable|with)-(?:hardening|pie|ssp|stack-?protector|relro|fortify)[\w-]*(?!=no)`,
    String.raw`--(?:disable|without)-(?:hardening|pie|ssp|stack-?protector|relro|fortify)[\w-]*`,
    { isByName: true },
  ),
  flag(
    'hardened runtime',
    String.raw`\b(?:ENABLE_HARDENED_RUNTIME|ENABLE_APP_SANDBOX|GCC_STACK_PROTECTOR)\s*=\s*YES`,
    String.raw`\b(?:ENABLE_HARDENED_RUNTIME|ENABLE_APP_SANDBOX)\s*=\s*NO`,
    { isByName: true },
  ),
  flag(
    'kernel hardening',
    String.raw`^\s*CONFIG_(?:CC_)?(?:STACKPROTECTOR\w*|FORTIFY_SOURCE|RANDOMIZE_(?:BASE|MEMORY)|HARDENED_USERCOPY|STRICT_\w*RWX|CFI_CLANG|SECCOMP\w*|INIT_STACK_ALL_\w+|VMAP_STACK|PIE|MODULE_SIG\w*|SECURITY_\w+)=y`,
    String.raw`^\s*CONFIG_(?:CC_)?(?:STACKPROTECTOR\w*|FORTIFY_SOURCE|SECCOMP\w*)=n`,
    { isByName: true },
  ),
  // securityContext of Kubernetes and security_opt of Compose; a container with privileges is the machine it runs on.
  flag(
    'container confinement',
    String.raw`^\s*(?:-\s+)?(?:allowPrivilegeEscalation["']?\s*:\s*false|(?:readOnlyRootFilesystem|runAsNonRoot)["']?\s*:\s*true|type["']?\s*:\s*RuntimeDefault\b|["']?no-new-privileges(?!:false)\b)`,
    String.raw`^\s*(?:-\s+)?(?:(?:privileged|allowPrivilegeEscalation|hostPID|hostIPC)["']?\s*:\s*true|type["']?\s*:\s*Unconfined\b|["']?(?:seccomp|apparmor|label)[:=](?:unconfined|disable)\b|["']?no-new-privileges:false)`,
  ),
  flag(
    'default sandbox feature',
    String.raw`^\s*default\s*=\s*\[[^\]\n]{0,200}"[\w-]{0,40}(?:sandbox|seccomp|landlock|capsicum|pledge)[\w-]{0,40}"`,
  ),
  flag('ordinary user in the image', String.raw`^\s*USER\s+(?!root\b|0\b)[\w$]\S*`),
  // The options of systemd.exec(5) that take something from a service, and what they are without them.
  flag(
    'service hardening',
    String.raw`^\s*(?:NoNewPrivileges|Private(?:Tmp|Devices|Network|Users|IPC|Mounts|PIDs)|Protect(?:System|Home|Kernel\w+|ControlGroups|Clock|Hostname|Proc)|ProcSubset|SystemCall(?:Filter|Architectures)|Restrict(?:AddressFamilies|Namespaces|Realtime|SUIDSGID|FileSystems)|MemoryDenyWriteExecute|CapabilityBoundingSet|LockPersonality|DynamicUser|DevicePolicy|IPAddressDeny|RemoveIPC|InaccessiblePaths|ReadOnlyPaths|NoExecPaths)\s*=\s*(?!(?:no|false|off|0|default|all)\s*$)\S+`,
    String.raw`^\s*(?:NoNewPrivileges|Private(?:Tmp|Devices|Network|Users)|Protect(?:System|Home|Kernel\w+|ControlGroups|Clock|Hostname)|MemoryDenyWriteExecute|Restrict(?:Namespaces|Realtime|SUIDSGID)|LockPersonality|DynamicUser)\s*=\s*(?:no|false|off|0)\s*$`,
    {
      isByName: true,
      level: written => (/strict|tmpfs/.test(written) ? 3 : /=\s*(?:full|invisible)/.test(written) ? 2 : 1),
    },
  ),
  // apparmor.d(5): a profile that complains refuses nothing, `ux` runs a program without one.
  flag(
    'AppArmor profile',
    String.raw`^\s*profile\s+[\w./{},*@-]+(?=\s)`,
    String.raw`\bflags\s*=\s*\(\s*(?:\w+[\s,]+)*(?:complain|unconfined|default_allow)\b|^\s*(?:owner\s+)?["@]?[/{]\S{1,200}\s+\w*[uU]x\w*\s*(?:->\s*\S+\s*)?,|^\s*(?:capability|/\*\*\s+[rwlkmix]*w[rwlkmix]*)\s*,`,
  ),
  flag('refusal of an AppArmor profile', String.raw`^\s*(?:audit\s+)?deny\s+[^;\n]{1,200},\s*$`),
  flag(
    'SELinux policy',
    String.raw`^\s*(?:neverallow\s+\S+|policy_module\s*\()`,
    String.raw`^\s*(?:permissive\s+\w+\s*;|\(typepermissive\s+\w+\)|unconfined_domain(?:_noaudit)?\s*\()`,
  ),
]

const confinement = '(?:SANDBOX|SECCOMP|LANDLOCK|PLEDGE|UNVEIL|CAPSICUM|CAP_?NG|LIBCAP|APPARMOR|SELINUX|PRIVSEP)'
const confinementLower = confinement.toLowerCase()
const word = '[A-Z0-9_]{0,60}'
const refusal = '(?:NO|DISABLE|WITHOUT|SKIP)_'

/** Switches that decide whether the code that confines a process is compiled at all. */
const sandboxes: readonly ProtectionFamily[] = [
  flag(
    'sandbox switch',
    [
      String.raw`--(?:enable|with)-[\w-]{0,40}${confinementLower}[\w-]{0,40}(?!\w|=no)`,
      String.raw`(?<![\w-])-D(?!${refusal})${word}${confinement}${word}(?::\w+)?(?:=${on})?(?![\w=])`,
      String.raw`\bAC_DEFINE\s*\(\s*\[?(?!${refusal})${word}${confinement}${word}\]?`,
      String.raw`\b(?:add_(?:compile_)?definitions|target_compile_definitions)\s*\([\w\s]{0,60}?\b(?!${refusal})${word}${confinement}${word}`,
      String.raw`\bset\s*\(\s*\w{1,60}\s+"?(?!${refusal})${word}${confinement}${word}"?\s*\)`,
      String.raw`\b(?:cdata|conf\w*|cfg)\.set(?:10)?\s*\(\s*'${word}${confinement}${word}'`,
      String.raw`\boption\s*\(\s*(?!${refusal})${word}${confinement}${word}\s[^)\n]{0,200}\bON\b`,
      String.raw`\boption\s*\(\s*'[\w-]{0,40}${confinementLower}[\w-]{0,40}'[^)\n]{0,200}value\s*:\s*(?:'(?:enabled|auto)'|true)`,
      String.raw`(?<![\w-])-D[\w-]{0,40}${confinementLower}[\w-]{0,40}=${on}\b`,
    ].join('|'),
    [
      String.raw`--(?:disable|without)-[\w-]{0,40}${confinementLower}[\w-]{0,40}`,
      String.raw`--(?:enable|with)-[\w-]{0,40}${confinementLower}[\w-]{0,40}=no\b`,
      String.raw`(?<![\w-])-D${word}${refusal}${word}${confinement}${word}`,
      String.raw`(?<![\w-])-U${word}${confinement}${word}`,
      String.raw`(?<![\w-])-D${word}${confinement}${word}(?::\w+)?=${off}\b`,
      String.raw`\boption\s*\(\s*(?!${refusal})${word}${confinement}${word}\s[^)\n]{0,200}\bOFF\b`,
      String.raw`\boption\s*\(\s*'[\w-]{0,40}${confinementLower}[\w-]{0,40}'[^)\n]{0,200}value\s*:\s*(?:'disabled'|false)`,
      String.raw`(?<![\w-])-D[\w-]{0,40}${confinementLower}[\w-]{0,40}=${off}\b`,
    ].join('|'),
    { area: 'sandbox', isByName: true },
  ),
]

export const protectionFamilies: readonly ProtectionFamily[] = [...compilers, ...sanitizers, ...packagers, ...sandboxes]
