import type { Residue } from '../diff/residue'
import type { FormatCategory } from '../formats/signature'
import type { StructureDifference } from '../formats/structure/compare'
import type { StructureSign } from '../formats/structure/signs'
import type { HiddenCharacters } from '../formats/unicode/places'
import type { DependencyEntry } from '../manifests/dependencies/dependency'
import type { Severity } from '../model/severity'
import type { MeaningFault } from '../syntax/probeMeaning'
import type { BuildSystem } from '../syntax/probes'
import type { Unwrapped } from '../unwrap/unwrapped'
import type { CheckRun } from './checkRun'
import type { BuildFlag, CommandRun, DecoderRun, InterpreterRun, PathUse } from './commandData'
import type { ComputedScript } from './computedScript'
import type { Deed } from './deed'
import type { EditorDeed } from './editor/deed'
import type { FeatureAnswerChange } from './featureAnswer'
import type { FeatureSwitchChange } from './featureSwitch'
import type { FeatureUse } from './featureUse'
import type { GeneratedCode } from './generatedCode'
import type { GeneratedFile } from './generatedFile'
import type { GeneratorInput } from './generatorInput'
import type { GeneratorSource } from './generatorSource'
import type { GitSetting } from './gitSetting'
import type { KeyChange } from './keyData'
import type { LineRun } from './movedBlocks'
import type {
  ConstantComparison,
  DynamicCall,
  Endpoint,
  ImportedModule,
  NamedThing,
  SecretAccess,
  StringConstant,
} from './programData'
import type { PublishedAddress } from './publishedAddress'
import type { RecipeHash } from './recipeHash'
import type { ReleaseProof } from './releaseProof'
import type { ScriptWords } from './scriptWords'
import type { VendoredMacro } from './vendoredMacro'
import type { WeakenedTest } from './weakenedTest'

/**
 * Every kind of fact and the data it carries. One entry per collector in this folder. All values are plain and
 * serialisable, since facts cross threads.
 */
