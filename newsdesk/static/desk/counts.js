// How much is written: words and the minutes they take to read, beside the buttons, and the words of what is selected.
import { Extension } from "django-prose-editor/editor"

const PER_MINUTE = 230 // words that somebody reads
const HYPHEN = /^[-\u2010\u2011]$/
const numbers = new Intl.NumberFormat("en-GB")
const segmenter = Intl.Segmenter && new Intl.Segmenter("en-GB", { granularity: "word" })

// The words of a text in any script; with hyphens in between they are one, as in Yi-hyun.
const wordsIn = (text) => {
  if (!segmenter) return text.match(/[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu)?.length ?? 0
  let words = 0
  let before = "" // "word", "hyphened" for a hyphen right behind one, or ""
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike && before !== "hyphened") words++
    before = isWordLike ? "word" : before === "word" && HYPHEN.test(segment) ? "hyphened" : ""
  }
  return words
}

// A block is the same object until it is written in, so only what is being typed is counted anew.
const counted = new WeakMap()
const saidBy = (leaf) => leaf.attrs.label ?? " "
const wordsOf = (block) => {
  if (!counted.has(block)) counted.set(block, wordsIn(block.textBetween(0, block.content.size, " ", saidBy)))
  return counted.get(block)
}
const wordsOfAll = (doc) => {
  let words = 0
  doc.descendants((node) => {
    if (node.isTextblock) words += wordsOf(node)
    return !node.isTextblock
  })
  return words
}

const inWords = ({ doc, selection: { from, to, empty } }) => {
  const words = wordsOfAll(doc)
  const all = `${numbers.format(words)} ${words === 1 ? "word" : "words"}`
  if (!empty) return `${numbers.format(wordsIn(doc.textBetween(from, to, " ", saidBy)))} of ${all} selected`
  return words ? `${all} · ${Math.max(1, Math.round(words / PER_MINUTE))} min` : all
}

export const Counts = Extension.create({
  name: "counts",
  onCreate() {
    const { editor } = this
    const line = editor.view.dom.closest("form")?.querySelector("[data-counts]")
    if (!line) return
    let asked
    const tell = () => {
      asked = null
      if (!editor.isDestroyed) line.textContent = inWords(editor.state)
    }
    editor.on("transaction", () => (asked ??= requestAnimationFrame(tell)))
    line.title = `Reading at ${PER_MINUTE} words a minute`
    line.hidden = false
    tell()
  },
})
