// What the keyboard does in the room, and the dialog that says so: it lists what is bound here and what the editor says it
// has bound, and nothing else.
import { Extension, crel, getExtensionField, getSchemaTypeByName } from "django-prose-editor/editor"

const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform)
const ALONE = "newsdesk-question-mark" // in this browser: "off" where ? alone opens nothing

// --- The room's own ---

const formOf = (editor) => editor.view.dom.closest("form")
const buttonOf = (editor, name) => formOf(editor)?.querySelector(`.submit-row [name="${name}"]`)
const press = (name) => ({
  can: (editor) => Boolean(buttonOf(editor, name)),
  run: (editor) => formOf(editor).requestSubmit(buttonOf(editor, name)),
})
const goTo = (id) => ({
  can: () => Boolean(document.getElementById(id)),
  run: () => {
    const place = document.getElementById(id)
    place.tabIndex = -1
    place.scrollIntoView({ block: "start" })
    place.focus()
  },
})
// Another module of the room does it when it is told to.
const tell = (name, id) => ({
  can: () => Boolean(document.getElementById(id)),
  run: () => document.dispatchEvent(new CustomEvent(name)),
})
const insertFact = {
  can: ({ storage }) => Boolean(storage.atMenu),
  run: ({ storage: { atMenu } }) => atMenu.menu.start("fact", atMenu.touched),
}
const insertPicture = {
  can: ({ storage }) => Boolean(storage.pictures?.library.find),
  run: (editor) => editor.commands.insertPicture(),
}
const help = { can: () => true, run: (editor) => show(editor) }

const ROOM = [
  ["Mod-s", "Save the draft", press("_save")],
  ["Alt-Shift-p", "Save and preview", press("_preview")],
  ["Alt-Shift-f", "Insert a live fact", insertFact],
  ["Alt-Shift-i", "Insert a picture", insertPicture],
  ["Mod-Alt-m", "Comment on what is selected", tell("room:comment", "comment-passage")],
  ["Alt-Shift-c", "Go to the checks", goTo("room-checks")],
  ["Mod-/", "Show this list", help],
]

// --- The editor's, of which those are shown that it has bound ---

const EDITOR = {
  Text: [
    ["Mod-b", "Bold"], ["Mod-i", "Italic"], ["Mod-Shift-s", "Struck out"], ["Mod-e", "Code"], ["Mod-,", "Subscript"],
    ["Mod-.", "Superscript"], ["Mod-k", "Link"], ["Alt-Shift-w", "True while…"],
  ],
  Blocks: [
    ["Mod-Alt-2", "Heading"], ["Mod-Alt-3", "Heading below it"], ["Mod-Alt-4", "Heading below that"],
    ["Mod-Alt-0", "Paragraph"], ["Mod-Shift-8", "List"], ["Mod-Shift-7", "Numbered list"], ["Mod-Shift-b", "Quotation"],
    ["Shift-Enter", "New line, same paragraph"], ["Tab", "Item one level in; next cell of a table"],
    ["Shift-Tab", "Item one level out; cell before"],
  ],
  Editing: [["Mod-z", "Undo"], ["Shift-Mod-z", "Redo"], ["F11", "Full screen, and back"]],
}

const boundBy = (editor) => {
  const { extensions } = editor.extensionManager
  return new Set(extensions.flatMap((extension) => {
    const { name, options, storage } = extension
    const context = { name, options, storage, editor, type: getSchemaTypeByName(name, editor.schema) }
    return Object.keys(getExtensionField(extension, "addKeyboardShortcuts", context)?.() ?? {})
  }))
}

// What a button of the toolbar says of itself, as "Alt+Shift+W" in its aria-keyshortcuts, and no list here says yet.
const toolbars = (editor, listed) =>
  [...editor.view.dom.parentElement.querySelectorAll(".prose-menubar [aria-keyshortcuts]")]
    .map((button) => [
      button.getAttribute("aria-keyshortcuts").replace(/\+/g, "-").replace("Control", "Mod").replace(/.$/, (key) => key.toLowerCase()),
      button.getAttribute("aria-label").replace(/ \(.*\)$/, ""),
    ])
    .filter(([keys]) => !listed.includes(keys))

// {heading: [[keys, what they do]]} of all that works here and now.
const groups = (editor) => {
  const bound = boundBy(editor)
  const room = ROOM.filter(([, , { can }]) => can(editor))
  const found = { "The story": room }
  for (const [heading, keys] of Object.entries(EDITOR)) found[heading] = keys.filter(([key]) => bound.has(key))
  const listed = Object.values(found).flat().map(([key]) => key)
  found.Text = [...found.Text, ...toolbars(editor, listed)]
  if (editor.storage.atMenu) found.Text.unshift(["@", "Live facts, live blocks and mentions"])
  return found
}

