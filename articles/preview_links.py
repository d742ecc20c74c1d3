"""Preview links: one story, for somebody without an account, for some days.

The address holds a token of 32 random bytes. Only its digest is stored, logs show neither (web/logs.py), and the page
is kept by nobody, names no address it came from and leads to nothing that readers do not have.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Case, F, When
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import rights
from articles.history import latest_of
from articles.models import Article, PreviewLink, State
from articles.preview import preview_page
from web.addresses import address
from web.answers import may_frame, private
from web.fields import LineFormField
from web.widgets import keys_in

SHOWN = 8  # links that open nothing any more; those that do are all shown, as they can be revoked
REVISIONS = 100  # the latest, to choose from on the page of links; in the room those of its history
LONGEST = 60  # days
TOKEN_BYTES = 32
AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")  # headers of a browser that fetches what nobody opened yet


def make(article, *, by, meant_for, days, revision=None, at=None):
    """A link to `revision`, or to the draft as it stands whenever it is opened: (PreviewLink, its token)."""
    at, token = at or timezone.now(), secrets.token_urlsafe(TOKEN_BYTES)
    expires = at + timedelta(days=days)
    link = PreviewLink.objects.create(
        article=article, revision=revision, digest=digest(token), meant_for=meant_for, by=by, at=at, expires=expires
    )
    return link, token


def revoke(link, at=None):
    """Let `link` open nothing any more. False when it was revoked already."""
    return bool(PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at or timezone.now()))


def digest(token):
    return sha256(token.encode()).hexdigest()


# For whoever has the link


@require_safe
def outside(request, token):
    """The story as readers would see it. Unknown, expired and revoked links are answered alike."""
    links = PreviewLink.objects.open(request.began).select_related("article__latest", "revision")
    link = links.filter(digest=digest(token)).first()
    if link is None:
        return sealed(render(request, "404.html", status=404))
    if link.article.state == State.KILLED:
        return sealed(render(request, "articles/gone.html", status=410))
    if request.method == "GET" and not fetched_ahead(request):
        PreviewLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened=request.began)
    revision = link.revision or link.article.latest
    # Topics of a draft may have no page yet.
    context = {**preview_page(link.article, revision.document), "topics": [], "revision": revision}
    answer = render(request, "articles/outside.html", context | {"link": link, "article": link.article})
    return may_frame(sealed(answer), context["text"].frames)


def fetched_ahead(request):
    said = " ".join(request.headers.get(name, "") for name in AHEAD)
    return "prefetch" in said or "preview" in said


def sealed(response):
    """Kept by no cache, listed by no search engine, and named to no page that it leads to."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return private(response)


# In the room


class LinkForm(forms.Form):
    """A link to make, to the draft of a story or to one of its `revisions`."""

    meant_for = LineFormField(label="For whom", max_length=120)
    days = forms.IntegerField(label="Days it opens", min_value=1, max_value=LONGEST, initial=7)
    text = forms.ChoiceField(label="Shows", required=False)

    def __init__(self, *args, revisions, **kwargs):
        super().__init__(*args, auto_id="preview_%s", label_suffix="", **kwargs)
        fixed = [(each.number, f"{each.name or str(each).lower()}, whatever is written later") for each in revisions]
        self.fields["text"].choices = [("", "the draft, as it stands whenever it is opened"), *fixed]
        for field in self.fields.values():
            field.widget.attrs["form"] = "preview-links"


def panel(request, story):
    """The links of a story and the form for another, for _preview_links.html; one query behind the history's."""
    if story is None or not may_lend(request, story):
        return {}
    shown = latest_of(story)
    return {
        "preview_form": LinkForm(revisions=shown),
        "preview_links": links_of(story),
        "preview_older": bool(shown) and shown[-1].number > 1,
    }


def links_of(story):
    """All that open something, then the latest of the others; each with `opens`, whether it does so now."""
    now = timezone.now()
    is_open = Case(When(revoked_at=None, expires__gt=now, then=True), default=False, output_field=BooleanField())
    links = story.preview_links.annotate(opens=is_open).select_related("by", "revision")
    links = list(links.defer("revision__document").order_by("-opens", "-at", "-pk"))
    open_now = sum(link.opens for link in links)
    return links[: open_now + SHOWN]


def may_lend(request, story):
    """Whoever may change a story may show it to somebody, as long as it is not killed."""
    return story.state != State.KILLED and rights.may_write(request.user, story)


def links_page(request, pk):
    """Make a link, whose address is shown this once; POST with `revoke`, the key of one, revokes it."""
    story = get_object_or_404(Article.objects.select_related("latest"), pk=pk)
    if "revoke" in request.POST:
        return _revoked(request, story)
    if not may_lend(request, story):
        raise PermissionDenied
    revisions = story.revisions.order_by("-number").only("number", "name")[:REVISIONS]
    form, made = LinkForm(request.POST or None, revisions=revisions), None
    if form.is_valid():
        data = form.cleaned_data
        revision = story.revisions.get(number=data["text"]) if data["text"] else None
        link, token = make(story, by=request.user, meant_for=data["meant_for"], days=data["days"], revision=revision)
        made, form = {"link": link, "address": settings.SITE_URL + address("preview", token)}, None
    context = {
        **admin.site.each_context(request),
        "title": "Preview links",
        "original": story,
        "preview_form": form,
        "preview_links": links_of(story),
        "made": made,
    }
    return render(request, "admin/articles/preview_links.html", context)


def _revoked(request, story):
    link = story.preview_links.filter(pk__in=keys_in([request.POST["revoke"]])).first()
    if link is None or not (may_lend(request, story) or link.by_id == request.user.pk):
        raise PermissionDenied
    revoke(link)
    messages.success(request, f"Revoked: the link for {link.meant_for} opens nothing any more.")
    return redirect("admin:articles_article_change", story.pk)
