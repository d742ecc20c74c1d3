// "True while…": words that hang on a fact. How they are stored, how they look while somebody writes, and the dialog
// that makes, changes and removes a condition. Loaded by the editor, after live_editor.js, whose look-up it asks.
import { Extension, Mark, Node, crel, getMarkRange, pm } from "django-prose-editor/editor"
import { Box, Finder } from "desk/dialogs"
import { unwrapped, wrapping } from "desk/placing"

const { Plugin, PluginKey, TextSelection } = pm.state
const { CellSelection } = pm.tables
const { Decoration, DecorationSet } = pm.view

// --- As it is stored: same attributes in the same order as articles/body.py keeps them ---

const condition = {
  condition: {
    default: null,
    parseHTML: (element) => element.getAttribute("data-while"),
    renderHTML: ({ condition }) => (condition ? { "data-while": condition } : {}),
  },
  hold: {
    default: "flag",
    parseHTML: (element) => element.getAttribute("data-hold") ?? "flag",
    renderHTML: ({ hold }) => ({ "data-hold": hold }),
  },
}

// An empty `excludes` lets one condition stand inside another; the priority puts it outside of bold and the like, so
// that one condition stays one span.
export const While = Mark.create({
  name: "while",
  priority: 1100,
  inclusive: false,
  excludes: "",
  addAttributes: () => condition,
  parseHTML: () => [{ tag: "span[data-while]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
})

export const WhilePassage = Node.create({
  name: "whilePassage",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => condition,
  parseHTML: () => [{ tag: "section[data-while]" }],
  renderHTML: ({ HTMLAttributes }) => ["section", HTMLAttributes, 0],
})

const read = ({ condition }) => {
  const [ref, listed = ""] = (condition ?? "").split("=")
  return { ref, words: listed.split("|") }
}

// --- In words ---

const listed = (labels) =>
  labels.length > 1 ? `${labels.slice(0, -1).join(", ")} or ${labels.at(-1)}` : (labels[0] ?? "")
const labelled = ({ values }, words) => values.filter(([word]) => words.includes(word)).map(([, label]) => label)
const said = (fact, words) => `${fact.subject} ${fact.verb} ${listed(labelled(fact, words))}`

// {text, now} of a condition: `now` says whether it holds. `fact` is null where what it hangs on is gone, undefined
// where the desk has not answered yet.
const inWords = (attrs, fact) => {
  if (fact === undefined) return { text: "Hangs on a condition", now: true }
  if (fact === null) return { text: "Hangs on something that is no longer here · not now", now: false }
  const { words } = read(attrs)
  const now = words.includes(fact.now)
  if (attrs.hold === "swap") return { text: `Only while ${said(fact, words)} · ${now ? "so now" : "not now"}`, now }
  return { text: `True while ${said(fact, words)} · ${now ? "so now" : "no longer so"}`, now }
}

// --- Where it stands ---

const inOneLine = ({ $from, $to }) => $from.sameParent($to) && $from.parent.inlineContent

// The innermost condition the cursor stands in, or that is exactly what is selected: {attrs, from, to} with the `mark`
// or the `node` that carries it. Null where there is none.
const conditionAt = (state) => markAt(state.selection) ?? passageAt(state)

const markAt = ({ $from, $to, empty }) => {
  if (!inOneLine({ $from, $to })) return null
  const marks = empty ? $from.marks() : ($from.nodeAfter?.marks ?? [])
  const mark = marks.findLast(({ type }) => type.name === "while")
  const range = mark && getMarkRange($from, mark.type, mark.attrs)
  return range && range.to >= $to.pos ? { ...range, mark, attrs: mark.attrs } : null
}

const passageAt = ({ doc, selection: { $from, $to, from, to, empty, node: chosen } }) => {
  if (chosen?.type.name === "whilePassage") return { from, to, node: chosen, attrs: chosen.attrs }
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (node.type.name !== "whilePassage" || to > $from.end(depth)) continue
    const rest = doc.textBetween($from.start(depth), from) + doc.textBetween(to, $from.end(depth))
    return empty || !rest ? { from: $from.before(depth), to: $from.after(depth), node, attrs: node.attrs } : null
  }
  return null
}

// What a new condition would be put on: part of a line as words, whole blocks as a passage; with nothing selected, the
// block the cursor stands in. {from, to} with the `wrap` of a passage; null where neither can stand.
const targetAt = ({ selection, schema }) => {
  const { $from, $to, from, to, empty } = selection
  if (selection instanceof CellSelection) return null
  const passage = wrapping($from, $to, schema.nodes.whilePassage)
  const words = !empty && inOneLine(selection) && $from.parent.type.allowsMarkType(schema.marks.while)
  const whole = from === $from.start() && to === $from.end() && passage?.range.depth === $from.depth - 1
  if (words && !whole) return { from, to }
  return passage && { from: passage.range.start, to: passage.range.end, ...passage }
}

const put = (state, at, attrs) => {
  const { tr, schema } = state
  if (at.mark) return tr.removeMark(at.from, at.to, at.mark).addMark(at.from, at.to, at.mark.type.create(attrs))
  if (at.node) return tr.setNodeMarkup(at.from, null, attrs)
  if (!at.range) return tr.addMark(at.from, at.to, schema.marks.while.create(attrs))
  return tr.wrap(at.range, [{ type: schema.nodes.whilePassage, attrs }])
}

const free = (state, at) => (at.mark ? state.tr.removeMark(at.from, at.to, at.mark) : unwrapped(state, at))

// --- How it looks ---

const key = new PluginKey("deskTrueWhile")

const decorate = (doc, facts) => {
  const found = []
  doc.descendants((node, from, parent, index) => {
    const to = from + node.nodeSize
    if (node.type.name === "whilePassage") {
      const { text, now } = inWords(node.attrs, facts.get(read(node.attrs).ref))
      const name = now ? "desk-holds" : "desk-idle"
      const label = () => crel("div", { className: "desk-while-label", contentEditable: "false", textContent: text })
      found.push(Decoration.node(from, to, { class: name }))
      found.push(Decoration.widget(from + 1, label, { side: -1, key: text, ignoreSelection: true }))
    }
    for (const mark of node.marks.filter(({ type }) => type.name === "while")) {
      const { text, now } = inWords(mark.attrs, facts.get(read(mark.attrs).ref))
      found.push(Decoration.inline(from, to, { class: now ? "desk-holds" : "desk-idle", title: text }))
      if (now || mark.isInSet(parent.maybeChild(index + 1)?.marks ?? [])) continue
      const note = () => {
        const attrs = { className: "desk-while-note", contentEditable: "false", title: text }
        return crel("small", { ...attrs, textContent: mark.attrs.hold === "swap" ? "not now" : "no longer so" })
      }
      found.push(Decoration.widget(to, note, { side: -1, key: `${to}${text}`, marks: [], ignoreSelection: true }))
    }
  })
  return DecorationSet.create(doc, found)
}

const refsIn = (doc) => {
  const refs = new Set()
  doc.descendants(({ type, attrs, marks }) => {
    if (type.name === "whilePassage") refs.add(read(attrs).ref)
    for (const mark of marks) if (mark.type.name === "while") refs.add(read(mark.attrs).ref)
  })
  return refs
}

// --- The dialog ---

const HOLDS = {
  flag: ["Tell us when it stops", "The words stay, and the story comes up for a second look."],
  swap: ["Show them only while it is so", "Readers have the words while it holds, and not otherwise."],
}
const LONGEST = 90 // letters of the words that are quoted

let dialogs = 0

const choice = (type, name, value, label, note) => {
  const input = crel("input", { type, name, value, id: `${name}-${value}` })
  const words = crel("label", { htmlFor: input.id }, [label, ...(note ? [" ", crel("small", { textContent: note })] : [])])
  return crel("div", { className: "desk-while-choice" }, [input, words])
}

const group = (legend, choices = []) => crel("fieldset", {}, [crel("legend", { textContent: legend }), ...choices])

class Dialog {
  // `given` is a condition's {fact, words, hold}, without a fact for a new one; `request(asked, signal)` the look-up;
  // `done(fact, attrs)` is called with what was chosen, with null to remove the condition, and not when put away.
  constructor({ words, given, editing, request, done, closed }) {
    Object.assign(this, { done, id: `desk-while-${++dialogs}` })
    this.finder = new Finder({
      label: "Which fact do they hang on?",
      name: "Facts",
      request: (q, signal) => request({ q, kind: "condition" }, signal),
      draw: (fact) => [
        crel("span", {}, [crel("b", { textContent: fact.subject }), `, ${fact.fact}`]),
        crel("small", { textContent: `now: ${listed(labelled(fact, [fact.now]))}` }),
      ],
      pick: (fact) => this.pick(fact, []),
      none: (q) => (q ? "No match" : "Type a show and a season, or a person."),
    })
    const remove = crel("button", { type: "button", className: "grave", textContent: "Remove it" })
    remove.addEventListener("click", () => {
      this.done(null)
      this.box.close()
    })
    this.box = new Box({
      title: "True while…",
      parts: this.parts(words, given.hold),
      press: editing ? "Change the condition" : "Set the condition",
      more: editing ? [remove] : [],
      submit: () => this.submit(),
      closed: () => {
        this.finder.stop()
        closed()
      },
    })
    this.box.dom.addEventListener("change", () => this.sum())
    if (given.fact) this.pick(given.fact, given.words)
    else this.find()
  }

  parts(words, hold) {
    this.name = crel("span")
    const other = crel("button", { type: "button", className: "desk-while-link", textContent: "Another fact" })
    other.addEventListener("click", () => this.find())
    this.found = crel("p", { className: "desk-while-fact" }, [this.name, " ", other])
    this.values = group("")
    this.holds = group("And when it is no longer so?", Object.entries(HOLDS).map(([value, texts]) =>
      choice("radio", `${this.id}-hold`, value, ...texts)))
    this.holds.querySelector(`[value=${hold}]`).checked = true
    this.said = crel("p", { className: "desk-while-said", role: "status" })
    return [
      ...(words ? [crel("p", { className: "desk-while-words" }, [crel("q", { textContent: words })])] : []),
      this.finder.dom, this.found, this.values, this.holds, this.said,
    ]
  }

  find() {
    this.fact = null
    this.draw()
    this.finder.asked.focus()
    this.finder.ask()
  }

  // What it must be

  pick(fact, words) {
    this.fact = fact
    const name = `${this.id}-value`
    const type = fact.values.length === 2 ? "radio" : "checkbox"
    const legend = crel("legend", { textContent: `True while it ${fact.verb}` })
    const choices = fact.values.map(([value, label]) => choice(type, name, value, label, value === fact.now ? "now" : ""))
    this.values.replaceChildren(legend, ...choices)
    for (const input of this.inputs()) input.checked = words.includes(input.value)
    this.name.replaceChildren(crel("b", { textContent: fact.subject }), `, ${fact.fact}`)
    this.draw()
    const inputs = this.inputs()
    const first = inputs.find(({ checked }) => checked) ?? inputs[0]
    first.focus()
  }

  inputs() {
    return [...this.values.querySelectorAll("input")]
  }

  words() {
    return this.inputs().filter(({ checked }) => checked).map(({ value }) => value)
  }

  attrs() {
    const hold = this.holds.querySelector(":checked").value
    return { condition: `${this.fact.ref}=${this.words().join("|")}`, hold }
  }

  draw() {
    this.finder.dom.hidden = Boolean(this.fact)
    for (const part of [this.found, this.values, this.holds, this.box.go]) part.hidden = !this.fact
    this.box.wrong.textContent = ""
    this.sum()
  }

  sum() {
    const ready = this.fact && this.words().length
    this.said.textContent = ready ? `${inWords(this.attrs(), this.fact).text}.` : ""
    if (ready) this.box.wrong.textContent = ""
  }

  submit() {
    if (!this.fact) return false
    const { length } = this.words()
    if (length && length < this.fact.values.length) return this.done(this.fact, this.attrs())
    this.box.wrong.textContent = length ? "That is always so: leave something out, or set no condition." : "Say what it must be."
    this.inputs()[0].focus()
    return false
  }
}

// --- The extension ---

const quoted = (doc, { from, to }) => {
  const words = doc.textBetween(from, to, " ", (leaf) => leaf.attrs.label ?? " ").replace(/\s+/g, " ").trim()
  return words.length > LONGEST ? words.slice(0, LONGEST).replace(/\s+\S*$/, "…") : words
}

export const TrueWhile = Extension.create({
  name: "trueWhile",
  // `facts` maps refs to what the desk says of them, null for what is gone; `last` is the fact chosen last.
  addStorage: () => ({ facts: new Map(), asked: new Set(), last: null }),

  onBeforeCreate() {
    const brought = JSON.parse(document.getElementById("condition-facts")?.textContent ?? "{}")
    for (const [ref, fact] of Object.entries(brought)) this.storage.facts.set(ref, fact)
  },

  addCommands() {
    return {
      setCondition: () => ({ editor, state }) => {
        const { facts, last } = editor.storage.trueWhile
        const present = conditionAt(state)
        const at = present ?? targetAt(state)
        if (!at) return false
        const { ref, words } = read(at.attrs ?? {})
        const fact = present ? facts.get(ref) : last
        const hold = at.attrs?.hold ?? (at.range ? "swap" : "flag")
        new Dialog({
          words: quoted(state.doc, at),
          given: { fact, words: present ? words : [], hold },
          editing: Boolean(present),
          request: (asked, signal) => editor.storage.atMenu.menu.request(asked, signal),
          done: (chosen, attrs) => {
            if (chosen) editor.storage.trueWhile.last = chosen
            if (chosen) facts.set(chosen.ref, chosen)
            editor.view.dispatch(chosen ? put(editor.state, at, attrs) : free(editor.state, at))
          },
          closed: () => editor.view.focus(),
        })
        return true
      },
    }
  },

  addKeyboardShortcuts() {
    return { "Alt-Shift-w": () => this.editor.commands.setCondition() }
  },

  addMenuItems({ buttons, menu }) {
    const button = buttons.material("hourglass_empty", "True while… (Alt+Shift+W)")
    button.setAttribute("aria-keyshortcuts", "Alt+Shift+W")
    button.setAttribute("aria-haspopup", "dialog")
    menu.defineItem({
      name: "while",
      groups: "live",
      priority: 70,
      button,
      enabled: ({ state }) => Boolean(conditionAt(state) ?? targetAt(state)),
      active: ({ state }) => Boolean(conditionAt(state)),
      command: (editor) => editor.commands.setCondition(),
    })
  },

  addProseMirrorPlugins() {
    const { editor, storage } = this
    const { facts, asked } = storage
    // Conditions that came by pasting, or whose fact is gone, are asked for one by one, each once.
    const learn = async (view) => {
      const unknown = [...refsIn(view.state.doc)].filter((ref) => !facts.has(ref) && !asked.has(ref))
      for (const ref of unknown) asked.add(ref)
      for (const ref of unknown) {
        await null // until the look-up is there
        try {
          const [fact] = await editor.storage.atMenu.menu.request({ q: "", kind: "condition", ref })
          facts.set(ref, fact ?? null)
        } catch {
          return // without an answer the words stand as they are
        }
        if (!editor.isDestroyed) view.dispatch(view.state.tr.setMeta(key, true))
      }
    }
    return [
      new Plugin({
        key,
        state: {
          init: (_, { doc }) => decorate(doc, facts),
          apply: (tr, before) => (tr.docChanged || tr.getMeta(key) ? decorate(tr.doc, facts) : before),
        },
        view: (view) => {
          learn(view)
          return { update: (_, before) => before.doc.eq(view.state.doc) || learn(view) }
        },
        props: {
          decorations: (state) => key.getState(state),
          handleDOMEvents: {
            // The label of a passage opens its condition; by keyboard it is the cursor inside and the shortcut.
            mousedown: (view, event) => {
              const label = event.target.closest?.(".desk-while-label")
              if (!label) return false
              event.preventDefault()
              const inside = TextSelection.near(view.state.doc.resolve(view.posAtDOM(label.parentNode, 0)))
              view.dispatch(view.state.tr.setSelection(inside))
              return editor.commands.setCondition()
            },
          },
        },
      }),
    ]
  },
})
