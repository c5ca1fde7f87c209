import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'

export interface PageFiles {
  readonly webview: vscode.Webview
  /** Our own folder of bundles, the only one the page may load from. */
  readonly dist: vscode.Uri
  readonly title: string
}

/**
 * The page that draws a file nobody should trust: no network, no inline script or style, no forms, no frames, and only
 * our own bundle runs.
 */
export function evidencePage({ webview, dist, title }: PageFiles): string {
  const nonce = randomBytes(18).toString('base64')
  const of = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString()
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(of('evidence.css'))}">
</head>
<body>
<script nonce="${nonce}" src="${attribute(of('evidence.js'))}"></script>
</body>
</html>`
}

function attribute(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
