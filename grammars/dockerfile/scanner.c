// Directives, continued lines and here-documents of a Dockerfile. Every token takes what it looks at, save the blanks
// before the next word, so scanning is linear.
#include "tree_sitter/parser.h"
#include <stdlib.h>
#include <string.h>

enum Token { DIRECTIVE, LINE_CONTINUATION, HEREDOC_MARKER, HEREDOC_NEWLINE, HEREDOC_BODY, HEREDOC_END, ERROR_SENTINEL };

// Here-documents that one instruction opens; a longer name or a further one is read as a plain word.
enum { MOST_HEREDOCS = 8, LONGEST_NAME = 63 };

typedef struct {
  uint8_t strips_tabs;
  uint8_t length;
  uint8_t name[LONGEST_NAME];
} Heredoc;

typedef struct {
  uint8_t escape;
  uint8_t count;
  Heredoc open[MOST_HEREDOCS];
} Scanner;

void *tree_sitter_dockerfile_external_scanner_create(void) {
  Scanner *scanner = calloc(1, sizeof(Scanner));
  if (scanner != NULL) scanner->escape = '\\';
  return scanner;
}

void tree_sitter_dockerfile_external_scanner_destroy(void *payload) { free(payload); }

unsigned tree_sitter_dockerfile_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *scanner = payload;
  unsigned size = 0;
  buffer[size++] = (char)scanner->escape;
  for (unsigned i = 0; i < scanner->count; i++) {
    const Heredoc *open = &scanner->open[i];
    buffer[size++] = (char)open->strips_tabs;
    buffer[size++] = (char)open->length;
    memcpy(buffer + size, open->name, open->length);
    size += open->length;
  }
  return size;
}

void tree_sitter_dockerfile_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Scanner *scanner = payload;
  scanner->escape = length > 0 ? (uint8_t)buffer[0] : '\\';
  scanner->count = 0;
  unsigned at = 1;
  while (at + 2 <= length && scanner->count < MOST_HEREDOCS) {
    Heredoc *open = &scanner->open[scanner->count++];
    open->strips_tabs = (uint8_t)buffer[at++];
    open->length = (uint8_t)buffer[at++];
    memcpy(open->name, buffer + at, open->length);
    at += open->length;
  }
}

static void take(TSLexer *lexer) { lexer->advance(lexer, false); }

static bool at_line_end(TSLexer *lexer) {
  return lexer->eof(lexer) || lexer->lookahead == '\n' || lexer->lookahead == '\r';
}

static void take_blanks(TSLexer *lexer) {
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t') take(lexer);
}

static void take_to_line_end(TSLexer *lexer) {
  while (!at_line_end(lexer)) take(lexer);
}

static bool take_newline(TSLexer *lexer) {
  if (lexer->lookahead == '\r') take(lexer);
  if (lexer->lookahead != '\n') return false;
  take(lexer);
  return true;
}

// `# escape=` and the like; only before anything else, which the grammar sees to.
static bool scan_directive(Scanner *scanner, TSLexer *lexer) {
  char name[16];
  unsigned length = 0;
  take(lexer);
  take_blanks(lexer);
  while (length < sizeof name - 1 &&
         ((lexer->lookahead >= 'a' && lexer->lookahead <= 'z') || (lexer->lookahead >= 'A' && lexer->lookahead <= 'Z'))) {
    name[length++] = (char)(lexer->lookahead | 0x20);
    take(lexer);
  }
  name[length] = 0;
  take_blanks(lexer);
  if (length == 0 || lexer->lookahead != '=') return false;
  take(lexer);
  take_blanks(lexer);
  if (strcmp(name, "escape") == 0) {
    if (lexer->lookahead == '`' || lexer->lookahead == '\\') scanner->escape = (uint8_t)lexer->lookahead;
  } else if (strcmp(name, "syntax") != 0 && strcmp(name, "check") != 0)
    return false;
  take_to_line_end(lexer);
  lexer->mark_end(lexer);
  lexer->result_symbol = DIRECTIVE;
  return true;
}

static bool scan_continuation(TSLexer *lexer) {
  take(lexer);
  take_blanks(lexer);
  if (!take_newline(lexer)) return false;
  lexer->mark_end(lexer);
  for (;;) {
    take_blanks(lexer);
    if (lexer->eof(lexer)) break;
    if (lexer->lookahead == '#') {
      take_to_line_end(lexer);
      lexer->mark_end(lexer);
      if (!take_newline(lexer)) break;
    } else if (!take_newline(lexer))
      break;
    lexer->mark_end(lexer);
  }
  lexer->result_symbol = LINE_CONTINUATION;
  return true;
}

