import type { RevisionItem } from '../../server/protocol'

/** What is reviewed when a branch is picked, and in words. A branch that is where HEAD is would add nothing to it. */
export function branchRange(
  { name, id }: Pick<RevisionItem, 'name' | 'id'>,
  head: string | undefined,
): { readonly revision: string; readonly description: string } {
  return id === head
    ? { revision: id, description: 'where HEAD is: its last commit' }
    : { revision: `HEAD...${name}`, description: 'what it adds to HEAD' }
}
