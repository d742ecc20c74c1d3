// HTML from elsewhere (Word, Google Docs, a page), written anew: of it only what a story may hold comes through, in the
// shape in which articles/body.py stores it. It is read in a template, where nothing is requested and nothing runs.

// The policy of the page forbids styles and handlers there too, and complains of each; so they are read under another name.
const HELD = "data-held-"
const FORBIDDEN = /([\s"'/])(?=(?:style|on[a-z]+)\s*=)/gi
const read = (html) => {
  const template = document.createElement("template")
  template.innerHTML = html.replace(FORBIDDEN, `$1${HELD}`)
  return template.content
}

// --- What is left out, and what is read as what ---

const NEVER = new Set(
  `AUDIO BASE BUTTON CANVAS DATALIST DEL EMBED HEAD IFRAME INPUT LINK MATH META NOEMBED NOFRAMES NOSCRIPT OBJECT OPTION
  SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA TITLE VIDEO XML`.split(/\s+/),
)
const EMBEDDED = new Set(["AUDIO", "EMBED", "IFRAME", "OBJECT", "VIDEO"])
const BLOCKS = new Set(
  `ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2
  H3 H4 H5 H6 HEADER HGROUP HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL`.split(/\s+/),
)
const MARKS = {
  B: "strong", CITE: "em", CODE: "code", EM: "em", I: "em", KBD: "code", S: "s", SAMP: "code", STRIKE: "s",
  STRONG: "strong", SUB: "sub", SUP: "sup", TT: "code",
}
// Word's own: what it keeps of comments, of headers and footers, and the marker it draws before an item of a list.
const WORDS_OWN = new Set(["comment", "comment-list", "footer", "header"])
const OFFICE_NOTES = /^\[if !support(?!Footnotes)/ // up to the [endif]: stand-ins for what another program cannot draw

// As web/text.py: what no text of ours holds; and soft hyphens, which are marks of somebody else's line breaks.
const JUNK = /[\0-\x08\x0e-\x1f\x7f-\x9f\xad\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu
export const tidy = (text) => text.replaceAll(HELD, "").replace(JUNK, "").normalize("NFC")
// A run of spaces is one, and so is a no-break space at the end of a run of formatting, which is how a browser writes an
// ordinary one; between two words it was meant.
const spaced = (text) => tidy(text).replace(/^\s+|\s+$|\s{2,}|[^\S\xa0]/g, " ")

// --- Addresses ---

// Those who send readers through an address of their own first, and the name under which it carries the real one.
const REDIRECTS = [
  [/(^|\.)google\.[a-z.]+$/, "/url", ["q", "url"]],
  [/\.safelinks\.protection\.outlook\.com$/, "", ["url"]],
  [/^lm?\.facebook\.com$/, "/l.php", ["u"]],
  [/(^|\.)youtube\.com$/, "/redirect", ["q"]],
]
const MOST_REDIRECTS = 3

const behind = (address) => {
  const { hostname, pathname, searchParams } = address
  const found = REDIRECTS.find(([host, path]) => host.test(hostname) && pathname.startsWith(path))
  const inner = found?.[2].map((name) => searchParams.get(name)).find(Boolean)
  return inner && /^https?:\/\//i.test(inner) && URL.canParse(inner) ? inner : null
}

// `href` as a link may hold it, without the detours, or "": what leads to a place on somebody's page leads nowhere here.
const linkAddress = (href) => {
  let address = tidy(href).replace(/[\n\t\r]/g, "").trim()
  for (let step = 0; step < MOST_REDIRECTS && /^https?:/i.test(address) && URL.canParse(address); step++) {
    address = behind(new URL(address)) ?? address
  }
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return ""
  const codes = { " ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "\\": "%5C" }
  return address.replace(/[ "<>\\]/g, (sign) => codes[sign])
}

// --- Reading an element ---

// Word's own properties are none that a browser keeps, so the attribute is read as it is written.
const styleOf = (element) => {
  const found = new Map()
  for (const part of (element.getAttribute(`${HELD}style`) ?? "").split(";")) {
    const [name, ...rest] = part.split(":")
    if (rest.length) found.set(name.trim().toLowerCase(), rest.join(":").trim().toLowerCase())
  }
  return found
}

const isHidden = (element, style) =>
  element.hidden || style.get("display") === "none" || style.get("mso-hide") === "all" ||
  WORDS_OWN.has(style.get("mso-element")) || style.get("mso-special-character") === "comment" ||
  style.get("mso-list") === "ignore"

// The mark of a comment at its words, and the comment itself below the text.
const isCommentMark = ({ classList, id }) =>
  classList.contains("MsoCommentReference") || classList.contains("msocomanchor") || /^cmnt_ref\d+$/.test(id)
const isComment = ({ tagName, firstElementChild: first }) => tagName === "P" && /^cmnt\d+$/.test(first?.id ?? "")

// A heading's level in the outline it came from, or 0.
const levelOf = (element) => {
  if (/^H[1-6]$/.test(element.tagName)) return Number(element.tagName[1])
  if (element.getAttribute("role") === "heading") return Number(element.getAttribute("aria-level")) || 2
  return element.classList.contains("MsoTitle") ? 1 : 0
}

// The marks on what stands in `element`, given those around it.
const marksOf = (element, style, around) => {
  const marks = new Set(around)
  const put = (mark, on) => (on ? marks.add(mark) : marks.delete(mark))
  if (element.tagName in MARKS) marks.add(MARKS[element.tagName])
  if (element.classList.contains("MsoFootnoteReference") || element.classList.contains("MsoEndnoteReference")) marks.add("sup")
  const weight = style.get("font-weight")
  if (weight) put("strong", /^bold/.test(weight) || Number(weight) >= 600)
  if (style.has("font-style")) put("em", /^(italic|oblique)/.test(style.get("font-style")))
  if (/line-through/.test(`${style.get("text-decoration")} ${style.get("text-decoration-line")}`)) marks.add("s")
  const height = style.get("vertical-align")
  if (height === "super" || height === "sub") marks.add(height === "super" ? "sup" : "sub")
  return marks
}

// A list that Word or its browser edition draws with paragraphs: {id, level, ordered, number} of one item, or null.
const itemOf = (element, style) => {
  const word = /^(l\d+)\s+level(\d+)\s*(\S*)/.exec(style.get("mso-list") ?? "")
  if (word && /^(P|DIV)$/.test(element.tagName)) {
    const marker = [...element.querySelectorAll(`[${HELD}style]`)].find((inner) => styleOf(inner).get("mso-list") === "ignore")
    const drawn = (marker?.textContent ?? "").trim()
    const ordered = /^\(?[\p{L}\p{N}][\p{L}\p{N}.]*[.)、]/u.test(drawn)
    return { id: word[1] + word[3], level: Number(word[2]), ordered, number: Number(/(\d+)\D*$/.exec(drawn)?.[1] ?? 1) }
  }
  const { listid: id, ariaLevel } = element.dataset
  if (element.tagName !== "LI" || !id || !ariaLevel) return null
  const list = element.parentElement
  const number = (list.start ?? 1) + [...list.children].indexOf(element)
  return { id, level: Number(ariaLevel) || 1, ordered: list.tagName === "OL", number }
}

// --- Writing ---

// Writes blocks into a document of its own, with single spaces and none at the edges of a line, as they are stored.
class Writer {
  constructor() {
    this.doc = document.implementation.createHTMLDocument("")
    this.into = this.doc.body
    this.line = null
    this.drawn = [] // the open levels of a list drawn with paragraphs
  }

  make(tag, attrs = {}) {
    const element = this.doc.createElement(tag)
    for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value)
    return element
  }

  // Whatever is put beside a list that is drawn ends it.
  add(element) {
    this.close()
    this.drawn = []
    this.into.append(element)
    return element
  }

  // Write what `write` writes into `element`.
  inside(element, write) {
    const { into, drawn } = this
    this.close()
    Object.assign(this, { into: element, drawn: [] })
    write()
    this.close()
    Object.assign(this, { into, drawn })
  }

  text(text, { tag, marks, href }) {
    let words = spaced(text)
    if (!this.line || this.atEdge || this.space) words = words.replace(/^ /, "")
    if (!words) return
    this.line ??= this.add(this.make(tag))
    let node = this.doc.createTextNode(words)
    this.space = words.endsWith(" ") ? node : null
    this.atEdge = false
    for (const mark of marks) {
      if (mark === "strong" && tag !== "p") continue // a heading is bold by itself
      const around = this.make(mark)
      around.append(node)
      node = around
    }
    if (href) {
      const link = this.make("a", { href })
      link.append(node)
      node = link
    }
    this.line.append(node)
  }

  // Two breaks are a new paragraph.
  break() {
    if (!this.line) return
    this.trim()
    if (this.line.lastChild?.tagName === "BR") return this.close()
    this.line.append(this.make("br"))
    this.atEdge = true
  }

  trim() {
    if (this.space) this.space.data = this.space.data.trimEnd()
    this.space = null
  }

  close() {
    if (!this.line) return
    this.trim()
    if (this.line.lastChild?.tagName === "BR") this.line.lastChild.remove()
    this.line = null
  }

  // The item of a drawn list: in the list of its level, or in a new one within the item above.
  item({ id, level, ordered, number }) {
    this.close()
    const { drawn } = this
    while (drawn.length && drawn.at(-1).level > level) drawn.pop()
    const same = drawn.at(-1)?.level === level && drawn.at(-1)
    if (same && (same.id !== id || same.ordered !== ordered)) drawn.pop()
    if (drawn.at(-1)?.level !== level) {
      const list = this.make(ordered ? "ol" : "ul", ordered && number > 1 && number < 10_000 ? { start: number } : {})
      ;(drawn.at(-1)?.item ?? this.into).append(list)
      drawn.push({ id, level, ordered, list })
    }
    drawn.at(-1).item = this.make("li")
    drawn.at(-1).list.append(drawn.at(-1).item)
    return drawn.at(-1).item
  }
}

// --- From one to the other ---

class Reader {
  constructor(root) {
    this.out = new Writer()
    this.left = { pictures: 0, embedded: 0, comments: 0, tracked: 0 }
    // Several headings of the first level are those of sections, which begin at the second here.
    this.shift = root.querySelectorAll("h1, [role=heading][aria-level='1']").length > 1 ? 1 : 0
    this.children(root, { tag: "p", marks: new Set(), href: "" })
    this.out.close()
    for (const item of this.out.doc.querySelectorAll("li")) this.mend(item)
    for (const list of [...this.out.doc.querySelectorAll("ul:empty, ol:empty")].reverse()) list.remove()
  }

  children(element, state) {
    let skipping = false
    for (const node of element.childNodes) {
      if (node.nodeType === Node.COMMENT_NODE) {
        if (OFFICE_NOTES.test(node.data)) skipping = true
        else if (node.data.trim() === "[endif]") skipping = false
      } else if (!skipping && node.nodeType === Node.TEXT_NODE) this.text(node.data, state)
      else if (!skipping && node.nodeType === Node.ELEMENT_NODE) this.element(node, state)
    }
  }

  text(text, state) {
    if (!state.lines) return this.out.text(text, state)
    text.split(/\r\n?|\n/).forEach((line, index) => {
      if (index) this.out.break()
      this.out.text(line, state)
    })
  }

  element(element, around) {
    const style = styleOf(element)
    const { tagName } = element
    if (this.isLeft(element, style)) return
    if (tagName === "BR") return this.out.break()
    if (tagName === "IMG") return this.picture(element, around)
    const state = { ...around, marks: marksOf(element, style, around.marks) }
    if (tagName === "A" && element.hasAttribute("href")) state.href = linkAddress(element.getAttribute("href"))
    if (!BLOCKS.has(tagName)) return this.children(element, state)
    this.block(element, style, state)
  }

  // Whether it stays out; what a writer may miss is counted.
  isLeft(element, style) {
    if (EMBEDDED.has(element.tagName)) this.left.embedded++
    if (element.tagName === "DEL" || element.tagName === "INS") this.left.tracked++
    if (isCommentMark(element)) this.left.comments++
    // Of SVG and MathML the names are written small.
    return NEVER.has(element.tagName.toUpperCase()) || isCommentMark(element) || isComment(element) || isHidden(element, style)
  }

  // Chats draw their emoji, and letters count their readers with a picture of one pixel.
  picture(element, state) {
    const sides = [element.getAttribute("width"), element.getAttribute("height")]
    if (/^\p{Extended_Pictographic}/u.test(element.alt) && element.alt.length < 12) this.out.text(element.alt, state)
    else if (!sides.includes("1")) this.left.pictures++
  }

  block(element, style, state) {
    const { out } = this
    const { tagName, className } = element
    const item = itemOf(element, style)
    if (item) return out.inside(out.item(item), () => this.children(element, { ...state, tag: "p" }))
    // A paragraph without a marker amid the items of a drawn list belongs to the one before it.
    if (/^MsoListParagraph/.test(className) && out.drawn.length) {
      return out.inside(out.drawn.at(-1).item, () => this.children(element, state))
    }
    out.close()
    if (tagName === "UL" || tagName === "OL") this.list(element, state)
    else if (tagName === "TABLE") this.table(element, state)
    else if (tagName === "HR") this.rule(element)
    else if (tagName === "BLOCKQUOTE" || /^Mso(Intense)?Quote/.test(className)) this.quote(element, state)
    else {
      const level = levelOf(element)
      const inItem = out.into.tagName === "LI" // where a heading would push the item's own words down
      const tag = level && !inItem ? `h${Math.min(4, Math.max(2, level + this.shift))}` : state.tag
      this.children(element, { ...state, tag, lines: state.lines || tagName === "PRE" })
    }
    out.close()
  }

  rule(element) {
    const among = element.closest(`[${HELD}style*='mso-element' i]`)
    if (!among || !/footnote|endnote/.test(styleOf(among).get("mso-element"))) this.out.add(this.out.make("hr"))
  }

  quote(element, state) {
    const { into } = this.out
    const last = into.lastElementChild
    const drawn = element.tagName !== "BLOCKQUOTE"
    const quote = drawn && last?.tagName === "BLOCKQUOTE" ? last : this.out.make("blockquote")
    this.out.inside(quote, () => this.children(element, { ...state, tag: "p" }))
    if (quote !== last && quote.hasChildNodes()) this.out.add(quote)
  }

  // Google Docs puts the list of the next level beside an item, others into it; Word's browser edition, each item into a
  // list of its own.
  list(element, state) {
    const { out } = this
    const drawn = [...element.children].filter((child) => itemOf(child, styleOf(child)))
    if (drawn.length) return drawn.forEach((child) => this.element(child, { ...state, tag: "p" }))
    const start = element.tagName === "OL" && element.start > 1 && element.start < 10_000 ? { start: element.start } : {}
    const list = out.make(element.tagName === "OL" ? "ol" : "ul", start)
    for (const child of element.childNodes) {
      const nested = child.tagName === "UL" || child.tagName === "OL"
      const item = (nested && list.lastElementChild) || out.make("li")
      out.inside(item, () => this.itemsChild(child, { ...state, tag: "p" }))
      if (item.hasChildNodes() && item.parentNode !== list) list.append(item)
    }
    if (list.hasChildNodes()) out.add(list)
  }

  itemsChild(node, state) {
    if (node.nodeType === Node.TEXT_NODE) this.text(node.data, state)
    else if (node.nodeType === Node.ELEMENT_NODE) this.element(node, state)
  }

  // An item begins with a paragraph: one that holds only further items gives them up.
  mend(item) {
    const first = item.firstElementChild
    if (!first) return item.remove()
    if (first.tagName === "P") return
    if (first.tagName !== "UL" && first.tagName !== "OL") return item.prepend(this.out.make("p"))
    item.before(...first.children)
    first.remove()
    this.mend(item)
  }

  table(element, state) {
    const { out } = this
    if (element.getAttribute("role") === "presentation") return this.children(element, state)
    const body = out.make("tbody")
    for (const row of element.rows) {
      const cells = [...row.cells].map((cell) => this.cell(cell, state))
      const line = out.make("tr")
      line.append(...cells)
      if (cells.length) body.append(line)
    }
    if (!body.hasChildNodes()) return
    const table = out.make("table")
    const words = element.caption?.textContent.replace(/\s+/g, " ").trim()
    if (words) table.createCaption().textContent = words
    table.append(body)
    out.add(table)
  }

  cell(element, state) {
    const { out } = this
    const spans = ["colspan", "rowspan"].map((name) => [name, Number(element.getAttribute(name))])
    const kept = Object.fromEntries(spans.filter(([, many]) => many > 1 && many < 100))
    const cell = out.make(element.tagName === "TH" || element.closest("thead") ? "th" : "td", kept)
    const marks = marksOf(element, styleOf(element), state.marks)
    out.inside(cell, () => this.children(element, { ...state, tag: "p", marks }))
    if (!cell.hasChildNodes()) cell.append(out.make("p"))
    return cell
  }
}

// {html, left} of HTML from elsewhere; `left` counts what a writer may miss.
export const cleanHtml = (html) => {
  const { out, left } = new Reader(read(html))
  return { html: out.doc.body.innerHTML, left }
}
