// What is pasted: HTML from elsewhere is written anew (pasted_html.js), plain text becomes paragraphs, and what stayed out
// is said in words.
import { Extension, Link as BaseLink, pm } from "django-prose-editor/editor"
import { cleanHtml, tidy } from "desk/pasted_html"

const { Fragment, Slice } = pm.model

// --- What is said of it ---

const many = (number, one, more = `${one}s`) => `${number} ${number === 1 ? one : more}`
const inWords = ({ pictures, embedded, comments, tracked }) => {
  const left = [
    pictures && many(pictures, "picture"),
    embedded && many(embedded, "embedded thing"),
    comments && many(comments, "comment"),
  ].filter(Boolean)
  const count = pictures + embedded + comments
  const listed = left.length > 1 ? `${left.slice(0, -1).join(", ")} and ${left.at(-1)}` : left[0]
  return [
    count && `${listed} ${count === 1 ? "was" : "were"} left out.`,
    pictures && "Pictures come in by themselves: drop the files here, or press Insert picture.",
    tracked && "Tracked changes stand as if accepted.",
  ].filter(Boolean).join(" ")
}

// The paragraphs of plain text: blank lines part them, and other line breaks stay breaks; without a blank line each line
// is a paragraph.
const paragraphsOf = (text, marks, schema) => {
  const { paragraph, hardBreak } = schema.nodes
  const whole = tidy(text).replace(/\r\n?/g, "\n").trim()
  const blank = /\n(?:[^\S\n]*\n)+/
  return whole.split(blank.test(whole) ? blank : "\n").map((each) => {
    const lines = each.split("\n").map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean)
    const nodes = lines.flatMap((line) => [hardBreak.create(), schema.text(line, marks)]).slice(1)
    return nodes.length ? [paragraph.create(null, nodes)] : []
  }).flat()
}

export const Paste = Extension.create({
  name: "deskPaste", // the editor has one called paste
  transformPastedHTML(html) {
    if (html.includes("data-pm-slice")) return html // copied in the desk: every mark stays
    const cleaned = cleanHtml(html)
    this.editor.storage.telling.say(inWords(cleaned.left))
    return cleaned.html
  },
  addProseMirrorPlugins() {
    const { schema } = this.editor
    const clipboardTextParser = (text, $context) => {
      this.editor.storage.telling.say("")
      const paragraphs = paragraphsOf(text, $context.marks(), schema)
      return paragraphs.length ? new Slice(Fragment.from(paragraphs), 1, 1) : Slice.empty
    }
    return [new pm.state.Plugin({ props: { clipboardTextParser } })]
  },
})

// A name such as Booking.com is no address, pasted as little as typed.
export const Link = BaseLink.extend({
  addOptions() {
    return { ...this.parent?.(), shouldAutoLink: (address) => /^https?:\/\//i.test(address) }
  },
})
