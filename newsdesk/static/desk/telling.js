// What the editor has to say for itself, in a line under the text: what a paste left out, what a drop was refused for.
// Other modules call `editor.storage.telling.say(sentence)`; it stays until the next one, or is put away.
import { Extension, crel } from "django-prose-editor/editor"

export const Telling = Extension.create({
  name: "telling",
  addStorage: () => ({ say: () => {} }),
  onCreate() {
    const words = crel("span", { role: "status" })
    const away = crel("button", { type: "button", textContent: "Put away" })
    const line = crel("p", { className: "desk-told" }, [words, away])
    this.storage.say = (sentence) => {
      words.textContent = sentence
      line.classList.toggle("desk-told-empty", !sentence)
    }
    this.storage.say("")
    away.addEventListener("click", () => {
      this.storage.say("")
      this.editor.commands.focus()
    })
    this.editor.view.dom.after(line)
  },
})
