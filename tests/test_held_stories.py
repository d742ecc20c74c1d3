"""A story that readers do not have, in every state it can be in: to them the site is as if it had never been written.

Every address is asked while there is such a story, and once it never was: no byte of an answer differs, headers and
counts included. What cannot be hidden, and is no secret: that an author of the desk has a page, that a later story got
the next number, or the next free address, and that an address of a story killed after readers had it answers 410.
"""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction

from articles import editing, planned, publishing
from articles.assigning import assign
from articles.comments import say
from articles.models import Amendment, Article, Pitch, Presence, PreviewLink, Quote, ReaderCount, Revision, WorkingCopy
from facts.models import Report
from tests.every_address import addresses, lists, sweep, without_values
from tests.make import make_picture, make_source, make_user, record_status, sitemap_of
from tests.rights_world import make_world
from web.models import OldAddress

pytestmark = [
    pytest.mark.django_db,
    # Which rows are live is tested on both; each of these opens hundreds of pages.
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on any database: asked on SQLite"),
]

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY, HOUR, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes", "seconds"))
# Nowhere else on the site: the first in all that readers are to have, the second in what stays at the desk.
READERS, DESK = "vorpal", "frumious"
SLUG, OLD_SLUG = "vorpal-slug", "vorpal-before"
CORRECTED = ("correction", "Vorpal correction.", "top")


@pytest.fixture
def world():
    """One of everything (tests/rights_world.py), and somebody with an account of the desk that may do nothing."""
    with time_machine.travel(NOON, tick=False):
        yield make_world("writer") | {"guest": make_user("guest")}


# The story


def written(world, **typed):
    """A draft of Tom’s with a word of its own in every field, and with all that the desk keeps beside one."""
    story = editing.start(document(world, **typed), by=world["tom"], at=NOON - 3 * DAY, note="Frumious revision.")
    return beside(world, story)


def document(world, **typed):
    season = world["season"]
    picture, lead = (
        make_picture(f"Frumious {what} title", alt=f"Vorpal {what} alternative", credit=f"Vorpal {what} credit",
                     notes="Frumious notes", licence="Frumious licence")
        for what in ("inner", "lead")
    )  # fmt: skip
    quote = Quote.objects.create(words="Vorpal quoted words.", speaker="Vorpal speaker", outlet="Vorpal outlet")
    return {
        "headline": "Vorpal headline",
        "slug": SLUG,
        "standfirst": "Vorpal standfirst.",
        "body": f'<p>Vorpal prose.</p><p><a data-ref="show:{season.show_id}">Vorpal mention</a></p>'
        f'<p><span data-while="season:{season.pk}:status=ordered" data-hold="flag">Vorpal condition.</span></p>'
        f'<div data-live-block="cast" data-ref="season:{season.pk}"></div><figure data-picture="{picture.pk}"></figure>'
        f'<blockquote data-quote="{quote.pk}"><p>Vorpal quoted words.</p></blockquote>',
        "kind": "guide",
        "season": season.pk,
        "authors": [world["profile"].pk],
        "shows": [world["show"].pk],
        "people": [world["person"].pk],
        "tags": ["Vorpal topic", "Korean drama"],
        "lead_picture": lead.pk,
        "search_title": "Vorpal search title",
        "search_description": "Vorpal search description.",
        **typed,
    }


def beside(world, story):
    tom = world["tom"]
    note = {"due_on": date(2026, 11, 24), "note": "Frumious note for the desk."}
    assign(Article.objects.get(pk=story.pk), to=tom, by=tom, **note)
    asked = say(story, "Frumious comment.", by=tom, passage="Frumious passage", asks=True)
    say(story, "Frumious answer.", by=world["root"], parent=asked)
    Pitch.objects.create(idea="Frumious idea", note="Frumious reason", story=story, state="taken", owner=tom, by=tom)
    PreviewLink.objects.create(article=story, digest="f" * 64, meant_for="Frumious friend", expires=NOON + DAY, by=tom)
    typed = {"headline": ["Frumious typed headline"], "body": ["<p>Frumious typed words.</p>"]}
    WorkingCopy.objects.create(article=story, user=tom, key=UUID(int=story.pk), typed=typed)
    Presence.objects.create(article=story, user=tom)
    ReaderCount.objects.create(article=story, day=NOON.date(), readers=17)
    Revision.objects.filter(pk=story.latest_id).update(name="Frumious name")
    return Article.objects.get(pk=story.pk)


def out(world, at=NOON - DAY, *, publish_at=None):
    """Published by Tom, as readers have it since `at`."""
    return publishing.publish(written(world), by=world["tom"], publish_at=publish_at, at=at)


def read_and_corrected(world):
    """Readers had it at two addresses, and were told of a correction."""
    story = publishing.publish(written(world, slug=OLD_SLUG), by=world["tom"], at=NOON - 2 * DAY)
    editing.save_revision(story, story.latest.document | {"slug": SLUG}, by=world["tom"], at=NOON - 2 * DAY)
    return publishing.publish(story, by=world["tom"], amended=CORRECTED, at=NOON - DAY)


