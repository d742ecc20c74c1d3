// The writing room's small helps; without them everything can still be written, saved and published.
const form = document.getElementById("article_form")
const jQuery = window.django?.jQuery

// Live facts beside the text go in where the cursor is.
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".room-insert")
  const editor = button && form.querySelector(".ProseMirror")?.editor
  if (!editor) return
  const { ref, form: shape, text } = button.dataset
  const fact = { type: "fact", attrs: { ref, form: shape, label: text } }
  const { $to } = editor.state.selection
  const space = $to.parentOffset === $to.parent.content.size ? [{ type: "text", text: " " }] : []
  editor.chain().focus().insertContent([fact, ...space]).run()
})

// A check leads to its passage, or to the block that holds its sentence.
const squeezed = (element) => element.textContent.replace(/\s+/g, " ").trim()
const placeOf = (text, { place, passage }) => {
  const passages = [...text.querySelectorAll("[data-while]")]
  const counted = passages[passage]
  const blocks = [...text.querySelectorAll("p, h2, h3, h4, li, td, th, figcaption")]
  const found = blocks.filter((block) => place && squeezed(block).includes(place))
  const near = found.find((block) => block.contains(counted) || counted?.contains(block))
  return near ? counted : (found[0] ?? counted)
}
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".room-go")
  const text = button && form.querySelector(".ProseMirror")
  const place = text?.editor && placeOf(text, button.dataset)
  if (!place) return
  const { view, state } = text.editor
  const inside = state.selection.constructor.near(state.doc.resolve(view.posAtDOM(place, 0) + 1))
  view.dispatch(state.tr.setSelection(inside).scrollIntoView())
  view.focus()
})

// The second look opens a story at its sentence: the block with most of its words, as live facts may read otherwise now.
const sought = new URLSearchParams(location.search).get("at")?.match(/[\p{L}\p{N}]+/gu)
const blockWith = (doc, words) => {
  let best = { shared: words.length / 2 }
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    const there = new Set(node.textContent.match(/[\p{L}\p{N}]+/gu))
    const shared = words.filter((word) => there.has(word)).length
    if (shared > best.shared) best = { shared, position }
    return false
  })
  return best.position
}
const seek = (tries) => {
  const editor = form.querySelector(".ProseMirror")?.editor
  if (!editor) return tries && setTimeout(seek, 100, tries - 1)
  const position = blockWith(editor.state.doc, sought)
  if (position === undefined) return
  editor.chain().setTextSelection(position + 1).focus().run()
  editor.view.domAtPos(position + 1).node.parentElement?.scrollIntoView({ block: "center" })
}
if (sought) seek(50)

// Authors are sent in the order of the page, so whoever is chosen last goes to the end.
jQuery?.("#id_authors").on("select2:select", ({ params, currentTarget }) => {
  const chosen = [...currentTarget.options].find(({ value }) => value === String(params.data.id))
  if (chosen) currentTarget.append(chosen)
  jQuery(currentTarget).trigger("change")
})

// Leaving with something typed asks first.
let typed = false
const note = () => (typed = true)
form.addEventListener("input", note)
jQuery?.(form).on("change", note)
form.addEventListener("submit", () => (typed = false))
window.addEventListener("beforeunload", (event) => typed && event.preventDefault())

// Select2 leaves the fields it draws without a name.
jQuery?.(() => {
  for (const select of form.querySelectorAll("select.admin-autocomplete")) {
    const drawn = select.nextElementSibling
    const name = select.labels[0]?.textContent.trim()
    for (const part of drawn?.querySelectorAll(".select2-search__field, .select2-selection") ?? []) {
      part.removeAttribute("aria-labelledby")
      part.setAttribute("aria-label", name)
    }
  }
})
