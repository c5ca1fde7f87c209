#include "message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	char name[256];
	uint64_t size;
	uint64_t packed;
};

static void
print_entry(const struct entry *entry)
{
	safe_fprintf(stdout, "%12llu %12llu  %s\n",
			(unsigned long long)entry->packed,
			(unsigned long long)entry->size, entry->name);
}

int
lzk_list(const struct entry *entries, size_t count, const char *archive)
{
	if (count == 0) {
		safe_fprintf(stderr, "%s: the index is empty\n", archive);
		return 1;
	}

	for (size_t i = 0; i < count; ++i)
		print_entry(&entries[i]);

	safe_fprintf(stdout, "%zu entries in %s\n", count, archive);
	return 0;
}
