// Screenshots of the packaged extension over the demo, for looking at, and the one in the README.
//
//   node scripts/shots.mjs [FOLDER]      default: out/shots; the README's goes to docs/images/review.png
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv } from 'node:process'
import { makeDemo } from './demo.mjs'
import { openWindow } from './editor-window.mjs'
import { makePackage } from './package.mjs'
import { out, root } from './paths.mjs'

const target = resolve(argv[2] ?? join(out, 'shots'))
mkdirSync(target, { recursive: true })
const scratch = mkdtempSync(join(tmpdir(), 'ps-shots-'))
const folder = join(scratch, 'lzkit')
makeDemo(folder)
const window = await openWindow({
  folder,
  vsix: await makePackage(),
  size: { width: 1680, height: 760 },
  settings: {
    'editor.minimap.enabled': false,
    'editor.hover.above': false,
    'editor.scrollbar.horizontal': 'hidden',
    'editor.scrollbar.vertical': 'hidden',
    'editor.stickyScroll.enabled': false,
    'window.commandCenter': false,
    'workbench.layoutControl.enabled': false,
  },
})
const { page, command } = window
const diff = page.locator('.monaco-diff-editor')
const evidence = page.frameLocator('iframe.webview').last().frameLocator('iframe')
const row = text => page.locator('.pane-body .monaco-list-row', { hasText: text }).first()
// to a screen reader a finding says the name of its file, to which its row is next
const finding = name => page.locator(`.pane-body .monaco-list-row[aria-label*="\`${name}\`"]`).first()

try {
  await command('Plainsight: Review Working Tree')
  await widenSideBar(130)
  await row('would run').click()
  await diff.locator('.editor.modified .squiggly-warning').nth(2).waitFor()
  await shot('diff')

  const mark = await diff.locator('.editor.modified .squiggly-warning').nth(2).boundingBox()
  await page.mouse.move(mark.x + 60, mark.y + mark.height / 2)
  await page.locator('.monaco-hover:not(.hidden) .hover-contents').first().waitFor()
  // the pointer stays on the mark, the picture waits until the hover has its size
  await page.waitForFunction(() => document.getAnimations().every(animation => animation.playState !== 'running'))
  await shot('review')
  await page.mouse.move(5, 5)

  await row('would run').click()
  await command('Plainsight: Explain Finding')
  await page.frameLocator('iframe.webview').frameLocator('iframe').locator('h1, h2').first().waitFor()
  await shot('explanation')
  await command('View: Close All Editors')

  await row('-z,relro').click()
  await diff.locator('.editor.original .squiggly-warning').first().waitFor()
  await shot('left-side')

  await command('Plainsight: Review Commit or Range')
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Update two test files' }).first().click()
  await finding('samples-v1.tar').waitFor()
  // a browser without a wish of its own starts with the light one
  for (const theme of ['light', 'dark']) {
    await evidenceShots(theme)
    await command('Preferences: Toggle between Light/Dark Themes')
  }
  // a window loaded again brings the document back from what it has kept
  await Promise.all([page.waitForEvent('load'), command('Developer: Reload Window')])
  await evidence.locator('#structure-tree .row').first().waitFor({ timeout: 60_000 })
  await shot('evidence-restored')

  copyFileSync(join(target, 'review.png'), join(prepared(join(root, 'docs/images')), 'review.png'))
} catch (error) {
  await page.screenshot({ path: join(target, 'failed.png') })
  throw error
} finally {
  await window.close()
  rmSync(scratch, { recursive: true, force: true })
}

/** The evidence of an object and of an archive, each with its first difference chosen and what came out of it. */
async function evidenceShots(theme) {
  for (const name of ['crc32_wide.o', 'samples-v1.tar']) {
    await command('View: Close All Editors')
    // the list is drawn anew as the review ends: a click before that is lost
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
    await finding(name).click()
    await diff.first().waitFor()
    await command('Plainsight: Show Evidence of Binary File')
    await evidence.locator('#differences-list .row').first().click()
    await evidence.locator('#bytes mark').first().waitFor()
    await evidence.locator('#stages .stages, #stages p:not(.waiting)').first().waitFor()
    await shot(`evidence-${name}-${theme}`)
    await evidence.locator('#stages').scrollIntoViewIfNeeded()
    await shot(`evidence-${name}-${theme}-decoded`)
  }
}

async function shot(name) {
  const path = join(target, `${name}.png`)
  await page.screenshot({ path })
  console.log(path)
}

async function widenSideBar(by) {
  const box = await page.locator('.part.sidebar').boundingBox()
  const [x, y] = [box.x + box.width + 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + by, y, { steps: 4 })
  await page.mouse.up()
}

function prepared(directory) {
  mkdirSync(directory, { recursive: true })
  return directory
}
