import assert from 'node:assert/strict'
import { textAt } from './grammarStore'
import { reading, shown, shownCalls } from './programReading'

describe('programs in C and C++', () => {
  it('follows macros and pointers that stand for a function', async () => {
    const text = `#define RUN(x) system((x))
#define START popen
int (*fp)(const char *) = system;
void f(void) {
  RUN("a"); START("b", "r"); fp("c"); (*fp)("d"); s->fp("e");
}
`
    const read = await reading('c', text)
    assert.deepEqual(shownCalls(read), ['system(a)', 'popen(b, r)', 'system(c)', 'system(d)', 's->fp(e)'])
    assert.deepEqual(
      read.calls.map(({ span, within }) => `${within} ${textAt(text, span)}`),
      ['f RUN("a")', 'f START("b", "r")', 'f fp("c")', 'f (*fp)("d")', 'f s->fp("e")'],
    )
  })

  it('works out texts that the file fixes', async () => {
    const text = `#define KEY "se" "cret"
#define ONE "o\\x6ee"
static const char a[] = {0x41, 0x42, 'c', 0};
void f(char *p) {
  char buf[100];
  show(KEY); show(ONE "!"); show(a); show("x" KEY "\\n");
  char b[] = {'h', 'i'};
  show(b);
  b[0] = 'H';
  show(b);
  char c[9]; strcpy(c, "ab"); strcat(c, "cd"); show(c);
  snprintf(buf, sizeof buf, "curl %s | sh -%d", p, 1);
  show(buf);
  const char *q = p ? "y" : "n"; show(q);
  char d[] = "x"; read(0, d, 1); show(d);
}
`
    assert.deepEqual(shown(await reading('c', text)), [
      'secret',
      'one!',
      'ABc',
      'xsecret\n',
      '…',
      '…',
      'abcd',
      'curl … | sh -1',
      'y | n',
      '…',
    ])
  })

  it('takes functions that compare as comparisons, and no assignments', async () => {
    const text = `int f(char *u, int x) {
  if (strcmp(u, "root") == 0) return 1;
  if (!strncasecmp("adm", u, 3)) return 2;
  if ((x = 5)) return 3;
  switch (x) { case 'q': return x != 0x1f; }
}
`
    const { comparisons } = await reading('c', text)
    assert.deepEqual(
      comparisons.map(({ operator, subject, constant, span }) => [operator, subject, constant, textAt(text, span)]),
      [
        ['strcmp', 'u', '"root"', 'strcmp(u, "root")'],
        ['strncasecmp', 'u', '"adm"', 'strncasecmp("adm", u, 3)'],
        ['case', 'x', "'q'", "case 'q': return x != 0x1f;"],
        ['!=', 'x', '0x1f', 'x != 0x1f'],
      ],
    )
  })

  it('finds headers, macros, functions and the environment', async () => {
    const text = `#include <stdio.h>
#  include "a/b.h"
#undef X
#ifndef Y
#define Y(a) a + 1
#endif
extern char **environ;
struct s { int a; };
static int *f(int g(void)) { return getenv("HOME") ? setenv("A_B", "1", 1) : environ; }
int proto(char *name);
`
    const { imports, definitions, environment } = await reading('c', text)
    assert.deepEqual(
      imports.map(({ module, form }) => `${form} ${module}`),
      ['include <stdio.h>', 'include a/b.h'],
    )
    assert.deepEqual(
      definitions.map(({ kind, name, body }) => `${kind} ${name} ${body ?? ''}`.trim()),
      ['undef X', 'macro Y a + 1', 'class s', 'function f'],
    )
    assert.deepEqual(
      environment.map(({ name, access }) => `${access} ${name}`),
      ['read HOME', 'write A_B', 'read *'],
    )
  })

  it('reads what C++ adds', async () => {
    const text = `#include <string>
namespace n { class K { public: void m() { std::system("a"); } }; }
int n::K::run(const std::string &s) {
  std::string cmd = "b" + std::string("c") + R"x(d")x";
  auto f = [&](int x) { return ::system(cmd.c_str()); };
  auto p = new Foo<int>("e");
  std::string t("g");
  show(t);
  if (s == "pw" || s.compare("qw") == 0) obj->call<int>(t + "h");
}
`
    const read = await reading('cpp', text)
    assert.deepEqual(
      shownCalls(read).filter(call => !/c_str|std::string/.test(call)),
      ['std::system(a)', 'system(bcd")', 'Foo(e)', 'show(g)', 's.compare(qw)', 'obj->call(gh)'],
    )
    assert.deepEqual(
      read.comparisons.map(({ operator, subject, constant }) => `${subject} ${operator} ${constant}`),
      ['s == "pw"', 's .compare "qw"'],
    )
    assert.deepEqual(
      read.definitions.filter(({ kind }) => kind !== 'variable').map(({ kind, name }) => `${kind} ${name}`),
      ['class K', 'function m', 'function n::K::run', 'function f'],
    )
  })
})
