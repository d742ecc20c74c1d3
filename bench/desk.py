"""What a newsroom opens all day, as a writer and as an editor, and all lists of an editor. Budgets: DESIGN.md, 6."""

from django.db.models import Count
from django.db.models.functions import Length
from django.urls import reverse

from articles.models import Article, Comment, Kind, State
from bench.addresses import COMMON, NOWHERE, cookie_of, lists
from bench.pages import of_audience, one_page

WRITER, EDITOR = "load-owner-20", "load-owner-1"
# Name of a route: {label: what is asked of it}.
DAILY = {
    "admin:index": {"start page": ""},
    "admin:notices": {"notices": ""},
    "admin:articles_second_look": {
        "second look": "",
        "second look: everybody’s": "?whose=all",
        "second look: further down": "?whose=all&start=500",
    },
    "admin:articles_article_calendar": {"calendar: a month": "", "calendar: a week": "?view=week"},
    "admin:articles_article_changelist": {
        "stories: all": "",
        "stories: searched": COMMON,
        "stories: searched for what is nowhere": NOWHERE,
        "stories: drafts": "?state__exact=draft",
        "stories: in review": "?state__exact=in_review",
        "stories: approved": "?state__exact=approved",
        "stories: guides": "?kind__exact=guide",
        "stories: reviews in review": "?kind__exact=review&state__exact=in_review",
        "stories: mine": "?writer=me",
        "stories: my drafts": "?writer=me&state__exact=draft",
        "stories: given to me": "?writer=given",
        "stories: late": "?due=late",
        "stories: further down": "?p=20",
    },
    "admin:articles_pitch_changelist": {
        "pitches": "", "pitches: open": "?state__exact=open", "pitches: mine": "?whose=me",
    },
    "admin:shows_show_changelist": {"shows": "", "shows: searched": COMMON},
    "admin:people_person_changelist": {"people": "", "people: searched": COMMON},
    "admin:facts_report_changelist": {"reports": ""},
    "admin:facts_report_waiting": {"what waits": ""},
    "admin:staff_auditentry_changelist": {"log": ""},
    "corrections": {"corrections": ""},
}  # fmt: skip


def measure():
    writer, editor = cookie_of(WRITER), cookie_of(EDITOR)
    return {
        "writer": pages(daily(), writer),
        "editor": pages(daily(), editor),
        "lists": pages(lists(editor), editor),
    }


def pages(addresses, cookie):
    """What each costs, but for those that the account may not open."""
    found = {name: one_page(address, cookie) for name, address in addresses}
    return {name: page for name, page in found.items() if page["status"] != 403}


def daily():
    """[(label, address)]."""
    found = [(label, reverse(route) + query) for route, asked in DAILY.items() for label, query in asked.items()]
    for label, story in stories().items():
        found += [(f"writing room: {label}", reverse("admin:articles_article_change", args=[story]))]
        found += [(f"preview: {label}", reverse("admin:articles_article_preview", args=[story]))]
    return found


def stories():
    """{label: key} of the stories whose rooms are opened: the longest guide, the one most spoken of, a draft."""
    guides = Article.objects.live().filter(kind=Kind.GUIDE).order_by(Length("body").desc(), "pk")
    discussed = Comment.objects.values("article").annotate(number=Count("pk")).order_by("-number", "article")
    drafts = Article.objects.filter(state=State.DRAFT, owner__username=WRITER).order_by("pk")
    return {"a long guide": guides[0].pk, "much discussed": discussed[0]["article"], "a draft": drafts[0].pk}


HEADINGS = {
    "writer": "The newsroom, as a writer",
    "editor": "The newsroom, as an editor",
    "lists": "Every list of the desk, as an editor",
}


def tables(measured):
    """Markdown of {stories: what was measured}, for each audience."""
    for audience, heading in HEADINGS.items():
        yield f"### {heading}\n"
        yield from of_audience(measured, audience)
