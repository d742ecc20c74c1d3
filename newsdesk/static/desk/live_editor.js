// Our marks as Tiptap nodes, and the @ menu; words that hang on a condition are in true_while.js, pictures in pictures.js.
// Loaded by the editor, whose import map resolves the imports below.
// What each node writes is what articles/body.py keeps: same tags, same attributes in the same order.
import { Extension, Node, OrderedList as BaseOrderedList, crel, pm } from "django-prose-editor/editor"
import { Card } from "desk/at_card"
import { ask } from "desk/asking"
import { paragraphAfter, placeBlock } from "desk/placing"

const { Plugin, PluginKey, Selection, TextSelection } = pm.state

// --- Marks ---

const stored = (name, html, initial = null) => ({
  [name]: {
    default: initial,
    parseHTML: (element) => element.getAttribute(html) ?? initial,
    renderHTML: (attrs) => (attrs[name] == null ? {} : { [html]: attrs[name] }),
  },
})
const label = { label: { default: "", parseHTML: (element) => element.textContent, renderHTML: () => ({}) } }

// How an atom is drawn while editing: as it is stored, and saying on hover what it refers to.
const chipView = (tag) => () => ({ node, HTMLAttributes }) => {
  const dom = crel(tag, { title: [node.attrs.block, node.attrs.ref, node.attrs.form].filter(Boolean).join(" · ") })
  for (const [name, value] of Object.entries(HTMLAttributes)) dom.setAttribute(name, value)
  dom.textContent = node.attrs.label
  return { dom }
}

const chip = (name, tag, selector, attributes, rest) =>
  Node.create({
    name,
    atom: true,
    selectable: true,
    addAttributes: () => ({ ...attributes, ...label }),
    parseHTML: () => [{ tag: selector, priority: 1001 }],
    renderHTML: ({ node, HTMLAttributes }) => [tag, HTMLAttributes, node.attrs.label],
    renderText: ({ node }) => node.attrs.label,
    addNodeView: chipView(tag),
    ...rest,
  })

const inLine = { group: "inline", inline: true }

export const Fact = chip("fact", "data", "data[data-fact]",
  { ...stored("ref", "data-fact"), ...stored("form", "data-form", "label") }, inLine)

// Outranks Link, which also reads <a>.
export const Mention = chip("mention", "a", "a[data-ref]", stored("ref", "data-ref"), { ...inLine, priority: 1001 })

export const LiveBlock = chip("liveBlock", "div", "div[data-live-block]",
  { ...stored("block", "data-live-block"), ...stored("ref", "data-ref") }, { group: "block", draggable: true })


export const OrderedList = BaseOrderedList.extend({
  addAttributes: () => ({
    start: { default: 1, parseHTML: (element) => Number.parseInt(element.getAttribute("start") ?? "1", 10) || 1 },
  }),
  addNodeView: null,
})

// --- The @ menu ---

