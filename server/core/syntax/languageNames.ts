import type { LanguageId } from './language'
import type { Ambiguous } from './languageByContent'

// Which names and extensions belong to a language follows GitHub Linguist's languages.yml, as far as we read the
// language at all. What it gives to several languages begins with `?` here, and the text settles it.

type Row = readonly [language: LanguageId | Ambiguous, words: string]

function table(rows: readonly Row[]): ReadonlyMap<string, LanguageId | Ambiguous> {
  return new Map(
    rows.flatMap(([language, words]) =>
      words
        .split(' ')
        .filter(word => word !== '')
        .map(word => [word, language] as const),
    ),
  )
}

/** In lower case, without the dot. */
export const extensions = table([
  ['c', 'c cats idc'],
  ['cpp', 'cc cp cpp cppm cxx c++ hh hpp hxx h++ ipp inl tcc tpp txx ixx ino cu cuh'],
  ['?h', 'h'],
  ['bash', 'sh bash ksh shlib kshlib ebuild eclass bats command slurm sbatch preinst postinst prerm postrm'],
  ['zsh', 'zsh zsh-theme'],
  ['?as', 'as'],
  ['?install', 'install'],
  ['make', 'am mk mak make makefile mkfile'],
  ['?d', 'd'],
  ['cmake', 'cmake'],
  ['m4', 'ac m4'],
  ['?at', 'at'],
  ['python', 'py pyi pyw py3 pyx pxd pxi gyp gypi wsgi tac xpy lmi bzl star scons'],
  ['javascript', 'js mjs cjs jsx es6 jsm jake javascript pac njs ssjs sjs xsjs jslib jscad'],
  ['typescript', 'mts cts'],
  ['?ts', 'ts'],
  ['?tsx', 'tsx'],
  [
    'json',
    'json jsonc json5 jsonl ndjson geojson topojson jsonld webmanifest importmap webapp avsc har gltf ipynb sarif ' +
      'tfstate mcmeta code-workspace code-snippets code-profile hujson sublime-build sublime-commands ' +
      'sublime-completions sublime-keymap sublime-menu sublime-mousemap sublime-project sublime-settings ' +
      'sublime-workspace 4dform 4dproject json-tmlanguage slnlaunch yyp',
  ],
  ['yaml', 'yml yaml eyaml cff sls reek rviz sublime-syntax yaml-tmlanguage'],
  ['toml', 'toml'],
  ['?rs', 'rs'],
  ['go', 'go'],
  ['ruby', 'rb rake ru gemspec podspec rbw rbi rbx ruby thor jbuilder rabl builder mspec god watchr prawn'],
  ['php', 'php php3 php4 php5 php7 php8 phtml phps phpt ctp aw'],
  ['?php', 'module theme profile engine'],
  ['java', 'java jav'],
  ['csharp', 'cs csx cake'],
  ['?pl', 'pl'],
  ['?pm', 'pm'],
  ['?t', 't'],
  ['perl', 'perl plx ph psgi'],
  ['powershell', 'ps1 psm1 psd1'],
  ['gradle', 'gradle'],
  ['?spec', 'spec'],
  ['patch', 'patch diff dpatch debdiff'],
  ['dockerfile', 'dockerfile containerfile'],
  ['asm', 's asm nasm nas masm a51 sx'],
  ['linkerscript', 'ld lds ldscript'],
  ['?map', 'map'],
  ['?version-script', 'ver vers version sym syms exports expsym v'],
  ['?x', 'x'],
  ['?inc', 'inc'],
  ['gitignore', 'gitignore'],
  ['gitattributes', 'gitattributes'],
  [
    '?unit',
    'service socket timer mount automount swap path target slice scope link netdev network nspawn dnssd container ' +
      'volume pod kube image build',
  ],
  [
    'xml',
    'xml xsd xsl xslt wsdl rss svg xhtml csproj vbproj fsproj vcxproj ccproj sfproj shproj wixproj nproj jsproj ' +
      'depproj ndproj pkgproj proj msbuildproj slnx nuspec pubxml vsixmanifest vssettings vstemplate natvis resx resw ' +
      'xaml axaml axml storyboard xib iml ivy pom jelly launch ps1xml clixml cdxml wsf wxs wxi wxl xliff xlf ' +
      'rdf owl xmi xul zcml glade kml gpx dita ditamap ditaval cproject cscfg csdef admx adml appxmanifest urdf xacro ' +
      'sublime-snippet tmlanguage tmpreferences tmsnippet tmtheme grxml scxml ccxml qhelp x3d fxml mxml dotsettings',
  ],
  ['?xml', 'props targets config plist builds filters ui qrc manifest entitlements user tml ux mod res typ ct'],
])

