#include "crc32.h"

#if defined(__x86_64__) && defined(__GNUC__)
#	define CRC32_USE_IFUNC 1
#	include <cpuid.h>
#endif

typedef uint32_t (*crc32_func_type)(const uint8_t *buf, size_t size,
		uint32_t crc);

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

#ifdef CRC32_USE_IFUNC
/* Two bytes a round: shorter dependency chains on wide cores. */
static uint32_t
crc32_wide(const uint8_t *buf, size_t size, uint32_t crc)
{
	while (size >= 2) {
		crc = crc32_generic(buf, 2, crc);
		buf += 2;
		size -= 2;
	}

	return crc32_generic(buf, size, crc);
}

static int
is_wide_supported(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_1) != 0;
}

static crc32_func_type
crc32_resolve(void)
{
	return is_wide_supported() ? &crc32_wide : &crc32_generic;
}

uint32_t lzk_crc32(const uint8_t *buf, size_t size, uint32_t crc)
		__attribute__((__ifunc__("crc32_resolve")));
#else
uint32_t
lzk_crc32(const uint8_t *buf, size_t size, uint32_t crc)
{
	return crc32_generic(buf, size, crc);
}
#endif
