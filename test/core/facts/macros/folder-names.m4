# folder-names.m4 serial 2
dnl A test fixture: shaped like macros that write folder names for the host.

dnl demo_FOLDER_NAMES([somedir])
dnl Sets somedir_c, the folder's name as a C string in the host's spelling.
AC_DEFUN([demo_FOLDER_NAMES],
[
  AC_REQUIRE([AC_CANONICAL_HOST])
  AC_REQUIRE([demo_FOLDER_NAMES_SETUP])
  demo_name_[$1]="$[$1]"
  dnl One host wants another spelling | sort of.
  case "$host_os" in
    demohost*)
      demo_name_[$1]=`hostpath -w "$demo_name_[$1]"` ;;
  esac
  [$1]_c=`printf '%s\n' "$demo_name_[$1]" | sed -e "$demo_sed_backslashes" -e "$demo_sed_quotes" | tr -d "$demo_tr_return"`
  [$1]_c='"'"$[$1]_c"'"'
  AC_SUBST([$1_c])
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
  AC_CONFIG_COMMANDS([folder-names], [printf '%s\n' "$demo_note"], [demo_note='folder names are set'])
])
