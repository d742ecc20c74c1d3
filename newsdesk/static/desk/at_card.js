// The card beside the @ menu: what the chosen row is, and what it would put into the text now. Most rows bring theirs; for
// the others the desk is asked when somebody rests on them. articles/lookup_card.py writes it.
import { crel } from "django-prose-editor/editor"

const PAUSE = 200 // milliseconds on one row before the desk is asked
const APART = 6 // pixels from the menu, and from the edge of the window
const WIDTH = 288 // pixels, as in typing.css
const HEIGHT = 150 // pixels of a usual card on a narrow screen

export class Card {
  // `request(asked, signal)` is the look-up of the menu.
  constructor(id, request) {
    Object.assign(this, { request, known: new Map(), box: crel("div", { id, className: "desk-at-card", hidden: true }) })
    document.body.append(this.box)
    this.box.addEventListener("mousedown", (event) => event.preventDefault()) // the editor keeps the focus
  }

  destroy() {
    this.hide()
    this.box.remove()
  }

  hide() {
    clearTimeout(this.timer)
    this.abort?.abort()
    this.box.hidden = true
  }

  // The card of `item`, beside `menu`; nothing where there is no item.
  show(item, menu) {
    this.hide()
    this.menu = menu
    if (!item) return
    const asked = item.kind === "block" ? `${item.block}:${item.ref}` : item.ref
    const card = item.card ?? this.known.get(asked)
    if (card) this.draw(card)
    else if (!this.known.has(asked)) this.timer = setTimeout(() => this.fetch(asked), PAUSE)
  }

  async fetch(asked) {
    const { signal } = (this.abort = new AbortController())
    try {
      const [card] = await this.request({ q: "", card: asked }, signal)
      this.known.set(asked, card ?? null)
      if (card && !signal.aborted) this.draw(card)
    } catch {
      // The row says enough to be chosen; the menu itself says when the desk is away.
    }
  }

  draw({ what, lines, source }) {
    const listed = lines.map((line) => crel("p", { textContent: line }))
    this.box.replaceChildren(crel("b", { textContent: what }), ...listed, crel("small", { textContent: source }))
    this.box.hidden = false
    this.place()
  }

  // The height that is wanted beyond a menu `width` pixels wide, where it has no room beside it.
  beyond(width) {
    return width + WIDTH + 3 * APART <= document.documentElement.clientWidth ? 0 : HEIGHT + 2 * APART
  }

  // Right of the menu where there is room, else left of it, else beyond it: below, or above where the menu stands above the
  // line that is being written. CSSOM, so the CSP allows it.
  place(above = this.above) {
    this.above = above
    if (this.box.hidden) return
    const menu = this.menu.getBoundingClientRect()
    const wide = document.documentElement.clientWidth
    const high = window.visualViewport?.height ?? window.innerHeight
    this.box.style.width = ""
    const { offsetWidth: width } = this.box
    const right = menu.right + APART + width + APART <= wide
    const left = menu.left - APART - width >= APART
    if (!right && !left) this.box.style.width = `${menu.width}px`
    const { offsetHeight: height } = this.box
    const beside = Math.max(APART, Math.min(menu.top, high - height - APART))
    const beyond = above ? menu.top - APART - height : menu.bottom + APART
    const fits = right || left || (beyond >= APART && beyond + height + APART <= high)
    this.box.style.left = `${right ? menu.right + APART : left ? menu.left - APART - width : menu.left}px`
    this.box.style.top = `${right || left ? beside : beyond}px`
    this.box.style.visibility = fits ? "" : "hidden" // else it would cover what is being written
  }
}