export interface FactTypes {
  /** Subject: path. What the changed lines of one side do, without comments and sentences. */
  'code-change': { readonly code: string }
  /** Subject: path. A file whose content a reviewer cannot read in a diff. */
  'opaque-file': OpaqueFile
  /** Subject: the define or variable that the check sets, else its normalised program. */
  'feature-probe': FeatureProbe
  /** Subject: the define or variable. Whether a build file still finds out about it. */
  'feature-answer': FeatureAnswerChange
  /** Subject: the define. The first place of a file where the preprocessor asks for it. */
  'feature-use': FeatureUse
  /** Subject: the switch. One that builders can turn, whose default the change turns. */
  'feature-switch': FeatureSwitchChange
  /** Subject: the protection's family, such as `stack protector`. What a change does to it, by file. */
  protection: Protection
  /** Subject: the file's name. A copy of a published build macro or script, beside what was published. */
  'vendored-macro': VendoredMacro
  /** Subject: the hook, such as `postinstall`. A command that a package manager runs at installation. */
  'install-hook': InstallHook
  /** Subject: `ecosystem:name`, the name in its normal form. One place where a manifest or lock file names it. */
  dependency: DependencyEntry
  /** Subject: the program, `sudo` and the like aside; as written where the file does not fix it. */
  command: CommandRun
  /** Subject: the path or pattern of paths. */
  'path-use': PathUse
  /** Subject: the path of the input, else the variable it comes from, else empty. */
  decoder: DecoderRun
  /** Subject: the interpreter, as far as the file fixes it. */
  interpreter: InterpreterRun
  /** Subject: what runs the output. A script of the new side that makes text and runs it. */
  'computed-script': ComputedScript
  /** Subject: what runs the output. What that script's text commands put out, worked out when the files are joined. */
  'unwrapped-script': UnwrappedScript
  /** Subject: the flag. */
  'build-flag': BuildFlag
  /** Subject: the callee, imports and aliases followed. A call that starts a process, runs text or loads code. */
  'dynamic-call': DynamicCall
  /** Subject: the host, in lower case. An address of another machine. */
  endpoint: Endpoint
  /** Subject: name of the variable, path of the store; `*` for the environment as a whole. */
  'secret-access': SecretAccess
  /** Subject: the text's start. A string constant of 16 units or more. */
  'string-constant': StringConstant
  /** Subject: what is compared, as written. */
  comparison: ConstantComparison
  /** Subject: the module. */
  import: ImportedModule
  /** Subject: the path, from the top of the tree or the folder of the build file. A file that a build links. */
  'linked-object': LinkedObject
  /** Subject: the path, from the top of the tree as far as the line says. Named beside what starts programs. */
  'started-path': StartedPath
  /** Subject: path. Keys, certificates and pins that one side of the file has and the other has not. */
  'key-change': KeyChange
  /** Subject: the name. Macros, functions and switches, where they are defined and where they are used. */
  name: NamedThing
  /** Subject: the key. A line of a build wrapper's settings. */
  'wrapper-setting': WrapperLine
  /** Subject: path. A file that a program reads and acts on without being told to. */
  'startup-file': StartupFile
  /** Subject: the name, placeholders and all. A data file that a README or generator names. */
  'fixture-name': FixtureName
  /** Subject: the test, option or marker. A place where the change makes tests find less. */
  'weakened-test': WeakenedTest
  /** Subject: path. A line of a build file that a change touches and that is no comment. */
  'build-logic': BuildLogic
  /** Subject: path. A committed file that autoconf or its kin wrote, and what the change adds to it. */
  'generated-file': GeneratedFile
  /** Subject: path. What such a file can be made of. */
  'generator-source': GeneratorSource
  /** Subject: path. Code that a generator of parsers, messages or bindings wrote, changed under the same version. */
  'generated-code': GeneratedCode
  /** Subject: path. What such code is made of. */
  'generator-input': GeneratorInput
  /** Subject: the setting, hook or task. What a change brings in settings of editors, agents and shells. */
  'editor-deed': EditorDeed
  /** Subject: `ecosystem:name`. A new package of a lock file that no entry of it asks for. */
  'lock-root': LockRoot
  /** Subject: path, from the top of the tree. A file that an action runs. */
  'action-entry': ActionEntry
  /** Subject: the setting, or the file of a link. An address of the project that leads elsewhere now. */
  'published-address': PublishedAddress
  /** Subject: the tool. Where a build service runs a tool that looks for mistakes, on a side of a changed file. */
  'check-run': CheckRun
  /** Subject: what kind. A step or setting by which users can check where a release comes from, on a side of a changed file. */
  'release-proof': ReleaseProof
  /** Subject: path. A recipe whose hash of a source changed while the source is named as before. */
  'recipe-hash': RecipeHash
  /** Subject: what kind. Characters of a text or its path that do not show. */
  'hidden-character': HiddenCharacters
  /** Subject: path. What a changed code file says otherwise, layout and comments put aside. */
  'token-change': TokenChangeOfFile
  /** Subject: path. Words that a change brings to a script. */
  'script-words': ScriptWords
  /** Subject: path. Neighbouring removed or added lines of code. */
  'line-run': LineRunOfFile
  /** Subject: the key, in lower case. A setting of a repository's own configuration that names a command. */
  'git-setting': GitSetting
  /** Subject: what the path looks like, case and spelling aside. */
  'path-look': PathLook
}

export interface TokenChangeOfFile {
  /** Lines removed and added, blank ones aside. */
  readonly lines: number
  /** Tokens on them, and those of them that differ. */
  readonly tokens: number
  readonly differing: number
  /** Where more than brackets and separators differs: the first few, and how many. */
  readonly places: readonly Residue[]
  readonly placeCount: number
}

export interface LineRunOfFile extends LineRun {
  /** Equal for a removed and an added run that stand at one place of the file. */
  readonly stretch: number
}

export interface PathLook {
  readonly path: string
}

export interface LockRoot {
  readonly name: string
  readonly version: string
}

export interface ActionEntry {
  /** Of the action's description, with the slash at its end; empty at the top. */
  readonly folder: string
}

export interface BuildLogic {
  readonly line: string
}

export interface StartedPath {
  /** Path of the file that names it. */
  readonly from: string
  /** The word that starts or loads it, else the name of that file. */
  readonly by: string
}

export interface LinkedObject {
  /** Path of the build file. */
  readonly from: string
}

export interface FixtureName {
  /** Path of the file that names it. */
  readonly recipe: string
}

export interface UnwrappedScript {
  /** As in {@link ComputedScript}. */
  readonly where: string
  readonly isPlain?: boolean
  readonly unwrapped: Unwrapped
  /** Index of the stage that matters most; absent when all of them are in sight of the reader. */
  readonly main?: number
  /** What its stages would do, each with the number of the stage: "text 2 asks host.invalid by curl". Hostile. */
  readonly does: readonly string[]
}

export interface StartupFile {
  /** Completes "takes effect when …". */
  readonly when: string
  readonly severity: Severity
}

