// Quotes of the bank: a block whose words the bank keeps, and the dialog that finds one or takes down a new one.
// Loaded by the editor, after live_editor.js, whose look-up it asks.
import { Extension, Node, crel } from "django-prose-editor/editor"
import { ask, sent } from "desk/asking"
import { Box, Finder, field } from "desk/dialogs"
import { placeBlock } from "desk/placing"

const paragraphs = (words) => words.split("\n").filter((line) => line.trim())

// --- As it is stored: what was said when it was put here, a paragraph a line ---

// Outranks the plain quote, which also reads <blockquote>. `rows` maps numbers to what the bank has, null for what is
// gone; `views` are drawn again when it answers.
export const BankQuote = Node.create({
  name: "bankQuote",
  group: "block",
  atom: true,
  draggable: true,
  addOptions: () => ({ bank: "" }),
  addStorage: () => ({ rows: new Map(), views: new Set() }),
  addAttributes: () => ({
    number: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-quote"),
      renderHTML: ({ number }) => ({ "data-quote": number }),
    },
    words: {
      default: "",
      parseHTML: (element) => [...element.children].map(({ textContent }) => textContent).join("\n"),
      renderHTML: () => ({}),
    },
  }),
  parseHTML: () => [{
    tag: "blockquote[data-quote]",
    priority: 1001,
    getAttrs: (element) => /^[1-9]\d*$/.test(element.getAttribute("data-quote")) && null,
  }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "blockquote", HTMLAttributes, ...paragraphs(node.attrs.words).map((line) => ["p", {}, line]),
  ],
  renderText: ({ node }) => node.attrs.words,

  addNodeView() {
    const { options, storage } = this
    return ({ node }) => {
      const dom = crel("blockquote", { "data-quote": node.attrs.number })
      const draw = () => dom.replaceChildren(...card(node.attrs, storage.rows.get(node.attrs.number), options.bank))
      draw()
      storage.views.add(draw)
      return {
        dom,
        ignoreMutation: () => true,
        stopEvent: ({ target }) => Boolean(target.closest?.("a")),
        destroy: () => storage.views.delete(draw),
      }
    }
  },
})

// What readers get now, or, where `row` is null, what they get instead.
const card = ({ number, words }, row, bank) => {
  const said = paragraphs(row?.text ?? words).map((line) => crel("p", { textContent: line }))
  if (row === undefined) return said
  if (!row) {
    const gone = "No longer in the bank: readers get these words, and nobody’s name with them."
    return [...said, crel("p", { className: "desk-quote-by", textContent: gone })]
  }
  const link = crel("a", { href: `${bank}${number}/change/`, target: "_blank", textContent: "In the bank" })
  const named = [row.label, row.hint].filter(Boolean).join(" · ")
  return [...said, crel("p", { className: "desk-quote-by" }, [`${named} · `, link])]
}

const numbersIn = (doc) => {
  const numbers = new Set()
  doc.descendants(({ type, attrs }) => {
    if (type.name === "bankQuote" && attrs.number) numbers.add(attrs.number)
  })
  return numbers
}

// Asks the bank for the quotes of the text that are not known yet, each once.
const learn = async (editor) => {
  const { rows, views } = editor.storage.bankQuote
  const unknown = [...numbersIn(editor.state.doc)].filter((number) => !rows.has(number))
  if (!unknown.length) return
  for (const number of unknown) rows.set(number, undefined)
  try {
    const found = await editor.storage.atMenu.menu.request({ q: "", kind: "quote", ref: unknown.join(",") })
    for (const number of unknown) rows.set(number, found.find(({ ref }) => ref === number) ?? null)
  } catch {
    return // without an answer the words stand as they are
  }
  for (const draw of views) draw()
}

// --- The dialog ---

// A plain quote around the cursor, which the dialog takes into the bank: {from, to, words}; or null.
const typedAt = ({ selection: { $from, to } }) => {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (node.type.name !== "blockquote" || to > $from.end(depth)) continue
    return { from: $from.before(depth), to: $from.after(depth), words: node.textBetween(0, node.content.size, "\n") }
  }
  return null
}

class QuoteDialog {
  // `words` are what to begin a new one with, which is sent to `address`; `done(row)` is called with what was chosen or
  // taken down.
  constructor({ editor, address, words, done }) {
    Object.assign(this, { editor, address, done })
    this.finder = new Finder({
      label: "Find a quote by its words, its speaker or its outlet",
      name: "Quotes",
      request: (asked, signal) => this.look({ q: asked, kind: "quote" }, signal),
      draw: ({ text, label, hint }) => [
        crel("span", { className: "desk-quote-words", textContent: text }),
        crel("small", { textContent: [label, hint].filter(Boolean).join(" · ") }),
      ],
      pick: (row) => this.take(row),
      none: (asked) => (asked ? "No match" : "The bank is empty."),
    })
    this.other = crel("button", { type: "button" })
    this.other.addEventListener("click", () => this.turn(!this.typing))
    this.fresh = crel("div", {}, this.form(words))
    this.box = new Box({
      title: "Quote",
      parts: [this.finder.dom, this.fresh],
      press: "Take it down",
      more: [this.other],
      submit: () => this.submit(),
      closed: () => {
        this.finder.stop()
        editor.view.focus()
      },
    })
    this.turn(Boolean(words))
  }

