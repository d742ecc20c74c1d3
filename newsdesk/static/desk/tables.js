// Tables with a caption, and the dialogs that insert one and name it. Loaded by the editor, whose own table they replace.
import { Table as BaseTable, crel } from "django-prose-editor/editor"
import { Box, field } from "desk/dialogs"

const MOST = { rows: 100, cols: 20 }
const LONGEST = 200 // letters of a caption

const captionField = (words) =>
  field("Caption", crel("input", { type: "text", value: words, maxLength: LONGEST }), "What the table shows, above it.")
const typed = ({ control }) => control.value.replace(/\s+/g, " ").trim()

const insert = (editor) => {
  const number = (name, label) =>
    field(label, crel("input", { type: "number", min: 1, max: MOST[name], value: 3 }), `1 to ${MOST[name]}`)
  const [rows, cols] = [number("rows", "Rows"), number("cols", "Columns")]
  const headed = crel("input", { type: "checkbox", id: "desk-table-headed", checked: true })
  const label = crel("label", { htmlFor: headed.id, textContent: "The first row names the columns" })
  const caption = captionField("")
  const size = ({ control, refuse }) => {
    const value = control.valueAsNumber
    const wrong = !Number.isInteger(value) || value < 1 || value > Number(control.max)
    refuse(wrong ? `Between 1 and ${control.max}.` : "")
    if (wrong) control.focus()
    return wrong ? 0 : value
  }
  new Box({
    title: "Table",
    parts: [caption.dom, rows.dom, cols.dom, crel("div", { className: "desk-while-choice" }, [headed, label])],
    press: "Put it in",
    submit: () => {
      const [high, wide] = [size(rows), size(cols)]
      if (!high || !wide) return false
      const table = { rows: high, cols: wide, withHeaderRow: headed.checked }
      return editor.chain().insertTable(table).updateAttributes("table", { caption: typed(caption) }).run()
    },
    closed: () => editor.view.focus(),
  })
}

const name = (editor) => {
  const caption = captionField(editor.getAttributes("table").caption)
  new Box({
    title: "Caption of the table",
    parts: [caption.dom],
    press: "Set the caption",
    submit: () => editor.commands.updateAttributes("table", { caption: typed(caption) }),
    closed: () => editor.view.focus(),
  })
}

export const Table = BaseTable.extend({
  addAttributes() {
    const caption = {
      default: "",
      parseHTML: (element) => element.querySelector(":scope > caption")?.textContent.replace(/\s+/g, " ").trim() ?? "",
      renderHTML: () => ({}),
    }
    return { ...this.parent?.(), caption }
  },

  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],

  renderHTML: ({ node, HTMLAttributes }) => {
    const { caption } = node.attrs
    return ["table", HTMLAttributes, ...(caption ? [["caption", {}, caption]] : []), ["tbody", 0]]
  },

  addNodeView() {
    const draw = this.parent()
    return (props) => {
      const view = draw(props)
      const { update, ignoreMutation } = view
      const caption = crel("caption", { contentEditable: "false" })
      const show = ({ attrs }) => {
        caption.textContent = attrs.caption
        caption.hidden = !attrs.caption
        return true
      }
      view.table.prepend(caption)
      view.update = (node) => update.call(view, node) && show(node)
      view.ignoreMutation = (change) => caption.contains(change.target) || ignoreMutation.call(view, change)
      show(props.node)
      return view
    }
  },

  addCommands() {
    const insertTableWithOptions = () => ({ editor }) => {
      insert(editor)
      return true
    }
    return { ...this.parent?.(), insertTableWithOptions }
  },

  addMenuItems(args) {
    this.parent?.(args)
    args.menu.defineItem({
      name: "table:caption",
      groups: "table",
      button: args.buttons.material("subtitles", "Caption of the table"),
      command: name,
      hidden: (editor) => !editor.isActive("table"),
    })
  },
})
