/**
 * Runs in the browser: looks every two seconds whether the page would read differently now and puts the new content in
 * place, so that a person sees Fixproof answer. Whoever is typing is not interrupted, only told. Without scripts the
 * pages work all the same; reloading shows what is new.
 */
export const LIVE_SCRIPT = `
(() => {
  const everyMs = 2000
  const longestMs = 10000
  const told = document.getElementById('live')
  const say = words => { if (told.textContent !== words) told.textContent = words }
  // A frame has the colours of the page around it.
  const mode = matchMedia('(prefers-color-scheme: dark)').matches ? '&mode=dark' : ''
  for (const frame of document.querySelectorAll('iframe.app')) frame.src = frame.dataset.src + mode
  addEventListener('message', event => {
    if (event.origin !== location.origin || event.data?.forge !== 'height') return
    for (const frame of document.querySelectorAll('iframe.app'))
      if (frame.contentWindow === event.source) frame.style.height = Math.max(120, event.data.height) + 'px'
  })
  // Somebody who works in a frame keeps it; any other is loaded anew with the page around it.
  addEventListener('blur', () => {
    const frame = document.activeElement
    if (frame && frame.tagName === 'IFRAME') frame.dataset.used = '1'
  })
  let typed = false
  let looking = false
  document.addEventListener('input', () => { typed = true })
  const show = fresh => {
    const main = document.getElementById('main')
    const next = fresh.getElementById('main')
    document.querySelectorAll('[data-clock]').forEach((clock, index) => {
      const other = fresh.querySelectorAll('[data-clock]')[index]
      if (other) clock.innerHTML = other.innerHTML
    })
    if (!next || next.dataset.version === main.dataset.version) return
    if (typed) return say('This page has changed since you began to write. Reload it to see how.')
    const focused = document.activeElement && document.activeElement.id
    const open = [...main.querySelectorAll('details[open][id]')].map(one => one.id)
    main.replaceChildren(...next.childNodes)
    main.dataset.version = next.dataset.version
    document.dispatchEvent(new Event('sandbox:fresh'))
    // Not by reloading: a frame that is still on its way would stay empty.
    for (const frame of document.querySelectorAll('iframe.app:not([data-used])')) frame.src = frame.src
    document.title = fresh.title
    for (const id of open) { const one = document.getElementById(id); if (one) one.open = true }
    const again = focused && document.getElementById(focused)
    if (again) again.focus({ preventScroll: true })
    say('Brought up to date at ' + document.querySelector('[data-clock]').textContent.trim() + '.')
  }
  const look = async () => {
    if (looking || document.hidden) return
    looking = true
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(longestMs) })
      const text = await answer.text()
      if (told.dataset.lost) { delete told.dataset.lost; say('') }
      show(new DOMParser().parseFromString(text, 'text/html'))
    } catch {
      told.dataset.lost = '1'
      say('The sandbox does not answer. It may have been stopped.')
    } finally {
      looking = false
    }
  }
  setInterval(look, everyMs)
})()
`
