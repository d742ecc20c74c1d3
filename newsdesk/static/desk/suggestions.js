// Names that the text says and does not link, listed beside it under Checks: a press makes one place a mention, never
// anything by itself. What was linked last can be taken back; what is not meant stays away while this window is open.
// articles/unlinked.py finds them, and counts the places as it is done here.
import { Extension, crel, pm } from "django-prose-editor/editor"

const { closeHistory } = pm.history

const APART = "\ufffc" // for what is no plain text
const ALIKE = { "\xa0": " ", "’": "'", "‘": "'", "‑": "-", "‐": "-" }
const alike = (text) => text.replace(/[\xa0’‘‑‐]/g, (sign) => ALIKE[sign])
const isLetter = (sign) => sign !== undefined && /[\p{L}\p{N}_]/u.test(sign)

// The text of a block, each of its signs where it stands in the document.
const plain = (block) => {
  let text = ""
  block.forEach((node) => {
    const isPlain = node.isText && !node.marks.some(({ type }) => type.name === "link" || type.name === "code")
    text += isPlain ? alike(node.text) : APART.repeat(node.nodeSize)
  })
  return text
}

const isPassedOver = ({ type }) => ["heading", "picture", "embed"].includes(type.name)

// {from, to} of the place where `words` are said for the `nth` time, or undefined.
const placeOf = (doc, words, nth) => {
  let left = nth
  let found
  doc.descendants((node, position) => {
    if (found || isPassedOver(node)) return false
    if (!node.isTextblock) return true
    const text = plain(node)
    for (let at = text.indexOf(words); at >= 0 && !found; at = text.indexOf(words, at + 1)) {
      const end = at + words.length
      const isWhole = !(isLetter(text[at - 1]) && isLetter(words[0])) && !(isLetter(text[end]) && isLetter(words.at(-1)))
      if (isWhole && left-- === 0) found = { from: position + 1 + at, to: position + 1 + end }
    }
    return false
  })
  return found
}

class Suggestions {
  constructor(editor, panel) {
    Object.assign(this, { editor, panel, isOpen: true, linked: null })
    this.shelf = `newsdesk-not-linked:${panel.dataset.story}`
    this.line = crel("p", { className: "room-linked" })
    this.said = crel("span", { role: "status" })
    this.undo = crel("button", { type: "button", textContent: "Undo", hidden: true })
    this.line.append(this.said, " ", this.undo)
    panel.after(this.line)
    this.undo.addEventListener("click", () => this.unlink())
    panel.addEventListener("click", ({ target }) => this.click(target))
    editor.on("transaction", ({ transaction }) => this.linked && (this.linked.at = transaction.mapping.map(this.linked.at)))
    document.addEventListener("room:checked", () => this.sift())
    this.sift()
  }

  get list() {
    return this.panel.querySelector(".room-unlinked")
  }

  click(target) {
    if (target.closest("summary")) this.isOpen = !this.list.open
    const button = target.closest(".room-unlinked button")
    const row = button?.closest("li")
    if (!row) return
    if (button.matches(".room-not")) return this.dismiss(row)
    const { words, nth } = row.dataset
    const place = placeOf(this.editor.state.doc, words, Number(nth))
    if (!place) return this.say(`“${words}” no longer stands in the text as it did.`)
    if (button.matches(".room-see")) this.editor.chain().setTextSelection(place).focus().scrollIntoView().run()
    else this.link(row, place, button.dataset.ref)
  }

  link(row, { from, to }, ref) {
    const { state, view } = this.editor
    const label = state.doc.textBetween(from, to)
    const mention = state.schema.nodes.mention.create({ ref, label }, null, state.doc.nodeAt(from).marks)
    view.dispatch(closeHistory(state.tr).replaceWith(from, to, mention))
    this.linked = { at: from, ref, label }
    this.take(row)
    this.say(`“${label}” is linked.`, true)
    this.undo.focus()
  }

  unlink() {
    const { state, view } = this.editor
    const { at, ref, label } = this.linked
    const chip = state.doc.nodeAt(at)
    this.linked = null
    if (chip?.type.name !== "mention" || chip.attrs.ref !== ref) return this.say("You changed it since: it is yours to undo.")
    view.dispatch(closeHistory(state.tr).replaceWith(at, at + chip.nodeSize, state.schema.text(label, chip.marks)))
    this.say(`“${label}” is plain text again.`)
    view.focus()
  }

  say(sentence, canUndo = false) {
    this.said.textContent = sentence
    this.undo.hidden = !canUndo
  }

  // What was dismissed, by the names' keys; in this window, of this story.
  dismissed() {
    try {
      return JSON.parse(sessionStorage.getItem(this.shelf) ?? "[]")
    } catch {
      return [] // forbidden, or written by somebody else
    }
  }

  dismiss(row) {
    try {
      sessionStorage.setItem(this.shelf, JSON.stringify([...this.dismissed(), row.dataset.key].slice(-500)))
    } catch { /* forbidden: it comes back with the next check */ }
    const next = row.nextElementSibling ?? row.previousElementSibling
    this.take(row)
    const to = next?.querySelector("button") ?? document.getElementById("room-checks")
    to.tabIndex = to.matches("button") ? 0 : -1
    to.focus()
  }

  // Leaves out what was dismissed, as it comes from the desk.
  sift() {
    const dismissed = new Set(this.dismissed())
    for (const row of [...(this.list?.querySelectorAll("li") ?? [])]) if (dismissed.has(row.dataset.key)) row.remove()
    if (this.list) this.list.open = this.isOpen
    this.count()
  }

  take(row) {
    row.remove()
    this.count()
  }

  count() {
    const rows = this.list?.querySelectorAll("li").length
    if (rows === 0) this.list.remove()
    else if (rows) this.list.querySelector("summary").textContent = `${rows} ${rows === 1 ? "name" : "names"} not linked yet`
  }
}

export const Suggested = Extension.create({
  name: "suggested",
  onCreate() {
    const panel = document.getElementById("room-found")
    if (panel) new Suggestions(this.editor, panel)
  },
})
