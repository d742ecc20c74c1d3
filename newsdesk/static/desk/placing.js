// Where a block goes in the text, what can be wrapped in one, and what figures share. Imported as "desk/placing", by the
// import map of articles/editor.py.
import { pm } from "django-prose-editor/editor"

const { NodeRange } = pm.model
const { TextSelection } = pm.state
const { findWrapping, insertPoint, liftTarget } = pm.transform

// Puts `block` where the cursor is: in the place of an empty paragraph, else after the block it stands in. `asked`
// {from, to} are words typed to ask for it, which go. The cursor comes behind it: a block that stayed selected would be
// replaced by the next letter.
export const placeBlock = (view, block, asked = null) => {
  const { state } = view
  const { paragraph } = state.schema.nodes
  const { from, to } = asked ?? { from: state.selection.to, to: state.selection.to }
  const $at = state.doc.resolve(from)
  const alone = $at.parent.type === paragraph && $at.parent.content.size === to - from && fits($at, block.type)
  const tr = alone ? state.tr : state.tr.delete(from, to)
  const at = alone ? $at.before() : after(tr.doc.resolve(from), block.type)
  if (alone) tr.replaceWith(at, $at.after(), block)
  else tr.insert(at, block)
  const behind = at + block.nodeSize
  if (!tr.doc.nodeAt(behind)?.isTextblock) tr.insert(behind, paragraph.create())
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, behind + 1)).scrollIntoView())
  view.focus()
}

// Begins a paragraph with `text` after the block the cursor stands in, and puts the cursor at its end.
export const paragraphAfter = ({ state, view }, text) => {
  const { $to } = state.selection
  const at = $to.parent.isTextblock ? $to.after() : $to.pos
  const { paragraph } = state.schema.nodes
  const tr = state.tr.insert(at, paragraph.create(null, text ? state.schema.text(text) : null))
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1 + text.length)).scrollIntoView())
  return true
}

// Whether a block of `type` can stand where the paragraph around `$at` does: a list's item begins with one.
const fits = ($at, type) => {
  const index = $at.index($at.depth - 1)
  return $at.node($at.depth - 1).canReplaceWith(index, index + 1, type)
}

const after = ($at, type) => {
  const { doc } = $at
  const end = $at.parent.isTextblock ? $at.after() : $at.pos
  return insertPoint(doc, end, type) ?? doc.content.size
}

// The smallest run of blocks around both ends that can stand in a node of `type`, as {range}; null where none can.
export const wrapping = ($from, $to, type) => {
  for (let depth = $from.depth; depth >= 0; depth--) {
    if ($from.node(depth).inlineContent || $to.pos > $from.end(depth) || (depth === $from.depth && $from.pos === $to.pos)) {
      continue
    }
    const range = new NodeRange($from, $to, depth)
    if (findWrapping(range, type)?.length === 1) return { range }
  }
  return null
}

// The transaction that takes the node from `from` to `to` away from around its blocks.
export const unwrapped = (state, { from, to }) => {
  const $first = state.doc.resolve(from + 1)
  const range = new NodeRange($first, state.doc.resolve(to - 1), $first.depth)
  return state.tr.lift(range, liftTarget(range))
}

// What the nodes of figures share, of which only the caption can be written here: `attribute` is kept as data-`name`.
export const captioned = (name, attribute) => ({
  name,
  group: "block",
  content: "text*",
  marks: "bold italic strike code subscript superscript link",
  defining: true,
  draggable: true,
  addAttributes: () => ({
    [attribute]: {
      default: null,
      parseHTML: (element) => element.getAttribute(`data-${name}`),
      renderHTML: (attrs) => ({ [`data-${name}`]: attrs[attribute] }),
    },
  }),
  parseHTML: () => [{
    tag: `figure[data-${name}]`,
    contentElement: (element) => element.querySelector("figcaption") ?? element,
  }],
  renderHTML: ({ node, HTMLAttributes }) =>
    node.childCount ? ["figure", HTMLAttributes, ["figcaption", 0]] : ["figure", HTMLAttributes],
  addKeyboardShortcuts() {
    // Enter leaves the caption; splitting it would make two figures of one thing.
    return { Enter: () => this.editor.isActive(name) && paragraphAfter(this.editor, "") }
  },
})
