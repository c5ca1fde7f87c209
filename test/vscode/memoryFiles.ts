import * as vscode from 'vscode'

/** Read-only files by URI, as the provider of a review extension gives them. */
export class MemoryFiles implements vscode.FileSystemProvider {
  readonly #files = new Map<string, Uint8Array>()
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event

  set(uri: vscode.Uri, bytes: Uint8Array): void {
    this.#files.set(uri.toString(), bytes)
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.readFile(uri).byteLength }
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const bytes = this.#files.get(uri.toString())
    if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(uri)
    return bytes
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {})
  }

  readDirectory(): [string, vscode.FileType][] {
    return []
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }
}