export interface WrapperLine {
  /** Of the settings. */
  readonly path: string
  readonly value: string
}

export interface InstallHook {
  readonly hook: string
  readonly command: string
  /** Path of the file it runs, from the top of the tree, if the command names one. */
  readonly runs?: string
  /** What stands out in what it does; absent for ordinary commands. */
  readonly deed?: Deed
  /** The same hook ran the same command before. */
  readonly stoodBefore: boolean
}

export interface Protection {
  readonly form: 'flag' | 'call'
  /**
   * On the old side `removed`, `lowered` (asked for more weakly now) and `restored` (a flag that takes it back is
   * gone); on the new side `added`, `undone` (a later flag or value takes it back), `skipped` (a call that stays and is not
   * reached any more) and `widened` (a restriction that stays and leaves more).
   */
  readonly change: 'removed' | 'lowered' | 'restored' | 'added' | 'undone' | 'skipped' | 'widened'
  /** Of `skipped`: what stands before it. Of `widened`: what is left now. */
  readonly by?: string
  /** Of a flag: the kind of protection, which is the subject but for settings that go by name. */
  readonly family?: string
  /** `sandbox`: whether code that confines the process is compiled at all. */
  readonly area?: 'sandbox'
  /** The flag is only given to a check of what the compiler knows. */
  readonly isTried?: boolean
  /** Removed for everyday reasons as a rule. */
  readonly isMinor?: boolean
  /** As written: `-fstack-protector-strong`, `landlock_restrict_self`. */
  readonly written: string
  /** How often the whole of the other side asks for the family; undefined where only parts of it are known. */
  readonly onOtherSide?: number
}

export interface OpaqueFile {
  readonly change: 'added' | 'replaced' | 'deleted'
  /** For a text that decodes to it as a whole: "uuencode". All sizes and offsets are of the decoded bytes then. */
  readonly armour?: string
  /** By content, not by name: "xz", "ELF executable", "unknown". */
  readonly format: string
  readonly category: FormatCategory
  /**
   * Content that people look at through a viewer as a matter of course (image, font, sound), with the header its name
   * promises and nothing after its end.
   */
  readonly isOrdinaryMedia: boolean
  /** SHA-256 in hex of the sides that exist. */
  readonly oldHash?: string
  readonly newHash?: string
  readonly oldSize?: number
  readonly newSize?: number
  /** Share of the larger side's bytes that lie in a common prefix or suffix, 0 to 1; for a replaced file. */
  readonly sameShare?: number
  /** What stands in place of what, where all bytes that differ are printed text and no format is known; of the new side. */
  readonly changedText?: string
  /** Bits per byte of the new side, else of the old one. */
  readonly entropy: number
  /** What differs at the level of structure, the most telling first; the first few. Empty for an added file. */
  readonly differences: readonly StructureDifference[]
  /** How many differences there are altogether; undefined where no structure of both sides is known. */
  readonly differenceCount?: number
  /** Which members or streams of a container differ, once unpacked, as a clause. */
  readonly contentChange?: string
  /** What a reviewer should look at inside whatever else changed, the gravest first; the first few. */
  readonly signs: readonly StructureSign[]
  /** What was established and what could not be, each a short clause. */
  readonly established: readonly string[]
  readonly notEstablished: readonly string[]
}

/** One error in an embedded program, where it stands in the build file. */
export interface ProbeFault {
  /** Of syntax (`unexpected`, `missing`), or one that {@link MeaningFault} tells. */
  readonly kind: 'unexpected' | 'missing' | MeaningFault['kind']
  /** The offending text, or the token that is missing. */
  readonly text: string
  /** As in {@link MeaningFault.meant}. */
  readonly meant?: string
  readonly line: number
  readonly column: number
  /** Between `#if` and `#endif`, where a reader of syntax alone is less sure. */
  readonly isConditional: boolean
}

export interface FeatureProbe {
  readonly buildSystem: BuildSystem
  /** The macro or function that runs the check. */
  readonly check: string
  /** What is defined or set when the check succeeds, the most telling name first. */
  readonly features: readonly string[]
  /** The embedded program's words and marks, without the empty `main` some build systems ask for: equal for twins. */
  readonly program: readonly string[]
  /** The same of the old side, where the check was there before. */
  readonly before?: readonly string[]
  /** Whether the other side of the file has no such check. */
  readonly isNew: boolean
  /** Errors of the program that the old side of the same check did not have. */
  readonly newErrors: readonly ProbeFault[]
  readonly hasErrors: boolean
}
