"""`kill -9` while a story is published: what readers, lists, references and the log have of it is old, or new."""

import os
import random
import signal
import time
from collections import Counter

import pytest
from django.db import connection
from django.db.models import F

from articles import editing, publishing
from articles.models import Article
from articles.references import differences
from staff.models import AuditEntry
from tests.make import make_author, make_draft, make_person, make_season, make_show

pytestmark = pytest.mark.django_db(transaction=True)

STORIES = 20
KILLS = int(os.environ.get("NEWSDESK_KILLS", 25))
SIDES = ("Old", "New")
LONGEST = 0.2  # seconds a publisher lives once it has begun


@pytest.fixture
def stories():
    """Stories published with one word in every field, of which another revision has another word in each."""
    show, others = make_show(), {}
    for side in SIDES:
        season = make_season(show, len(others) + 1)
        others[side] = {
            "season": season.pk, "shows": [make_show(f"{side} show").pk], "people": [make_person(f"{side} person").pk],
            "authors": [make_author(f"{side} author").pk],
        }  # fmt: skip
    found = []
    for number in range(STORIES):
        story = make_draft(f"Old {number}", slug=f"story-{number}")
        for side in SIDES:
            season = others[side]["season"]
            document = {
                **story.latest.document, **others[side], "headline": f"{side} {number}", "tags": [f"{side} topic"],
                "standfirst": f"{side}.", "search_title": side, "search_description": side,
                "body": f'<p>{side} <data data-fact="season:{season}:status" data-form="label">x</data></p>',
            }  # fmt: skip
            editing.save_revision(story, document, by=None)
        story.sides = dict(zip(SIDES, story.revisions.order_by("number")[1:], strict=True))
        publishing.publish(story, by=None, revision=story.sides["Old"])
        found.append(story)
    AuditEntry.objects.all().delete()
    return found


def publish_for_ever(stories, report):
    """What the process does that is to be killed: it tells of each story before and after it turns it over."""
    while True:
        for number, story in enumerate(stories):
            story = Article.objects.get(pk=story.pk)
            side = SIDES[story.headline.startswith("Old")]
            os.write(report, bytes([2 * number]))
            amended = ("correction", f"{side} words.")
            publishing.publish(story, by=None, revision=stories[number].sides[side], amended=amended)
            os.write(report, bytes([2 * number + 1]))


def killed_at_random(stories):
    """Let a process publish, kill it some time after it began; returns what it told."""
    connection.close()  # a child must not share it
    reading, report = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            publish_for_ever(stories, report)
        finally:
            os._exit(1)
    os.close(report)
    told = os.read(reading, 1)
    time.sleep(random.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    while more := os.read(reading, 1000):
        told += more
    os.close(reading)
    return told


def sides_of(story):
    """Which side each part of what readers have of a story is on."""
    # PostgreSQL may still be at work for whoever was killed: their lock on the row is gone when they are.
    Article.objects.filter(pk=story.pk).update(version=F("version"))
    now = Article.objects.get(pk=story.pk)
    words = {
        "headline": now.headline, "standfirst": now.standfirst, "body": now.body.removeprefix("<p>"),
        "title": now.search_title, "description": now.search_description, "parts": now.parts[0].removeprefix("<p>"),
        "show": now.shows.get().title, "person": now.people.get().name, "topic": now.tags.get().name,
        "author": now.bylines.get().profile.name, "revision": now.published.document["headline"],
        "season": SIDES[now.season.number - 1],
    }  # fmt: skip
    assert now.bylines.get().publish_at == now.publish_at
    assert differences(now) == []
    return now, {name: text.split()[0].rstrip(".") for name, text in words.items()}


def test_a_story_whose_publication_is_killed_is_wholly_old_or_wholly_new(stories):
    in_the_middle = 0
    for _ in range(KILLS):
        told = killed_at_random(stories)
        in_the_middle += told[-1] % 2 == 0
        for number in {code // 2 for code in told}:
            now, sides = sides_of(stories[number])
            assert len(set(sides.values())) == 1, sides
            amendments = Counter(now.amendments.values_list("words", flat=True))
            entries = AuditEntry.objects.filter(address=publishing.about(now)["address"])
            logged = Counter(words.rpartition(": ")[2] for words in entries.values_list("words", flat=True))
            assert amendments == logged
            if amendments:
                assert now.amendments.first().words == f"{sides['headline']} words."
                assert now.material_update == now.amendments.first().at
    # Else nothing was tested: most of them die while a story is half written.
    assert in_the_middle > KILLS / 2