def changed(world):
    """A story readers have, with other words in every field since."""
    story = beside(world, world["live"])
    editing.save_revision(story, document(world), by=world["tom"], at=NOON - HOUR, note="Frumious change.")
    return story


# The states in which readers do not have it


def submitted(world):
    publishing.submit(story := written(world), by=world["tom"])
    return story


def in_a_second(world):
    return out(world, NOON - HOUR, publish_at=NOON + SECOND)


def put_off(world):
    """Live for a day, then withdrawn, then scheduled for another minute."""
    publishing.withdraw(story := read_and_corrected(world), by=world["tom"], at=NOON - HOUR)
    return publishing.publish(story, by=world["tom"], publish_at=NOON + MINUTE, at=NOON - HOUR)


def rescheduled(world):
    publishing.reschedule(story := in_a_second(world), NOON + HOUR, by=world["tom"], at=NOON - HOUR)
    return story


def with_an_announcement(world):
    """Tied to a report that waits."""
    said = {"as_of": date(2026, 11, 19), "checked": None, "source": make_source("Frumious Gazette")}
    record_status(world["season"], "in_production", at=NOON - HOUR, effective_at=NOON + MINUTE, **said)
    waiting = Report.objects.waiting().get(effective_at=NOON + MINUTE)
    at = {"publish_at": NOON + MINUTE, "at": NOON - HOUR}
    return publishing.publish(written(world), by=world["tom"], goes_with=waiting, **at)


def off_the_schedule(world):
    publishing.withdraw(story := in_a_second(world), by=world["tom"], at=NOON - HOUR)
    return story


def update_planned(world):
    planned.plan_update(story := changed(world), NOON + MINUTE, by=world["root"], at=NOON - HOUR, amended=CORRECTED)
    return story


def withdrawn(world):
    publishing.withdraw(story := read_and_corrected(world), by=world["tom"], at=NOON - HOUR)
    return story


def withdrawn_by_the_clock(world):
    """Withdrawn by whoever asks for a page first."""
    planned.plan_withdrawal(story := read_and_corrected(world), NOON, by=world["tom"], at=NOON - HOUR)
    return story


def sent_back(world):
    publishing.send_back(story := withdrawn(world), by=world["root"], note="Frumious note.")
    return story


def killed_unread(world):
    publishing.kill(story := in_a_second(world), by=world["root"], reason="Frumious reason.", at=NOON - HOUR)
    return story


def killed(world):
    publishing.kill(story := read_and_corrected(world), by=world["root"], reason="Frumious reason.", at=NOON - HOUR)
    return story


HELD = (
    written, submitted, in_a_second, rescheduled, put_off, with_an_announcement, off_the_schedule, changed,
    update_planned, withdrawn, withdrawn_by_the_clock, sent_back, killed_unread, killed,
)  # fmt: skip
# Readers knew these, and read that the story was taken down.
GONE = {killed: {f"/stories/{OLD_SLUG}/", f"/stories/{SLUG}/", f"/api/v1/stories/{SLUG}/"}}


# Those in which they do, at noon


def an_hour_ago(world):
    return out(world, NOON - HOUR)


def a_second_ago(world):
    return out(world, NOON - HOUR, publish_at=NOON - SECOND)


def this_second(world):
    return out(world, NOON - HOUR, publish_at=NOON)


def moved_forward(world):
    publishing.reschedule(
        story := out(world, NOON - HOUR, publish_at=NOON + DAY), NOON, by=world["tom"], at=NOON - HOUR
    )
    return story


def brought_back(world):
    publishing.withdraw(story := read_and_corrected(world), by=world["tom"], at=NOON - HOUR)
    return publishing.publish(story, by=world["tom"], at=NOON - MINUTE)


def updated_as_planned(world):
    planned.plan_update(story := changed(world), NOON, by=world["root"], at=NOON - HOUR, amended=CORRECTED)
    return story


LIVE = (an_hour_ago, a_second_ago, this_second, moved_forward, brought_back, updated_as_planned)


# Looking


@contextmanager
def undone():
    """Whatever happens within never did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def every_path():
    """Every address, those things had before, lists searched and from every row on, and every revision's preview."""
    found = addresses()
    keys = [*Article.objects.values_list("pk", flat=True), *Amendment.objects.values_list("pk", flat=True)]
    further = [f"?after={key}" for key in dict.fromkeys(keys)]
    old = OldAddress.objects.filter(kind="article").values_list("slug", flat=True)
    previews = Revision.objects.values_list("article", "number")
    return [
        *found,
        *(f"/stories/{slug}/" for slug in old),
        *(f"{path}?q={READERS}" for path in lists(found)),
        *(path + query for path in lists(found) if not at_the_desk(path) for query in ["?kind=guide", *further]),
        *(f"/admin/articles/article/{story}/preview/?revision={number}" for story, number in previews),
        f"/admin/articles/article/lookup/?q={READERS}",
        f"/admin/autocomplete/?app_label=articles&model_name=article&field_name=lead_picture&term={READERS}",
    ]


