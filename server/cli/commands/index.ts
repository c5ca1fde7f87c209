import { UsageError } from '../arguments'
import type { Session } from '../session'
import { accept } from './accept'
import { baseline } from './baseline'
import { explain } from './explain'
import { history } from './history'
import { review } from './review'
import { rules } from './rules'
import { scan } from './scan'

/** Runs the command of the session; gives its exit code. */
export async function runCommand(session: Session): Promise<number> {
  switch (session.invocation.command) {
    case 'review':
      return review(session)
    case 'scan':
      return scan(session)
    case 'history':
      return history(session)
    case 'explain':
      return explain(session)
    case 'rules':
      return rules(session)
    case 'accept':
      return accept(session)
    case 'baseline':
      return baseline(session)
    case 'release':
      throw new UsageError('release is not in this version', 'plainsight review A..B compares two tags')
    case 'lsp':
      throw new UsageError('lsp runs by itself')
  }
}
