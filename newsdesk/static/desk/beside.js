// What stands beside a story is sent by itself: the panel is renewed where it is, and nothing typed elsewhere is lost.
// Without this the same forms open the room again.

const live = document.createElement("p")
live.className = "room-unseen"
live.setAttribute("role", "status")
document.body.append(live)

const LOGGED_OUT = "The desk no longer knows you: log in again in another tab, then press once more."
const fieldsOf = (panel) => [...panel.querySelectorAll("textarea, input[type=text]")]

// What was typed into the panel besides what this button sends: [name, value] of each field.
const SENT = {
  _say: () => ["comment-words", "comment-passage"],
  _answer: ({ value }) => [`answer-${value}`],
  _resolve: () => [],
  _reopen: () => [],
}
function typedElsewhere(panel, button) {
  const sent = SENT[button?.name]?.(button)
  const others = sent ? fieldsOf(panel).filter(({ name }) => !sent.includes(name)) : []
  return others.filter(({ value, defaultValue }) => value !== defaultValue).map(({ name, value }) => [name, value])
}

async function send(form, button) {
  const panel = document.getElementById(form.dataset.beside)
  const body = new FormData(form, button)
  const others = typedElsewhere(panel, button)
  for (const [name] of others) body.delete(name)
  let answer
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { "X-Beside": "1" } })
  } catch {
    return say(panel, "The desk did not answer. What you typed is still here.")
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const fresh = page.getElementById(panel.id)
  if (!fresh) return say(panel, page.querySelector("#login-form") ? LOGGED_OUT : `That was refused (${answer.status}). What you typed is still here.`)
  panel.replaceWith(fresh)
  for (const [name, value] of others) restore(fresh, name, value)
  const told = page.querySelector(".messagelist li") ?? fresh.querySelector(".errorlist")
  live.textContent = told?.textContent.trim() ?? ""
  const place = page.querySelector("[data-place]")?.dataset.place
  const target = (place && document.getElementById(place)) || fresh.querySelector(".errorlist ~ :is(textarea, input)") || fresh
  target.focus()
  document.dispatchEvent(new CustomEvent("beside", { detail: fresh }))
}

function restore(panel, name, value) {
  const field = fieldsOf(panel).find((each) => each.name === name)
  if (!field) return
  field.value = value
  const folded = field.closest("details")
  if (folded) folded.open = true
}

function say(panel, words) {
  let note = panel.querySelector(".room-gone")
  if (!note) panel.append((note = Object.assign(document.createElement("p"), { className: "room-gone" })))
  note.textContent = live.textContent = words
}

for (const form of document.querySelectorAll("form[data-beside]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    if (form.dataset.busy) return
    form.dataset.busy = "1"
    send(form, event.submitter).finally(() => delete form.dataset.busy)
  })
}

// A missing item of the checklist leads to its field, whatever stands for it: the editor, a list of choices.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".room-to")
  const field = link && document.getElementById(link.hash.slice(1))
  if (!field) return
  event.preventDefault()
  const folded = field.closest("details")
  if (folded) folded.open = true
  const shown = field.closest(".prose-editor")?.querySelector(".ProseMirror")
    ?? field.parentElement.querySelector(".select2-selection--single, .select2-search__field") ?? field
  shown.scrollIntoView({ block: "center" })
  shown.focus()
})
