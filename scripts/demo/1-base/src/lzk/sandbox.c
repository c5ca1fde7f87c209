#include "sandbox.h"

#ifdef HAVE_CONFIG_H
#	include "config.h"
#endif

#if defined(HAVE_PLEDGE)
#	include <unistd.h>

int
sandbox_enter(void)
{
	return pledge("stdio", "");
}

#elif defined(HAVE_LINUX_LANDLOCK)
#	include <linux/landlock.h>
#	include <sys/prctl.h>
#	include <sys/syscall.h>
#	include <unistd.h>

int
sandbox_enter(void)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_WRITE_FILE
				| LANDLOCK_ACCESS_FS_EXECUTE,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;

	const long ruleset = syscall(SYS_landlock_create_ruleset,
			&attr, sizeof(attr), 0);
	if (ruleset < 0)
		return -1;

	return (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
}

#else

int
sandbox_enter(void)
{
	return 0;
}

#endif
