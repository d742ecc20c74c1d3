"""What a page may cost in queries and in weight, however much is on it.

Of every count one query is the look for reports whose moment has come.
"""

import gzip
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Person
from shows.models import Adaptation, OtherTitle, RelatedShow, SourceWork, WatchLink
from shows.words import Job, Relation, SeasonStatus, Standing, TitleKind, WorkKind
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_author,
    make_character,
    make_crew,
    make_network,
    make_person,
    make_picture,
    make_season,
    make_show,
    make_source,
    make_story,
    record_facts,
    record_standing,
    record_status,
)

pytestmark = pytest.mark.django_db

CSS = (Path(settings.BASE_DIR) / "newsdesk/static/newsdesk.css").read_bytes()
HEAVIEST = 30_000  # bytes of HTML and CSS, compressed
LENGTHS = [1, 3, 100]


def queries(client, address, least=""):
    """How many queries the page costs; it holds `least`, and is within the weight."""
    client.get(address)  # what is read once per process, such as compiled templates, is no cost of the page
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    assert least in answer.content.decode()
    assert len(gzip.compress(answer.content, 6)) + len(gzip.compress(CSS, 9)) <= HEAVIEST, address
    return len(captured)


def many_stories(length, **document):
    for number in range(length):
        make_story(
            f"Story {number}: the long wait for word of another season", at=PUBLISHED + timedelta(minutes=number),
            standfirst="What is settled, what is not, and who said so on which day.", **document,
        )  # fmt: skip


def full_show(length):
    """A show with `length` of everything a show page has."""
    network = make_network()
    show = make_show(network=network, poster=make_picture(), premise="Students against the dead. " * 10)
    seasons = [make_season(show, number) for number in range(1, length + 1)]
    source = make_source()
    for season in seasons[:-1]:
        record_status(season, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28), source=source)
    record_status(seasons[-1], SeasonStatus.ORDERED, source=source)
    record_facts(seasons[-1], {"moved_to": make_network("Orrery+").pk}, source=source)
    for number in range(length):
        person, other = make_person(f"Person {number}"), make_person(f"Other {number}")
        appearance = make_appearance(seasons[-1], person, f"Character {number}", position=number)
        record_standing(appearance, Standing.RECAST, by_person=other, source=source)
        seasons[-1].episodes.create(number=number + 1, title=f"Episode {number}", airdate=date(2022, 1, 28))
        make_crew(show, other, Job.WRITER, season=seasons[-1])
        OtherTitle.objects.create(show=show, title=f"Title {number}", kind=TitleKind.TRANSLATION)
        RelatedShow.objects.create(show=show, to=make_show(f"Related {number}"), relation=Relation.SAME_UNIVERSE)
        WatchLink.objects.create(show=show, network=network, region=f"Region {number}")
        work = SourceWork.objects.create(title=f"Work {number}", kind=WorkKind.NOVEL)
        work.authors.add(other)
        Adaptation.objects.create(show=show, work=work)
    many_stories(min(length, 10), shows=[show])
    return show, seasons[-1]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_show_and_a_season_page_cost_the_same_at_any_length(client, length):
    show, season = full_show(length)
    assert queries(client, show.get_absolute_url(), f"Related {length - 1}") == 12
    assert queries(client, season.get_absolute_url(), f"Episode {length - 1}") == 9
    assert queries(client, "/shows/all-of-us-are-dead/characters/character-0/", "Recast, now") == 5


@pytest.mark.parametrize("length", LENGTHS)
def test_a_person_page_costs_the_same_for_any_number_of_roles(client, length):
    person, source = make_person(portrait=make_picture()), make_source()
    for number in range(length):
        show = make_show(f"Show {number}", seasons=2)
        first, second = show.seasons.order_by("number")
        if number % 2:
            record_status(
                first, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28), source=source
            )
        else:
            record_status(first, SeasonStatus.ORDERED, source=source)
        make_appearance(first, person, f"Character {number}")
        make_appearance(second, person)
        make_crew(show, person, Job.WRITER, season=first)
        person.other_names.create(name=f"Name {number}", kind="stage")
        work = SourceWork.objects.create(title=f"Work {number}", kind=WorkKind.NOVEL)
        work.authors.add(person)
        Adaptation.objects.create(show=show, work=work)
    record_facts(person, {"died": "2022-06"}, as_of=date(2022, 7, 1), source=source)
    many_stories(min(length, 10), people=[person])
    assert queries(client, person.get_absolute_url(), f"Character {length - 1}") == 11


