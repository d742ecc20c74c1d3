"""The page on which readers search for stories, shows, people and characters."""

from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from articles.cards import Line
from articles.models import LINE, Article
from articles.models import CatalogueEntry as Entry
from newsdesk import finding
from newsdesk.excerpts import excerpt, pattern
from people.models import Person
from shows.models import Character, Show
from shows.words import ShowStatus
from web.addresses import address
from web.answers import page
from web.paging import Page
from web.prepared import prepared
from web.terms import WORD, Asked
from web.text import search_key

CLOSE_SHOWN, STORIES_PER_PAGE = 5, 20
ALIKE = 0.75  # as difflib measures it, 1 being the same
# How many names of each kind are shown, in this order.
NAMES_SHOWN = {Entry.Kind.SHOW: 6, Entry.Kind.PERSON: 6, Entry.Kind.CHARACTER: 3}
KINDS = list(NAMES_SHOWN)


@require_safe
def search(request):
    asked = Asked.of(request.GET.get("q", ""))
    context = found(asked, number_of(request), request.began) if asked.terms else {}
    named = [f"show-{name.show}" for name in context.get("names", ()) if name.show]
    keys = ["stories", "shows", "people", "facts", *named]
    return page(request, "newsdesk/search.html", {"asked": asked, **context}, keys=keys)


def number_of(request):
    """The number of the page asked for; what is no number is the first."""
    typed = request.GET.get("page", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1


def found(asked, number, at):
    """What templates/newsdesk/search.html shows of `asked`; six queries at most."""
    keys = finding.stories(asked, at)
    number = min(number, -(-len(keys) // STORIES_PER_PAGE) or 1)
    start = STORIES_PER_PAGE * (number - 1)
    shown = results(keys[start : start + STORIES_PER_PAGE], asked, at)
    more = urlencode({"q": asked.typed, "page": number + 1}) if len(keys) > start + STORIES_PER_PAGE else ""
    context = {"page": Page(shown, number == 1, more and f"?{more}")}
    if number == 1:
        context["names"] = cards(best(ranked(asked, finding.names(asked))))
        if not (keys or context["names"]):
            context["close"] = cards(likely(asked, finding.close(asked)))
    return context


# Names


@dataclass
class Name:
    """What templates/newsdesk/_names.html shows of a show, a person or a character."""

    kind: str
    title: str
    address: str
    original: str = ""
    status: str = ""
    network: str = ""
    of: str = ""  # the title of the character's show
    show: int | None = None

    @property
    def kind_label(self):
        return Entry.Kind(self.kind).label

    @property
    def status_label(self):
        return capfirst(ShowStatus(self.status).label)


def spelt(text):
    """`text` for comparing: the words alone, without accents and case."""
    return " ".join(WORD.findall(search_key(text)))


def ranked(asked, rows):
    """Of (kind, key, title, names): what is called just so first; then shows before people before characters."""
    wanted = spelt(asked.typed)

    def rank(row):
        kind, _, title, names = row
        return spelt(title) != wanted, wanted not in map(spelt, names.split("\n")), KINDS.index(kind)

    return sorted(rows, key=rank)


def best(rows):
    """The first of `rows` of each kind, as many as are shown, in their order."""
    first = {kind: [row for row in rows if row[0] == kind][:most] for kind, most in NAMES_SHOWN.items()}
    return [row for row in rows if row in first[row[0]]]


def likely(asked, rows):
    """Those of (kind, key, title, names) whose titles are spelt much like what was asked for."""
    titles = {spelt(row[2]): row for row in rows}
    return [titles[title] for title in get_close_matches(spelt(asked.typed), titles, CLOSE_SHOWN, ALIKE)]


def cards(rows):
    """(kind, key, title, names) as Names, in their order; a query for each kind there is."""
    made = {}
    for kind, (read, name) in READ.items():
        keys = [row[1] for row in rows if row[0] == kind]
        made |= {(kind, row[0]): name(*row) for row in read(keys)}
    return [made[row[:2]] for row in rows if row[:2] in made]


@prepared
def shows_named(keys):
    told = ["pk", "title", "slug", "original_title", "status", "network__name"]
    return Show.objects.filter(pk__in=keys).values_list(*told)


@prepared
def people_named(keys):
    return Person.objects.filter(pk__in=keys).values_list("pk", "name", "slug", "original_name")


@prepared
def characters_named(keys):
    told = ["pk", "name", "slug", "show", "show__title", "show__slug"]
    return Character.objects.filter(pk__in=keys).values_list(*told)


def show_name(key, title, slug, original, status, network):
    return Name("show", title, address("show", slug), original, status, network or "", show=key)


def person_name(key, name, slug, original):
    return Name("person", name, address("person", slug), original)


def character_name(key, name, slug, show, title, show_slug):
    return Name("character", name, address("character", show_slug, slug), of=title, show=show)


READ = {
    Entry.Kind.SHOW: (shows_named, show_name),
    Entry.Kind.PERSON: (people_named, person_name),
    Entry.Kind.CHARACTER: (characters_named, character_name),
}


# Stories


@dataclass
class Result(Line):
    """What templates/newsdesk/search.html shows of a story; `excerpt` is safe HTML."""

    excerpt: str


def results(keys, asked, at):
    """The stories with these keys, in their order; one query. Live once more: one may have been taken down since."""
    words = pattern(asked.words, prefix=asked.goes_on)
    read = {row[0]: Result(*row[:-1], excerpt(row[-1], words)) for row in stories_found(keys, at)}
    return [read[key] for key in keys if key in read]


@prepared
def stories_found(keys, at):
    return Article.objects.live(at).filter(pk__in=keys).values_list(*LINE, "search_entry__text")
