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
