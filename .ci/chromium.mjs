// Opens pages in Chromium, and keeps what goes wrong on them.

import fs from 'node:fs'
import { packagePath } from './packages.mjs'

packagePath() // has the packages installed
const { default: puppeteer } = await import('puppeteer-core')

export function launch() {
  return puppeteer.launch({
    executablePath: ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(p => fs.existsSync(p)),
    args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
  })
}

// open returns a new page of a size, light or dark, with a list to which all is
// added that goes wrong: errors, and requests to the network.
export async function open(browser, { width, dark }) {
  const page = await browser.newPage()
  const problems = []
  page.on('pageerror', e => problems.push(`the page: ${e.message}`))
  page.on('console', m => { if (m.type() === 'error') problems.push(`the console: ${m.text()}`) })
  page.on('request', r => { if (!/^(file|data|about|blob):/.test(r.url())) problems.push(`asks the network for ${r.url()}`) })
  await page.setViewport({ width, height: 800 })
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }])
  return { page, problems }
}
