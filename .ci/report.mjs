// Uses the page that "scan --format html" writes as people do, in Chromium:
// report.mjs PAGE…
//
// With eyes, in light and dark, on a narrow screen and on paper; with a keyboard;
// with a screen reader, as far as axe knows what one needs; with and without
// scripts. Nothing may go wrong, and nothing may be asked of the network.

import fs from 'node:fs'
import path from 'node:path'
import { launch, open } from './chromium.mjs'
import { packagePath } from './packages.mjs'

const axe = fs.readFileSync(packagePath('axe-core/axe.min.js'), 'utf8')

const wide = { width: 1280, dark: false }

// visible tells how many elements can be seen.
const visible = (page, selector) => page.$$eval(selector, all => all.filter(e => e.checkVisibility()).length)

const checks = {
  async 'accessible in light'({ page }) { return violations(page) },

  async 'accessible in dark'({ page, load }) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    await load()
    return violations(page)
  },

  async 'accessible unfolded'({ page }) {
    const fold = await page.$('button[name=fold]')
    if (!fold) return []
    await fold.click()
    const folded = await page.$$eval('main details', all => all.filter(d => !d.open).length)
    return folded > 0 ? [`${folded} are still folded`] : violations(page)
  },

  async 'fits a narrow screen'({ page }) {
    await page.setViewport({ width: 360, height: 740 })
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    return width > 360 ? [`is ${width} wide`] : []
  },

  async 'filters by each choice'({ page }) {
    if (!await page.$('#filters')) return []
    const found = []
    const all = await visible(page, '[data-item]')
    for (const name of ['severity', 'family', 'modules']) {
      const values = await page.$$eval(`select[name=${name}] option`, options => options.map(o => o.value).filter(Boolean))
      for (const value of values.slice(0, 5)) {
        await page.select(`select[name=${name}]`, value)
        found.push(...await page.evaluate(stray, name, value))
        await page.click('button[name=clear]')
      }
    }
    await page.type('input[name=text]', 'no such text anywhere')
    if (await visible(page, '[data-item]') > 0) found.push('a text that is nowhere leaves something')
    await page.click('button[name=clear]')
    if (await visible(page, '[data-item]') !== all) found.push('after Clear not all is there again')
    return found
  },

  async 'filters by text'({ page }) {
    const name = await page.$eval('article.finding .rulename', e => e.textContent).catch(() => '')
    if (name === '') return []
    await page.type('input[name=text]', name.toUpperCase())
    return page.evaluate(name => {
      const shown = [...document.querySelectorAll('article.finding')].filter(e => e.checkVisibility())
      if (shown.length === 0) return ['nothing is left']
      return shown.filter(e => !e.textContent.includes(name)).map(e => `${e.id} is left without the text`)
    }, name)
  },

  async 'links to findings that are filtered away'({ page }) {
    const link = await page.$('table.matrix a.tag')
    if (!link) return []
    await page.type('input[name=text]', 'no such text anywhere')
    const id = await link.evaluate(e => { e.click(); return e.hash.slice(1) })
    await new Promise(resolve => setTimeout(resolve, 100))
    return page.evaluate(id => {
      const box = document.getElementById(id).getBoundingClientRect()
      return box.height > 0 && box.top >= 0 && box.top < innerHeight ? [] : [`${id} is not in sight`]
    }, id)
  },

  async 'keyboard'({ page }) {
    await page.keyboard.press('Tab')
    const first = await page.evaluate(() => document.activeElement.className)
    if (first !== 'skip') return [`the first stop is "${first}"`]
    await page.keyboard.press('Enter')
    if (await page.evaluate(() => document.activeElement.id) !== 'main') return ['the skip link does not lead to the report']
    return await page.$('main summary') ? unfoldByKeys(page) : []
  },

  async 'on paper'({ page }) {
    const size = { format: 'A4', printBackground: true }
    const pdf = Buffer.from(await page.pdf(size))
    if (pdf.subarray(0, 5).toString() !== '%PDF-' || !/\/Type\s*\/Page\b/.test(pdf.toString('latin1'))) return ['no PDF']
    await page.setViewport({ width: 700, height: 1000 })
    await page.emulateMediaType('print')
    return page.evaluate(() => {
      const found = [...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.querySelector('table'))
        .map(e => `${e.className} is cut: ${e.scrollWidth} of ${e.clientWidth}`)
      if (document.querySelector('#filters')?.checkVisibility()) found.push('the filters are printed')
      const height = e => e.getBoundingClientRect().height
      const ways = [...document.querySelectorAll('details.printed')].filter(e => height(e) <= height(e.querySelector('summary')))
      if (ways.length > 0) found.push(`${ways.length} folded parts are not printed`)
      return found
    })
  },

  async 'without scripts'({ page, load }) {
    const items = await page.$$eval('[data-item]', all => all.length)
    await page.setJavaScriptEnabled(false)
    await load()
    const found = []
    if (await visible(page, '[data-item]') !== items) found.push('something is missing')
    if (await visible(page, '#filters') > 0) found.push('there are filters that do nothing')
    const summary = await page.$('main summary')
    if (summary) {
      await summary.focus()
      await page.keyboard.press('Enter')
      if (!await summary.evaluate(e => e.parentElement.open)) found.push('nothing unfolds')
    }
    return found
  },
}

