// Activates before any other event does, to be the one who loads and activates the measured extension.
const { join } = require('node:path')
const vscode = require('vscode')

exports.activate = async () => {
  const extension = vscode.extensions.getExtension('plainsight.plainsight')
  // What the editor itself counts as activation: loading the code, and the call. The rest of the wait at start-up is
  // its own work between the two, for every extension at once.
  const loading = performance.now()
  require(join(extension.extensionPath, extension.packageJSON.main))
  const loadMs = performance.now() - loading
  const waiting = performance.now()
  await extension.activate()
  const waitMs = performance.now() - waiting
  const { duration } = performance.measure('plainsight/activate', 'plainsight/activating', 'plainsight/activated')
  globalThis.plainsightActivation = { loadMs, callMs: duration, waitMs }
}
