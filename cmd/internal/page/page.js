// Without this script the page is complete; it only adds the filters.
(() => {
  'use strict'
  const form = document.getElementById('filters')
  if (!form) return
  const count = document.getElementById('count')
  const items = [...document.querySelectorAll('[data-item]')].map(element => ({
    element,
    text: element.textContent.toLowerCase(),
    kinds: ['severity', 'family', 'modules'].map(name => element.dataset[name]?.split(' ')),
  }))
  const matrix = document.querySelector('table.matrix')

  // Whether an element has to do with what is chosen; one that says nothing of
  // it is left alone.
  const fits = (kinds, chosen) => chosen === '' || kinds === undefined || kinds.includes(chosen)

  function columns(chosen) {
    if (!matrix) return
    for (const tr of matrix.rows) {
      if (tr.classList.contains('group')) continue
      for (const cell of tr.cells) {
        if (cell.cellIndex > 0) cell.hidden = chosen !== '' && String(cell.cellIndex - 1) !== chosen
      }
    }
  }

  function apply() {
    const { text, severity, family, modules } = form.elements
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean)
    const chosen = [severity.value, family.value, modules.value]
    let shown = 0
    let findings = 0
    for (const { element, text, kinds } of items) {
      const hit = kinds.every((k, i) => fits(k, chosen[i])) && words.every(w => text.includes(w))
      element.hidden = !hit
      if (element.dataset.item === 'finding') {
        findings++
        if (hit) shown++
      }
    }
    columns(modules.value)
    for (const part of document.querySelectorAll('[data-part]')) {
      const inside = part.querySelectorAll('[data-item]')
      part.hidden = inside.length > 0 && [...inside].every(e => e.hidden)
    }
    const active = words.length > 0 || chosen.some(Boolean)
    count.textContent = active ? `${shown} of ${findings} findings shown` : `${findings} findings`
    if (findings === 1 && !active) count.textContent = '1 finding'
    form.elements.clear.disabled = !active
  }

  function clear() {
    form.reset()
    apply()
  }

  // What a link points at is shown, whatever is chosen, and unfolded.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (!target) return
    if (target.hidden || target.closest('[hidden]')) {
      clear()
      target.scrollIntoView()
    }
  }

  function fold() {
    const button = form.elements.fold
    const open = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(open))
    for (const d of document.querySelectorAll('main details')) d.open = open
  }

  form.hidden = false
  form.addEventListener('input', apply)
  form.addEventListener('submit', event => event.preventDefault())
  form.elements.clear.addEventListener('click', clear)
  form.elements.fold.addEventListener('click', fold)
  addEventListener('hashchange', reveal)
  addEventListener('beforeprint', () => {
    for (const d of document.querySelectorAll('details.printed')) d.open = true
  })
  apply()
})()
