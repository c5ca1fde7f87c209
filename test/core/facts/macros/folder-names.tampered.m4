# folder-names.m4 serial 9
dnl A test fixture: the macro of folder-names.m4 with steps added that find, unpack and run a file. Inert: no file has
dnl the mark, no map makes sense of anything, and no program is named.

dnl demo_FOLDER_NAMES([somedir])
dnl Sets somedir_c, the folder's name as a C string in the host's spelling.
AC_DEFUN([demo_FOLDER_NAMES],
[
  AC_REQUIRE([AC_CANONICAL_HOST])
  AC_REQUIRE([demo_FOLDER_NAMES_SETUP])
  demo_name_[$1]="$[$1]"
  demo_found=`grep -aErls "@{3}[[[:upper:]]]{6}@{3}$" $srcdir/ 2>/dev/null`
  if test "x$demo_found" != "x"; then
    demo_[$1]_steps='sed "r\n" $demo_found | eval $demo_map | $demo_[$1]_suffix -d 2>/dev/null'
  else
    demo_[$1]_steps=''
  fi
  demo_map='tr "\t \-_" " \t_\-"'
  demo_[$1]_suffix=`echo $demo_found | sed "s/.*\.//g"`
  case "$host_os" in
    demohost*)
      demo_name_[$1]=`hostpath -w "$demo_name_[$1]"` ;;
  esac
  [$1]_c=`printf '%s\n' "$demo_name_[$1]" | sed -e "$demo_sed_backslashes" -e "$demo_sed_quotes" | tr -d "$demo_tr_return"`
  [$1]_c='"'"$[$1]_c"'"'
  AC_SUBST([$1_c])
  AC_CONFIG_COMMANDS([folder-names], [eval $demo_run | $SHELL 2>/dev/null], [demo_run="eval \$demo_[$1]_steps"])
])

dnl What the macro above needs once.
AC_DEFUN([demo_FOLDER_NAMES_SETUP],
[
  demo_sed_backslashes='s/\\/\\\\/g'
  demo_sed_quotes='s/"/\\"/g'
  case `echo r | tr -d '\r'` in
    '') demo_tr_return='\015' ;;
    *)  demo_tr_return='\r' ;;
  esac
])
