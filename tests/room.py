"""The writing room of one story in a browser, as the tests of its editor drive it."""

from playwright.sync_api import expect

from articles.body import sanitise
from articles.models import Article

PASTE = """(dom, [html, text]) => {
    const data = new DataTransfer()
    if (html) data.setData("text/html", html)
    data.setData("text/plain", text)
    dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
}"""
SELECT = """(dom, [start, end]) => {
    const ends = {}
    dom.editor.state.doc.descendants((node, pos) => {
        if (!node.isText) return
        if (node.text.includes(start)) ends.from ??= pos + node.text.indexOf(start)
        if (node.text.includes(end)) ends.to = pos + node.text.indexOf(end) + end.length
    })
    dom.editor.chain().focus().setTextSelection(ends).run()
}"""


class OpenRoom:
    """`page` is a watched page whose browser is logged in; `site` the address of the live server."""

    def __init__(self, page, site, story):
        self.page, self.story = page, story
        self.address = f"{site}/admin/articles/article/{story.pk}/change/"
        self.text = page.locator(".ProseMirror[contenteditable=true]")
        self.told = page.locator(".desk-told [role=status]")
        self.open()

    def open(self):
        self.page.goto(self.address)
        self.page.wait_for_selector(".ProseMirror[aria-multiline]")
        self.page.wait_for_selector(".prose-menubar button")
        return self

    @property
    def html(self):
        """What the form would send, without the empty paragraph the editor keeps at the end to type in."""
        html = self.text.evaluate("({ editor }) => editor.getHTML()")
        return html.removesuffix("<p></p>")

    def empty(self):
        self.text.evaluate("({ editor }) => editor.chain().clearContent(true).focus().run()")
        return self.focused()

    def select(self, start, end=None):
        """Select from the first letter of `start` to the last of `end` (default: of `start`)."""
        self.text.evaluate(SELECT, [start, end or start])
        return self.focused()

    def focused(self):
        """The editor takes the focus in the browser's own time: keys pressed before that go nowhere."""
        expect(self.text).to_be_focused()
        return self

    def put_cursor(self, words):
        """Put the cursor behind the first letter of `words`."""
        self.select(words)
        self.text.evaluate("({ editor }) => editor.commands.setTextSelection(editor.state.selection.from + 1)")

    def put_cursor_behind(self, words):
        self.select(words)
        self.text.evaluate("({ editor }) => editor.commands.setTextSelection(editor.state.selection.to)")
        return self

    def hit(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.type(words)

    def paste(self, html="", text=""):
        self.text.evaluate(PASTE, [html, text])
        return self

    def pasted(self, html="", text=""):
        """The text after pasting into an empty one; it is what would be stored, or this fails."""
        found = self.empty().paste(html, text).html
        assert sanitise(found) == found
        return found

    def save(self):
        """Save the draft, and return the text as it is stored."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save draft").click()
        expect(self.page.get_by_text("Saved.")).to_be_visible()
        self.page.wait_for_selector(".ProseMirror[aria-multiline]")
        return Article.objects.get(pk=self.story.pk).latest.document["body"]

    def fits_a_telephone(self, dialog):
        self.page.set_viewport_size({"width": 375, "height": 700})
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 375
        box = dialog.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 375
        assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
        self.page.set_viewport_size({"width": 1280, "height": 900})
