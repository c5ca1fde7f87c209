// Bracket arguments and bracket comments of CMake, whose closing bracket has as many equals signs as the opening one.
// A regular grammar cannot count them. Text between the brackets comes in pieces that end before the next `]`, so no
// token looks further than one run of equals signs.
#include "tree_sitter/parser.h"

enum Token { BRACKET_OPEN, COMMENT_OPEN, BRACKET_TEXT, BRACKET_CLOSE };

// Equals signs of the bracket that is open, plus one; 0 outside brackets.
typedef struct {
  uint8_t open;
} Scanner;

enum { MOST_SIGNS = 250 };

static Scanner the_scanner;

void *tree_sitter_cmake_external_scanner_create(void) {
  the_scanner.open = 0;
  return &the_scanner;
}

void tree_sitter_cmake_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_cmake_external_scanner_serialize(void *payload, char *buffer) {
  buffer[0] = (char)((Scanner *)payload)->open;
  return 1;
}

void tree_sitter_cmake_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  ((Scanner *)payload)->open = length == 0 ? 0 : (uint8_t)buffer[0];
}

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static int count_signs(TSLexer *lexer) {
  int count = 0;
  while (lexer->lookahead == '=' && count < MOST_SIGNS) {
    advance(lexer);
    count++;
  }
  return count;
}

static bool scan_inside(Scanner *scanner, TSLexer *lexer) {
  if (lexer->eof(lexer)) return false;
  if (lexer->lookahead == ']') {
    advance(lexer);
    int signs = count_signs(lexer);
    if (signs + 1 == scanner->open && lexer->lookahead == ']') {
      advance(lexer);
      scanner->open = 0;
      lexer->result_symbol = BRACKET_CLOSE;
      return true;
    }
  }
  while (!lexer->eof(lexer) && lexer->lookahead != ']') advance(lexer);
  lexer->result_symbol = BRACKET_TEXT;
  return true;
}

static bool scan_open(Scanner *scanner, TSLexer *lexer, enum Token token) {
  if (lexer->lookahead != '[') return false;
  advance(lexer);
  int signs = count_signs(lexer);
  if (lexer->lookahead != '[') return false;
  advance(lexer);
  scanner->open = (uint8_t)(signs + 1);
  lexer->result_symbol = token;
  return true;
}

bool tree_sitter_cmake_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  Scanner *scanner = payload;
  if (scanner->open != 0) return (valid[BRACKET_TEXT] || valid[BRACKET_CLOSE]) && scan_inside(scanner, lexer);
  if (!valid[BRACKET_OPEN] && !valid[COMMENT_OPEN]) return false;
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t' || lexer->lookahead == '\r' || lexer->lookahead == '\n')
    lexer->advance(lexer, true);
  if (lexer->lookahead == '#' && valid[COMMENT_OPEN]) {
    advance(lexer);
    return scan_open(scanner, lexer, COMMENT_OPEN);
  }
  return valid[BRACKET_OPEN] && scan_open(scanner, lexer, BRACKET_OPEN);
}
