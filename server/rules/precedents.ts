/** A public incident that shows why a shape deserves a look. Shown in rule documents and help, never in a message. */
export interface Precedent {
  readonly id: string
  readonly title: string
  /** Day or month (ISO 8601) it became visible or was committed. */
  readonly date: string
  /** CVE, advisory or commit: something a reader can look up. */
  readonly reference: string
}

export const precedents: readonly Precedent[] = [
  {
    id: 'xz-2024',
    title: 'XZ Utils 5.6.0 and 5.6.1',
    date: '2024-03-29',
    reference: 'CVE-2024-3094',
  },
  {
    id: 'xz-2024-landlock',
    title: 'XZ Utils: Landlock feature check that could not compile under CMake',
    date: '2024-02-26',
    reference: 'tukaani-project/xz 328c52da, undone by f9cf4c05',
  },
  {
    id: 'xz-2023-ifunc',
    title: 'XZ Utils: IFUNC resolvers in liblzma',
    date: '2023-06-27',
    reference: 'tukaani-project/xz ee44863a; CVE-2024-3094',
  },
  {
    id: 'gradle-wrapper-2023',
    title: 'gradle-wrapper.jar replaced in a pull request that named a README fix',
    date: '2023-01-25',
    reference: 'Gradle wrapper attack report, 2023',
  },
  {
    id: 'ebury-2014',
    title: 'Ebury: constructor in a replaced libkeyutils.so',
    date: '2014-02-21',
    reference: 'CERT-Bund and ESET, Operation Windigo',
  },
  {
    id: 'trojan-source-2021',
    title: 'Trojan Source: source text that reads differently from what is compiled',
    date: '2021-11-01',
    reference: 'CVE-2021-42574',
  },
  {
    id: 'glassworm-2025',
    title: 'GlassWorm: code carried in variation selectors',
    date: '2025-10-17',
    reference: 'Open VSX and npm incident reports, 2025 to 2026',
  },
  {
    id: 'rules-file-2025',
    title: 'Invisible instructions in rule files of coding agents',
    date: '2025-03-18',
    reference: 'Pillar Security, Rules File Backdoor',
  },
  {
    id: 'openssh-2002',
    title: 'OpenSSH 3.4p1: a test program run from the Makefile wrote and ran a shell script',
    date: '2002-08-01',
    reference: 'CERT CA-2002-24',
  },
  {
    id: 'tj-actions-2025',
    title: 'tj-actions/changed-files: decoded text piped to a shell',
    date: '2025-03-14',
    reference: 'CVE-2025-30066',
  },
  {
    id: 'debian-openssl-2006',
    title: 'Debian OpenSSL: a protection removed to quiet a tool (an accident)',
    date: '2006-05-02',
    reference: 'CVE-2008-0166',
  },
  {
    id: 'scorecard-test-data',
    title: 'OpenSSF Scorecard: test data as an accepted reason for binaries',
    date: '2024-03-29',
    reference: 'Scorecard maintainer annotations, reason "test-data"',
  },
  {
    id: 'install-scripts-2025',
    title: 'npm packages whose install script ran a new file: eslint-scope, es5-ext, Shai-Hulud',
    date: '2018-07-12',
    reference: 'CVE-2025-54313; incident reports of 2018, 2022 and 2025',
  },
  {
    id: 'litellm-2026',
    title: 'litellm 1.82.8: a .pth file that ran at every start of Python',
    date: '2026-03-24',
    reference: 'BerriAI/litellm issue 24518',
  },
  {
    id: 'contagious-2025',
    title: 'Contagious Interview: editor tasks that run when a folder is opened',
    date: '2025-12-01',
    reference: 'microsoft/vscode issue 309406',
  },
  {
    id: 'ghostaction-2025',
    title: 'GhostAction: workflows that sent secrets to a foreign host',
    date: '2025-09-02',
    reference: 'fastuuid/fastuuid 658e2103',
  },
  {
    id: 'ultralytics-2024',
    title: 'Ultralytics: a branch name that became shell text in a workflow',
    date: '2024-12-04',
    reference: 'Ultralytics 8.3.41 to 8.3.46',
  },
  {
    id: 'linux-2003',
    title: 'Linux: one equals sign that gave user id 0',
    date: '2003-11-05',
    reference: 'kernel/exit.c in the CVS mirror',
  },
  {
    id: 'webmin-2018',
    title: 'Webmin 1.890 to 1.920: a request parameter run by qx//',
    date: '2018-04-19',
    reference: 'CVE-2019-15107',
  },
  {
    id: 'wordpress-2007',
    title: 'WordPress 2.1.1: request parameters that reach eval and passthru',
    date: '2007-03-02',
    reference: 'CVE-2007-1277',
  },
  {
    id: 'libarchive-2021',
    title: 'libarchive: safe_fprintf replaced by fprintf',
    date: '2021-10-30',
    reference: 'libarchive f27c173d, undone in pull request 2101',
  },
  {
    id: 'xcodespy-2021',
    title: 'XcodeSpy and prebuild events of Visual Studio projects: a project file that runs a command',
    date: '2021-01-25',
    reference: 'incident reports of January and March 2021',
  },
  {
    id: 'codecov-2021',
    title: 'Codecov: one line of an uploader sent the whole environment to a foreign host',
    date: '2021-01-31',
    reference: 'Codecov security update, April 2021',
  },
  {
    id: 'ctx-2022',
    title: 'PyPI ctx: a dictionary that sent the environment',
    date: '2022-05-21',
    reference: 'PyPI incident report, May 2022',
  },
  {
    id: 'oss-fuzz-2023',
    title: 'OSS-Fuzz: the contact for reports of a project changed',
    date: '2023-03-20',
    reference: 'google/oss-fuzz pull requests on projects/xz',
  },
  {
    id: 'chalk-2025',
    title: 'chalk and debug: one unreadable line appended to a small file',
    date: '2025-09-08',
    reference: 'npm incident reports, September 2025',
  },
  {
    id: 'hackerbot-2026',
    title: 'hackerbot-claw: a download piped to a shell in a script that CI runs',
    date: '2026-02-28',
    reference: 'project-akri/akri 32576082',
  },
  {
    id: 'eventsource-2022',
    title: 'EventSource and es5-ext: code that acts by the time zone of its user',
    date: '2022-03-17',
    reference: 'Yaffle/EventSource de137927, medikoo/es5-ext 28de285e',
  },
  {
    id: 'colors-2022',
    title: 'colors.js: an endless loop when the module is loaded',
    date: '2022-01-07',
    reference: 'Marak/colors.js 074a0f8e and 5d2d242f',
  },
  {
    id: 'strong-password-2019',
    title: 'strong_password 0.0.7: text fetched from elsewhere and evaluated',
    date: '2019-06-25',
    reference: 'CVE-2019-13354',
  },
  {
    id: 'node-ipc-2022',
    title: 'node-ipc: files erased on machines in certain countries',
    date: '2022-03-07',
    reference: 'CVE-2022-23812',
  },
  {
    id: 'interbase-2001',
    title: 'Borland InterBase: an account with a fixed name and password',
    date: '2001-01-10',
    reference: 'CVE-2001-0008',
  },
  {
    id: 'screenos-2015',
    title: 'ScreenOS: a password that looks like a format string',
    date: '2015-12-17',
    reference: 'CVE-2015-7755',
  },
  {
    id: 'securetransport-2014',
    title: 'SecureTransport: a doubled line that skipped the check of a signature (not known to be on purpose)',
    date: '2014-02-21',
    reference: 'CVE-2014-1266',
  },
  {
    id: 'nx-2025',
    title: 'Nx: a workflow that gave a stranger the rights of the repository',
    date: '2025-08-26',
    reference: 'GHSA-cxm3-wv7p-598c',
  },
  {
    id: 'axios-2026',
    title: 'axios 1.14.1 and 0.30.4: a new dependency that nothing imported',
    date: '2026-03-31',
    reference: 'axios issue 10604',
  },
  {
    id: 'boltdb-2025',
    title: 'boltdb-go: a module named after a well-known one',
    date: '2025-02-04',
    reference: 'github.com/boltdb-go/bolt',
  },
  {
    id: 'colourama-2018',
    title: 'colourama: a package on PyPI whose setup.py ran a program',
    date: '2018-10',
    reference: 'PyPI, removed October 2018',
  },
  {
    id: 'lock-research-2019',
    title: 'Research on lock files: an address that leads elsewhere while the manifest stays',
    date: '2019-09',
    reference: 'Liran Tal, "Why npm lockfiles can be a security blindspot for injecting malicious modules", 2019',
  },
  {
    id: 'tanstack-2026',
    title: 'TanStack: a dependency on a commit of a repository, with a script that ran at installation',
    date: '2026-05-11',
    reference: 'CVE-2026-45321; TanStack/router 7383',
  },
  {
    id: 'torchtriton-2022',
    title: 'PyTorch nightly: a name of an extra index that the public one had as well',
    date: '2022-12-25',
    reference: 'torchtriton, PyTorch compromise notice of December 2022',
  },
  {
    id: 'polyfill-2024',
    title: 'polyfill: an address that many sites loaded from went to another owner',
    date: '2024-06-25',
    reference: 'Sansec, Polyfill supply chain report, June 2024',
  },
  {
    id: 'event-stream-2018',
    title: 'event-stream 3.3.6: a new dependency in its first version',
    date: '2018-09-09',
    reference: 'dominictarr/event-stream e3163361; flatmap-stream 0.1.1',
  },
  {
    id: 'tcp-wrappers-1999',
    title: 'TCP Wrappers: a shell for whoever connected from port 421',
    date: '1999-01-21',
    reference: 'CERT CA-1999-01',
  },
  {
    id: 'proftpd-2010',
    title: 'ProFTPD 1.3.3c: an argument of HELP that gave a shell as root',
    date: '2010-11-28',
    reference: 'ProFTPD notice of 2010-12-01; OSVDB 69562',
  },
  {
    id: 'homebrew-2021',
    title: 'Homebrew: lines that a review program took for the header of a diff',
    date: '2021-04-18',
    reference: 'Homebrew security incident of April 2021; HackerOne 1167608',
  },
  {
    id: 'unrealircd-2010',
    title: 'UnrealIRCd 3.2.8.1: a macro with the name of a debug message that ran a command',
    date: '2010-06-12',
    reference: 'CVE-2010-2075',
  },
  {
    id: 'shai-hulud-2025',
    title: 'Shai-Hulud: a worm in npm packages that added a workflow and a runner of its own',
    date: '2025-11-24',
    reference: 'CISA alert of 2025-09-23; GHSA reports of the packages',
  },
]
