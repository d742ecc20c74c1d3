// The dialog behind pictures.js: sends files to the library one after another, each with the words it needs, or finds a
// picture that is there. What the desk refuses it says in words, and keeps what was typed.
import { crel } from "django-prose-editor/editor"
import { token } from "desk/asking"
import { field } from "desk/dialogs"

const PAUSE = 200 // milliseconds without typing before the library is asked
const NO_ANSWER = "The desk did not answer. Is the connection up? What you typed is still here: press once more."
const LOGGED_OUT = "The desk no longer knows you. Log in again in another tab, then press once more."

// The words asked for, in their order: the name of the field, its label, whether it can stay empty, how long it may be.
const ASKED = [
  ["alt", "Alternative text", true, 300, "What it shows, for those who cannot see it."],
  ["credit", "Credit", true, 200, "Whom to name beside it, such as “Ana Doe/Network”."],
  ["title", "Title", false, 200, "For finding it again; readers do not see it."],
  ["licence", "Licence", false, 200, "On what terms it may be used."],
]
const KEPT = ["credit", "licence"] // for the next file: a batch is mostly by one hand

let dialogs = 0

// {status, errors or the picture}; status 0 where nothing came back.
const post = (address, fields, { onProgress, signal }) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest() // fetch does not say how far it has come
    request.open("POST", address)
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && onProgress(loaded / total)
    request.onload = () => {
      const isJson = request.getResponseHeader("Content-Type")?.startsWith("application/json")
      const moved = new URL(request.responseURL).pathname !== new URL(address, document.baseURI).pathname
      resolve({ status: moved ? 401 : request.status, ...(isJson ? JSON.parse(request.responseText) : {}) })
    }
    request.onerror = request.onabort = () => resolve({ status: 0 })
    signal.addEventListener("abort", () => request.abort())
    request.send(fields)
  })

const refusal = ({ status }) => {
  if (status === 0) return NO_ANSWER
  if (status === 401) return LOGGED_OUT
  if (status === 403) return "You may not add pictures to the library any more: ask an editor."
  if (status === 413) return "This file is too large for the desk. Make the picture smaller."
  return `The desk could not take it (${status}). What you typed is still here.`
}

export class PictureDialog {
  // `files` wait to be sent; `library` is asked for what is there; `done(picture)` is called with each that was sent or
  // chosen, `closed()` at the end. `send` is empty for those who may only choose.
  constructor({ files, library, send, most, tooHeavy, form, done, closed }) {
    Object.assign(this, { waiting: [...files], count: files.length, library, send, most, tooHeavy, form, done, fields: {} })
    this.id = `desk-picture-${++dialogs}`
    this.draw()
    this.listen(closed)
    document.body.append(this.box)
    this.box.showModal()
    this.turn(send && files.length ? "new" : "library")
    if (files.length) this.take(this.waiting.shift())
  }

  draw() {
    const { id } = this
    this.title = crel("h2", { id: `${id}-title`, textContent: "Insert picture" })
    this.tabs = crel("div", { className: "desk-tabs", hidden: !this.send || this.count > 0 }, [
      crel("button", { type: "button", value: "library", textContent: "From the library" }),
      crel("button", { type: "button", value: "new", textContent: "A new one" }),
    ])
    this.preview = crel("canvas", { hidden: true, width: 0, height: 0 })
    this.file = crel("input", { type: "file", accept: "image/jpeg,image/png,image/webp,image/gif" })
    const file = this.field("file", "File", true, "", this.file)
    const words = ASKED.map(([name, label, needed, most, help]) => {
      const input = name === "alt" ? crel("textarea", { rows: 2 }) : crel("input", { type: "text" })
      input.maxLength = most
      return this.field(name, label, needed, help, input)
    })
    this.progress = crel("progress", { max: 1, hidden: true, "aria-label": "Sent" })
    this.said = crel("p", { className: "desk-dialog-quiet", role: "status" })
    this.wrong = crel("p", { className: "desk-dialog-wrong", role: "alert" })
    this.press = crel("button", { type: "submit", className: "default", textContent: "Add and insert" })
    this.skip = crel("button", { type: "button", value: "skip", textContent: "Leave this one out", hidden: true })
    this.sending = crel("form", { noValidate: true }, [
      this.preview, file, ...words, this.progress, this.said, this.wrong,
      crel("div", { className: "desk-dialog-buttons" }, [this.press, this.skip, this.cancel()]),
    ])
    this.asked = crel("input", { type: "search", id: `${id}-asked`, maxLength: 100 })
    this.list = crel("ul", { className: "desk-found" })
    this.note = crel("p", { className: "desk-dialog-quiet", role: "status" })
    const only = "You may choose what is in the library; to add a picture, ask an editor."
    this.finding = crel("div", {}, [
      crel("p", { textContent: this.send ? "" : only }),
      crel("label", { htmlFor: this.asked.id, textContent: "Find by title, what it shows, or credit" }),
      this.asked, this.note, this.list, crel("div", { className: "desk-dialog-buttons" }, [this.cancel()]),
    ])
    const attrs = { className: "desk-dialog desk-picture-dialog", "aria-labelledby": `${id}-title` }
    this.box = crel("dialog", attrs, [this.title, this.tabs, this.sending, this.finding])
  }

  cancel() {
    return crel("button", { type: "button", value: "cancel", textContent: "Cancel" })
  }

  field(name, label, needed, help, input) {
    Object.assign(input, { name, required: needed })
    this.fields[name] = field(needed ? label : `${label} (optional)`, input, help)
    return this.fields[name].dom
  }

