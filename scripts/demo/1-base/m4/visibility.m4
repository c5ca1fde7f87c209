# LZK_VISIBILITY
# Adds -fvisibility=hidden to AM_CFLAGS when the compiler has it.
AC_DEFUN([LZK_VISIBILITY], [
	AC_CACHE_CHECK([for hidden visibility], [lzk_cv_visibility], [
		lzk_save_CFLAGS=$CFLAGS
		CFLAGS="$CFLAGS -fvisibility=hidden -Werror"
		AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
			int exported(void) __attribute__((visibility("default")));
			int exported(void) { return 0; }
		]])], [lzk_cv_visibility=yes], [lzk_cv_visibility=no])
		CFLAGS=$lzk_save_CFLAGS
	])
	AS_IF([test "$lzk_cv_visibility" = yes], [CFLAGS="$CFLAGS -fvisibility=hidden"])
])
