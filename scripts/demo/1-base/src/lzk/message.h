#ifndef LZK_MESSAGE_H
#define LZK_MESSAGE_H

#include <stdio.h>

/* fprintf that replaces control characters of what it prints. */
int safe_fprintf(FILE *stream, const char *format, ...);

#endif
