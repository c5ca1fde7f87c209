// One token without width: the place before a `]` where a parenthesis is still open. Inside quotes parentheses are text
// and need not balance, as in `m4_map_args([f(], [)])` or a C string "nan(".
#include "tree_sitter/parser.h"

enum Token { UNCLOSED, IN_RECOVERY };

void *tree_sitter_m4_external_scanner_create(void) { return 0; }

void tree_sitter_m4_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_m4_external_scanner_serialize(void *payload, char *buffer) { return 0; }

void tree_sitter_m4_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {}

bool tree_sitter_m4_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  if (!valid[UNCLOSED] || valid[IN_RECOVERY] || lexer->lookahead != ']') return false;
  lexer->mark_end(lexer);
  lexer->result_symbol = UNCLOSED;
  return true;
}
