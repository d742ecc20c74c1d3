// Passages behind a fold, and the dialog that folds blocks away, changes what the fold says, and unfolds them again.
// Loaded by the editor.
import { Extension, Node, crel, pm } from "django-prose-editor/editor"
import { Box, field } from "desk/dialogs"
import { unwrapped, wrapping } from "desk/placing"

const { TextSelection } = pm.state
const { CellSelection } = pm.tables
const LONGEST = 120 // letters, as in articles/body.py

// What readers see of a fold, as articles/parts.py writes it.
const inWords = (label) => (/spoiler/i.test(label) ? label : `${label} (spoiler)`)

export const Spoiler = Node.create({
  name: "spoiler",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => ({
    label: {
      default: "Spoiler",
      parseHTML: (element) => element.getAttribute("data-spoiler"),
      renderHTML: ({ label }) => ({ "data-spoiler": label }),
    },
  }),
  parseHTML: () => [{ tag: "section[data-spoiler]" }],
  renderHTML: ({ HTMLAttributes }) => ["section", HTMLAttributes, 0],

  addNodeView() {
    return ({ node }) => {
      const label = crel("div", { className: "desk-spoiler-label", contentEditable: "false" })
      const contentDOM = crel("div")
      const dom = crel("section", { "data-spoiler": node.attrs.label }, [label, contentDOM])
      const update = ({ type, attrs }) => {
        if (type.name !== "spoiler") return false
        label.textContent = inWords(attrs.label)
        return true
      }
      update(node)
      return { dom, contentDOM, update, ignoreMutation: ({ target }) => !contentDOM.contains(target) }
    }
  },
})

// The fold the cursor stands in: {from, to, label}; null where there is none.
const foldAt = ({ selection: { $from, from, to, node: chosen } }) => {
  if (chosen?.type.name === "spoiler") return { from, to, label: chosen.attrs.label }
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (node.type.name === "spoiler") return { from: $from.before(depth), to: $from.after(depth), label: node.attrs.label }
  }
  return null
}

// The blocks a new fold would go around: {range}; null where none can, as around another fold.
const targetAt = ({ doc, selection, schema }) => {
  const { $from, $to } = selection
  const target = selection instanceof CellSelection ? null : wrapping($from, $to, schema.nodes.spoiler)
  let free = Boolean(target)
  if (target) {
    doc.nodesBetween(target.range.start, target.range.end, ({ type }) => {
      free &&= type.name !== "spoiler"
    })
  }
  return free ? target : null
}

const open = (editor) => {
  const { state } = editor
  const fold = foldAt(state)
  const target = fold ?? targetAt(state)
  if (!target) return false
  const label = field("What is behind it", crel("input", { type: "text", maxLength: LONGEST, value: fold?.label ?? "" }),
    "Readers see this first. Give nothing away: “Who dies in episode 4”.")
  const change = (attrs) => {
    const { tr, schema } = editor.state
    if (fold) return tr.setNodeMarkup(fold.from, null, attrs)
    return tr.wrap(target.range, [{ type: schema.nodes.spoiler, attrs }])
  }
  const unfold = crel("button", { type: "button", className: "grave", textContent: "Unfold it" })
  const box = new Box({
    title: "Fold away (spoiler)",
    parts: [label.dom],
    press: fold ? "Change the words" : "Fold it away",
    more: fold ? [unfold] : [],
    submit: () => {
      const words = label.control.value.replace(/\s+/g, " ").trim()
      label.refuse(words ? "" : "Say what is behind the fold.")
      if (words) editor.view.dispatch(change({ label: words }))
      else label.control.focus()
      return Boolean(words)
    },
    closed: () => editor.view.focus(),
  })
  unfold.addEventListener("click", () => {
    editor.view.dispatch(unwrapped(editor.state, fold))
    box.close()
  })
  label.control.select()
  return true
}

export const Spoilers = Extension.create({
  name: "spoilers",

  addKeyboardShortcuts() {
    return { "Alt-Shift-s": () => open(this.editor) }
  },

  addMenuItems({ buttons, menu }) {
    const button = buttons.material("visibility_off", "Fold away (Alt+Shift+S)")
    button.setAttribute("aria-keyshortcuts", "Alt+Shift+S")
    button.setAttribute("aria-haspopup", "dialog")
    menu.defineItem({
      name: "spoiler",
      groups: "live",
      priority: 65,
      button,
      enabled: ({ state }) => Boolean(foldAt(state) ?? targetAt(state)),
      active: ({ state }) => Boolean(foldAt(state)),
      command: open,
    })
  },

  addProseMirrorPlugins() {
    const { editor } = this
    // What a fold says opens its dialog; by keyboard it is the cursor inside and the shortcut.
    const mousedown = (view, event) => {
      const label = event.target.closest?.(".desk-spoiler-label")
      if (!label) return false
      event.preventDefault()
      const inside = TextSelection.near(view.state.doc.resolve(view.posAtDOM(label.nextSibling, 0)))
      view.dispatch(view.state.tr.setSelection(inside))
      return open(editor)
    }
    return [new pm.state.Plugin({ props: { handleDOMEvents: { mousedown } } })]
  },
})
