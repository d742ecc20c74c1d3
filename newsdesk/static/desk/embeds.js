// Videos and posts from elsewhere: a card with a caption, which asks their hosts for nothing, the dialog that makes one of
// an address, and pasting an address alone. Loaded by the editor; the desk decides what an address is.
import { Extension, Node, crel, pm } from "django-prose-editor/editor"
import { ask } from "desk/asking"
import { Box, field } from "desk/dialogs"
import { captioned, placeBlock } from "desk/placing"

const { Plugin } = pm.state
const { closeHistory } = pm.history

// Of a plain web address; what was pasted may hold any other.
const hostOf = (address) => (/^https?:/i.test(address) && URL.canParse(address) ? new URL(address).hostname : "")

export const Embed = Node.create({
  ...captioned("embed", "address"),
  addNodeView() {
    const { editor } = this
    return ({ node }) => {
      const name = crel("b")
      const link = crel("a", { target: "_blank", rel: "noreferrer" })
      const head = crel("div", { className: "desk-embed-head", contentEditable: "false" }, [name, " ", link])
      const contentDOM = crel("figcaption")
      const dom = crel("figure", {}, [head, contentDOM])
      const update = ({ type, attrs: { address } }) => {
        if (type.name !== "embed") return false
        dom.setAttribute("data-embed", address)
        const service = editor.storage.embeds.hosts[hostOf(address)]
        name.textContent = service ?? "Elsewhere: readers get a plain link"
        link.textContent = address
        if (service) link.href = address
        else link.removeAttribute("href")
        return true
      }
      update(node)
      return { dom, contentDOM, update, ignoreMutation: ({ target }) => !contentDOM.contains(target) }
    }
  },
})

// What the desk says of an address: {address, service} or {refusal}.
const understand = (check, address) => ask(`${check}?${new URLSearchParams({ address })}`)

// --- The dialog ---

// The card that is chosen, or whose caption the cursor stands in: {from, node}; null where there is none.
const cardAt = ({ selection: { $from, from, node: chosen } }) => {
  if (chosen?.type.name === "embed") return { from, node: chosen }
  return $from.parent.type.name === "embed" ? { from: $from.before(), node: $from.parent } : null
}

const open = (editor, check) => {
  const card = cardAt(editor.state)
  const address = field("Address of the video or post", crel("input", { type: "url", value: card?.node.attrs.address ?? "" }),
    "On YouTube, Vimeo, X, Instagram or TikTok.")
  const caption = field("Caption", crel("input", { type: "text" }), "What it shows. It can be changed in the text.")
  new Box({
    title: "Video or post",
    parts: card ? [address.dom] : [address.dom, caption.dom],
    press: card ? "Change the address" : "Put it in",
    submit: async () => {
      const found = await understand(check, address.control.value.trim())
      address.refuse(found.refusal ?? "")
      if (found.refusal) {
        address.control.focus()
        return false
      }
      const { state, schema, view } = editor
      if (card) return view.dispatch(state.tr.setNodeMarkup(card.from, null, { address: found.address }))
      const words = caption.control.value.replace(/\s+/g, " ").trim()
      return placeBlock(view, schema.nodes.embed.create({ address: found.address }, words ? schema.text(words) : null))
    },
    closed: () => editor.view.focus(),
  })
  address.control.select()
}

// --- Pasting ---

// The paragraph that holds nothing but `words`: {from, to}; null where there is none any more.
const lineOf = (doc, words) => {
  let found = null
  doc.descendants((node, from, parent, index) => {
    if (node.type.name !== "paragraph" || node.textContent !== words) return !found
    const { embed } = node.type.schema.nodes
    if (parent.canReplaceWith(index, index + 1, embed)) found ??= { from, to: from + node.nodeSize }
    return false
  })
  return found
}

// An address pasted alone on a line becomes its card once the desk has understood it; undo brings the address back.
const turnIntoCard = async (editor, check, words) => {
  let found
  try {
    found = await understand(check, words)
  } catch {
    return // an address it stays
  }
  const line = !editor.isDestroyed && found.address && lineOf(editor.state.doc, words)
  if (!line) return
  const { state, schema, view } = editor
  const tr = closeHistory(state.tr).replaceWith(line.from, line.to, schema.nodes.embed.create({ address: found.address }))
  view.dispatch(tr)
  editor.storage.telling.say(`Now a card from ${found.service}. Undo brings the address back.`)
}

export const Embeds = Extension.create({
  name: "embeds",
  // `hosts` maps those we know to the names of their services, `check` is the desk's address that decides.
  addOptions: () => ({ check: "", hosts: {} }),

  addStorage() {
    return { hosts: this.options.hosts }
  },

  addKeyboardShortcuts() {
    return {
      "Alt-Shift-e": () => {
        open(this.editor, this.options.check)
        return true
      },
    }
  },

  addMenuItems({ buttons, menu }) {
    const button = buttons.material("smart_display", "Video or post (Alt+Shift+E)")
    button.setAttribute("aria-keyshortcuts", "Alt+Shift+E")
    button.setAttribute("aria-haspopup", "dialog")
    menu.defineItem({
      name: "embed",
      groups: "live",
      priority: 72,
      button,
      active: ({ state }) => Boolean(cardAt(state)),
      command: (editor) => open(editor, this.options.check),
    })
  },

  addProseMirrorPlugins() {
    const { editor, options } = this
    const paste = (view, event) => {
      const words = event.clipboardData?.getData("text/plain").trim() ?? ""
      const { $from, empty } = view.state.selection
      const alone = empty && $from.parent.type.name === "paragraph" && !$from.parent.content.size
      if (alone && hostOf(words) in options.hosts && !/\s/.test(words)) {
        setTimeout(() => turnIntoCard(editor, options.check, words)) // once it is pasted
      }
      return false
    }
    return [new Plugin({ props: { handleDOMEvents: { paste } } })]
  },
})