// Of what stands in rows and columns without end, axe sees the first ones: they
// are all alike, and it needs minutes for a hundred modules.
const alike = ['tbody tr:nth-child(n+8)', '.matrix :is(td, th):nth-child(n+5)', 'article:nth-of-type(n+6)']

async function violations(page) {
  await page.evaluate(axe)
  return page.evaluate(async alike => {
    for (const e of document.querySelectorAll(alike.join())) e.remove()
    const { violations } = await axe.run(document)
    return violations.flatMap(v => v.nodes.slice(0, 3).map(n => `${v.id}: ${n.failureSummary.replace(/\s+/g, ' ')} ${n.html.slice(0, 150)}`))
  }, alike)
}

// stray returns what a chosen value of a filter leaves though it is another's,
// and whether the count is right. It runs in the page.
function stray(name, value) {
  const found = []
  const shown = [...document.querySelectorAll('[data-item]')].filter(e => e.checkVisibility())
  for (const e of shown) {
    const own = e.dataset[name]
    if (own !== undefined && !own.split(' ').includes(value)) found.push(`${name} ${value} leaves ${e.id || e.textContent.slice(0, 40)}`)
  }
  const findings = shown.filter(e => e.dataset.item === 'finding').length
  const count = document.getElementById('count').textContent
  if (!count.startsWith(`${findings} of `)) found.push(`${name} ${value}: ${findings} are shown, and it says ${count}`)
  if (name === 'modules') {
    const columns = [...document.querySelectorAll('table.matrix thead th')].filter(e => e.checkVisibility()).length
    const rows = document.querySelectorAll('table.matrix [data-item]').length
    if (rows > 0 && columns !== 2) found.push(`module ${value} leaves ${columns} columns`)
  }
  return found
}

// unfoldByKeys unfolds and folds the first thing that can be, and asks that one
// sees where one is.
async function unfoldByKeys(page) {
  const found = []
  for (let stops = 0; !await page.evaluate(() => document.activeElement.matches('main summary')); stops++) {
    if (stops > 200) return ['nothing that unfolds can be reached']
    await page.keyboard.press('Tab')
  }
  const isOpen = () => page.evaluate(() => document.activeElement.parentElement.open)
  for (const [key, want] of [['Enter', true], ['Space', false]]) {
    await page.keyboard.press(key)
    if (await isOpen() !== want) found.push(`${key} does not ${want ? 'unfold' : 'fold'}`)
  }
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
  if (outline === 'none') found.push('one does not see what has the focus')
  return found
}

const browser = await launch()
let failed = false
for (const file of process.argv.slice(2)) {
  for (const [name, check] of Object.entries(checks)) {
    const { page, problems } = await open(browser, wide)
    const load = () => page.goto('file://' + path.resolve(file))
    await load()
    problems.push(...await check({ page, load }))
    for (const p of problems) console.log(`${path.basename(file)}: ${name}: ${p}`)
    failed ||= problems.length > 0
    await page.close()
  }
}
await browser.close()
if (failed) process.exit(1)
console.log(`${process.argv.length - 2} reports are as they should be`)