// --- In the words of the keyboard in front of whoever reads ---

const ON_MAC = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩", Tab: "⇥" }
const ORDER = MAC ? ["Alt", "Shift", "Mod"] : ["Mod", "Alt", "Shift"]

const named = (keys) => {
  const parts = keys.split("-")
  const key = parts.pop()
  const modifiers = ORDER.filter((each) => parts.includes(each))
  const written = [...modifiers, key.length === 1 ? key.toUpperCase() : key]
  if (MAC) return written.map((each) => ON_MAC[each] ?? each).join("")
  return written.map((each) => (each === "Mod" ? "Ctrl" : each)).join("+")
}

// --- The dialog ---

const isAlone = () => {
  try {
    return localStorage.getItem(ALONE) !== "off"
  } catch {
    return true // forbidden: as if nobody had chosen
  }
}
const setAlone = (on) => {
  try {
    localStorage.setItem(ALONE, on ? "on" : "off")
  } catch { /* forbidden: it holds until the page is gone */ }
}

const line = ([keys, does]) => crel("li", {}, [crel("span", { textContent: does }), " ", crel("kbd", { textContent: named(keys) })])

const show = (editor) => {
  // Whoever opens a list reads it from its beginning.
  const title = crel("h2", { id: "desk-shortcuts", textContent: "Keyboard shortcuts", tabIndex: -1, autofocus: true })
  const lists = Object.entries(groups(editor)).map(([heading, keys]) =>
    crel("section", {}, [crel("h3", { textContent: heading }), crel("ul", {}, keys.map(line))]),
  )
  const alone = crel("input", { type: "checkbox", checked: isAlone(), id: "desk-alone" })
  alone.addEventListener("change", () => setAlone(alone.checked))
  const close = crel("button", { type: "button", textContent: "Close" })
  const box = crel("dialog", { className: "desk-dialog desk-shortcuts", "aria-labelledby": title.id }, [
    title,
    crel("div", { className: "desk-keys" }, lists),
    crel("p", { className: "desk-alone" }, [
      alone, crel("label", { htmlFor: alone.id, textContent: "? alone opens this list too, where nothing is typed into" }),
    ]),
    crel("div", { className: "desk-dialog-buttons" }, [close]),
  ])
  const before = document.activeElement
  close.addEventListener("click", () => box.close())
  box.addEventListener("close", () => {
    box.remove()
    before?.focus()
  })
  document.body.append(box)
  box.showModal()
}

// --- Listening ---

// What an event pressed, in the same words. Alt makes other letters of them on some keyboards: then the key's place tells.
const pressed = ({ key, code, altKey, shiftKey, ctrlKey, metaKey }) => {
  const letter = /^[a-z]$/i.test(key) || !/^Key[A-Z]$/.test(code) ? key.toLowerCase() : code.slice(3).toLowerCase()
  const isLetter = /^[a-z]$/.test(letter) // Shift is part of how other signs are typed
  const parts = [(MAC ? metaKey : ctrlKey) && "Mod", altKey && "Alt", shiftKey && isLetter && "Shift", letter]
  return parts.filter(Boolean).join("-")
}
const isTypedInto = (target) => target.closest?.("input, textarea, select, [contenteditable=true]")

export const Shortcuts = Extension.create({
  name: "shortcuts",
  onCreate() {
    this.storage.listen = (event) => {
      const keys = pressed(event)
      const found = ROOM.find(([each]) => each === keys)
      const asks = keys === "?" && isAlone() && !isTypedInto(event.target)
      if (event.defaultPrevented || event.isComposing || !(asks || found?.[2].can(this.editor))) return
      event.preventDefault()
      if (!document.querySelector("dialog[open]")) (asks ? help : found[2]).run(this.editor)
    }
    document.addEventListener("keydown", this.storage.listen)
  },
  onDestroy() {
    document.removeEventListener("keydown", this.storage.listen)
  },
  addMenuItems({ buttons, menu }) {
    const button = buttons.material("keyboard", `Keyboard shortcuts (${named("Mod-/")})`)
    button.setAttribute("aria-haspopup", "dialog")
    menu.defineItem({ name: "shortcuts", groups: "utility", priority: 10, button, command: show })
  },
})
