// The bundled language server over stdio: from an edit to the diagnostics a client would show.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { pathToFileURL } from 'node:url'
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node'
import { makeDemo } from '../demo.mjs'
import { dist } from '../paths.mjs'

export async function measureServer({ folder, rounds }) {
  makeDemo(folder)
  const path = join(folder, 'm4/build-to-host.m4')
  const uri = pathToFileURL(path).href
  const text = readFileSync(path, 'utf8')

  const start = performance.now()
  const server = spawn(execPath, [join(dist, 'server.js'), '--stdio'], {
    env: { ...env, XDG_DATA_HOME: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise(done => server.once('exit', done))
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  )
  connection.listen()
  await connection.sendRequest('initialize', {
    capabilities: { textDocument: { diagnostic: {} } },
    initializationOptions: { storage: join(folder, '.git/plainsight') },
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ name: 'lzkit', uri: pathToFileURL(folder).href }],
  })
  await connection.sendNotification('initialized', {})
  const readyMs = performance.now() - start

  const opened = performance.now()
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { languageId: 'm4', text, uri, version: 1 },
  })
  const first = await pull(connection, uri)
  const firstMs = performance.now() - opened
  if (first.length === 0) throw new Error('the server finds nothing in the demo: there is nothing to measure')

  const edits = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    await connection.sendNotification('textDocument/didChange', {
      contentChanges: [{ text: `${text}dnl ${round}\n` }],
      textDocument: { uri, version: round + 2 },
    })
    const found = await pull(connection, uri)
    edits.push(performance.now() - begun)
    if (found.length !== first.length) throw new Error('a comment at the end changed the findings')
  }
  const memoryBytes = residentBytes(server.pid)
  await connection.sendRequest('shutdown')
  await connection.sendNotification('exit')
  await ended
  edits.sort((a, b) => a - b)
  return { readyMs, firstMs, editMs: edits[edits.length >> 1], slowestEditMs: edits.at(-1), memoryBytes }
}

async function pull(connection, uri) {
  const report = await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } })
  return report.items ?? []
}

function residentBytes(pid) {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line ? Number(line[1]) * 1024 : 0
  } catch {
    return 0
  }
}
