// A window of the embedded VS Code, driven by a headless browser: what shots.mjs needs to do by hand.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installExtension } from './profile.mjs'
import { launchBrowser, prepareHost, startServer, stayLocal } from './vscode-host.mjs'

/** Opens `folder` with the packed extension in a private profile. `close()` ends everything and removes the profile. */
export async function openWindow({ folder, vsix, settings = {}, size = { width: 1440, height: 900 } }) {
  const host = await prepareHost()
  const profile = mkdtempSync(join(tmpdir(), 'ps-'))
  installExtension({ host, profile, vsix })
  const server = await startServer({ host, profile, settings, options: ['--disable-workspace-trust'] })
  const browser = await launchBrowser(host.playwright)
  const page = await (await browser.newContext({ viewport: size })).newPage()
  await stayLocal(page)
  await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`)
  await page.waitForSelector('.explorer-folders-view .monaco-list-row')

  return {
    page,
    /** Runs a command by its title, through the palette. */
    async command(title) {
      const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first()
      // the palette lists what is known when it opens: extensions may still be on their way
      for (let tries = 0; tries < 20; tries += 1) {
        await page.keyboard.press('F1')
        const input = page.locator('.quick-input-widget input[aria-label]')
        await input.waitFor({ state: 'visible' })
        await input.fill(`>${title}`)
        const isThere = await row.waitFor({ timeout: 2000 }).then(
          () => true,
          () => false,
        )
        if (isThere) return await row.click()
        await page.keyboard.press('Escape')
      }
      throw new Error(`the palette has no ${title}`)
    },
    async close() {
      await browser.close()
      await server.stop()
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
