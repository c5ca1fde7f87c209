#ifndef LZK_SANDBOX_H
#define LZK_SANDBOX_H

/* Gives up every right that decoding does not need. Returns -1 on failure. */
int sandbox_enter(void);

#endif
