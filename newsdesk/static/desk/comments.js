// Comments on the words selected in the editor, and from a comment back to its words.

const editorOf = () => document.querySelector("#article_form .ProseMirror")?.editor
const LONGEST = 500 // characters of a passage

// The text of the story as it is read, with where each of its letters stands in the document.
function lettersOf(doc) {
  let text = ""
  const places = []
  const add = (words, from, step) => {
    for (let index = 0; index < words.length; index += 1) {
      const letter = /\s/.test(words[index]) ? " " : words[index]
      if (letter === " " && (text === "" || text.endsWith(" "))) continue
      text += letter
      places.push(from + index * step)
    }
  }
  doc.descendants((node, position) => {
    if (node.isText) add(node.text, position, 1)
    else if (node.isAtom && node.attrs.label) add(node.attrs.label, position, 0)
    else if (node.isBlock) add(" ", position, 0)
  })
  return { text, places }
}
const squeezed = (words) => words.replace(/\s+/g, " ").trim()

// {from, to} of a passage in the document, or null where its words are gone.
function placeOf(doc, passage, letters = lettersOf(doc)) {
  const words = squeezed(passage)
  const at = words ? letters.text.indexOf(words) : -1
  if (at < 0) return null
  const from = letters.places[at]
  const last = letters.places[at + words.length - 1]
  return { from, to: last + Math.max(1, doc.nodeAt(last)?.isText ? 1 : (doc.nodeAt(last)?.nodeSize ?? 1)) }
}

function selected(editor) {
  const { from, to, empty } = editor.state.selection
  if (empty) return ""
  const words = editor.state.doc.textBetween(from, to, " ", (node) => node.attrs.label ?? " ")
  return squeezed(words).slice(0, LONGEST)
}

// Begin a comment on the words selected.
function comment() {
  const editor = editorOf()
  const passage = document.getElementById("comment-passage")
  if (!editor || !passage) return
  passage.value = selected(editor)
  bubble.hidden = true
  const words = document.getElementById("comment-words")
  words.scrollIntoView({ block: "center" })
  words.focus()
}

const bubble = Object.assign(document.createElement("button"), { type: "button", className: "room-bubble", textContent: "Comment", hidden: true })
bubble.addEventListener("mousedown", (event) => event.preventDefault()) // the selection stays
bubble.addEventListener("click", comment)
document.body.append(bubble)

function showBubble(editor) {
  const { from, to, empty } = editor.state.selection
  bubble.hidden = empty || !editor.view.hasFocus() || !document.getElementById("comment-passage")
  if (bubble.hidden) return
  const start = editor.view.coordsAtPos(from)
  const end = editor.view.coordsAtPos(to)
  const left = Math.min(end.right, document.documentElement.clientWidth - bubble.offsetWidth - 8)
  bubble.style.left = `${Math.max(8, left)}px`
  const below = end.bottom + 6
  bubble.style.top = `${below + bubble.offsetHeight < window.innerHeight ? below : Math.max(8, start.top - bubble.offsetHeight - 6)}px`
}

// The words that open comments are about are underlined, where the browser can do that without touching the text.
let marking
function mark() {
  const editor = editorOf()
  if (!editor || !globalThis.Highlight) return
  const letters = lettersOf(editor.state.doc)
  const open = document.querySelectorAll("#room-comments > .room-comment .room-show")
  const ranges = [...open].map(({ dataset }) => placeOf(editor.state.doc, dataset.passage, letters)).filter(Boolean)
  CSS.highlights.set("commented", new Highlight(...ranges.map((place) => rangeOf(editor.view, place))))
}
function rangeOf(view, { from, to }) {
  const range = new Range()
  const start = view.domAtPos(from)
  const end = view.domAtPos(to)
  range.setStart(start.node, start.offset)
  range.setEnd(end.node, end.offset)
  return range
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".room-show")
  const editor = link && editorOf()
  if (!editor) return // to read only: the link leads to the words in the preview
  event.preventDefault()
  const place = placeOf(editor.state.doc, link.dataset.passage)
  const note = link.parentElement.querySelector(".room-gone")
  if (!place) {
    note ?? link.after(Object.assign(document.createElement("span"), { className: "room-gone", textContent: " These words are no longer in the text.", role: "status" }))
    return
  }
  note?.remove()
  editor.chain().setTextSelection(place).focus().run()
  editor.view.domAtPos(place.from).node.parentElement?.scrollIntoView({ block: "center" })
})

document.addEventListener("room:comment", comment) // shortcuts.js has the key for it

function start(tries) {
  const editor = editorOf()
  if (!editor) return tries && setTimeout(start, 100, tries - 1)
  for (const hint of document.querySelectorAll(".room-scripted")) hint.hidden = false
  for (const event of ["selectionUpdate", "focus"]) editor.on(event, () => showBubble(editor))
  editor.on("blur", () => (bubble.hidden = true))
  editor.on("update", () => {
    clearTimeout(marking)
    marking = setTimeout(mark, 400)
  })
  window.addEventListener("scroll", () => bubble.hidden || showBubble(editor), { passive: true })
  mark()
}
start(100)
document.addEventListener("beside", ({ detail }) => {
  for (const hint of detail.querySelectorAll(".room-scripted")) hint.hidden = !editorOf()
  mark()
})