  look(asked, signal) {
    return this.editor.storage.atMenu.menu.request(asked, signal)
  }

  form(words) {
    this.page = crel("select")
    this.fields = {
      words: field("What was said", crel("textarea", { rows: 4, value: words }), "Without quotation marks around it."),
      speaker: field("Who said it", crel("input", { type: "text", autocomplete: "off" })),
      person: field("Their page", this.page),
      outlet: field("To whom, or where", crel("input", { type: "text" })),
      address: field("Link", crel("input", { type: "url" })),
      said_on: field("On which day", crel("input", { type: "date" })),
    }
    const { speaker, words: said } = this.fields
    said.control.required = speaker.control.required = true
    speaker.control.addEventListener("change", () => this.findPage())
    this.showPages([])
    return Object.values(this.fields).map(({ dom }) => dom)
  }

  // People of that name, so that the speaker can be linked.
  async findPage() {
    const name = this.fields.speaker.control.value.trim()
    if (!name) return this.showPages([])
    try {
      const found = await this.look({ q: name, kind: "mention" })
      if (name === this.fields.speaker.control.value.trim()) this.showPages(found, name)
    } catch {
      this.showPages([]) // a page can be named in the bank later
    }
  }

  showPages(found, name = "") {
    const people = found.filter(({ ref }) => ref.startsWith("person:"))
    const options = people.map(({ ref, label, hint }) => crel("option", { value: ref.slice(7), textContent: `${label}, ${hint}` }))
    this.page.replaceChildren(crel("option", { value: "", textContent: "none" }), ...options)
    const same = people.find(({ label }) => label.toLowerCase() === name.toLowerCase())
    this.page.value = same ? same.ref.slice(7) : ""
    this.fields.person.dom.hidden = !people.length
  }

  turn(typing) {
    this.typing = typing
    this.finder.dom.hidden = typing
    this.fresh.hidden = this.box.go.hidden = !typing
    this.other.textContent = typing ? "Find one in the bank" : "Take down a new one"
    if (typing) return this.fields.words.control.focus()
    this.finder.asked.focus()
    this.finder.ask()
  }

  async submit() {
    if (!this.typing) return false
    const values = Object.entries(this.fields).map(([name, { control }]) => [name, control.value])
    const form = this.editor.view.dom.closest("form")
    const { quote, errors } = await ask(this.address, { data: sent(Object.fromEntries(values), form) })
    for (const [name, { refuse }] of Object.entries(this.fields)) refuse(errors?.[name]?.join(" ") ?? "")
    if (quote) return this.done(quote)
    Object.entries(this.fields).find(([name]) => errors[name])?.[1].control.focus()
    return false
  }

  take(row) {
    this.done(row)
    this.box.close()
  }
}

// --- The extension ---

export const Quotes = Extension.create({
  name: "quotes",
  addOptions: () => ({ typed: "" }),
  addStorage: () => ({ open: null, take: null }),

  onBeforeCreate() {
    const { editor, storage, options } = this
    // `asked` {from, to} are the words of the @ menu that led here; a row without a number asks for the dialog.
    storage.take = (row, asked) => {
      if (row.ref) return put(editor, row, asked)
      editor.chain().deleteRange(asked).run()
      storage.open()
    }
    storage.open = () => {
      const typed = typedAt(editor.state)
      const done = (row) => put(editor, row, null, typed)
      new QuoteDialog({ editor, address: options.typed, words: typed?.words ?? "", done })
    }
  },

  onCreate() {
    learn(this.editor)
  },

  onUpdate() {
    learn(this.editor)
  },

  addKeyboardShortcuts() {
    return {
      "Alt-Shift-q": () => {
        this.storage.open()
        return true
      },
    }
  },

  addMenuItems({ buttons, menu }) {
    const button = buttons.material("record_voice_over", "Quote (Alt+Shift+Q)")
    button.setAttribute("aria-keyshortcuts", "Alt+Shift+Q")
    button.setAttribute("aria-haspopup", "dialog")
    const command = (editor) => editor.storage.quotes.open()
    menu.defineItem({ name: "quote", groups: "live", priority: 75, button, command })
  },
})

// Puts the quote of `row` where the cursor is, or in the place of `typed`, the plain quote it was taken from.
const put = (editor, row, asked, typed = null) => {
  editor.storage.bankQuote.rows.set(row.ref, row)
  const block = editor.schema.nodes.bankQuote.create({ number: row.ref, words: row.text })
  if (!typed) return placeBlock(editor.view, block, asked)
  editor.view.dispatch(editor.state.tr.replaceWith(typed.from, typed.to, block).scrollIntoView())
}
