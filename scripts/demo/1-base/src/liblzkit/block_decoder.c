#include "block_decoder.h"
#include "crc32.h"

#include <string.h>

static uint32_t
read32le(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16
			| (uint32_t)p[3] << 24;
}

enum lzk_result
lzk_block_decode(const uint8_t *in, size_t in_size, uint8_t *out,
		size_t out_size)
{
	if (in_size < 8)
		return LZK_DATA_ERROR;

	const uint32_t size = read32le(in);
	const uint32_t check = read32le(in + 4);

	if (size > in_size - 8 || size > out_size)
		return LZK_DATA_ERROR;

	memcpy(out, in + 8, size);

	return lzk_crc32(out, size, 0) == check ? LZK_OK : LZK_CHECK_ERROR;
}
