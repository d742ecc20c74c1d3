"""The skeleton of a guide: the questions readers ask of a season, answered by live marks as far as anything is known.

Nothing here states what the catalogue and the ledger do not have. Where they have nothing stands an open question for
the writer, a paragraph that begins with TO_WRITE; a story with one in it cannot be published (articles/publishing.py).
"""

from django.utils.html import format_html, format_html_join

from articles.asked import OUT, called, will_there_be
from articles.marks import read
from articles.models import Kind
from facts.forms import say
from facts.reading import with_answers
from facts.refs import FactRef
from facts.values import fact_type
from shows.derivation import ONE_SEASON
from shows.models import Adaptation, Appearance, CrewMember, Season, WatchLink
from shows.words import Job, SeasonStatus, Standing
from staff.models import Profile

TO_WRITE = "To write:"
HEADLINE = 160  # characters a headline may have
GENRES = 2  # of a show that become topics


def skeleton(season, *, by):
    """The document (articles/editing.py) of a first draft of the guide to `season`, signed by the profile of `by`.

    Seven queries.
    """
    rows = Season.objects.filter(show=season.show_id).select_related("show__network", "moved_to").order_by("number")
    seasons = with_answers(rows, whole=[season.show_id])
    [season] = [each for each in seasons if each.pk == season.pk]
    show = season.show
    return {
        "headline": headline(season),
        "standfirst": f"What is known of {called(season)}, what is not, and who said so.",
        "body": body(season, seasons),
        "kind": Kind.GUIDE.value,
        "season": season.pk,
        "shows": [show.pk],
        "authors": list(Profile.objects.filter(user=by).values_list("pk", flat=True)),
        "tags": [*([show.network.name] if show.network else []), *show.genres[:GENRES]],
    }


def headline(season):
    """With as much of the title as leaves room for what readers look for."""
    one = season.number == 1 and season.show.form in ONE_SEASON
    asked = f"{'' if one else f' season {season.number}'}: release date, cast and everything we know"
    title, room = season.show.title, HEADLINE - len(asked)
    return (title if len(title) <= room else f"{title[: room - 1].rstrip()}…") + asked


def body(season, seasons):
    """The HTML of every section that applies to `season`, one of `seasons`, which are all of its show, with answers."""
    sections = [
        (will_there_be(season), decision(season)),
        (f"When is {called(season)} out?", release(season)),
        (f"Where can I watch {season.show}?", watching(season)),
        (_who(season), cast(season, seasons)),
        (f"Who makes {season.show}?", makers(season)),
        (f"How many episodes does {called(season)} have?", episodes(season)),
        (f"What is {season.show} based on?", based_on(season)),
        (f"What happens in {called(season)}?", story(season)),
        (f"Is {season.name.lower()} the last?", last_one(season)),
        ("Is there a trailer?", trailer(season)),
        ("Where do the seasons stand?", earlier(season, seasons)),
    ]
    return format_html_join("", "<h2>{}</h2>{}", ((asked, said) for asked, said in sections if said))


# What a section is made of


def paragraph(*pieces):
    return format_html("<p>{}</p>", format_html_join(" ", "{}", ((piece,) for piece in pieces if piece)))


def to_write(words):
    """An open question for the writer, which nobody can take for prose and nobody can publish."""
    return format_html("<p><strong>{}</strong> {}</p>", TO_WRITE, words)


def live(season, name, form="sentence"):
    """A fact of `season` as the editor writes it; it follows the ledger."""
    ref = FactRef.of(season, name)
    return format_html('<data data-fact="{}" data-form="{}">{}</data>', ref, form, say(ref, season, form))


def while_unknown(season, name, words):
    """Words that hold only as long as nothing is recorded; the day that changes, the story is due for a second look."""
    return format_html('<span data-while="{}=unknown" data-hold="flag">{}</span>', FactRef.of(season, name), words)


def cast_of(season):
    return format_html('<div data-live-block="cast" data-ref="season:{}">Cast of {}</div>', season.pk, season)


def seasons_of(show):
    return format_html('<div data-live-block="seasons" data-ref="show:{}">All seasons of {}</div>', show.pk, show)


def person(somebody):
    return format_html('<a data-ref="person:{}">{}</a>', somebody.pk, somebody.name)


