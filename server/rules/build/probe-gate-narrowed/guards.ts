import { protectionIn } from '../../../core/facts/featureConsequence'

const guarding =
  /stack[-_]?protect|fortify|relro|-z[,\s]+now|\bpie\b|-f(?:PIE|pie)\b|harden|cf[-_]protection|branch-protection|auto-var-init|noexecstack|\bCFI\b|shadow[-_]?(?:stack|call)|usercopy|kaslr|randomi[sz]e_|strict_\w*rwx|no_new_privs|privsep|chroot|verif(?:y|ication)|signature/i

/** Whether the words of a build are about a sandbox, hardening or the check of a signature. */
export function isGuarding(about: string): boolean {
  return protectionIn(about) !== undefined || guarding.test(about)
}
