import { UsageError } from '../arguments'
import type { Session } from '../session'
import { history } from './history'
import { review, scan } from './review'
import { rules } from './rules'

/** Runs the command of the session; gives its exit code. */
export async function runCommand(session: Session): Promise<number> {
  switch (session.invocation.command) {
    case 'review':
      return review(session)
    case 'scan':
      return scan(session)
    case 'history':
      return history(session)
    case 'rules':
      return rules(session)
    default:
      throw new UsageError(`${session.invocation.command} is not in this version`)
  }
}
