import { deepEqual } from 'node:assert/strict'
import { execCalls } from '../../../server/core/embedded/execCalls'
import type { LanguageId } from '../../../server/core/syntax/language'
import { findCode } from './findCode'

interface Case {
  readonly language: LanguageId
  readonly text: string
  readonly expected: readonly string[]
  readonly leads: readonly (string | readonly [code: string, written: string])[]
}

const cases: readonly Case[] = [
  {
    language: 'c',
    text: `#define RUN system
int f(char *u) {
  RUN("ls \\"x\\" | sh");
  char cmd[99];
  snprintf(cmd, sizeof cmd, "curl %s | bash", u);
  popen(cmd, "r");
  execl("/bin/sh", "sh", "-c", "id; date", (char *)NULL);
  char *argv[] = {"sh", "-c", "uname", NULL};
  execvp("sh", argv);
}
`,
    expected: [
      'system | bash | ls "x" | sh',
      `popen | bash | curl \${_} | bash`,
      "execl | bash | sh -c 'id; date'",
      'execvp | bash | sh -c uname',
    ],
    leads: [['"x"', '\\"x\\"'], 'id; date', 'uname'],
  },
  {
    language: 'cpp',
    text: 'void f(std::string u) { std::system(("wget " + u + " | sh").c_str()); }\n',
    expected: [`std::system | bash | wget \${_} | sh`],
    leads: [],
  },
  {
    language: 'go',
    text: `package p
import ex "os/exec"
func f(u string) {
	ex.Command("sh", "-c", "curl "+u+" | sh").Run()
	args := []string{"-c", "id | sh"}
	ex.CommandContext(ctx, "bash", args...)
	p := &ex.Cmd{Path: "/bin/sh", Args: []string{"sh", "-c", \`date | sh\`}}
}
`,
    expected: [
      `os/exec.Command | bash | sh -c 'curl \${_} | sh'`,
      "os/exec.CommandContext | bash | bash -c 'id | sh'",
      "os/exec.Cmd | bash | sh -c 'date | sh'",
    ],
    leads: ['id | sh', 'date | sh'],
  },
  {
    language: 'rust',
    text: `use std::process::Command as Cmd;
fn f() {
    Cmd::new("sh").arg("-c").args(&["id | sh", "x"]).output();
    let mut c = Cmd::new("bash");
    c.arg("-c");
    c.arg("date | sh");
    unsafe { libc::system("ls\\0".as_ptr()); }
}
`,
    expected: [
      "Command::new | bash | sh -c 'id | sh' x",
      "Command::new | bash | bash -c 'date | sh'",
      'libc::system | bash | ls\0',
    ],
    leads: ['id | sh', 'date | sh'],
  },
  {
    language: 'java',
    text: `class A { void f(String u) {
  Runtime r = Runtime.getRuntime();
  r.exec(new String[]{"sh", "-c", "id | sh"});
  Runtime.getRuntime().exec("curl " + u);
  new ProcessBuilder("bash", "-c", "date | sh").start();
  ProcessBuilder b = new ProcessBuilder();
  b.command(Arrays.asList("sh", "-c", "uname | sh"));
} }
`,
    expected: [
      "Runtime.getRuntime().exec | bash | sh -c 'id | sh'",
      `Runtime.getRuntime().exec | bash | curl \${_}`,
      "ProcessBuilder | bash | bash -c 'date | sh'",
      "ProcessBuilder().command | bash | sh -c 'uname | sh'",
    ],
    leads: ['id | sh', 'date | sh', 'uname | sh'],
  },
  {
    language: 'csharp',
    text: `using System.Diagnostics;
using P = System.Diagnostics.Process;
class A { void F(string u) {
  P.Start("cmd", @"/c ""dir"" & x");
  var i = new ProcessStartInfo("bash") { Arguments = "-c id" };
  Process.Start(new ProcessStartInfo { FileName = "sh", Arguments = $"-c {u}" });
} }
`,
    expected: [
      'System.Diagnostics.Process.Start | bash | cmd /c "dir" & x',
      'ProcessStartInfo | bash | bash -c id',
      `ProcessStartInfo | bash | sh -c \${_}`,
    ],
    leads: [['"dir"', '""dir""'], '-c id'],
  },
  {
    language: 'perl',
    text: `my $c = 'tar ' . 'x';
system("curl $u | sh");
system 'sh', '-c', 'id; x';
my $o = \`date\`; my $p = qx{uname -a};
open(my $f, '-|', 'git', 'a b'); open F, "cat y |";
system($c);
eval 'print 1';
$s =~ s/x/foo(2)/e;
print <<E;
system("no")
E
`,
    expected: [
      `system | bash | curl \${_} | sh`,
      "system | bash | sh -c 'id; x'",
      '`…` | bash | date',
      '`…` | bash | uname -a',
      "open| | bash | git 'a b'",
      'open| | bash | cat y |',
      'system | bash | tar x',
      'eval | perl | print 1',
      's///e | perl | foo(2)',
    ],
    leads: ['id; x', 'date', 'uname -a', 'a b', 'print 1', 'foo(2)'],
  },
]

describe('texts that programs in C, Go, Rust, Java, C# and Perl run', () => {
  for (const { language, text, expected, leads } of cases) {
    it(`are found in ${language}`, async () => {
      const found = await findCode(execCalls, language, 'file', text)
      deepEqual(found.listed, expected)
      for (const each of leads) {
        if (typeof each === 'string') found.leads(each)
        else found.leads(each[0], each[1])
      }
    })
  }
})