def items(rows):
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((row,) for row in rows)))


# The sections


def decision(season):
    return paragraph(live(season, "status"))


def release(season):
    if season.release or season.status in OUT | {SeasonStatus.NOT_HAPPENING}:
        return paragraph(live(season, "release"))
    silence = while_unknown(season, "release", "No day, month or year has been announced.")
    return paragraph(live(season, "release"), silence)


def watching(season):
    """On which network, as the ledger has it, and the addresses on record."""
    links = WatchLink.objects.filter(show=season.show_id).exclude(address="").select_related("network")
    places = [
        format_html('<a href="{}">{}</a>{}', link.address, link.network, link.region and f", {link.region}")
        for link in links
    ]
    network = season.moved_to or season.show.network
    if not network and not places:
        return to_write("where it can be watched; we have no network and no service for it.")
    on = paragraph(format_html("On {}.", live(season, "moved_to", "label"))) if network else ""
    return format_html("{}{}", on, items(places) if places else "")


def _who(season):
    return f"Who returns for {called(season)}?" if season.number > 1 else f"Who is in {called(season)}?"


def cast(season, seasons):
    """The season's cast; where none is on record, the latest season's before it that has one."""
    numbers = {each.number: each for each in seasons}
    seen = Appearance.objects.filter(season__in=seasons).order_by("-season__number")
    known = list(seen.values_list("season__number", flat=True).distinct())
    if season.number in known:
        return cast_of(season)
    note = to_write(f"who is in it; we have no cast of {season.name.lower()} on record.")
    before = [number for number in known if 0 < number < season.number]
    return format_html("{}{}", note, cast_of(numbers[before[0]]) if before else "")


def makers(season):
    crew = CrewMember.objects.filter(show=season.show_id).select_related("person").order_by("position", "pk")
    rows = [_maker(member) for member in crew if member.season_id in {None, season.pk}]
    return items(rows) if rows else to_write("who writes, directs and runs it; we have nobody on record.")


def _maker(member):
    job = Job(member.job).label
    if member.standing == Standing.UNKNOWN:
        return format_html("{}, {}", person(member.person), job)
    ref = FactRef.of(member, "standing")
    said = fact_type(ref).printed(fact_type(ref).read(member))
    return format_html(
        '{}, {}: <data data-fact="{}" data-form="label">{}</data>', person(member.person), job, ref, said
    )


def episodes(season):
    return paragraph(format_html("{}: {}.", season.name, live(season, "episode_order", "label")))


def based_on(season):
    """Nothing where no work is on record: that is no proof that there is none."""
    works = Adaptation.objects.filter(show=season.show_id).select_related("work").prefetch_related("work__authors")
    rows = works.order_by("work__title", "pk")
    return format_html_join("", "{}", ((paragraph(_work(each.work), each.extent),) for each in rows))


def _work(work):
    authors = format_html_join(", ", "{}", ((person(author),) for author in work.authors.all()))
    by = format_html(" by {}", authors) if authors else ""
    return format_html("<em>{}</em>, a {}{}.", work.title, work.get_kind_display(), by)


def story(season):
    return paragraph(season.logline) if season.logline else to_write("what it is about; we have no line on its story.")


def last_one(season):
    return "" if season.show.form in ONE_SEASON else paragraph(live(season, "final"))


def trailer(season):
    if season.trailer:
        return paragraph(format_html('<a href="{}">The trailer of {}</a>.', season.trailer, called(season)))
    return to_write("whether there is a trailer; we have none on record.")


def earlier(season, seasons):
    return seasons_of(season.show) if len(seasons) > 1 else ""


# What is still to be written

LINES = {"p", "li", "td", "th", "figcaption", "h2", "h3", "h4"}


def unwritten(html):
    """The heading above each open question left in a sanitised body, in order; "" where none stands above it."""
    found, heading = [], ""
    for node in _nodes(read(html)):
        words = node if isinstance(node, str) else node.words if node.tag in LINES else ""
        if not isinstance(node, str) and node.tag in {"h2", "h3", "h4"}:
            heading = " ".join(words.split())
        if TO_WRITE in words:
            found.append(heading)
    return list(dict.fromkeys(found))


def _nodes(element):
    for child in element.children:
        yield child
        if not isinstance(child, str):
            yield from _nodes(child)
