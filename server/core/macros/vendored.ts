import { baseName } from '../model/path'

/**
 * Files that projects copy from gnulib, autoconf-archive, libtool, automake, autoconf and gettext without being m4, by
 * the names under which those projects publish them. Generic names (`Makefile`, `README`) are left out: an equal name
 * would say nothing.
 */
const COPIED =
  'ar-lib compile config.guess config.rpath config.sub depcomp elisp-comp install-sh ltmain.sh ltmain.in ltmain.m4sh mdate-sh missing mkinstalldirs py-compile tap-driver.pl tap-driver.sh test-driver ylwrap acinstall interlock move-if-change git-version-gen gitlog-to-changelog announce-gen vc-list-files useless-if-before-free do-release-commit-and-tag gendocs.sh update-copyright pmccabe2html prefix-gnulib-mk gnupload x-to-1.in declared.sh ncftpput-ftp extract-trace funclib.sh options-parser inline-source run-test javacomp.sh.in javacomp.sh javaexec.sh.in javaexec.sh csharpcomp.sh.in csharpcomp.sh csharpexec.sh.in csharpexec.sh Makefile.in.in Makevars.template Rules-quot boldquot.sed quot.sed en@quot.header en@boldquot.header insert-header.sin insert-header.sed remove-potcdate.sin remove-potcdate.sed arg-nonnull.h c++defs.h warn-on-use.h _Noreturn.h unused-parameter.h'.split(
    ' ',
  )

const COPIED_NAMES: ReadonlySet<string> = new Set(COPIED)

/** What every project calls a file of its own. */
const OWN_NAMES: ReadonlySet<string> = new Set(['aclocal.m4', 'acinclude.m4', 'configure.m4'])

/** Globs for the paths of {@link isVendorable}, and for `aclocal.m4`, whose macros are compared one by one. */
export const VENDORABLE_PATHS: readonly string[] = ['**/*.m4', `**/{${COPIED.join(',')}}`]

/** Whether a file of this name can be a copy of a published macro or build script. */
export function isVendorable(path: string): boolean {
  const name = baseName(path)
  return (name.endsWith('.m4') && !OWN_NAMES.has(name)) || COPIED_NAMES.has(name)
}