const KINDS = { fact: "Live facts", block: "Live blocks", mention: "Mentions", quote: "Quotes" }
const PAUSE = 120 // milliseconds without typing before the desk is asked
const AT = /(?:^|[\s([“‘"'\ufffc])@((?! )[^@\n\ufffc]{0,60})$/u

const takesFact = ($pos) =>
  $pos.parent.inlineContent && $pos.parent.canReplaceWith($pos.index(), $pos.index(), $pos.doc.type.schema.nodes.fact)

// What is being asked for at the cursor: {from, to, words}, or null.
const question = ({ selection }) => {
  const { $from, empty } = selection
  if (!empty || !takesFact($from)) return null
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 62), $from.parentOffset, "\n", "\ufffc")
  const found = AT.exec(before)
  return found && { from: $from.pos - found[1].length - 1, to: $from.pos, words: found[1] }
}

let menus = 0

class Lookup {
  constructor(editor, view, { lookup, showField }) {
    Object.assign(this, { editor, view, lookup, showField, dismissed: null })
    this.id = `desk-at-${++menus}`
    this.note = crel("p", { className: "desk-at-note", "aria-hidden": "true" })
    this.list = crel("ul", { id: this.id, role: "listbox", "aria-label": "Matches" })
    this.box = crel("div", { className: "desk-at", hidden: true }, [this.note, this.list])
    this.said = crel("div", { className: "desk-at-said", role: "status" })
    document.body.append(this.box, this.said)
    this.card = new Card(`${this.id}-card`, (asked, signal) => this.request(asked, signal))
    this.box.addEventListener("mousedown", (event) => event.preventDefault()) // the editor keeps the focus
    this.place = () => this.asked && this.position()
    window.addEventListener("scroll", this.place, { capture: true, passive: true })
    window.addEventListener("resize", this.place)
    this.clear()
  }

  destroy() {
    this.close()
    window.removeEventListener("scroll", this.place, { capture: true })
    window.removeEventListener("resize", this.place)
    this.box.remove()
    this.said.remove()
    this.card.destroy()
  }

  // The toolbar's way in: an @ where the cursor is, or at the end of a story nobody has touched yet.
  start(kind, touched) {
    const { state } = this.view
    const $at = touched ? state.selection.$to : Selection.atEnd(state.doc).$to
    this.dismissed = null
    this.view.focus()
    this.kind = kind
    if (takesFact($at)) {
      const before = $at.parent.textBetween(Math.max(0, $at.parentOffset - 1), $at.parentOffset, "\n", "\ufffc")
      const text = before && !/[\s([]$/.test(before) ? " @" : "@"
      const tr = state.tr.insertText(text, $at.pos)
      this.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, $at.pos + text.length)).scrollIntoView())
    } else {
      paragraphAfter(this.editor, "@")
    }
  }

  update(before) {
    const typed = before && !before.doc.eq(this.view.state.doc)
    if (!typed && before && before.selection.eq(this.view.state.selection)) return
    const asked = question(this.view.state)
    if (!asked) {
      this.dismissed = null
      return this.close()
    }
    if (asked.from === this.dismissed) return
    if (!this.asked && !(typed && this.view.hasFocus())) return // a cursor passing an old @ asks nothing
    const same = this.asked?.words === asked.words
    this.asked = asked
    if (!same) this.ask()
  }

  ask() {
    clearTimeout(this.timer)
    this.abort?.abort()
    if (this.box.hidden) this.show([], "Searching…")
    this.timer = setTimeout(() => this.fetch(), PAUSE)
  }

  async fetch() {
    const { words } = this.asked
    const { signal } = (this.abort = new AbortController())
    try {
      const results = await this.results(words, signal)
      if (this.asked?.words === words) this.answer(results, words)
    } catch (error) {
      if (error.name === "AbortError" || !this.asked) return
      this.show([], error.sentence ?? "The desk did not answer. Is the connection up?")
    }
  }

  async results(words, signal) {
    const results = await this.request({ q: words.trim(), kind: this.kind }, signal)
    return results.filter(({ kind }) => (this.kind ? kind === this.kind : kind in KINDS))
  }

  // What the desk answers, the story's own shows first. Throws an error with a `sentence` for whoever is waiting.
  async request(asked, signal) {
    const address = new URL(this.lookup, document.baseURI)
    address.search = new URLSearchParams({ ...asked, show: this.shows() })
    return (await ask(address, { signal })).results
  }

  // The shows the form names, so that their facts come first.
  shows() {
    const field = this.view.dom.closest("form")?.elements[this.showField]
    const chosen = field?.selectedOptions ? [...field.selectedOptions].map((option) => option.value) : [field?.value]
    return chosen.filter(Boolean).join(",")
  }

  answer(results, words) {
    if (results.length) return this.show(results, "")
    this.show([], words.trim() ? "No match" : "Type a show, a season or a person")
    // Two words that match nothing are prose, or somebody's handle: get out of the way.
    if (/\S\s+\S/.test(words)) this.dismiss()
  }

  show(results, note) {
    this.items = Object.keys(KINDS).flatMap((kind) => results.filter((result) => result.kind === kind))
    this.note.textContent = note
    this.said.textContent = note || `${this.items.length} ${this.items.length === 1 ? "match" : "matches"}`
    this.options = this.items.map((item, index) => this.option(item, index))
    this.list.replaceChildren(...this.groups())
    this.list.hidden = !this.items.length
    this.box.hidden = false
    this.position()
    this.choose(0)
    this.tell(true)
  }

  groups() {
    return Object.entries(KINDS).flatMap(([kind, title]) => {
      const options = this.options.filter((_, index) => this.items[index].kind === kind)
      if (!options.length) return []
      const heading = crel("li", { className: "desk-at-heading", role: "presentation", textContent: title })
      const list = crel("ul", { role: "group", "aria-label": title }, options)
      return [heading, crel("li", { role: "presentation" }, [list])]
    })
  }

  option(item, index) {
    const parts = [crel("b", { textContent: item.label }), crel("small", { textContent: item.hint ?? "" })]
    if (item.text && item.text !== item.label) {
      parts.push(crel("span", { className: "desk-at-text", textContent: item.text }))
    }
    const attrs = { id: `${this.id}-${index}`, role: "option", "aria-selected": "false", "aria-describedby": `${this.id}-card` }
    const option = crel("li", attrs, parts)
    option.addEventListener("click", () => this.pick(item))
    return option
  }

  choose(index) {
    this.chosen = index
    this.options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)))
    this.options[index]?.scrollIntoView({ block: "nearest" })
    this.card.show(this.items[index], this.box)
  }

  // The editor is a combobox while the menu is open, and a text box otherwise.
  tell(open) {
    const state = {
      role: open ? "combobox" : "textbox",
      "aria-multiline": open ? null : "true",
      "aria-autocomplete": open ? "list" : null,
      "aria-haspopup": open ? "listbox" : null,
      "aria-expanded": open ? String(this.items.length > 0) : null,
      "aria-controls": open ? this.id : null,
      "aria-activedescendant": open ? (this.options[this.chosen]?.id ?? null) : null,
    }
    for (const [name, value] of Object.entries(state)) {
      if (value == null) this.view.dom.removeAttribute(name)
      else this.view.dom.setAttribute(name, value)
    }
  }

  // Below the @ where there is room, else above it, never outside the window. CSSOM, so the CSP allows it.
  position() {
    const at = this.view.coordsAtPos(this.asked.from)
    const { offsetWidth: width, offsetHeight: height } = this.box
    const room = window.visualViewport?.height ?? window.innerHeight
    const needed = height + this.card.beyond(width)
    const below = at.bottom + 4 + needed <= room || at.top < needed + 4
    this.box.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`
    this.box.style.top = `${Math.max(8, Math.min(below ? at.bottom + 4 : at.top - height - 4, room - height - 8))}px`
    this.card.place(!below)
  }

  key(event) {
    if (this.box.hidden || event.isComposing) return false
    const { length } = this.items
    if (event.key === "Escape") this.dismiss()
    else if (!length) return false
    else if (event.key === "ArrowDown") this.move(1)
    else if (event.key === "ArrowUp") this.move(-1)
    else if (event.key === "Enter" || event.key === "Tab") this.pick(this.items[this.chosen])
    else return false
    return true
  }

  move(step) {
    this.choose((this.chosen + step + this.items.length) % this.items.length)
    this.tell(true)
  }

  pick(item) {
    const { from, to } = this.asked
    this.close()
    const words = item.text || item.label
    if (item.kind === "quote") return this.editor.storage.quotes.take(item, { from, to })
    if (item.kind === "block") {
      const { liveBlock } = this.view.state.schema.nodes
      const block = liveBlock.create({ block: item.block, ref: item.ref, label: item.label })
      return placeBlock(this.view, block, { from, to })
    }
    const attrs = { ref: item.ref, label: words, ...(item.kind === "fact" ? { form: item.form } : {}) }
    const { $to } = this.view.state.selection
    const space = $to.parentOffset === $to.parent.content.size ? [{ type: "text", text: " " }] : []
    const chip = { type: item.kind, attrs }
    this.editor.chain().focus().deleteRange({ from, to }).insertContentAt(from, [chip, ...space]).run()
  }

  dismiss() {
    const { from } = this.asked
    this.close()
    this.dismissed = from
  }

  clear() {
    Object.assign(this, { items: [], options: [], chosen: 0, asked: null, kind: "" })
  }

  close() {
    clearTimeout(this.timer)
    this.abort?.abort()
    this.box.hidden = true
    this.card.hide()
    this.said.textContent = ""
    this.clear()
    this.tell(false)
  }
}

export const AtMenu = Extension.create({
  name: "atMenu",
  priority: 1100, // its keys come before those of lists, tables and full screen
  addOptions: () => ({ lookup: "", showField: "shows" }),
  addStorage: () => ({ menu: null, touched: false }),
  onSelectionUpdate() {
    this.storage.touched = true
  },
  addMenuItems({ buttons, menu }) {
    const item = (kind, icon, title, priority) =>
      menu.defineItem({
        name: `at:${kind}`,
        groups: "live",
        priority,
        button: buttons.material(icon, title),
        command: (editor) => editor.storage.atMenu.menu.start(kind, editor.storage.atMenu.touched),
      })
    item("fact", "bolt", "Insert live fact", 100)
    item("block", "view_agenda", "Insert live block", 90)
    item("mention", "alternate_email", "Mention", 80)
  },
  addProseMirrorPlugins() {
    const { editor, options, storage } = this
    return [
      new Plugin({
        key: new PluginKey("deskAt"),
        view: (view) => {
          storage.menu = new Lookup(editor, view, options)
          return { update: (_, before) => storage.menu.update(before), destroy: () => storage.menu.destroy() }
        },
        props: {
          handleKeyDown: (_, event) => storage.menu.key(event),
          handleDOMEvents: { blur: () => storage.menu.close() },
        },
      }),
    ]
  },
})

// --- A name for the text box ---

// What the form says of its text area (label, help, errors) is said of the editor that stands for it.
export const Named = Extension.create({
  name: "named",
  onCreate() {
    const { view } = this.editor
    const textarea = this.editor.options.element.querySelector("textarea")
    const label = textarea?.labels[0]
    if (label) {
      label.id ||= `${textarea.id}-label`
      view.dom.setAttribute("aria-labelledby", label.id)
      label.addEventListener("click", () => this.editor.commands.focus())
    }
    for (const name of ["aria-describedby", "aria-invalid", "lang"]) {
      if (textarea?.hasAttribute(name)) view.dom.setAttribute(name, textarea.getAttribute(name))
    }
    view.dom.setAttribute("aria-multiline", "true")
  },
})
