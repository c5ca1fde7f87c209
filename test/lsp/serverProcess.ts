import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { repositoryRoot } from '../harness/repository'

export const SERVER = join(repositoryRoot, 'dist/server.js')
export const CLI = join(repositoryRoot, 'dist/cli.js')

/** A server as an editor starts it, from the built bundle. */
export class ServerProcess {
  readonly connection: ProtocolConnection
  readonly ended: Promise<number | null>

  constructor(readonly child: ChildProcess) {
    this.connection =
      child.stdout === null || child.stdin === null
        ? createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child))
        : createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
    this.ended = once(child, 'exit').then(([code]) => code as number | null)
    this.connection.listen()
  }

  async initialize(initializationOptions?: object): Promise<void> {
    const params = { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions }
    await this.connection.sendRequest('initialize', params)
    await this.connection.sendNotification('initialized', {})
  }

  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    return this.ended
  }
}
