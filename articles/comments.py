"""Remarks on a story or a passage of it: said, answered, resolved, reopened. Whoever is named with @ is told."""

import re
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import rights, whose
from articles.beside import beside_page, done
from articles.models import Article, Comment
from staff.models import Notice
from web.fields import LineFormField, TextFormField
from web.widgets import keys_in

MOST = 300  # comments of one story that its room shows, the latest


def may_comment(user):
    """Whoever writes here may comment on any story."""
    return user.has_perm("articles.change_article")


def may_resolve(user, comment):
    """Whoever works on the story, its editors, and whoever said it."""
    return may_comment(user) and (
        rights.edits(user) or user.pk in (comment.by_id, comment.article.owner_id, comment.article.assigned_to_id)
    )


@transaction.atomic
def say(story, words, *, by, passage="", asks=False, parent=None, at=None):
    """Comment on `story`, or answer the comment `parent`. Returns the Comment.

    Side effects: a Notice to whoever it names with @; to the story's writer, to whoever it is given to and, for an
    answer, to whoever is answered, unless they are named.
    """
    comment = Comment.objects.create(
        article=story, parent=parent, passage=passage, words=words, asks=asks, by=by, at=at or timezone.now()
    )
    place, named = f"#comment-{comment.pk}", named_in(words)
    whose.tell(named, Notice.Kind.MENTION, f"{by} names you on “{story}”: {words}", story=story, by=by, place=place)
    concerned = [*whose.writers(story), parent.by if parent else None]
    others = [user for user in concerned if user not in named]
    what = "asks for a change of" if asks else "answers on" if parent else "comments on"
    whose.tell(others, Notice.Kind.COMMENT, f"{by} {what} “{story}”: {words}", story=story, by=by, place=place)
    return comment


def resolve(comment, *, by, at=None):
    """Resolve a comment. Done already, it stays as it was done."""
    Comment.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_at=at or timezone.now(), resolved_by=by)


def reopen(comment):
    """Open a resolved comment again."""
    Comment.objects.filter(pk=comment.pk).update(resolved_at=None, resolved_by=None)


def named_in(words):
    """The people of the desk named in `words`, as @username or @Full Name; the longest name wins. One query at most."""
    if "@" not in words:
        return []
    called = {}
    for user in whose.at_the_desk():
        for name in filter(None, {user.get_username(), user.get_full_name()}):
            called.setdefault(name.casefold(), []).append(user)
    names = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))
    # Neither an address of mail nor the beginning of a longer name is somebody's name.
    found = re.findall(rf"(?<![\w.@+-])@({names})(?![\w@+-]|\.\w)", words.casefold()) if called else ()
    return list(dict.fromkeys(user for name in found for user in called[name]))


# In the room


class CommentForm(forms.Form):
    words = TextFormField(max_length=2000, label="Comment", widget=forms.Textarea(attrs={"rows": 3}))
    passage = LineFormField(
        required=False, max_length=500, label="On the words", help_text="Select them in the text, or copy them here."
    )
    asks = forms.BooleanField(required=False, label="Asks for a change", help_text="Open until somebody resolves it.")

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs, prefix="comment", auto_id="%s", label_suffix="")
        self.fields["words"].error_messages["required"] = "Write the comment first."
        for field in self.fields.values():
            field.widget.attrs["form"] = "comments"


def panel(request, story):
    """The story's comments with their answers, and the form for another, for _comments.html. One query."""
    if story is None:
        return {}
    threads = threads_of(story)
    for thread in threads:
        thread.may_resolve = may_resolve(request.user, thread)
    return {
        "threads": [thread for thread in threads if not thread.resolved_at],
        "resolved_threads": [thread for thread in threads if thread.resolved_at],
        "open_asks": sum(thread.asks and not thread.resolved_at for thread in threads),
        "comment_form": CommentForm() if may_comment(request.user) else None,
    }


def threads_of(story):
    """The comments of `story` that answer none, by age, each with its `answers`."""
    latest = story.comments.select_related("by", "resolved_by").order_by("-at", "-pk")[:MOST]
    found = {comment.pk: comment for comment in reversed(latest)}
    for comment in found.values():
        comment.article, comment.answers = story, []
        comment.fragment = quote(comment.passage, safe="").replace("-", "%2D")  # of the address of its words
        if comment.parent_id in found:
            found[comment.parent_id].answers.append(comment)
    return [comment for comment in found.values() if comment.parent_id is None]


@require_POST
def comments_page(request, pk):
    """Say, answer, resolve or reopen, as the button says; a refusal keeps what was typed."""
    story = get_object_or_404(Article.objects.select_related("owner", "assigned_to"), pk=pk)
    if not may_comment(request.user):
        raise PermissionDenied
    button = next((name for name in BUTTONS if name in request.POST), "")
    return BUTTONS[button](request, story) if button else _say(request, story)


def _say(request, story):
    form = CommentForm(request.POST)
    if not form.is_valid():
        return beside_page(request, story, "comments", _typed(request, story) | {"comment_form": form})
    said = say(story, by=request.user, **form.cleaned_data)
    return _done(request, story, "Asked for." if said.asks else "Commented.", f"comment-{said.pk}", ["comment-words"])


def _answer(request, story):
    parent = _thread(request, story, "_answer")
    name = f"answer-{parent.pk}"
    form = CommentForm({"comment-words": request.POST.get(name, "")})
    if not form.is_valid():
        context = _typed(request, story)
        for thread in context["threads"] + context["resolved_threads"]:
            thread.errors = form.errors["words"] if thread.pk == parent.pk else ()
        return beside_page(request, story, "comments", context)
    said = say(story, form.cleaned_data["words"], by=request.user, parent=parent)
    return _done(request, story, "Answered.", f"comment-{said.pk}", [name])


def _resolve(request, story):
    comment = _thread(request, story, "_resolve")
    if not may_resolve(request.user, comment):
        raise PermissionDenied
    resolve(comment, by=request.user)
    return _done(request, story, "Resolved.", "room-comments")


def _reopen(request, story):
    comment = _thread(request, story, "_reopen")
    if not may_resolve(request.user, comment):
        raise PermissionDenied
    reopen(comment)
    return _done(request, story, "Open again.", "room-comments")


BUTTONS = {"_answer": _answer, "_resolve": _resolve, "_reopen": _reopen}


def _thread(request, story, button):
    """The comment of `story` whose own button was pressed."""
    keys = keys_in([request.POST.get(button, "")])
    comment = get_object_or_404(story.comments.select_related("by"), pk__in=keys, parent=None)
    comment.article = story
    return comment


def _done(request, story, what, place, sent=()):
    """Back to the room; what was typed elsewhere in the panel, and not sent, is given back first."""
    messages.success(request, what)
    if any(value.strip() for name, value in request.POST.items() if name not in sent and name in _fields(request)):
        return beside_page(request, story, "comments", _typed(request, story, sent), title="Not sent yet", status=200)
    return done(request, story, "comments", panel, place)


def _fields(request):
    return ["comment-words", *(name for name in request.POST if name.startswith("answer-"))]


def _typed(request, story, sent=()):
    """The panel, with what was typed into it but for the fields that were `sent`."""
    context = panel(request, story)
    if "comment-words" not in sent:
        typed = {name: request.POST.get(f"comment-{name}", "") for name in ("words", "passage", "asks")}
        context["comment_form"] = CommentForm(initial=typed)
    for thread in context["threads"] + context["resolved_threads"]:
        name = f"answer-{thread.pk}"
        thread.typed = request.POST.get(name, "") if name not in sent else ""
    return context
