#ifndef LZK_BLOCK_DECODER_H
#define LZK_BLOCK_DECODER_H

#include <stddef.h>
#include <stdint.h>

enum lzk_result { LZK_OK, LZK_DATA_ERROR, LZK_CHECK_ERROR };

/* Decodes one block of at most in_size bytes into out, which holds out_size. */
enum lzk_result lzk_block_decode(const uint8_t *in, size_t in_size,
		uint8_t *out, size_t out_size);

#endif