// `<<NAME`, `<<-NAME`, `<<"NAME"`, with a file descriptor before it.
static bool scan_marker(Scanner *scanner, TSLexer *lexer) {
  while (lexer->lookahead >= '0' && lexer->lookahead <= '9') take(lexer);
  for (int i = 0; i < 2; i++) {
    if (lexer->lookahead != '<') return false;
    take(lexer);
  }
  if (scanner->count >= MOST_HEREDOCS) return false;
  Heredoc *open = &scanner->open[scanner->count];
  open->strips_tabs = lexer->lookahead == '-';
  open->length = 0;
  if (open->strips_tabs) take(lexer);
  int32_t quote = lexer->lookahead == '"' || lexer->lookahead == '\'' ? lexer->lookahead : 0;
  if (quote != 0) take(lexer);
  while (!at_line_end(lexer) && lexer->lookahead != quote) {
    int32_t c = lexer->lookahead;
    if (c == ' ' || c == '\t' || c == '<' || c == '>' || c == ';' || c == '|' || c == '&' || c == ')' || c > 126) break;
    if (c == '"' || c == '\'' || c == '\\' || open->length == LONGEST_NAME) return false;
    open->name[open->length++] = (uint8_t)c;
    take(lexer);
  }
  if (quote != 0) {
    if (lexer->lookahead != quote) return false;
    take(lexer);
  }
  if (open->length == 0 || lexer->lookahead == '<') return false;
  scanner->count++;
  lexer->mark_end(lexer);
  lexer->result_symbol = HEREDOC_MARKER;
  return true;
}

static void close_first(Scanner *scanner) {
  scanner->count--;
  memmove(&scanner->open[0], &scanner->open[1], scanner->count * sizeof(Heredoc));
}

// The lines up to the one that has nothing but the name; that line itself when it comes at once.
static bool scan_body(Scanner *scanner, TSLexer *lexer, bool may_have_body) {
  const Heredoc *open = &scanner->open[0];
  bool has_body = false;
  for (;;) {
    lexer->mark_end(lexer);
    if (open->strips_tabs)
      while (lexer->lookahead == '\t') take(lexer);
    unsigned at = 0;
    while (at < open->length && lexer->lookahead == open->name[at]) {
      take(lexer);
      at++;
    }
    if (at == open->length && at_line_end(lexer)) {
      if (has_body) break;
      lexer->mark_end(lexer);
      close_first(scanner);
      lexer->result_symbol = HEREDOC_END;
      return true;
    }
    if (!may_have_body) return false;
    take_to_line_end(lexer);
    if (!lexer->eof(lexer)) {
      if (!take_newline(lexer)) take(lexer);
      has_body = true;
      continue;
    }
    // Nothing closes it: all the rest is its body, as for the shell.
    lexer->mark_end(lexer);
    scanner->count = 0;
    break;
  }
  lexer->result_symbol = HEREDOC_BODY;
  return true;
}

bool tree_sitter_dockerfile_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  Scanner *scanner = payload;
  bool is_recovering = valid[ERROR_SENTINEL];
  if (!is_recovering && scanner->count > 0 && (valid[HEREDOC_BODY] || valid[HEREDOC_END]))
    if (!valid[HEREDOC_NEWLINE] || (lexer->lookahead != '\n' && lexer->lookahead != '\r'))
      return !lexer->eof(lexer) && scan_body(scanner, lexer, valid[HEREDOC_BODY]);

  bool has_blank = false;
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t') {
    lexer->advance(lexer, true);
    has_blank = true;
  }
  if (valid[LINE_CONTINUATION] && lexer->lookahead == scanner->escape) return scan_continuation(lexer);
  if (is_recovering) {
    // A line that is no instruction does not open here-documents.
    if (lexer->lookahead == '\n') scanner->count = 0;
    return false;
  }
  if (valid[DIRECTIVE] && lexer->lookahead == '#') return scan_directive(scanner, lexer);
  if (valid[HEREDOC_MARKER] && has_blank &&
      (lexer->lookahead == '<' || (lexer->lookahead >= '0' && lexer->lookahead <= '9')))
    return scan_marker(scanner, lexer);
  if (valid[HEREDOC_NEWLINE] && scanner->count > 0 && (lexer->lookahead == '\n' || lexer->lookahead == '\r')) {
    if (!take_newline(lexer)) return false;
    lexer->mark_end(lexer);
    lexer->result_symbol = HEREDOC_NEWLINE;
    return true;
  }
  return false;
}
