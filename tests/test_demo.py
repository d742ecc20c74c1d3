"""The demo: loaded once for this file, in a transaction that is taken back at its end."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from articles import guides
from articles.models import Article, State, Topic
from articles.publishing import withdraw
from articles.reading import read_story
from articles.references import differences as reference_differences
from articles.words import references
from facts.check import differences
from facts.ledger import record
from facts.models import Fact, Report, ReportKind, Source, Statement
from facts.reading import with_answers
from facts.refs import FactRef
from newsdesk.demo import drawing
from newsdesk.demo.content import read_stories, read_toml
from people.models import Person
from pictures.models import Picture
from shows.models import Appearance, Character, Network, Season, Show
from shows.words import Form, Role, SeasonStatus, ShowStatus, Standing
from staff.models import Profile
from staff.roles import CHIEFS, EDITORS, WRITERS

COUNTED = (
    Show,
    Season,
    Character,
    Appearance,
    Person,
    Network,
    Profile,
    Picture,
    Report,
    Fact,
    Statement,
    Source,
    Article,
    Topic,
)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    """The demo; what a test changes of it is taken back after the test."""
    return loaded


def load():
    """What the command prints."""
    out = io.StringIO()
    with override_settings(DEBUG=True):
        call_command("load_demo", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_a_desk_that_is_not_for_trying_out_refuses_the_demo(db):
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="public password: add --force"):
        call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO())
    assert not get_user_model().objects.exists()


def test_loading_tells_how_much_it_brought_and_how_to_log_in(demo):
    assert demo.splitlines() == [
        "created 80 entries, 118 reports, 25 stories",
        "Log in at /admin/ as writer, editor, chief; the password is newsdesk.",
    ]


def test_loading_again_changes_nothing(demo):
    before = (
        counts(),
        list(Show.objects.values_list("pk", "version")),
        list(Article.objects.values_list("pk", "version")),
    )
    assert load().splitlines()[0] == "created 0 entries, 0 reports, 0 stories"
    after = (
        counts(),
        list(Show.objects.values_list("pk", "version")),
        list(Article.objects.values_list("pk", "version")),
    )
    assert before == after


def test_loading_again_keeps_what_the_desk_changed(demo):
    show = Show.objects.get(slug="kestrel-and-vane")
    show.title, show.slug = "Vane & Kestrel", "vane-and-kestrel"
    show.save()
    person = Person.objects.get(slug="orla-fennimore")
    person.biography, person.slug = "Ours now.", "orla"
    person.save()
    season = Season.objects.get(show__slug="all-of-us-are-dead", number=2)
    news = Report(as_of=date(2026, 11, 20), citing=[Source.objects.filter(tier=1).first()])
    record(news, {FactRef.of(season, "status"): "in_production"}, seen={})
    withdraw(Article.objects.get(slug="squid-game-ends"), by=None)
    before = counts()
    assert load().splitlines()[0] == "created 0 entries, 0 reports, 0 stories"
    assert counts() == before
    assert Show.objects.get(pk=show.pk).title == "Vane & Kestrel"
    assert Person.objects.get(pk=person.pk).biography == "Ours now."
    assert Season.objects.get(pk=season.pk).status == SeasonStatus.IN_PRODUCTION
    assert Article.objects.get(slug="squid-game-ends").state == State.WITHDRAWN


def forget_facts(**of):
    Statement.objects.filter(fact__in=Fact.objects.filter(**of)).delete()
    Fact.objects.filter(**of).delete()


def test_a_show_the_desk_deleted_comes_back_with_its_announcements(demo):
    show = Show.objects.get(slug="second-spoon")
    forget_facts(show=show)
    show.delete()
    assert load().splitlines()[0] == "created 1 entries, 3 reports, 0 stories"
    assert Show.objects.get(slug="second-spoon").status == ShowStatus.UNDECIDED
    assert list(differences()) == []


def test_a_story_about_what_is_no_longer_there_is_left_out(demo):
    Article.objects.get(slug="second-spoon-season-2").delete()
    forget_facts(show__slug="second-spoon")
    Season.objects.get(show__slug="second-spoon").delete()
    assert load().splitlines()[0] == "created 0 entries, 0 reports, 0 stories"


def test_a_show_that_came_by_an_import_is_found_by_its_imdb_id(demo):
    Show.objects.filter(imdb_id="tt10919420").update(slug="squid-game-2021")
    assert load().splitlines()[0] == "created 0 entries, 0 reports, 0 stories"


def test_every_status_of_a_show_and_of_a_season_is_there(demo):
    assert set(Show.objects.values_list("status", flat=True)) == set(ShowStatus.values)
    assert set(Season.objects.values_list("status", flat=True)) == set(SeasonStatus.values)
    assert set(Show.objects.values_list("form", flat=True)) == set(Form.values)
    assert set(Appearance.objects.values_list("standing", flat=True)) == set(Standing.values)
    assert set(Appearance.objects.values_list("cast_member__role", flat=True)) == {"", *Role.values}


@pytest.mark.parametrize(
    ("flag", "season"),
    [
        ("final", "Squid Game season 3"),
        ("paused", "The Cartographer's Hour season 1"),
        ("split", "The Long Corridor season 2"),
        ("cut_short", "Double or Nobody season 2"),
    ],
)
def test_every_flag_is_there(demo, flag, season):
    assert season in [str(each) for each in Season.objects.filter(**{flag: True}).select_related("show")]


def test_the_revival_moved_to_another_network(demo):
    season = Season.objects.get(moved_to__isnull=False)
    assert (str(season), season.moved_to.name) == ("Meridian Salvage season 2", "Corvane")


def test_the_second_season_of_all_of_us_are_dead_is_answered_first(demo):
    rows = Season.objects.filter(show__imdb_id="tt14169960", number=2).select_related("show__network", "moved_to")
    [season] = with_answers(rows)
    assert season.answer == "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Checked 12 November 2026."
    guide = Article.objects.get(slug="all-of-us-are-dead-season-2")
    assert read_story(guide).asked.season.answer == season.answer


def test_every_guide_to_a_season_says_its_answer_once_and_first(demo, client):
    guides = Article.objects.live().filter(kind="guide")
    said = {
        guide.slug: client.get(guide.get_absolute_url()).content.decode().count('<p class="said">') for guide in guides
    }
    assert said == dict.fromkeys(said, 1) and len(said) == 7
    assert not guides.filter(season=None).exists()


def test_a_guide_has_handed_over_to_the_next(demo, client):
    newest = '<a href="/stories/the-tallow-street-ledger-season-3/">'
    html = client.get("/stories/the-tallow-street-ledger-season-2/").content.decode()
    assert f"Season 2 is complete. {newest}Our guide to season 3</a>" in html
    html = client.get("/shows/the-tallow-street-ledger/").content.decode()
    assert f"{newest}Guide to season 3</a>" in html


def test_a_complete_season_is_offered_the_guide_to_the_next(demo, client):
    editor = get_user_model().objects.get(username="editor")
    [season] = guides.to_hand_over(editor, at=datetime(2026, 11, 25, tzinfo=UTC))
    assert (str(season), season.next_number) == ("The Gable End season 2", 3)
    guide = Article.objects.get(slug="the-gable-end-season-2")
    client.force_login(editor)
    assert "season 3" in client.get(reverse("admin:articles_article_change", args=[guide.pk])).text
    html = client.get(guide.get_absolute_url()).text
    assert "from the first to the last without waiting" in html and "every Sunday" not in html


def test_a_correction_is_told_to_readers(demo, client):
    html = client.get("/stories/the-tallow-street-ledger-season-3/").content.decode()
    assert "What changed since first published on 10 November 2026" in html
    assert "Six weekly episodes that begin on 14 February end on 21 March." in html


def test_a_news_story_goes_on_saying_what_was_so_on_its_day(demo):
    story = Article.objects.get(slug="the-long-corridor-season-2-part-1-review")
    news = Report(as_of=date(2026, 11, 20), citing=[Source.objects.filter(tier=1).first()])
    season = Season.objects.get(show__slug="the-long-corridor", number=2)
    record(news, {FactRef.of(season, "status"): "wrapped"}, seen={})
    assert "premieres on 15 January 2027" in read_story(story).html


def test_the_ledger_and_the_columns_agree(demo):
    assert list(differences()) == []


def test_the_references_of_every_story_are_those_of_its_text(demo):
    assert [found for story in Article.objects.live() for found in reference_differences(story)] == []


@pytest.mark.parametrize("story", read_stories(), ids=lambda story: story.head["slug"])
def test_every_mark_and_tag_in_a_file_survives_the_cleaner(demo, story):
    body = Article.objects.get(slug=story.head["slug"]).latest.document["body"]
    written = re.findall(r"data-(?:ref|fact|while|quote)=", story.body)
    assert len(re.findall(r"data-(?:ref|fact|while|quote)=", body)) == len(written) > 0
    assert body.count("data-spoiler=") == story.body.count("data-spoiler=")
    assert len(references(body)) == len(written)
    assert re.findall(r"</(\w+)>", body) == re.findall(r"</(\w+)>", story.body)
    assert "></div>" not in body  # a live block says in the writing room what it is of


@pytest.mark.parametrize(
    "slug", ["all-of-us-are-dead-season-2", "the-tallow-street-ledger-season-3", "hallow-parish-season-3"]
)
def test_a_guide_is_of_real_length_and_asks_what_readers_ask(demo, slug):
    html = read_story(Article.objects.get(slug=slug)).html
    assert 600 <= len(re.sub("<[^>]+>", " ", html).split()) <= 1400
    questions = re.findall(r"<h2[^>]*>(.*?)</h2>", html)
    assert len(questions) >= 8
    assert all(question.endswith("?") for question in questions)


def test_a_decision_swaps_the_passage_prepared_for_it(demo):
    guide = Article.objects.get(slug="hallow-parish-season-3")
    assert "Not yet, and not the opposite either." in read_story(guide).html
    season = Season.objects.get(show__slug="hallow-parish", number=3)
    news = Report(as_of=date(2026, 11, 20), kind=ReportKind.NEWS, citing=[Source.objects.filter(tier=1).first()])
    record(news, {FactRef.of(season, "status"): "ordered"}, seen={})
    html = read_story(guide).html
    assert "Not yet, and not the opposite either." not in html
    assert "Corvane has ordered a third story" in html


def test_real_people_are_said_to_have_their_credits_and_nothing_else(demo):
    real = Person.objects.filter(cast_in__show__network__slug="netflix") | Person.objects.filter(
        crew_in__show__network__slug="netflix"
    )
    assert set(real.values_list("biography", "born", "died", "pronouns", "portrait")) == {("", None, None, "", None)}
    assert real.distinct().count() == 10
    assert Report.objects.filter(sources__publisher="Netflix").latest("as_of").as_of == date(2026, 11, 12)


@pytest.mark.parametrize(("name", "group"), [("writer", WRITERS), ("editor", EDITORS), ("chief", CHIEFS)])
def test_each_account_has_its_role(demo, client, name, group):
    client.post("/admin/login/", {"username": name, "password": "newsdesk"})
    assert client.get("/admin/").status_code == 200
    user = get_user_model().objects.get(username=name)
    assert (user.is_staff, user.is_superuser, [str(each) for each in user.groups.all()]) == (True, False, [group])
    assert user.has_perm("articles.publish_article") is (name != "writer")


@pytest.mark.parametrize("kind", [Show, Person, Article, Profile, Network, Topic, Character, Season])
def test_every_page_answers(demo, client, kind):
    things = kind.objects.live() if kind is Article else kind.objects.all()
    addresses = [thing.get_absolute_url() for thing in things]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    assert addresses


def test_everything_with_a_page_is_in_the_api_and_in_a_feed(demo, client):
    paths = [f"/api/v1/shows/{season.show.slug}/seasons/{season.number}/" for season in Season.objects.for_answers()]
    paths += [f"/api/v1{thing.get_absolute_url()}" for thing in (*Show.objects.all(), *Person.objects.all())]
    paths += [f"/api/v1{story.get_absolute_url()}" for story in Article.objects.live()]
    paths += [f"{thing.get_absolute_url()}feed.atom" for thing in (*Show.objects.all(), *Topic.objects.all())]
    paths += [f"{show.get_absolute_url()}history/" for show in Show.objects.all()]
    assert len(paths) > 200
    assert {path: status for path in paths if (status := client.get(path).status_code) != 200} == {}


@pytest.mark.parametrize("name", ["home", "stories", "shows", "people", "scorecard"])
def test_every_list_answers(demo, client, name):
    assert client.get(reverse(name)).status_code == 200


def test_a_picture_is_the_same_every_time():
    art = read_toml("shows.toml")["show"][0]["art"]
    assert drawing.lead(art, "a").read() == drawing.lead(art, "a").read()
    assert drawing.lead(art, "a").read() != drawing.lead(art, "b").read()


def test_every_picture_has_words_and_a_credit(demo):
    assert not Picture.objects.filter(alt="").exists()
    assert set(Picture.objects.values_list("credit", flat=True)) == {"Newsdesk"}
    assert {(picture.width, picture.height) for picture in Picture.objects.all()} == {
        (480, 720),
        (1200, 675),
        (480, 600),
    }


def test_the_real_shows_have_the_days_and_lengths_that_were_announced(demo):
    known = {
        ("All of Us Are Dead", 1): (12, date(2022, 1, 28)),
        ("Squid Game", 1): (9, date(2021, 9, 17)),
        ("Squid Game", 2): (7, date(2024, 12, 26)),
        ("Squid Game", 3): (6, date(2025, 6, 27)),
    }
    rows = Season.objects.filter(show__title__in=["All of Us Are Dead", "Squid Game"], first_aired__isnull=False)
    told = {(each.show.title, each.number): (each.episode_order, each.first_aired) for each in rows}
    assert told == known
    second = Fact.objects.get(season__show__title="All of Us Are Dead", season__number=2, name="status")
    assert (second.season.status, second.as_of) == (SeasonStatus.ORDERED, date(2022, 6, 6))
