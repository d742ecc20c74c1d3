// Keeps what is typed and not saved: with the desk every few seconds, in this browser while the desk is away. Says so
// beside the buttons, and who else has the story open. articles/autosave.py is the other end.
import { token } from "desk/asking"

const form = document.getElementById("article_form")
const line = form?.querySelector(".room-kept")
const { address, user, story, most } = line.dataset
const [words, age] = line.querySelectorAll("span")
const link = line.querySelector("a")
const field = (name) => form.querySelector(`[name="${name}"]`)

const PAUSE = 2500 // ms after the last key
const LONGEST_WAIT = 8000 // ms, however long somebody types on
const AGAIN = 5000 // ms between two tries
const BEAT = 20000 // ms between two signs that the story is open
const PATIENCE = 15000 // ms for an answer
const LEAVING_MOST = 60000 // bytes that a browser sends while it leaves the page

// --- What the form holds ---

const isTyped = (name) => !name.startsWith("_") && name !== "csrfmiddlewaretoken"
const snapshot = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => isTyped(name) && typeof value === "string"))
// crypto.randomUUID is missing on plain http.
const newKey = () => {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

let opened // as it was before the first touch; the editor has tidied it by then
let kept // as the desk has it
let state = "idle" // idle, typed, kept, away, elsewhere, logged-out
let keptAt
let known = field("_copy").value.split(",").filter(Boolean)
let flight = null
let timer
let since // of the first key not kept
const restored = form.querySelector("[data-copy]") !== null

const isUnkept = () => opened !== undefined && snapshot() !== (kept ?? opened)

// --- What this browser keeps while the desk cannot ---

const SHELF = `newsdesk-typed:${user}:${story}:`
const place = SHELF + newKey()
const shelve = () => {
  try {
    const said = { fields: JSON.parse(snapshot()), version: field("_version")?.value ?? "", base: field("_base").value, known, at: Date.now() }
    localStorage.setItem(place, JSON.stringify(said))
    return true
  } catch {
    return false // full, or forbidden
  }
}
const unshelve = (where = place) => {
  try {
    localStorage.removeItem(where)
  } catch { /* forbidden: nothing is there */ }
}
const shelved = () => {
  try {
    const places = Object.keys(localStorage).filter((name) => name.startsWith(SHELF) && name !== place)
    return places.map((where) => ({ where, ...JSON.parse(localStorage.getItem(where)) })).sort((one, other) => one.at - other.at)
  } catch {
    return []
  }
}

// --- What it says ---

const ago = (ms) => {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s ago`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`
}
const say = (next, sentence) => {
  state = next
  line.dataset.state = next
  if (words.textContent !== sentence) words.textContent = sentence
  link.hidden = next !== "logged-out"
  tellAge()
}
const tellAge = () => (age.textContent = state === "kept" ? `${ago(Date.now() - keptAt)}. Only you see it until you save.` : "")
setInterval(tellAge, 1000)

const notice = (name, shown, sentence) => {
  const element = form.querySelector(`[data-${name}]`)
  element.hidden = !shown
  if (sentence !== undefined && element.textContent !== sentence) element.textContent = sentence
}
const hear = (answer) => {
  const { present = [], version } = answer
  notice("here", present.length > 0, present.length ? `${present.join(", ")} ${present.length > 1 ? "have" : "has"} this open too.` : "")
  if (version !== undefined) notice("overtaken", String(version) !== field("_version")?.value)
}

// --- Asking the desk ---

const post = async (fields, extra, options = {}) => {
  const body = new FormData()
  for (const [name, value] of fields) body.append(name, value)
  const all = { csrfmiddlewaretoken: token(form), _who: field("_who").value, _version: field("_version")?.value ?? "", ...extra }
  for (const [name, value] of Object.entries(all)) body.append(name, value)
  const answer = await fetch(address, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE), ...options })
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {}
  return { status: answer.status, ...said }
}

// A sentence when the form holds more than the desk reads, else "".
const excess = () => {
  const length = new Blob([snapshot()]).size
  const sentence = `This form holds ${Math.ceil(length / 1048576)} MB, and at most ${Math.floor(most / 1048576)} MB can be sent. Nothing was sent: shorten it.`
  return length > most ? sentence : ""
}

// Returns what became of it: "kept", "logged-out", "away" or "refused".
const keep = async (options = {}) => {
  clearTimeout(timer)
  since = undefined
  if (excess()) {
    say("refused", excess())
    return "refused"
  }
  const said = snapshot()
  const key = newKey()
  // Named before it is sent: when the answer is lost, the desk may have it all the same.
  const before = known
  known = [...known, key].slice(-40)
  field("_copy").value = known.join(",")
  let answer
  try {
    const extra = { _copy: before.join(","), _key: key, _base: field("_base").value }
    answer = await post(JSON.parse(said), extra, options)
  } catch {
    answer = { status: 0 }
  }
  return settle(answer, said, key)
}

const settle = (answer, said, key) => {
  const { status, problem, logged_in } = answer
  if (status === 200) {
    known = [key]
    field("_copy").value = key
    kept = said
    keptAt = Date.now()
    unshelve()
    hear(answer)
    if (story === "new") remember(key)
    if (!logged_in) say("logged-out", "Kept, but you are logged out: log in, then go on here.")
    else if (problem) say("refused", problem)
    else say("kept", "Kept")
    return logged_in ? "kept" : "logged-out"
  }
  const here = shelve()
  if (status === 401) {
    say("logged-out", `You are logged out. ${here ? "What you typed is kept in this browser" : "Copy what you typed"}: log in, then go on here.`)
    return "logged-out"
  }
  if (status === 409 || status === 403) {
    hear(answer)
    say("refused", problem ?? "Not kept: the desk refused it.")
    return "refused"
  }
  if (status === 400 || status === 413) {
    say("refused", "Not kept: this is too long.")
    return "refused"
  }
  say("away", here ? "Not kept: no connection, trying again. This browser has it." : "Not kept: no connection, trying again.")
  timer = setTimeout(soon, AGAIN, 0)
  return "away"
}

