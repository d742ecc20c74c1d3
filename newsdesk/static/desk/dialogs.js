// What the editor's dialogs are made of: a box with fields and buttons, a list to find something in. Imported as
// "desk/dialogs", by the import map of articles/editor.py.
import { crel } from "django-prose-editor/editor"

const PAUSE = 150 // milliseconds without typing before the desk is asked

let made = 0
const newId = () => `desk-dialog-${++made}`

// --- Parts ---

// A field with its label: {dom, control, refuse}; `refuse(sentence)` says beneath it what is wrong, "" that nothing is.
export const field = (label, control, help = "") => {
  const id = (control.id ||= newId())
  const note = crel("p", { id: `${id}-help`, className: "desk-while-quiet", textContent: help })
  const wrong = crel("p", { id: `${id}-wrong`, className: "desk-while-wrong" })
  control.setAttribute("aria-describedby", `${wrong.id} ${note.id}`)
  const dom = crel("div", { className: "desk-field" }, [crel("label", { htmlFor: id, textContent: label }), control, wrong, note])
  const refuse = (words) => {
    wrong.textContent = words
    control.setAttribute("aria-invalid", String(Boolean(words)))
  }
  return { dom, control, refuse }
}

// A search field over a list, walked with the arrow keys. `request(words, signal)` finds rows, `draw(row)` gives the
// parts of a line, `pick(row)` takes one; `none` is said where there are none.
export class Finder {
  constructor({ label, name, request, draw, pick, none }) {
    Object.assign(this, { request, draw, pick, none, rows: [], chosen: 0, id: newId() })
    this.asked = crel("input", {
      type: "search", id: this.id, autocomplete: "off", role: "combobox", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": `${this.id}-list`,
    })
    this.list = crel("ul", { id: `${this.id}-list`, role: "listbox", "aria-label": name, hidden: true })
    this.note = crel("p", { className: "desk-while-quiet", role: "status" })
    const title = crel("label", { htmlFor: this.id, textContent: label })
    this.dom = crel("div", {}, [title, this.asked, this.note, this.list])
    this.asked.addEventListener("input", () => this.ask(PAUSE))
    this.asked.addEventListener("keydown", (event) => this.key(event))
  }

  ask(pause = 0) {
    this.stop()
    this.timer = setTimeout(() => this.find(this.asked.value.trim()), pause)
  }

  stop() {
    clearTimeout(this.timer)
    this.abort?.abort()
  }

  async find(words) {
    const { signal } = (this.abort = new AbortController())
    try {
      this.show(await this.request(words, signal))
      this.note.textContent = this.rows.length ? "" : this.none(words)
    } catch (error) {
      if (error.name === "AbortError") return
      this.show([])
      this.note.textContent = error.sentence ?? "The desk did not answer. Is the connection up?"
    }
  }

  show(rows) {
    this.rows = rows
    this.list.replaceChildren(...rows.map((row, index) => this.option(row, index)))
    this.list.hidden = !rows.length
    this.asked.setAttribute("aria-expanded", String(rows.length > 0))
    this.choose(0)
  }

  option(row, index) {
    const option = crel("li", { id: `${this.id}-${index}`, role: "option" }, this.draw(row))
    option.addEventListener("mousedown", (event) => event.preventDefault()) // the field keeps the focus
    option.addEventListener("click", () => this.pick(row))
    return option
  }

  choose(index) {
    this.chosen = index
    for (const [at, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(at === index))
    }
    const option = this.list.children[index]
    option?.scrollIntoView({ block: "nearest" })
    if (option) this.asked.setAttribute("aria-activedescendant", option.id)
    else this.asked.removeAttribute("aria-activedescendant")
  }

  key(event) {
    const { length } = this.rows
    if (event.isComposing) return
    if (event.key === "Enter") {
      if (length) this.pick(this.rows[this.chosen])
    } else if (length && event.key === "ArrowDown") this.choose((this.chosen + 1) % length)
    else if (length && event.key === "ArrowUp") this.choose((this.chosen - 1 + length) % length)
    else return
    event.preventDefault()
  }
}

// --- The box ---

// `press` is the word on the button that sends it, `more` are other buttons. `submit()` is waited for: the box closes
// then, unless it returned false, and stays with the sentence of an error it threw.
export class Box {
  constructor({ title, parts, press, more = [], submit, closed }) {
    this.submit = submit
    const id = newId()
    this.wrong = crel("p", { className: "desk-while-wrong", role: "alert" })
    this.go = crel("button", { className: "default", textContent: press })
    const cancel = crel("button", { type: "button", textContent: "Cancel" })
    cancel.addEventListener("click", () => this.close())
    const buttons = crel("div", { className: "desk-while-buttons" }, [this.go, cancel, ...more])
    const heading = crel("h2", { id, textContent: title })
    const form = crel("form", { method: "dialog", noValidate: true }, [heading, ...parts, this.wrong, buttons])
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.send()
    })
    this.dom = crel("dialog", { className: "desk-while", "aria-labelledby": id }, [form])
    this.dom.addEventListener("close", () => {
      this.dom.remove()
      closed()
    })
    document.body.append(this.dom)
    this.dom.showModal()
  }

  async send() {
    if (this.sending) return
    this.sending = true
    this.wrong.textContent = ""
    try {
      if ((await this.submit()) !== false) this.close()
    } catch (error) {
      if (!error.sentence) throw error
      this.wrong.textContent = error.sentence
    } finally {
      this.sending = false
    }
  }

  close() {
    this.dom.close()
  }
}
