#ifndef LZK_CRC32_H
#define LZK_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* CRC32 (IEEE 802.3) of size bytes at buf, continued from crc. */
uint32_t lzk_crc32(const uint8_t *buf, size_t size, uint32_t crc);

#endif