// A reload, or a browser that opens its pages again, finds a new story by its address.
const remember = (key) => {
  const here = new URL(location)
  here.searchParams.set("copy", key)
  history.replaceState(history.state, "", here)
}

// One at a time, so that no older text comes after a newer one.
const keepNow = async (options) => {
  if (flight) await flight
  flight = keep(options)
  try {
    return await flight
  } finally {
    flight = null
    if (state === "kept" && isUnkept()) soon(PAUSE)
  }
}
const soon = (pause) => {
  clearTimeout(timer)
  timer = setTimeout(() => isUnkept() && !flight && keepNow(), pause)
}

// --- When ---

const note = () => {
  if (opened === undefined) return // the editor tidies what it opens, before anybody has touched it
  if (state === "idle") say("typed", "")
  since ??= Date.now()
  if (state !== "away") soon(Math.max(0, Math.min(PAUSE, since + LONGEST_WAIT - Date.now())))
}
const begin = () => (opened ??= snapshot())
for (const touch of ["focusin", "pointerdown", "keydown", "beforeinput", "dragenter"]) document.addEventListener(touch, begin, { capture: true })
form.addEventListener("input", note)
form.addEventListener("change", note)
window.django?.jQuery?.(form).on("change", note)
form.addEventListener("focusout", () => state !== "away" && soon(300))

// Somebody may have typed before this ran, and a browser that comes back fills in what was there.
// The body is left out: the editor tidies it.
const isOther = ({ type, checked, defaultChecked, options, value, defaultValue }) => {
  if (type === "checkbox" || type === "radio") return checked !== defaultChecked
  if (!options) return value !== defaultValue
  const all = [...options]
  return all.some((option) => option.defaultSelected) && all.some((option) => option.selected !== option.defaultSelected)
}
const fields = [...form.querySelectorAll("input:not([type=hidden]), textarea, select")].filter(({ name }) => name && isTyped(name) && name !== "body")
if (fields.some(isOther)) {
  opened = ""
  note()
}

let passed = false
const leave = () => {
  if (passed) return
  if (isUnkept()) {
    keepNow({ keepalive: snapshot().length < LEAVING_MOST })
    shelve() // in case the page is gone before the desk answers
  }
}
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : beat()))
window.addEventListener("pagehide", () => {
  leave()
  if (story !== "new") post([], { _here: "1", _left: "1" }, { keepalive: true }).catch(() => {})
})
window.addEventListener("pageshow", ({ persisted }) => persisted && (passed = false))
window.addEventListener("beforeunload", (event) => !passed && isUnkept() && event.preventDefault())

// Whether somebody else is here, whether somebody saved, and whether the session still stands.
const beat = async () => {
  if (document.hidden || flight || state === "away") return
  if (isUnkept()) return keepNow()
  try {
    const answer = await post([], { _here: "1" })
    if (answer.status === 200) hear(answer)
    if (answer.logged_in === false) say("logged-out", "You are logged out: log in, then go on here.")
    else if (state === "logged-out") say("idle", "You are logged in again.")
  } catch { /* the next one may get through */ }
}
setInterval(beat, BEAT)

// --- Saving: first it is kept, so that neither an ended session nor a desk that is away costs a word ---

form.addEventListener("submit", async (event) => {
  if (passed) return
  const isTouched = restored || (opened !== undefined && snapshot() !== opened)
  // Nothing to keep: it goes as it is, for within this event a form cannot be sent anew.
  if (!isTouched && !excess()) return void (passed = true)
  event.preventDefault()
  if (excess()) return say("refused", excess())
  const outcome = await keepNow()
  if (outcome === "away") return say("away", "Not saved: no connection. What you typed is kept in this browser; save again when the desk is back.")
  if (outcome === "logged-out") return
  clearTimeout(timer)
  passed = true
  field("csrfmiddlewaretoken").value = token(form)
  form.requestSubmit(event.submitter)
})

// --- What this browser kept when the desk was away goes to the desk, and opens with the form ---

const bringBack = async ({ where, fields, version, base, known, at }) => {
  const key = newKey()
  const extra = { _copy: known.join(","), _key: key, _version: version, _base: base, _age: String(Math.max(0, Math.round((Date.now() - at) / 1000))) }
  const answer = await post(fields, extra).catch(() => ({ status: 0 }))
  if (answer.status === 200) {
    unshelve(where)
    if (story === "new") remember(key)
    passed = true
    location.reload()
  } else if (answer.status === 409) {
    notice("local", true)
    form.querySelector("[data-local] p").textContent = "This browser keeps more of what you typed here, from another window. It opens when you have saved or thrown away what stands here."
  }
}

form.querySelector(".room-go-on")?.addEventListener("click", () => {
  form.querySelector("[data-copy]").hidden = true
  field("headline").focus()
})
const goOn = form.querySelector(".room-go-on")
if (goOn) goOn.hidden = false

const [left] = shelved()
if (left) await bringBack(left)
else beat()