  listen(closed) {
    this.box.addEventListener("click", ({ target: { value } }) => {
      if (value === "cancel") this.box.close()
      if (value === "skip") this.next()
      if (value === "library" || value === "new") this.turn(value)
    })
    this.sending.addEventListener("submit", (event) => {
      event.preventDefault()
      if (!this.sent) this.submit()
    })
    this.file.addEventListener("change", () => this.look(this.file.files[0]))
    this.asked.addEventListener("input", () => this.ask(PAUSE))
    this.box.addEventListener("close", () => {
      clearTimeout(this.timer)
      this.sent?.abort()
      this.abort?.abort()
      this.box.remove()
      closed()
    })
  }

  turn(way) {
    this.sending.hidden = way !== "new"
    this.finding.hidden = way === "new"
    for (const tab of this.tabs.children) tab.setAttribute("aria-pressed", String(tab.value === way))
    if (way === "library") this.ask(0)
    ;(way === "library" ? this.asked : this.count ? this.sending.elements.alt : this.file).focus()
  }

  // --- A new one ---

  // Asks for the words of `file`, as if it had been chosen in the field.
  take(file) {
    const chosen = new DataTransfer()
    chosen.items.add(file)
    this.file.files = chosen.files
    const which = this.count > 1 ? ` ${this.count - this.waiting.length} of ${this.count}` : ""
    this.title.textContent = `Insert picture${which}`
    this.skip.hidden = !this.waiting.length
    this.look(file)
  }

  // The browser that chose the file draws it small; what it cannot read the desk will say.
  async look(file) {
    this.preview.hidden = true
    this.tell({})
    const drawn = file && (await createImageBitmap(file).catch(() => null))
    if (!drawn || file !== this.file.files[0]) return
    const scale = Math.min(1, 320 / drawn.width, 160 / drawn.height)
    Object.assign(this.preview, { width: drawn.width * scale, height: drawn.height * scale, hidden: false })
    this.preview.getContext("2d").drawImage(drawn, 0, 0, this.preview.width, this.preview.height)
    drawn.close()
  }

  async submit() {
    const missing = this.missing()
    this.tell(missing)
    if (Object.keys(missing).length) return
    const fields = new FormData(this.sending)
    fields.set("csrfmiddlewaretoken", token(this.form))
    this.sent = new AbortController()
    this.press.disabled = true
    this.progress.hidden = false
    this.far(0)
    const answer = await post(this.send, fields, { onProgress: (part) => this.far(part), signal: this.sent.signal })
    this.progress.hidden = true
    this.press.disabled = false
    this.said.textContent = ""
    const { aborted } = this.sent.signal
    this.sent = null
    if (aborted) return
    if (answer.status === 201) {
      this.done(answer)
      return this.next()
    }
    this.tell(answer.errors ?? {}, answer.errors ? "" : refusal(answer))
  }

  // As the desk would say it, before a large file has been on its way for nothing.
  missing() {
    const { file, alt, credit } = this.sending.elements
    const found = {}
    if (!file.files.length) found.file = ["Choose a file."]
    else if (file.files[0].size > this.most) found.file = [this.tooHeavy]
    if (!alt.value.trim()) found.alt = ["Say what it shows, for those who cannot see it."]
    if (!credit.value.trim()) found.credit = ["Say whom to name beside it."]
    return found
  }

  far(part) {
    this.progress.value = part
    this.said.textContent = part < 1 ? `Sending: ${Math.round(part * 100)} %` : "The desk looks at the picture…"
  }

  // Says what is wrong with each field, and leads to the first.
  tell(errors, sentence = "") {
    for (const [name, { refuse }] of Object.entries(this.fields)) refuse((errors[name] ?? []).join(" "))
    const others = Object.entries(errors).filter(([name]) => !(name in this.fields)).flatMap(([, said]) => said)
    this.wrong.textContent = [sentence, ...others].filter(Boolean).join(" ")
    this.sending.querySelector("[aria-invalid=true]")?.focus()
  }

  // The next file that waits, with what is likely to be the same; else that was all.
  next() {
    this.sent?.abort()
    if (!this.waiting.length) return this.box.close()
    for (const [name] of ASKED) if (!KEPT.includes(name)) this.sending.elements[name].value = ""
    this.take(this.waiting.shift())
    this.sending.elements.alt.focus()
  }

  // --- From the library ---

  ask(pause) {
    clearTimeout(this.timer)
    this.abort?.abort()
    this.timer = setTimeout(() => this.fetch(this.asked.value.trim()), pause)
  }

  async fetch(words) {
    this.abort = new AbortController()
    try {
      const found = await this.library.search({ q: words }, this.abort.signal)
      this.list.replaceChildren(...found.map((picture) => this.choice(picture)))
      const none = words ? "No match" : "The library is empty."
      this.note.textContent = found.length ? (words ? "" : "The newest first.") : none
    } catch (error) {
      if (error.name !== "AbortError") this.note.textContent = "The library did not answer. Is the connection up?"
    }
  }

  choice(picture) {
    const words = [crel("b", { textContent: picture.title }), crel("small", { textContent: picture.credit })]
    const image = crel("img", { src: picture.small, alt: "", loading: "lazy" })
    const button = crel("button", { type: "button", className: "plain", title: picture.alt }, [image, ...words])
    button.addEventListener("click", () => {
      this.done(picture)
      this.box.close()
    })
    return crel("li", {}, [button])
  }
}
