/**
 * Headers, functions and constants that checks for protections and the system are made of, with the number of arguments
 * where a function takes a fixed one (the manuals of Linux, OpenBSD, FreeBSD, macOS and POSIX.1-2024).
 */
const functions =
  'pledge/2 unveil/2 cap_enter/0 cap_rights_limit/2 caph_enter/0 sandbox_init/3 getentropy/2 getrandom/3 explicit_bzero/2 ' +
  'explicit_memset/3 memset_s/4 arc4random/0 arc4random_buf/2 arc4random_uniform/1 timingsafe_bcmp/3 reallocarray/3 ' +
  'recallocarray/4 freezero/2 seccomp_init/1 seccomp_load/1 seccomp_release/1 setresuid/3 setresgid/3 setgroups/2 getgroups/2 ' +
  'initgroups/2 getpeereid/3 chroot/1 unshare/1 mprotect/3 memfd_create/2 clock_gettime/2 posix_fadvise/4 strlcpy/3 ' +
  'strlcat/3 is_selinux_enabled/0 getcon/1 setcon/1 aa_change_hat/2 aa_change_profile/1 cap_set_proc/1 cap_get_proc/0 ' +
  'pthread_sigmask/3 sigaction/3 setrlimit/2 getrlimit/2 issetugid/0 secure_getenv/1 getauxval/1 X509_check_host/5'
const names =
  'landlock_create_ruleset landlock_add_rule landlock_restrict_self SYS_landlock_create_ruleset SYS_landlock_add_rule ' +
  'SYS_landlock_restrict_self __NR_landlock_create_ruleset LANDLOCK_CREATE_RULESET_VERSION LANDLOCK_ACCESS_FS_READ_FILE ' +
  'LANDLOCK_ACCESS_FS_WRITE_FILE PR_SET_NO_NEW_PRIVS PR_SET_SECCOMP PR_SET_DUMPABLE PR_CAPBSET_DROP SECCOMP_MODE_FILTER ' +
  'SECCOMP_SET_MODE_FILTER SECCOMP_RET_ALLOW SECCOMP_RET_KILL SECCOMP_FILTER_FLAG_TSYNC SCMP_ACT_ALLOW SCMP_ACT_KILL ' +
  'seccomp_rule_add sock_filter sock_fprog cap_rights_init CAP_READ CAP_WRITE CAP_EVENT syscall prctl procctl ' +
  'PROC_TRACE_CTL security_context_t lgetfilecon SSL_CTX_set_verify SSL_set1_host EVP_DigestVerify RLIMIT_NPROC'
const headers =
  'linux/landlock.h linux/seccomp.h linux/filter.h linux/audit.h linux/prctl.h linux/unistd.h linux/capability.h ' +
  'sys/prctl.h sys/syscall.h sys/random.h sys/capsicum.h sys/capability.h sys/procctl.h sys/resource.h sys/mman.h ' +
  'sys/types.h sys/socket.h sys/stat.h sys/wait.h sys/auxv.h seccomp.h sandbox.h capsicum_helpers.h selinux/selinux.h ' +
  'sys/apparmor.h unistd.h stdlib.h string.h signal.h pthread.h openssl/ssl.h openssl/x509v3.h'

/** By name: the number of arguments, undefined where it varies or where the name is no function. */
export const knownNames: ReadonlyMap<string, number | undefined> = new Map([
  ...functions.split(' ').map((entry): [string, number] => {
    const [name = '', count = '0'] = entry.split('/')
    return [name, Number(count)]
  }),
  ...names.split(' ').map((name): [string, undefined] => [name, undefined]),
])

export const knownHeaders: ReadonlySet<string> = new Set(headers.split(' '))

/**
 * Whether one is the other with a letter more, less, changed, or two neighbours swapped. What differs in digits or
 * capitals alone, or in a plural, is another name and no slip.
 */
export function isMisspelt(written: string, meant: string): boolean {
  if (written === meant || Math.abs(written.length - meant.length) > 1) return false
  if (Math.min(written.length, meant.length) < 5 || written.toLowerCase() === meant.toLowerCase()) return false
  let start = 0
  while (start < written.length && written[start] === meant[start]) start++
  let end = 0
  const most = Math.min(written.length, meant.length) - start
  while (end < most && written.at(-1 - end) === meant.at(-1 - end)) end++
  const ours = written.slice(start, written.length - end)
  const theirs = meant.slice(start, meant.length - end)
  if (/[\d_]/.test(ours + theirs)) return false
  if (ours.length + theirs.length === 1 && start + 1 >= meant.length && !/[a-z]([a-z])\1$/.test(written)) {
    // One letter more or less at the end: `rights` for `right` is a name of its own more often than not.
    return meant.includes('_') && written.length > 8
  }
  return ours.length <= 1 && theirs.length <= 1
    ? true
    : ours.length === 2 && theirs.length === 2 && ours[0] === theirs[1] && ours[1] === theirs[0]
}
