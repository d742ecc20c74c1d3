"""What happened at the demo's desk, in its order: announcements recorded, stories published.

The order matters. A dated story shows what the ledger held when it came out, and a guide is due for a second look when
a fact moved after it was written.
"""

import re
from datetime import datetime, time, timedelta
from functools import partial
from operator import itemgetter

from django.utils import timezone

from articles.editing import start
from articles.models import Article, Quote
from articles.publishing import publish, submit
from facts.ledger import record
from facts.models import Report, Source
from facts.refs import FactRef
from facts.subjects import find_subject
from facts.values import fact_type
from newsdesk.demo import drawing
from newsdesk.demo.catalogue import library_picture, present
from newsdesk.demo.content import read_toml
from newsdesk.demo.motifs import SHOWN
from shows.models import Character, Season
from web.text import clean_text

OFFICE_OPENS = time(9)
# `data-quote="name"`, by its name in quotes.toml
QUOTED = re.compile(r'(?<=data-quote=")[a-z-]+')
# `data-ref="season:show-slug/2"`, and the same in data-fact and data-while
NAMED = re.compile(r'(?<=data-)(ref|fact|while)="(show|season|person|character):([a-z0-9/-]+)')


class NotHere(Exception):
    """A story speaks of something that the desk has removed."""


def load_events(catalogue, shows, reports, stories):
    """Record and publish what is missing, as on the days it happened. Returns (reports recorded, stories made)."""
    shows = {entry["slug"]: entry for entry in shows["show"]}
    dated = zip(moments(reports), reports, strict=True)
    events = [(at, 0, partial(make_report, catalogue, report, at)) for at, report in dated]
    events += [(story.moment, 1, partial(make_story, catalogue, story, shows)) for story in stories]
    made = [0, 0]
    for _, kind, make in sorted(events, key=itemgetter(0)):
        made[kind] += make() is not None
    return tuple(made)


def moments(reports):
    """When each report was entered: on its day, a minute after the one before."""
    last = None
    for report in reports:
        opening = timezone.make_aware(datetime.combine(report["as_of"], OFFICE_OPENS))
        last = opening if last is None or last < opening else last + timedelta(minutes=1)
        yield last


# Announcements


def make_report(catalogue, entry, moment):
    """Record what `entry` says of things made in this run; None where the desk has them already."""
    values = {}
    for name, facts in entry["facts"].items():
        subject = subject_of(catalogue, name)
        for fact, text in facts.items() if subject else ():
            ref = FactRef.of(subject, fact)
            values[ref] = fact_type(ref).parse(text, as_of=entry["as_of"])
    if not values:
        return None
    report = Report(
        as_of=entry["as_of"],
        checked=entry["as_of"],
        kind=entry.get("kind", "news"),
        note=entry.get("note", ""),
        overruled=entry.get("overruled", ""),
        citing=[source(given, entry["as_of"]) for given in entry.get("sources", ())],
    )
    return record(report, values, seen={}, by=catalogue.users["editor"], at=moment)


def subject_of(catalogue, name):
    """The season, appearance or person called `name`, if its show, or the person, is new."""
    slug, *below = name.split("/")
    root = (catalogue.shows if below else catalogue.people)[slug]
    return find_subject("/".join([root.slug, *below])) if root in catalogue.new else None


def source(given, as_of):
    """The Source at an address, made from `given` when it is named for the first time."""
    known = Source.objects.filter(address=given["address"]).first()
    return known or Source(**{"published": as_of, "checked": as_of, **given})


# Stories


def make_story(catalogue, story, shows):
    """Write the story, and publish it if it is to be; None where it is there already, or speaks of what is not."""
    if present(Article, story.head["slug"]):
        return None
    try:
        text = document(catalogue, story, shows)
    except NotHere:
        return None
    article = start(text, by=catalogue.users["writer"], at=story.moment)
    if story.state == "in_review":
        submit(article, by=catalogue.users["writer"])
    elif story.state == "approved":
        publish(article, by=catalogue.users["editor"], publish_at=story.moment, at=story.moment)
    if story.amended:
        told = (story.head["amendment"], story.head["changed"])
        publish(article, by=catalogue.users["editor"], amended=told, at=story.amended)
    return article


def document(catalogue, story, shows):
    """What articles/editing.py takes, with keys for the demo's names."""
    words = ("headline", "slug", "standfirst", "kind", "search_title", "search_description")
    entry = shows[story.head["picture"]]
    body = NAMED.sub(lambda found: f'{found[1]}="{found[2]}:{key(catalogue, found[2], found[3])}', story.body)
    alt = f"Drawing: {SHOWN[entry['art']['motif']]}"
    return {
        **{name: story.head.get(name, "") for name in words},
        "body": QUOTED.sub(lambda found: str(quote(catalogue, found[0]).pk), body),
        "authors": [catalogue.authors[slug].pk for slug in story.listed("authors")],
        "shows": [catalogue.shows[slug].pk for slug in story.listed("shows")],
        "people": [catalogue.people[slug].pk for slug in story.listed("people")],
        "tags": story.listed("tags"),
        "season": key(catalogue, "season", story.head["season"]) if "season" in story.head else None,
        "lead_picture": library_picture(f"Lead: {entry['title']}", alt, drawing.lead, entry["art"], entry["slug"]).pk,
    }


def quote(catalogue, name):
    """The Quote of this name, taken into the bank where the desk has not its words yet."""
    entry = read_toml("quotes.toml")[name]
    fields = {**entry, "person": catalogue.people[entry["person"]], "by": catalogue.users["writer"]}
    known = Quote.objects.filter(words=clean_text(entry["words"]), speaker=entry["speaker"]).first()
    return known or Quote.objects.create(**fields)


def key(catalogue, kind, name):
    """The primary key of `show-slug`, `show-slug/2`, `person-slug` or `show-slug/character-slug`."""
    slug, _, below = name.partition("/")
    if kind == "person":
        return catalogue.people[slug].pk
    found = show = catalogue.shows[slug]
    if kind == "season":
        found = Season.objects.filter(show=show, number=below).first()
    elif kind == "character":
        found = present(Character, below, scope=show.pk)
    if found is None:
        raise NotHere(f"{kind} {name}")
    return found.pk