def at_the_desk(path):
    return path.startswith("/admin/")


def told(world, holds, user=None):
    """{name of a state: the addresses that tell `user` of a story in it}, of those where any does that should not.

    It tells whose answer would be another had the story never been, or has a word of it that was not asked for.
    """
    never, found = {}, {}
    for hold in holds:
        with undone():
            hold(world)
            held = sweep([path for path in every_path() if user is None or at_the_desk(path)], user)
        assert len(held) > 300
        with undone():
            never |= sweep([path for path in held if path not in never], user)
        telling = {path for path, said in held.items() if said != never[path]}
        telling |= {path for path, said in held.items() if READERS not in path and READERS in said.lower()}
        telling |= {path for path, said in held.items() if DESK in said.lower()}
        found[hold.__name__] = sorted(telling - GONE.get(hold, set()))
    return {name: paths for name, paths in found.items() if paths}


def test_a_story_that_readers_do_not_have_is_to_them_as_if_it_had_never_been(world):
    assert told(world, HELD) == {}


def test_to_an_account_that_may_read_no_story_it_is_so_at_the_desk_too(world):
    assert told(world, [update_planned, killed], user=world["guest"]) == {}


# What each page has of a story that is live
ITSELF = (
    "Vorpal headline", "Vorpal standfirst.", "Vorpal prose.", "Vorpal mention", "Vorpal condition.", "Vorpal topic",
    "Vorpal quoted words.", "Vorpal speaker", "Vorpal outlet", "Vorpal search title",
    "Vorpal search description.", "Vorpal lead alternative", "Vorpal lead credit",
    "Vorpal inner alternative", "Vorpal inner credit",
)  # fmt: skip


# And what feeds have of it
FED = (*(words for words in ITSELF if "search" not in words), f"/stories/{SLUG}/")


def shown(world, story):
    """{address: what stands there}."""
    listed = ["Vorpal headline", f"/stories/{SLUG}/"]
    of = ("show", "season", "person", "profile")
    return {
        f"/stories/{SLUG}/": [*ITSELF, f"story-{story.pk} ", story.lead_picture.src],
        "/": [*listed, "Vorpal standfirst."],
        "/stories/": [*listed, "Vorpal standfirst."],
        "/stories/?kind=guide": listed,
        "/topics/vorpal-topic/": listed,
        "/topics/korean-drama/": listed,
        sitemap_of(story): listed[1:],
        **({"/sitemap-news.xml": listed} if story.first_published > NOON - 2 * DAY else {}),
        **dict.fromkeys(("/feeds/stories.rss", "/feeds/stories.atom", "/feeds/stories.json"), FED),
        f"/api/v1/stories/{SLUG}/": FED[:6],
        f"/search/?q={READERS}": listed,
        "/api/v1/stories/": [*listed, "Vorpal standfirst."],
        **dict.fromkeys(("/topics/vorpal-topic/feed.atom", world["show"].get_absolute_url() + "feed.atom"), FED),
        **{world[name].get_absolute_url(): listed for name in of},
    }


@pytest.mark.parametrize("live", LIVE)
def test_from_the_second_it_is_live_everything_that_should_show_it_does(world, live):
    live(world)
    said = sweep([f"/stories/{SLUG}/"], None)  # whoever asks first lets what is planned happen
    story = Article.objects.get(slug=SLUG)
    expected = shown(world, story)
    if story.amendments.exists():
        expected["/corrections/"] = ["Vorpal headline", "Vorpal correction.", f"/stories/{SLUG}/"]
        expected[f"/stories/{SLUG}/"] += ["Vorpal correction."]
    said = sweep([*addresses(), "/stories/?kind=guide", f"/search/?q={READERS}"], None)
    missing = [(path, words) for path, stands in expected.items() for words in stands if words not in said[path]]
    assert missing == []
    assert [path for path, words in said.items() if DESK in words.lower()] == []
    for old in OldAddress.objects.filter(object_id=story.pk, kind="article"):
        assert f"Location: /stories/{SLUG}/" in sweep([f"/stories/{old.slug}/"], None)[f"/stories/{old.slug}/"]


def test_what_somebody_types_and_has_not_saved_is_on_no_page_of_anybody_else(world):
    story, me = world["own_draft"], world["me"]
    typed = {name: [f"Frumious {name}"] for name in ("headline", "standfirst", "body", "note")}
    for number, article in enumerate((story, None)):
        WorkingCopy.objects.create(article=article, user=me, key=UUID(int=number), typed=typed)
    told = [path for path, said in sweep(every_path(), world["root"]).items() if DESK in said.lower()]
    assert told == []
    own = sweep(["/admin/", f"/admin/articles/article/{story.pk}/change/"], me)
    assert [path for path, said in own.items() if "Frumious headline" not in said] == []


def test_every_address_has_something_to_be_asked_for(world):
    written(world)
    assert without_values() == []
