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
]
