"""Two people saved a story: its texts by paragraph, its other fields one by one, over the revision both opened."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect

from articles import autosave, editing
from articles.body import blocks, sanitise
from articles.editing import EMPTY
from articles.marks import read
from articles.merging import BOTH, MINE, SAME, THEIRS, Piece, merge
from articles.words import plain_text
from web.second_saver import TAKE, Difference, shown, with_theirs
from web.widgets import keys_in

# Numbers of revisions: the one a form was opened with, and the one that stood on the page where somebody chose.
BASE, OVER = "_base", "_over"
LISTS = ("authors", "shows", "people")
KINDS = {
    "p": "Paragraph", "h2": "Heading", "h3": "Heading", "h4": "Heading", "ul": "List", "ol": "List",
    "blockquote": "Quote", "figure": "Picture", "table": "Table", "div": "Live block", "section": "Passage",
    "hr": "Line",
}  # fmt: skip


@dataclass(frozen=True)
class Alike:
    """A run of paragraphs on which the two agree."""

    count: int
    same: str


def document_of(story, number):
    """The document of the story's revision with this number, as a form sends it; None without one."""
    number = keys_in([number])
    revision = story.revisions.filter(number=number.pop()).first() if number else None
    return revision and {**EMPTY, **revision.document}


def differences(form, story, post):
    """What the bound `form` would change in the latest revision, each with its choice; the paragraphs one by one."""
    base, theirs = document_of(story, post.get(BASE, "")), {**EMPTY, **story.latest.document}
    found = []
    for name in form.changed_data:
        pieces = pieces_of(base, form["body"].data, theirs) if name == "body" else None
        found += [_field(form, name, base, theirs)] if pieces is None else _paragraphs(pieces)
    return found


def pieces_of(base, mine, theirs):
    """The merged Pieces of the bodies; None where mine is too long to be one."""
    try:
        mine = blocks(sanitise(mine))
    except ValidationError:
        return None
    return merge(base and blocks(base["body"]), mine, blocks(theirs["body"]))


def _field(form, name, base, theirs):
    field, mine = form.fields[name], form[name].data
    labels = form[name].label, shown(field, form.get_initial_for_field(field, name)), shown(field, mine)
    if name not in EMPTY:
        return Difference(*labels)
    taken = ""
    if base and not field.has_changed(base[name], mine):
        taken = THEIRS
    elif base and base[name] == theirs[name]:
        taken = MINE
    return Difference(*labels, name, taken, name in (*LISTS, "tags"))


def _paragraphs(pieces):
    alike, counted = [], Counter()
    for number, piece in enumerate([*pieces, None]):
        kind = piece and kind_of(piece.mine or piece.theirs)
        counted[kind] += 1
        if piece and piece.taken == SAME:
            alike.append(piece.mine)
            continue
        if alike:
            yield Alike(len(alike), plain_text("".join(alike), whole=True))
        alike = []
        if piece:
            theirs, mine = in_words(piece.theirs, piece.mine)
            label = f"{kind} {counted[kind]}"
            yield Difference(label, theirs, mine, f"body-{number}", piece.taken, piece.may_both)


def kind_of(block):
    """What a block is to a writer: “Heading”."""
    element = read(block).children[0]
    if element.is_spoiler or element.is_embed:
        return "Spoiler" if element.is_spoiler else "Embed"
    return KINDS.get(element.tag, "Paragraph")


def in_words(theirs, mine):
    """Two blocks as words; of two spellings of the same words, the HTML."""
    words = tuple(plain_text(block, whole=True) for block in (theirs, mine))
    return words if words[0] != words[1] else (theirs, mine)


def choose(room, request, story):
    """Put what was chosen into `request.POST`, and what I typed and did not choose into `request.refused`.

    `room` is the ModelAdmin of stories. To keep theirs whole is answered here: mine goes into the history.
    """
    post, form_of = request.POST, room.get_form(request, story, change=True)
    form, theirs = form_of(post, instance=story), document_of(story, post.get(OVER, ""))
    theirs = theirs or {**EMPTY, **story.latest.document}
    if post[TAKE] == THEIRS:
        return keep_theirs(request, story, form)
    data = with_theirs(post, [form_of(instance=story, initial=theirs)])
    if post[TAKE] != MINE and put_together(data, post, form, story, theirs):
        request.refused = typed_document(form)
        if request.refused is None:
            autosave.keep_whole(request, story)
    data[BASE] = post.get(OVER, "")
    request.POST = data


def put_together(data, post, form, story, theirs):
    """Put into `data` what the choices in `post` make of both; returns whether they leave out anything of mine."""
    base, loses = document_of(story, post.get(BASE, "")), False
    for name in EMPTY.keys() & form.fields.keys():
        choice, mine = post.get(f"{TAKE}-{name}", ""), form[name].data
        changed = base is None or form.fields[name].has_changed(base[name], mine)
        loses |= choice == THEIRS and changed and form.fields[name].has_changed(theirs[name], mine)
        if choice == BOTH and name == "tags":
            data[name] = ", ".join([*theirs[name], mine or ""])
        elif choice == BOTH and name in LISTS:
            data.setlist(name, list(dict.fromkeys([*map(str, theirs[name]), *(mine or ())])))
    pieces = pieces_of(base, form["body"].data, theirs)
    if pieces is not None:
        choices = [post.get(f"{TAKE}-body-{number}", "") for number in range(len(pieces))]
        data["body"] = "".join(map(Piece.chosen, pieces, choices))
        loses |= any(map(Piece.loses, pieces, choices))
    return loses


def typed_document(form):
    """What was typed as a document; None where it cannot be one."""
    return None if form.errors.keys() & EMPTY.keys() else form.document()


@transaction.atomic
def keep_theirs(request, story, form):
    """Leave the story as it is stored, and what I typed in its history, or in my working copy where it cannot be."""
    mine = typed_document(form)
    if mine is None:
        autosave.keep_whole(request, story)
        messages.warning(request, "The story stays as it is. What you typed cannot be saved as it stands: see below.")
    elif mine != {**EMPTY, **story.latest.document}:
        revision = editing.put_aside(story, mine, by=request.user, note=request.POST.get("note", ""))
        autosave.forget(request)
        messages.success(request, f"The story stays as it is stored. What you typed is in its history: {revision}.")
    return redirect("admin:articles_article_change", story.pk)
