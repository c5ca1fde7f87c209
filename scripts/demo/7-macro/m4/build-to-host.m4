# build-to-host.m4 serial 1
dnl A file name that the build knows must be written differently when the
dnl host reads it: under Cygwin and MSYS the two disagree.

# LZK_BUILD_TO_HOST([somedir])
# Defines somedir_c, the directory as a C string literal for the host.
AC_DEFUN([LZK_BUILD_TO_HOST],
[
  AC_REQUIRE([AC_CANONICAL_HOST])
  lzk_final_[$1]="$[$1]"
  case "$build_os" in
    cygwin*)
      case "$host_os" in
        mingw* | windows*)
          lzk_final_[$1]=`cygpath -w "$lzk_final_[$1]"` ;;
      esac
      ;;
  esac
  dnl A C string literal: backslashes and quotes are escaped.
  lzk_sed_escape='s/\\/\\\\/g;s/"/\\"/g'
  [$1]_c=`printf '%s\n' "$lzk_final_[$1]" | sed -e "$lzk_sed_escape"`
  [$1]_c='"'"$[$1]_c"'"'
  AC_SUBST([$1_c])
])
