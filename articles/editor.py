"""The writing surface for bodies: django-prose-editor with our marks, and how an admin page serves it under the CSP."""

from django.templatetags.static import static
from django.urls import reverse
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import ImportMap, InlineStyle, Media

from articles.embeds import HOSTS

# What a writer can do; `articles/body.py` keeps exactly what these write.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Code": True,
    "Subscript": True,
    "Superscript": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {
        "autolink": False,  # names such as Booking.com are not addresses
        "enableTarget": False,
        "defaultProtocol": "https",
        "protocols": ["http", "https", "mailto"],
    },
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Fullscreen": True,
    "TrailingNode": True,  # a place to type after a live block; the empty paragraph is not stored
    "SpecialCharacters": True,
    "NoSpellCheck": False,
    "Placeholder": {"placeholder": "Write here. @ brings live facts, live blocks and mentions."},
    # Ours, from the modules named below. Link, OrderedList and Table come from there too.
    "Mention": True,
    "Fact": True,
    "LiveBlock": True,
    "Picture": True,
    "While": True,
    "WhilePassage": True,
    "TrueWhile": True,
    "Embed": True,
    "Spoiler": True,
    "Spoilers": True,
    "Named": True,
    "Telling": True,
    "Paste": True,
    "Counts": True,
    "Shortcuts": True,
    "Suggested": True,
}
MODULES = (
    "live_editor", "true_while", "quotes", "embeds", "spoilers", "tables", "telling", "paste", "pictures", "counts",
    "shortcuts", "suggestions",
)  # fmt: skip
# What these import by name: no file may name another by its path, which changes with its content.
IMPORTED = ("asking", "at_card", "dialogs", "placing", "pasted_html", "picture_dialog")
SHARED = {f"desk/{name}": f"desk/{name}.js" for name in IMPORTED}
# The stock menu hides block types in a dropdown that no keyboard opens.
MENU = ["blockType -lists", "lists", "nodes -blockType -lists", "marks", "link", "live", "table", "history", "utility"]


class BodyWidget(AdminProseEditorWidget):
    """The editor for a body.

    `lookup` names the URL that answers the @ menu, asked with `q` (what was typed), `kind` (fact, block, mention, quote
    or empty for all) and `show` (the values, comma-separated, of the form's field `show_field`; empty without one). It
    answers {"results": […]} with the rows of articles/lookup.py; to `card`, with one card of articles/lookup_card.py;
    to the kind "condition", or to a `ref`, with the facts of articles/conditions.py, and to the kind "quote" with
    `ref`, "7,12", with these quotes. Facts of the text itself the page may bring along as JSON, {ref: fact}, in a
    script element named `condition-facts`. `quotes` begins the names of the bank's own URLs; `embed` names the one
    that understands an address (articles/embedding.py).

    `pictures` is what pictures.choosing.open_to says of whoever writes; left empty, no pictures are offered.
    """

    pictures = {}

    def __init__(
        self,
        attrs=None,
        *,
        lookup="admin:articles_article_lookup",
        show_field="shows",
        quotes="admin:articles_quote",
        embed="admin:articles_article_embed",
    ):
        super().__init__(attrs, preset="configurable")
        self.lookup = lookup
        self.show_field = show_field
        self.quotes = quotes
        self.embed = embed

    def get_config(self):
        options = {
            "Menu": {"groups": [{"group": group} for group in MENU]},
            "AtMenu": {"lookup": reverse(self.lookup), "showField": self.show_field},
            "BankQuote": {"bank": reverse(f"{self.quotes}_changelist")},
            "Quotes": {"typed": reverse(f"{self.quotes}_typed")},
            "Embeds": {"check": reverse(self.embed), "hosts": {host: each.name for host, each in HOSTS.items()}},
            "Pictures": self.pictures,
        }
        self.config = {"extensions": {**EXTENSIONS, **options}}
        return super().get_config() | {"js_modules": [static(f"desk/{name}.js") for name in MODULES]}

    @property
    def media(self):
        # Named after the editor's own sheets, so that it comes after them.
        ours = ["django_prose_editor/editor.css", "django_prose_editor/overrides.css"]
        ours += ["desk/live_editor.css", "desk/typing.css"]
        return super().media + Media(css={"all": ours}, importmap=ImportMap(SHARED))


class EditorAdminMixin:
    """For the ModelAdmin of a form with a body: gives the editor's import map and style the nonce of the CSP."""

    def render_change_form(self, request, context, *args, **kwargs):
        # Not a truth test: a lazy nonce is falsy until it is first read.
        nonce = getattr(request, "csp_nonce", None)
        # Tiptap injects its own inline style unless it finds this one; desk/live_editor.css has those rules.
        style = Media(css={"all": [InlineStyle("/* in live_editor.css */", **{"data-tiptap-style": ""})]})
        context["media"] = Media.from_media(context["media"] + style, nonce="" if nonce is None else str(nonce))
        return super().render_change_form(request, context, *args, **kwargs)
