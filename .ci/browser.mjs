// Shows pages in Chromium: browser.mjs PICTURES PAGE…
//
// A page that ends in .md is rendered as GitHub renders a job summary: Markdown
// with tables and HTML, in GitHub's own style, and Mermaid for its diagrams. One
// that ends in .html is opened as it is. Every page must come out without an
// error and without asking the network for anything. Of the pages whose names
// begin with "look", pictures are made in light, dark and narrow.

import fs from 'node:fs'
import path from 'node:path'
import { launch, open } from './chromium.mjs'
import { packagePath } from './packages.mjs'

const style = fs.readFileSync(packagePath('github-markdown-css/github-markdown.css'), 'utf8')
const mermaid = packagePath('mermaid/dist/mermaid.min.js')
const { default: markdownIt } = await import('markdown-it')

const [pictures, ...pages] = process.argv.slice(2)

const looks = {
  light: { width: 1012, dark: false },
  dark: { width: 1012, dark: true },
  narrow: { width: 400, dark: false },
}

// How much of a page is in a picture.
const tallest = 8000

const markdown = markdownIt({ html: true, linkify: true })

// The source's own tables and diagrams, to compare with what comes out.
function expected(source) {
  const text = source.replace(/```mermaid\n[^]*?```\n/g, '')
  return {
    tables: (text.match(/^\|(?:---\|)+$/gm) ?? []).length,
    diagrams: (source.match(/^```mermaid$/gm) ?? []).length,
  }
}

function pageOf(source) {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>${style}
body { margin: 0; padding: 24px; background: light-dark(#fff, #0d1117); }
:root { color-scheme: light dark; }</style></head>
<body><article class="markdown-body">${markdown.render(source)}</article></body></html>`
}

// draw lets Mermaid draw all diagrams of a page, and returns what it says of
// those that it cannot.
async function draw(page, dark) {
  await page.addScriptTag({ path: mermaid })
  return page.evaluate(async theme => {
    const problems = []
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme })
    for (const code of document.querySelectorAll('code.language-mermaid')) {
      try {
        const { svg } = await mermaid.render('diagram' + Math.trunc(performance.now() * 1000), code.textContent)
        const box = document.createElement('div')
        box.className = 'diagram'
        box.innerHTML = svg
        code.parentElement.replaceWith(box)
      } catch (e) {
        problems.push(`Mermaid: ${e.message}`)
      }
    }
    return problems
  }, dark ? 'dark' : 'default')
}

// faults returns what did not come out of a rendered page.
function faults(page, want) {
  return page.evaluate(want => {
    const found = []
    const tables = [...document.querySelectorAll('table')]
    if (tables.length !== want.tables) found.push(`${tables.length} tables instead of ${want.tables}`)
    for (const table of tables) {
      const columns = table.querySelectorAll('thead th').length
      const rows = [...table.querySelectorAll('tbody tr')]
      if (rows.length === 0) found.push('a table without rows')
      if (rows.some(r => r.cells.length !== columns)) found.push('a row with another number of cells')
    }
    const diagrams = document.querySelectorAll('.diagram svg')
    if (diagrams.length !== want.diagrams) found.push(`${diagrams.length} diagrams instead of ${want.diagrams}`)
    for (const d of diagrams) {
      if (d.querySelector('.error-icon, .error-text')) found.push('a diagram that is an error')
      const box = d.getBoundingClientRect()
      if (box.width < 20 || box.height < 20) found.push('a diagram without a size')
    }
    for (const e of document.querySelectorAll('article :is(script, iframe, img, form, input, object, embed)')) {
      found.push(`an element ${e.localName}`)
    }
    for (const text of document.body.innerText.split('\n')) {
      if (/^\s*\|.*\|\s*$/.test(text) || /<\/?[a-z]+>/.test(text)) found.push(`text that should be markup: ${text.slice(0, 100)}`)
    }
    return found
  }, want)
}

const browser = await launch()
let failed = false
for (const file of pages) {
  const name = path.basename(file)
  const isMarkdown = name.endsWith('.md')
  const source = fs.readFileSync(file, 'utf8')
  const looked = name.startsWith('look') ? Object.entries(looks) : [['light', looks.light]]
  for (const [look, { width, dark }] of looked) {
    const { page, problems } = await open(browser, { width, dark })
    if (isMarkdown) {
      await page.setContent(pageOf(source))
      const want = expected(source)
      if (want.diagrams > 0) problems.push(...await draw(page, dark))
      problems.push(...await faults(page, want))
    } else {
      await page.goto('file://' + path.resolve(file))
    }
    if (name.startsWith('look')) {
      const height = Math.min(tallest, await page.evaluate(() => document.documentElement.scrollHeight))
      await page.screenshot({ path: path.join(pictures, `${path.parse(name).name}-${look}.png`), clip: { x: 0, y: 0, width, height } })
    }
    for (const p of problems) console.log(`${name} (${look}): ${p}`)
    failed ||= problems.length > 0
    await page.close()
  }
}
await browser.close()
if (failed) process.exit(1)
console.log(`${pages.length} pages are as they should be`)
