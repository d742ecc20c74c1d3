// Pictures of the library in a text: the figure, with what readers will see in it, and the ways in: a drop, a paste, the
// toolbar. pictures/choosing.py is the other end; it says in the options where to find pictures, and where to send one.
import { Extension, Node, crel, pm } from "django-prose-editor/editor"
import { ask } from "desk/asking"
import { PictureDialog } from "desk/picture_dialog"
import { captioned } from "desk/placing"

const { closeHistory } = pm.history
const { Fragment, Slice } = pm.model
const { Plugin, PluginKey, Selection, TextSelection } = pm.state
const { dropPoint } = pm.transform

// --- What the library says of the pictures of a text ---

// Only what this site serves is shown: a text may not make a browser ask anybody else.
const isOurs = (address) => new URL(address, document.baseURI).origin === location.origin

class Library {
  constructor(find) {
    Object.assign(this, { find, known: new Map(), wanted: new Map() })
  }

  // What is known of a picture, by its number: null where there is none, undefined where the desk did not answer. Those
  // that are wanted together are asked for together.
  of(number) {
    if (this.known.has(number)) return this.known.get(number)
    const answer = new Promise((resolve) => this.wanted.set(number, resolve))
    this.known.set(number, answer)
    if (this.wanted.size === 1) queueMicrotask(() => this.ask())
    return answer
  }

  async ask() {
    const wanted = [...this.wanted]
    this.wanted.clear()
    const found = await this.search({ keys: wanted.map(([number]) => number).join(",") }).catch(() => undefined)
    for (const [number, resolve] of wanted) {
      if (!found) this.known.delete(number)
      resolve(found && (found.find((picture) => String(picture.number) === number) ?? null))
    }
  }

  async search(asked, signal) {
    const address = new URL(this.find, document.baseURI)
    address.search = new URLSearchParams(asked)
    return (await ask(address, { signal })).results
  }
}

const draw = (shown, picture) => {
  if (picture === undefined) return
  if (picture === null) {
    shown.textContent = "This picture is not in the library any more: readers see nothing here."
    return
  }
  const { src, alt, title, credit, expired } = picture
  const image = isOurs(src) ? [crel("img", { src, alt, draggable: false })] : []
  const ended = expired ? " Its licence has run out: readers do not see it." : ""
  shown.replaceChildren(...image, crel("small", { textContent: `${title} · ${credit}.${ended}` }))
}

// Only its caption can be written here.
export const Picture = Node.create({
  ...captioned("picture", "number"),
  addNodeView() {
    return ({ node, HTMLAttributes }) => {
      const shown = crel("div", { className: "desk-picture", contentEditable: "false" })
      const contentDOM = crel("figcaption")
      const dom = crel("figure", HTMLAttributes, [shown, contentDOM])
      const { library } = this.editor.storage.pictures
      if (library.find) Promise.resolve(library.of(node.attrs.number)).then((picture) => draw(shown, picture))
      // What is drawn is not the text's, so its coming changes nothing of it.
      return { dom, contentDOM, ignoreMutation: ({ target }) => shown.contains(target) }
    }
  },
})

// --- Ways in ---

// Puts the picture where the nearest block begins or ends, or in the place of an empty paragraph; its caption is next to be
// written. Returns the place behind it.
const insert = ({ state, view }, at, number) => {
  const figure = state.schema.nodes.picture.create({ number: String(number) })
  const $at = state.doc.resolve(at)
  const tr = closeHistory(state.tr) // each picture is a step to undo
  let from
  const gives = $at.parent.type.name === "paragraph" && !$at.parent.content.size
  if (gives && $at.node(-1).canReplaceWith($at.index(-1), $at.indexAfter(-1), figure.type)) {
    from = $at.before()
    tr.replaceWith(from, $at.after(), figure)
  } else {
    from = dropPoint(state.doc, at, new Slice(Fragment.from(figure), 0, 0)) ?? state.doc.content.size
    tr.insert(from, figure)
  }
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 1)).scrollIntoView())
  return from + figure.nodeSize
}

const NOT_YOURS =
  "You may not add pictures to the library: ask an editor. Those in it can be chosen with Insert picture."
const NO_PICTURE = "That is no picture. Only pictures can be dropped or pasted here: JPEG, PNG, WebP or GIF."

const filesOf = (data) => [...(data?.files ?? [])]
const isField = (target) => target.closest?.("input[type=file]")

export const Pictures = Extension.create({
  name: "pictures",
  addOptions: () => ({ find: "", send: "", most: 0, tooHeavy: "" }),
  addStorage() {
    return { library: new Library(this.options.find) }
  },

  addCommands() {
    // Opens the dialog: for `files`, or to choose one. What is chosen goes to `at`, else to the cursor; a story nobody has
    // touched yet has its cursor at the beginning, and there it goes to the end.
    return {
      insertPicture: ({ files = [], at = null } = {}) => ({ editor }) => {
        if (!this.options.find) return false
        const { state, storage } = editor
        let place = at ?? (storage.atMenu?.touched ? state.selection : Selection.atEnd(state.doc)).to
        const follow = ({ transaction }) => (place = transaction.mapping.map(place))
        editor.on("transaction", follow)
        new PictureDialog({
          ...this.options,
          files,
          library: this.storage.library,
          form: editor.view.dom.closest("form"),
          done: (picture) => {
            this.storage.library.known.set(String(picture.number), picture)
            place = insert(editor, place, picture.number)
          },
          closed: () => {
            editor.off("transaction", follow)
            editor.view.focus()
            editor.view.dispatch(editor.state.tr.scrollIntoView())
          },
        })
        return true
      },
    }
  },

  addMenuItems({ buttons, menu }) {
    if (!this.options.find) return
    const button = buttons.material("add_photo_alternate", "Insert picture")
    button.setAttribute("aria-haspopup", "dialog")
    menu.defineItem({
      name: "picture",
      groups: "live",
      priority: 75,
      button,
      command: (editor) => editor.commands.insertPicture(),
    })
  },

  addProseMirrorPlugins() {
    const { editor, options } = this
    const say = (sentence) => editor.storage.telling.say(sentence)
    const take = (files, at) => {
      const pictures = files.filter(({ type }) => type.startsWith("image/"))
      say(!pictures.length ? NO_PICTURE : options.send ? "" : NOT_YOURS)
      if (pictures.length && options.send) editor.commands.insertPicture({ files: pictures, at })
      return true
    }
    return [
      new Plugin({
        key: new PluginKey("deskPictures"),
        props: {
          handlePaste: ({ state }, { clipboardData }, { content }) => {
            const files = filesOf(clipboardData)
            // Word puts a picture of the text beside the text; a copied file puts its name there.
            const hasWords = clipboardData?.getData("text/html") && content.textBetween(0, content.size, " ").trim()
            return files.length > 0 && !hasWords && take(files, state.selection.to)
          },
          handleDrop: (view, event, _, moved) => {
            const files = moved ? [] : filesOf(event.dataTransfer)
            const at = files.length && view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
            return files.length > 0 && take(files, at ?? null)
          },
        },
        // A file dropped beside the text would open in the place of the page, and take it away.
        view: () => {
          const refuse = (event) => {
            if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files") || isField(event.target)) return
            event.preventDefault()
            if (event.type === "drop") say("Drop pictures into the text.")
          }
          for (const type of ["dragover", "drop"]) document.addEventListener(type, refuse)
          return { destroy: () => ["dragover", "drop"].forEach((type) => document.removeEventListener(type, refuse)) }
        },
      }),
    ]
  },
})