def full_body(length):
    """A text with a live fact, a mention and every live block of `length` seasons, and their show."""
    show = make_show(seasons=length)
    marks = []
    for season in show.seasons.order_by("number"):
        person = make_person(f"Person {season.number}")
        make_appearance(season, person, f"Character {season.number}")
        marks += [
            f"<h2>Season {season.number}</h2>",
            f'<p><data data-fact="season:{season.pk}:status" data-form="sentence">x</data>'
            f' <a data-ref="person:{person.pk}">x</a> <a data-ref="season:{season.pk}">x</a></p>',
            f'<div data-live-block="cast" data-ref="season:{season.pk}"></div>',
            f'<div data-live-block="status" data-ref="season:{season.pk}"></div>',
        ]
    marks.append(f'<div data-live-block="seasons" data-ref="show:{show.pk}"></div>')
    marks.append(f'<figure data-picture="{make_picture().pk}"><figcaption>x</figcaption></figure>')
    return "".join(marks), show


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize(("kind", "cost"), [("guide", 9), ("news", 9)])
def test_a_story_page_costs_the_same_for_any_number_of_marks(client, length, kind, cost):
    body, show = full_body(length)
    authors = [make_author(f"Author {number}") for number in range(length)]
    people = list(Person.objects.all())
    story = make_story(
        "The one", body=body, kind=kind, shows=[show], people=people, authors=authors,
        tags=[f"Topic {number}" for number in range(length)], lead_picture=make_picture(),
    )  # fmt: skip
    many_stories(min(length, 10), shows=[show])
    assert queries(client, story.get_absolute_url(), f"Topic {length - 1}") == cost


@pytest.mark.parametrize("length", LENGTHS)
def test_the_front_page_and_the_lists_cost_the_same_at_any_length(client, length):
    source, author, picture = make_source(), make_author(), make_picture()
    network = make_network()
    for number in range(length):
        show = make_show(f"Show {number:03}", seasons=1, network=network, poster=picture)
        record_status(show.seasons.get(), SeasonStatus.ORDERED, source=source)
        make_season(show, 2)
        make_character(show)
        make_person(f"Person {number:03}")
    many_stories(length, authors=[author], tags=["Korean drama"], lead_picture=picture)
    assert queries(client, "/", "Story 0" if length < 10 else "Story 99") == 5
    assert queries(client, "/stories/", f"Story {length - 1}") == 3
    assert queries(client, "/topics/korean-drama/", f"Story {length - 1}") == 4
    assert queries(client, author.get_absolute_url(), f"Story {length - 1}") == 4
    assert queries(client, "/shows/", "Show 000") == 2
    assert queries(client, "/people/", "Person 000") == 2
    assert queries(client, "/networks/netflix/", "Show 000") == 3
    assert queries(client, "/scorecard/", "Show 000") == 6


@pytest.mark.parametrize("length", LENGTHS)
def test_a_search_costs_the_same_for_anything_it_finds(client, length):
    for number in range(length):
        show = make_show(f"Harbour {number}", network=make_network())
        make_character(show, f"Harbour master {number}")
        make_person(f"Ines Harbour {number}")
    body = f"<p>{'A sentence of a story as long as they are. ' * 60}It ends at the harbour.</p>"
    many_stories(length, body=body, shows=[show])
    assert queries(client, "/search/?q=harbour", f"Story {length - 1}") == 7
    assert queries(client, "/search/?q=harbour&page=2", "Story") == (3 if length > 20 else 7)
    assert queries(client, "/search/?q=harbor", "Perhaps you mean") == 5
    assert queries(client, "/search/", "the beginning") == 1
