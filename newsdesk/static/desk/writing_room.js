// The writing room's small helps; without them everything can still be written, saved and published.
import { sent } from "desk/asking"

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

// The checks follow what is typed.
const PAUSE = 1200 // milliseconds without typing before the desk is asked
const found = document.getElementById("room-found")
let asked
const checkLater = () => {
  clearTimeout(asked)
  asked = setTimeout(check, PAUSE)
}
// What the form says that the story is about: [name of the field, key] of each thing.
const about = () =>
  ["shows", "people"].flatMap((name) => [...(form.elements[name]?.selectedOptions ?? [])].map(({ value }) => [name, value]))
const check = async () => {
  const { body } = form.elements
  const data = sent({ body: body.value, story: found.dataset.story }, form)
  for (const [name, key] of about()) data.append(name, key)
  try {
    const answer = await fetch(found.dataset.checks, { method: "POST", body: data, redirect: "manual" })
    if (answer.ok && body.value === data.get("body")) show(await answer.text())
  } catch {
    // What was found before stays, and says as of when; the next word typed asks again.
  }
}
// Whoever was on one of its buttons stays on the same one.
const show = (html) => {
  const on = found.contains(document.activeElement) && document.activeElement.dataset.key
  found.innerHTML = html
  if (on) found.querySelector(`[data-key="${CSS.escape(on)}"]`)?.focus()
  document.dispatchEvent(new CustomEvent("room:checked"))
}
const whenReady = (tries, then) => {
  const editor = form.querySelector(".ProseMirror")?.editor
  if (editor) then(editor)
  else if (tries) setTimeout(whenReady, 100, tries - 1, then)
}
if (found) whenReady(50, (editor) => {
  const { body } = form.elements
  if (body.value !== body.defaultValue) checkLater() // typed before anybody listened
  editor.on("update", checkLater)
})
let checkedFor = String(about())
jQuery?.("#id_shows, #id_people").on("change", () => {
  // Select2 tells of a change as it draws what is chosen.
  if (!found || checkedFor === String(about())) return
  checkedFor = String(about())
  checkLater()
})

// A fix at one press: the right title or name wherever the wrong one was typed, as one step to undo.
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".room-fix")
  const editor = button && form.querySelector(".ProseMirror")?.editor
  if (!editor) return
  const { wrong, fix } = button.dataset
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_])${wrong.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_])`, "gu")
  const places = []
  editor.state.doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    const text = node.textBetween(0, node.content.size, "", "\ufffc") // a chip counts one, as its place does
    for (const { index } of text.matchAll(whole)) places.unshift(position + 1 + index)
    return false
  })
  const { tr } = editor.state
  for (const from of places) tr.insertText(fix, from, from + wrong.length)
  editor.view.dispatch(tr)
  editor.view.focus()
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
const seek = (editor) => {
  const position = blockWith(editor.state.doc, sought)
  if (position === undefined) return
  editor.chain().setTextSelection(position + 1).focus().run()
  editor.view.domAtPos(position + 1).node.parentElement?.scrollIntoView({ block: "center" })
}
if (sought) whenReady(50, seek)

// Authors are sent in the order of the page, so whoever is chosen last goes to the end.
jQuery?.("#id_authors").on("select2:select", ({ params, currentTarget }) => {
  const chosen = [...currentTarget.options].find(({ value }) => value === String(params.data.id))
  if (chosen) currentTarget.append(chosen)
  jQuery(currentTarget).trigger("change")
})

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