/** Whole names, as they are written. */
export const names = table([
  [
    'bash',
    'configure configure.gnu config.status config.guess config.sub config.rpath config.site install-sh libtool ' +
      'ltmain.sh depcomp missing compile ar-lib test-driver mkinstalldirs ylwrap mdate-sh py-compile elisp-comp ' +
      'PKGBUILD APKBUILD gradlew mvnw .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .bash_functions ' +
      '.profile .kshrc .mkshrc .xinitrc .xsession .xprofile .envrc bashrc kshrc bash_profile bash_aliases bash_logout xinitrc xsession',
  ],
  ['zsh', '.zshrc .zshenv .zprofile .zlogin .zlogout zshrc zshenv zprofile zlogin zlogout'],
  ['make', 'mkfile BSDmakefile Rules.make'],
  ['cmake', 'CMakeLists.txt'],
  ['m4', 'configure.in aclocal.m4 acinclude.m4'],
  ['meson', 'meson.build meson_options.txt meson.options'],
  [
    'python',
    'SConstruct SConscript SCsub wscript wscript_build .gclient moz.build BUILD.bazel WORKSPACE.bazel ' +
      'WORKSPACE.bzlmod MODULE.bazel Tiltfile .pythonrc .pythonstartup',
  ],
  ['?build', 'BUILD BUCK WORKSPACE DEPS'],
  ['javascript', 'Jakefile'],
  [
    'json',
    '.babelrc .jshintrc .jscsrc .jslintrc .swcrc .nycrc .c8rc .htmlhintrc .arcconfig .bowerrc .tern-config ' +
      '.tern-project .watchmanconfig .all-contributorsrc .auto-changelog .imgbotconfig .parcelrc .postcssrc .huskyrc ' +
      '.secrets.baseline .luarc .oxlintrc composer.lock Pipfile.lock flake.lock deno.lock bun.lock mcmod.info ' +
      'MODULE.bazel.lock Package.resolved npm-shrinkwrap.json',
  ],
  [
    'yaml',
    '.clang-format .clang-tidy .clangd .gemrc .yamllint .ansible-lint .condarc pubspec.lock glide.lock pixi.lock ' +
      'Podfile.lock Chart.lock',
  ],
  ['?yarn-lock', 'yarn.lock'],
  [
    'toml',
    'Cargo.lock Cargo.toml.orig Gopkg.lock Pipfile poetry.lock pdm.lock uv.lock mise.lock pylock.toml .taplo ' +
      'mise.local.lock',
  ],
  [
    'ruby',
    'Gemfile Rakefile Podfile Fastfile Appfile Matchfile Deliverfile Snapfile Scanfile Gymfile Pluginfile Vagrantfile ' +
      'Brewfile Guardfile Capfile Berksfile Thorfile Dangerfile Appraisals Steepfile Puppetfile Cheffile Buildfile ' +
      'buildfile Jarfile Mavenfile rakefile gems.rb .irbrc .pryrc .simplecov .Brewfile',
  ],
  ['php', '.php_cs .php_cs.dist Phakefile'],
  ['perl', 'Makefile.PL Build.PL cpanfile Rexfile latexmkrc .latexmkrc'],
  ['xml', '.classpath .project .cproject'],
  ['gitattributes', '.gitattributes gitattributes'],
  ['gitmodules', '.gitmodules'],
  ['codeowners', 'CODEOWNERS'],
  ['requirements', 'requirements.lock'],
  ['gomod', 'go.mod go.work'],
  ['linkerscript', 'ld.script linker.script'],
])
