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
const goTo = (text, place) => {
  const { view, state } = text.editor
  const inside = state.selection.constructor.near(state.doc.resolve(view.posAtDOM(place, 0) + 1))
  view.dispatch(state.tr.setSelection(inside).scrollIntoView())
  view.focus()
}
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".room-go")
  const text = button && form.querySelector(".ProseMirror")
  const place = text?.editor && placeOf(text, button.dataset)
  if (place) goTo(text, place)
})

// The second look opens a story at its sentence; live facts in it may read otherwise now, so less of it will do.
const sought = new URLSearchParams(location.search).get("at")
if (sought) {
  let tries = 40
  const seek = () => {
    const text = form.querySelector(".ProseMirror")
    if (!text?.editor) return tries-- > 0 ? setTimeout(seek, 100) : undefined
    const parts = [sought, sought.slice(0, 40), sought.slice(-40)]
    const place = parts.map((part) => placeOf(text, { place: part.trim() })).find(Boolean)
    if (!place) return
    goTo(text, place)
    place.scrollIntoView({ block: "center" })
  }
  seek()
}

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
