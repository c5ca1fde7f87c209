// Activates before any other event does, to be the one who activates the measured extension.
const vscode = require('vscode')

exports.activate = async () => {
  const extension = vscode.extensions.getExtension('plainsight.plainsight')
  const start = performance.now()
  const before = process.cpuUsage()
  await extension.activate()
  const { user, system } = process.cpuUsage(before)
  globalThis.plainsightActivation = { wallMs: performance.now() - start, processorMs: (user + system) / 1000 }
}
