#include "crc32.h"

static uint32_t
crc32_generic(const uint8_t *buf, size_t size, uint32_t crc)
{
	crc = ~crc;

	while (size-- > 0) {
		crc ^= *buf++;
		for (int bit = 0; bit < 8; ++bit)
			crc = (crc >> 1) ^ (0xEDB88320U & -(crc & 1));
	}

	return ~crc;
}

uint32_t
lzk_crc32(const uint8_t *buf, size_t size, uint32_t crc)
{
	return crc32_generic(buf, size, crc);
}
