import assert from 'node:assert/strict'
import { constantComparison } from '../../../server/core/facts/constantComparison'
import { dynamicCall } from '../../../server/core/facts/dynamicCall'
import { endpoint } from '../../../server/core/facts/endpoint'
import { importedModule } from '../../../server/core/facts/importedModule'
import { secretAccess } from '../../../server/core/facts/secretAccess'
import { factsOf, textAt } from '../../harness/facts'

interface Sample {
  readonly path: string
  readonly text: string
  readonly calls: readonly string[]
  readonly hosts: readonly string[]
  readonly secrets: readonly string[]
  readonly comparisons: readonly string[]
  readonly imports: readonly string[]
}

const samples: readonly Sample[] = [
  {
    path: 'a.c',
    text: `#include <dlfcn.h>
int main(void) {
  if (strcmp(getenv("API_TOKEN"), "open") == 0) system("id");
  get("https://a.invalid/x");
  dlopen("x.so", 1);
}
`,
    calls: ['process system: system("id")', 'load dlopen: dlopen("x.so", 1)'],
    hosts: ['a.invalid by get'],
    secrets: ['API_TOKEN: getenv("API_TOKEN")'],
    comparisons: ['strcmp "open": strcmp(getenv("API_TOKEN"), "open")'],
    imports: ['include <dlfcn.h>'],
  },
  {
    path: 'a.cpp',
    text: `#include <cstdlib>
void f(std::string u) {
  if (u == "open") std::system("id");
  auto t = std::getenv("API_TOKEN");
  get("https://a.invalid/x");
}
`,
    calls: ['process std::system: std::system("id")'],
    hosts: ['a.invalid by get'],
    secrets: ['API_TOKEN: std::getenv("API_TOKEN")'],
    comparisons: ['== "open": u == "open"'],
    imports: ['include <cstdlib>'],
  },
  {
    path: 'a.go',
    text: `package a
import (
	ex "os/exec"
	"net"
	"os"
)
func f(u string) {
	if u == "open" { ex.Command("id") }
	net.Dial("tcp", "a.invalid:443")
	os.Getenv("API_TOKEN")
}
`,
    calls: ['process os/exec.Command: ex.Command("id")'],
    hosts: ['a.invalid by net.Dial'],
    secrets: ['API_TOKEN: os.Getenv("API_TOKEN")'],
    comparisons: ['== "open": u == "open"'],
    imports: ['static os/exec', 'static net', 'static os'],
  },
  {
    path: 'a.rs',
    text: `use std::process::Command as C;
use std::{env, net::TcpStream};
fn f(u: &str) {
    if u == "open" { C::new("id"); }
    TcpStream::connect("a.invalid:443");
    env::var("API_TOKEN");
    let k = include_bytes!("k.bin");
}
`,
    calls: ['process std::process::Command::new: C::new("id")'],
    hosts: ['a.invalid by std::net::TcpStream::connect'],
    secrets: ['API_TOKEN: env::var("API_TOKEN")'],
    comparisons: ['== "open": u == "open"'],
    imports: ['static std::process::Command', 'static std::env', 'static std::net::TcpStream', 'include k.bin'],
  },
  {
    path: 'A.java',
    text: `import java.net.Socket;
class A { void f(String u) {
  if ("open".equals(u)) Runtime.getRuntime().exec("id");
  new Socket("a.invalid", 443);
  System.getenv("API_TOKEN");
  Class.forName(u);
} }
`,
    calls: [
      'process Runtime.getRuntime().exec: Runtime.getRuntime().exec("id")',
      'reflect Class.forName: Class.forName(u)',
    ],
    hosts: ['a.invalid by java.net.Socket'],
    secrets: ['API_TOKEN: System.getenv("API_TOKEN")'],
    comparisons: ['.equals "open": "open".equals(u)'],
    imports: ['static java.net.Socket'],
  },
  {
    path: 'A.cs',
    text: `using System.Diagnostics;
class A { [DllImport("x.dll")] static extern void G(); void F(string u) {
  if (u == "open") Process.Start("id");
  new TcpClient("a.invalid", 443);
  Environment.GetEnvironmentVariable("API_TOKEN");
} }
`,
    calls: ['process Process.Start: Process.Start("id")'],
    hosts: ['a.invalid by TcpClient'],
    secrets: ['API_TOKEN: Environment.GetEnvironmentVariable("API_TOKEN")'],
    comparisons: ['== "open": u == "open"'],
    imports: ['static System.Diagnostics', 'load x.dll'],
  },
  {
    path: 'a.pl',
    text: `use IO::Socket qw(INET);
get('https://a.invalid/x');
system 'id' if $u eq 'open';
my $t = $ENV{API_TOKEN};
eval $code;
require "x.pl";
`,
    calls: ["process system: system 'id'", 'eval eval: eval $code', 'load require: require "x.pl"'],
    hosts: ['a.invalid by get'],
    secrets: ['API_TOKEN: $ENV{API_TOKEN}'],
    comparisons: ["eq 'open': $u eq 'open'"],
    imports: ['static IO::Socket', 'load x.pl'],
  },
]

describe('facts of programs in compiled languages and Perl', () => {
  for (const { path, text, calls, hosts, secrets, comparisons, imports } of samples)
    it(`of ${path}`, async () => {
      const file = { path, new: text }
      const shown = {
        calls: (await factsOf(dynamicCall, file)).map(
          ({ subject, data, location }) => `${data.use} ${subject}: ${textAt(text, location.at)}`,
        ),
        hosts: (await factsOf(endpoint, file)).map(({ subject, data }) => `${subject} by ${data.by}`),
        secrets: (await factsOf(secretAccess, file)).map(
          ({ subject, location }) => `${subject}: ${textAt(text, location.at)}`,
        ),
        comparisons: (await factsOf(constantComparison, file)).map(
          ({ data, location }) => `${data.operator} ${data.written}: ${textAt(text, location.at)}`,
        ),
        imports: (await factsOf(importedModule, file)).map(({ subject, data }) => `${data.form} ${subject}`),
      }
      assert.deepEqual(shown, { calls, hosts, secrets, comparisons, imports })
    })
})
