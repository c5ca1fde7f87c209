#include "block_decoder.h"
#include "message.h"
#include "sandbox.h"

#include <stdlib.h>

static uint8_t input[1 << 20];
static uint8_t output[1 << 20];

int
main(int argc, char **argv)
{
	if (argc != 2) {
		safe_fprintf(stderr, "usage: lzk FILE\n");
		return 2;
	}

	FILE *file = fopen(argv[1], "rb");
	if (file == NULL) {
		safe_fprintf(stderr, "%s: cannot be opened\n", argv[1]);
		return 1;
	}

	/* From here on only the open file is needed. */
	if (sandbox_enter() != 0) {
		safe_fprintf(stderr, "the sandbox cannot be entered\n");
		return 1;
	}

	const size_t size = fread(input, 1, sizeof(input), file);
	fclose(file);

	const enum lzk_result result = lzk_block_decode(input, size, output,
			sizeof(output));
	return result == LZK_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
