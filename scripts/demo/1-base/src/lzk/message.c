#include "message.h"

#include <ctype.h>
#include <stdarg.h>

int
safe_fprintf(FILE *stream, const char *format, ...)
{
	char text[4096];
	va_list args;

	va_start(args, format);
	const int length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);

	for (char *p = text; *p != '\0'; ++p)
		if (iscntrl((unsigned char)*p) && *p != '\n')
			*p = '?';

	fputs(text, stream);
	return length;
}
