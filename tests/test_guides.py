"""Guides: the skeleton one press makes, the answer on top of the page, the handover to the next season's guide."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import editing, guides, publishing
from articles.asked import asked_of
from articles.models import Article, Kind, State
from articles.skeleton import headline, skeleton, unwritten
from facts.reading import with_answers
from newsdesk.start_page import to_hand_over
from shows.models import Adaptation, Season, SourceWork, WatchLink
from shows.words import Form, Job, SeasonStatus, Standing, WorkKind
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_author,
    make_crew,
    make_draft,
    make_network,
    make_person,
    make_picture,
    make_season,
    make_show,
    make_source,
    make_story,
    make_user,
    record_facts,
    record_standing,
    record_status,
)
from tests.test_three_ways import fill_in_the_rest
from web.models import Purge

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def writer(client):
    """Mina Frost, logged in."""
    user = make_user("writer", groups=["Writers"])
    make_author("Mina Frost", user=user)
    client.force_login(user)
    return user


def two_seasons(**fields):
    """A show whose first season is complete, and its second, of which nothing is recorded."""
    show = make_show(seasons=2, **fields)
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    return show, first, second


def press(client, show, number):
    return client.post(f"/admin/articles/article/guide/{show.pk}/{number}/")


def make_guide(season, **document):
    """A live guide to `season`."""
    document = {"shows": [season.show], **document}
    return make_story(headline(season), season=season.pk, **document)


def page(client, thing):
    answer = client.get(thing.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


# The answer on top


@pytest.mark.parametrize(
    ("number", "values", "form", "asked", "when"),
    [
        (2, {}, "ongoing", "Will there be a season 2 of Fauna?", "No release date yet."),
        (2, {"status": "awaiting"}, "ongoing", "Will there be a season 2 of Fauna?", "No release date yet."),
        (2, {"status": "in_development"}, "ongoing", "Will there be a season 2 of Fauna?", "No release date yet."),
        (1, {"status": "in_development"}, "limited", "Will Fauna be made?", "No release date yet."),
        (2, {"status": "ordered"}, "ongoing", "Will there be a season 2 of Fauna?", ""),
        (1, {"status": "ordered"}, "ongoing", "Will Fauna be made?", ""),
        (2, {"status": "in_production"}, "ongoing", "Will there be a season 2 of Fauna?", ""),
        (2, {"status": "wrapped"}, "ongoing", "Will there be a season 2 of Fauna?", ""),
        (2, {"status": "dated", "release": "1 March 2027"}, "ongoing", "When is season 2 of Fauna out?", ""),
        (1, {"status": "dated", "release": "1 March 2027"}, "film", "When is Fauna out?", ""),
        (2, {"status": "dated", "release": "1 March 2026"}, "ongoing", "When is season 2 of Fauna out?", ""),
        (2, {"status": "airing"}, "ongoing", "Is season 2 of Fauna out?", ""),
        (2, {"status": "airing", "release": "6 November 2026"}, "ongoing", "Is season 2 of Fauna out?",
         "Premiered 6 November 2026 on Netflix."),
        (2, {"status": "complete", "release": "6 June 2026"}, "ongoing", "Where does season 2 of Fauna stand?",
         "Premiered 6 June 2026 on Netflix."),
        (2, {"status": "not_happening"}, "ongoing", "Will there be a season 2 of Fauna?", ""),
        (2, {"status": "not_happening"}, "limited", "Will there be a season 2 of Fauna?", ""),
        (2, {"status": "ordered", "paused": True}, "ongoing", "Will there be a season 2 of Fauna?",
         "No release date yet."),
        (2, {"status": "airing", "paused": True}, "ongoing", "Where does season 2 of Fauna stand?", ""),
        (2, {"status": "ordered", "final": True}, "ongoing", "Will there be a season 2 of Fauna?", ""),
        (2, {"status": "complete", "cut_short": True}, "ongoing", "Where does season 2 of Fauna stand?", ""),
        (2, {"status": "airing", "split": True}, "ongoing", "Is season 2 of Fauna out?", ""),
        (0, {"status": "airing"}, "ongoing", "Where do the specials of Fauna stand?", ""),
    ],
)  # fmt: skip
def test_the_box_asks_what_its_answer_answers_and_says_when_once(client, number, values, form, asked, when):
    season = make_season(make_show("Fauna", form=form), number)
    release = values.pop("release", None)
    if "status" in values:
        record_status(season, values.pop("status"), release=release, as_of=date(2026, 11, 6))
    if values:
        record_facts(season, values, as_of=date(2026, 11, 6))
    html = page(client, make_guide(season))
    [season] = with_answers(Season.objects.for_answers().filter(pk=season.pk))
    box = asked_of(season)
    assert (box.question, box.when) == (asked, when)
    assert f'<a href="{season.get_absolute_url()}">{asked}</a>' in html
    assert html.count(f'<p class="said">{season.answer.replace("’", "&#x27;")}</p>') == 1
    assert html.count('<p class="when">') == bool(when)
    assert html.index("</header>", html.index("<h1>")) < html.index('class="answer asked"') < html.index('class="body"')


@pytest.mark.parametrize(
    ("status", "asked"),
    [("ordered", "Will there be more of season 2 of Fauna?"), ("dated", "When is the rest of season 2 of Fauna out?")],
)
def test_a_season_between_parts_is_asked_for_its_rest(status, asked):
    season = make_season(make_show("Fauna"), 2)
    season.status, season.first_aired = status, date(2026, 10, 1)
    season.answer = season.release_line = "x"
    assert asked_of(season).question == asked


def test_a_window_of_a_season_without_word_is_said_beside_the_answer_with_its_source():
    season = make_season(make_show("Fauna"), 2)
    record_status(season, SeasonStatus.IN_DEVELOPMENT, release="late 2027", as_of=date(2026, 11, 6))
    [season] = with_answers(Season.objects.for_answers().filter(pk=season.pk))
    assert season.answer == "Not ordered yet; Netflix reported talks on 6 November 2026. Checked 12 November 2026."
    assert asked_of(season).when == "Expected late 2027, per Netflix on 6 November 2026."


def test_a_release_checked_on_another_day_says_so():
    season = make_season(make_show("Fauna"), 2)
    record_status(season, SeasonStatus.IN_DEVELOPMENT, as_of=date(2026, 11, 6))
    record_facts(
        season, {"release": {"wording": "2027", "earliest": "2027-01-01", "latest": "2027-12-31", "precision": "year",
                             "certainty": "expected"}},
        as_of=date(2026, 11, 6), checked=date(2026, 11, 10),
    )  # fmt: skip
    [season] = with_answers(Season.objects.for_answers().filter(pk=season.pk))
    assert asked_of(season).when == "Expected 2027, per Netflix on 6 November 2026. Checked 10 November 2026."


def test_a_status_block_of_the_same_season_at_the_top_is_not_said_again(client):
    _, first, second = two_seasons()
    block = '<div data-live-block="status" data-ref="season:{}"></div>'
    same = page(client, make_guide(second, body=block.format(second.pk) + "<p>Words.</p>"))
    other = page(client, make_story("Other", season=second.pk, body=block.format(first.pk) + "<p>Words.</p>"))
    below = page(client, make_story("Below", season=second.pk, body="<p>Words.</p>" + block.format(second.pk)))
    assert [html.count('<p class="said">') for html in (same, other, below)] == [1, 2, 2]


def test_a_dated_story_has_no_box_even_with_a_season(client):
    season = make_season(make_show(), 2)
    assert "asked" not in page(client, make_story(season=season.pk, kind=Kind.NEWS.value))
    assert 'class="answer asked"' in page(client, make_story("A list", season=season.pk, kind=Kind.LIST.value))


def test_the_box_stays_away_once_the_season_is_gone(client):
    season = make_season(make_show(), 2)
    story = make_guide(season)
    season.delete()
    assert "asked" not in page(client, story)


def test_a_preview_shows_the_box_of_the_season_being_written(client, editor):
    season = make_season(make_show("Fauna"), 2)
    story = make_draft(season=season.pk)
    html = client.get(f"/admin/articles/article/{story.pk}/preview/").content.decode()
    assert "Will there be a season 2 of Fauna?" in html


# The skeleton


def full_season():
    """A second season of which everything is recorded that a skeleton has a place for."""
    show, first, second = two_seasons(title="Fauna", genres=["Drama", "Horror", "Comedy"])
    Season.objects.filter(pk=second.pk).update(logline="Deer & wolves.", trailer="https://example.com/trailer?a=1&b=2")
    record_status(second, SeasonStatus.DATED, release="1 March 2027", as_of=date(2026, 11, 6))
    record_facts(second, {"episode_order": 8, "final": True}, as_of=date(2026, 11, 6))
    make_appearance(second, make_person("Ada Roe"), "Bea")
    member = make_crew(show, make_person("Cy <Fox>"), Job.CREATOR)
    record_facts(member, {"standing": {"word": Standing.CONFIRMED.value}})
    make_crew(show, make_person("Of the first"), Job.WRITER, season=first)
    work = SourceWork.objects.create(title="The Herd", kind=WorkKind.NOVEL)
    work.authors.add(make_person("Di Ash"))
    Adaptation.objects.create(show=show, work=work, extent="All of it.")
    WatchLink.objects.create(show=show, network=show.network, address="https://example.com/fauna", region="Norway")
    second.refresh_from_db()
    return second


def test_a_skeleton_answers_with_live_marks_and_leaves_nothing_open_where_all_is_known(writer):
    season = full_season()
    document = skeleton(season, by=writer)
    assert document["headline"] == "Fauna season 2: release date, cast and everything we know"
    assert document["standfirst"] == "What is known of season 2 of Fauna, what is not, and who said so."
    assert (document["kind"], document["season"], document["shows"]) == ("guide", season.pk, [season.show_id])
    assert document["tags"] == ["Netflix", "Drama", "Horror"]
    body = editing.tidy(document)["body"]
    assert body == document["body"]  # the cleaner keeps every mark as it is
    assert unwritten(body) == []
    creator = season.show.crew.get(job=Job.CREATOR)
    author, actor = season.show.source_works.get().authors.get(), season.appearances.get().cast_member.person
    assert actor.name == "Ada Roe"
    assert body == (
        "<h2>Will there be a season 2 of Fauna?</h2>"
        f'<p><data data-fact="season:{season.pk}:status" data-form="sentence">Premieres 1 March 2027 on Netflix, per '
        "Netflix on 6 November 2026. Season 2 is the last, per Netflix on 6 November 2026. Checked 12 November 2026."
        "</data></p>"
        "<h2>When is season 2 of Fauna out?</h2>"
        f'<p><data data-fact="season:{season.pk}:release" data-form="sentence">Premieres 1 March 2027 on Netflix, per '
        "Netflix on 6 November 2026. Checked 12 November 2026.</data></p>"
        "<h2>Where can I watch Fauna?</h2>"
        f'<p>On <data data-fact="season:{season.pk}:moved_to" data-form="label">Netflix</data>.</p>'
        '<ul><li><a href="https://example.com/fauna">Netflix</a>, Norway</li></ul>'
        "<h2>Who returns for season 2 of Fauna?</h2>"
        f'<div data-live-block="cast" data-ref="season:{season.pk}">Cast of Fauna season 2</div>'
        "<h2>Who makes Fauna?</h2>"
        f'<ul><li><a data-ref="person:{creator.person_id}">Cy &lt;Fox&gt;</a>, creator: '
        f'<data data-fact="crew:{creator.pk}:standing" data-form="label">confirmed</data></li></ul>'
        "<h2>How many episodes does season 2 of Fauna have?</h2>"
        f'<p>Season 2: <data data-fact="season:{season.pk}:episode_order" data-form="label">8 episodes</data>.</p>'
        "<h2>What is Fauna based on?</h2>"
        f'<p><em>The Herd</em>, a novel by <a data-ref="person:{author.pk}">Di Ash</a>. All of it.</p>'
        "<h2>What happens in season 2 of Fauna?</h2><p>Deer &amp; wolves.</p>"
        "<h2>Is season 2 the last?</h2>"
        f'<p><data data-fact="season:{season.pk}:final" data-form="sentence">Season 2 is the last, per Netflix on '
        "6 November 2026. Checked 12 November 2026.</data></p>"
        "<h2>Is there a trailer?</h2>"
        '<p><a href="https://example.com/trailer?a=1&amp;b=2">The trailer of season 2 of Fauna</a>.</p>'
        "<h2>Where do the seasons stand?</h2>"
        f'<div data-live-block="seasons" data-ref="show:{season.show_id}">All seasons of Fauna</div>'
    )


def test_what_nobody_knows_is_an_open_question_under_its_heading(writer):
    show = make_show("Fauna", network=make_network())
    show.network = None
    show.save()
    body = editing.tidy(skeleton(make_season(show, 1), by=writer))["body"]
    assert unwritten(body) == [
        "Where can I watch Fauna?",
        "Who is in season 1 of Fauna?",
        "Who makes Fauna?",
        "What happens in season 1 of Fauna?",
        "Is there a trailer?",
    ]
    assert "based on" not in body and "data-live-block" not in body
    assert "<p><strong>To write:</strong> who is in it; we have no cast of season 1 on record.</p>" in body


def test_silence_is_only_claimed_for_as_long_as_it_lasts(writer):
    season = make_season(make_show("Fauna"), 2)
    body = skeleton(season, by=writer)["body"]
    assert (
        f'<span data-while="season:{season.pk}:release=unknown" data-hold="flag">'
        "No day, month or year has been announced.</span>"
    ) in body
    record_status(season, SeasonStatus.ORDERED, release="2027")
    assert "data-while" not in skeleton(season, by=writer)["body"]


def test_without_a_cast_of_its_own_a_season_shows_who_was_in_the_one_before(writer):
    _, first, second = two_seasons(title="Fauna")
    make_appearance(first, make_person("Ada Roe"), "Bea")
    body = skeleton(second, by=writer)["body"]
    assert f'<div data-live-block="cast" data-ref="season:{first.pk}">Cast of Fauna season 1</div>' in body
    assert "Who returns for season 2 of Fauna?" in unwritten(body)


def test_a_film_is_not_asked_for_its_seasons(writer):
    document = skeleton(make_season(make_show("Fauna", form=Form.FILM), 1), by=writer)
    assert document["headline"] == "Fauna: release date, cast and everything we know"
    assert "<h2>Will Fauna be made?</h2>" in document["body"]
    assert "<h2>When is Fauna out?</h2>" in document["body"] and "the last?" not in document["body"]


def test_a_headline_has_room_for_what_readers_look_for():
    season = make_season(make_show("Long " * 40), 12)
    assert len(headline(season)) == 160
    assert headline(season).endswith("… season 12: release date, cast and everything we know")


@pytest.mark.parametrize("length", [1, 30])
def test_a_skeleton_costs_the_same_for_any_size_of_cast(writer, length):
    show = make_show(seasons=2)
    second = show.seasons.get(number=2)
    for number in range(length):
        person = make_person(f"Person {number}")
        make_appearance(second, person, f"Part {number}")
        make_crew(show, person)
        work = SourceWork.objects.create(title=f"Work {number}", kind=WorkKind.NOVEL)
        work.authors.add(person)
        Adaptation.objects.create(show=show, work=work)
    with CaptureQueriesContext(connection) as captured:
        skeleton(second, by=writer)
    assert len(captured) == 8


# Open questions


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        ("<h2>Who?</h2><p>To write: who.</p>", ["Who?"]),
        ("<h2>Who?</h2><p><strong>To write:</strong> who.</p><p>To write: more.</p>", ["Who?"]),
        ("<p>To write: all of it.</p>", [""]),
        ("<h2>Who?</h2><ul><li>Ada</li><li>To write: others</li></ul><h3>When?</h3><p>To write: when.</p>",
         ["Who?", "When?"]),
        ("<h2>Who?</h2><p>Ada. To write: the others.</p>", ["Who?"]),
        ("<h2>To write: a heading</h2><p>Words.</p>", ["To write: a heading"]),
        ('<h2>Who?</h2><section data-while="season:1:status=ordered" data-hold="swap"><p>To write: it.</p></section>',
         ["Who?"]),
        ("<h2>Who?</h2><blockquote>To write: a quote</blockquote>", ["Who?"]),
        ("<h2>Who?</h2><p>She had a novel to write: this one.</p>", []),
    ],
)  # fmt: skip
def test_an_open_question_is_found_wherever_it_stands(body, headings):
    assert unwritten(editing.tidy({"body": body})["body"]) == headings


def test_nothing_is_published_with_an_open_question(client, editor):
    story = make_draft(authors=[make_author()], body="<h2>Who?</h2><p>To write: who.</p><h2>When?</h2><p>To write:</p>")
    with pytest.raises(publishing.CannotPublish) as refusal:
        publishing.publish(story, by=editor)
    assert str(refusal.value) == (
        "Still to write, under “Who?”, “When?”: replace what begins with “To write:”, or take the heading out."
    )
    assert Article.objects.get().state == State.DRAFT
    publishing.submit(Article.objects.get(), by=editor)  # the writer may ask an editor for help with it


# One press


def test_one_press_drafts_the_guide_and_opens_the_writing_room(client, writer):
    show, _, second = two_seasons()
    html = client.get(f"/admin/shows/show/{show.pk}/change/").content.decode()
    assert html.count("Draft the guide to season") == 1 and "Draft the guide to season 2" in html
    answer = press(client, show, 2)
    story = Article.objects.get()
    assert answer["Location"] == f"/admin/articles/article/{story.pk}/change/"
    assert (story.state, story.owner, story.kind) == (State.DRAFT, writer, Kind.GUIDE)
    assert story.draft_headline == "All of Us Are Dead season 2: release date, cast and everything we know"
    assert story.latest.document["authors"] == [writer.profile.pk]
    assert story.latest.document["season"] == second.pk
    html = client.get(f"/admin/shows/show/{show.pk}/change/").content.decode()
    assert "Draft the guide" not in html and ">Guide to season 2</a>" in html


def test_a_second_press_opens_the_draft_there_is(client, writer):
    show, *_ = two_seasons()
    assert press(client, show, 2)["Location"] == press(client, show, 2)["Location"]
    assert Article.objects.count() == 1


@pytest.mark.parametrize("published", [True, False])
def test_a_press_opens_any_guide_to_that_season(client, editor, published):
    show, _, second = two_seasons()
    make = make_guide if published else lambda season: make_draft(season=season.pk)
    story = make(second)
    assert press(client, show, 2)["Location"] == f"/admin/articles/article/{story.pk}/change/"
    assert Article.objects.count() == 1


def test_a_list_or_a_guide_to_another_season_is_no_guide_to_this_one(client, writer):
    show, first, second = two_seasons()
    make_story("A list", season=second.pk, kind=Kind.LIST.value)
    make_guide(first)
    press(client, show, 2)
    assert Article.objects.count() == 3


def test_the_page_of_a_season_offers_its_own_guide_alone(client, editor):
    _, first, second = two_seasons()
    address = "/admin/shows/season/{}/change/"
    assert "Draft the guide to season 2" in client.get(address.format(second.pk)).content.decode()
    assert "Draft the guide" not in client.get(address.format(first.pk)).content.decode()
    assert client.get("/admin/shows/season/add/").status_code == client.get("/admin/shows/show/add/").status_code == 200


@pytest.mark.parametrize(
    ("statuses", "form", "numbers"),
    [
        ([], "ongoing", []),
        (["awaiting"], "ongoing", [1]),
        (["airing"], "ongoing", [1]),
        (["airing", "ordered"], "ongoing", [1, 2]),
        (["complete", "ordered", "awaiting"], "ongoing", [2]),
        (["complete"], "ongoing", [1, 2]),
        (["complete"], "limited", [1]),
        (["complete", "not_happening"], "ongoing", [2]),
    ],
)
def test_guides_are_offered_to_what_readers_ask_about(statuses, form, numbers):
    show = make_show(form=form)
    for number, status in enumerate(statuses, 1):
        record_status(make_season(show, number), status)
    assert [offer.number for offer in guides.offers(show)] == numbers


def test_a_final_season_is_followed_by_none():
    show = make_show(seasons=1)
    record_facts(show.seasons.get(), {"status": "complete", "final": True})
    assert [offer.number for offer in guides.offers(show)] == [1]


def test_who_may_not_write_may_not_press(client):
    show, *_ = two_seasons()
    assert press(client, show, 2)["Location"].startswith("/admin/login/")
    client.force_login(make_user("newcomer"))
    assert press(client, show, 2).status_code == 403
    assert not Article.objects.exists()


def test_only_a_press_drafts_and_only_what_there_is(client, writer):
    show, *_ = two_seasons()
    assert client.get(f"/admin/articles/article/guide/{show.pk}/2/").status_code == 405
    assert client.post("/admin/articles/article/guide/987/2/").status_code == 404
    for number in (0, 7, 10**30):
        assert press(client, show, number)["Location"] == f"/admin/shows/show/{show.pk}/change/"
    assert not Article.objects.exists()


# The season that has no row


def completed(**fields):
    show = make_show(seasons=1, **fields)
    record_status(show.seasons.get(), SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2026, 11, 1),
                  at=PUBLISHED)  # fmt: skip
    return show, show.seasons.get()


def test_an_editor_adds_the_next_season_with_the_same_press(client, editor):
    show, _ = completed()
    press(client, show, 2)
    second = show.seasons.get(number=2)
    assert (second.status, second.facts.count()) == (SeasonStatus.AWAITING, 0)
    assert Article.objects.get().latest.document["season"] == second.pk


def test_the_writer_whose_beat_it_is_adds_it_too(client, writer):
    show, _ = completed(beat_owner=writer)
    press(client, show, 2)
    assert show.seasons.get(number=2).status == SeasonStatus.AWAITING
    assert Article.objects.get().owner == writer


def test_a_writer_is_told_that_an_editor_must_add_it(client, writer):
    show, _ = completed()
    answer = client.post(f"/admin/articles/article/guide/{show.pk}/2/", follow=True)
    assert "All of Us Are Dead has no season 2 yet: an editor must add it first." in answer.content.decode()
    assert (show.seasons.count(), Article.objects.count()) == (1, 0)


# Handing over


def offered(user, at=NOW):
    return [(str(season.show), season.next_number) for season in to_hand_over(user, at)]


def test_the_owner_of_the_show_is_offered_the_next_guide_once_the_season_is_complete(writer):
    _, first = completed(beat_owner=writer)
    assert offered(writer) == []
    guide = make_guide(first, authors=[writer.profile])
    assert offered(writer) == [("All of Us Are Dead", 2)]
    assert offered(make_user("other", groups=["Writers"])) == []
    assert offered(writer, NOW + timedelta(days=120)) == []
    publishing.withdraw(guide, by=None)
    assert offered(writer) == []


@pytest.mark.parametrize("owner", [None, "gone"])
def test_whoever_may_write_is_offered_it_where_nobody_looks_after_the_show(writer, owner):
    owner = owner and make_user(owner, is_active=False)
    _, first = completed(beat_owner=owner)
    make_guide(first)
    assert offered(writer) == [("All of Us Are Dead", 2)]


@pytest.mark.parametrize("kind", ["final", "limited", "refused", "drafted", "published", "reopened"])
def test_nothing_is_handed_over_where_nothing_follows_or_somebody_has_begun(writer, kind):
    show, first = completed(form=Form.LIMITED if kind == "limited" else Form.ONGOING)
    make_guide(first)
    if kind == "final":
        record_facts(first, {"final": True}, at=PUBLISHED)
    if kind == "reopened":
        record_facts(first, {"status": "airing"}, as_of=date(2026, 11, 2), at=PUBLISHED)
    if kind in {"refused", "drafted", "published"}:
        second = make_season(show, 2)
        if kind == "refused":
            record_facts(second, {"status": "not_happening"}, at=PUBLISHED)
        if kind == "drafted":
            make_draft(season=second.pk)
        if kind == "published":
            make_guide(second)
    assert offered(writer) == []


def test_the_next_season_may_be_there_already(writer):
    show, first = completed()
    make_guide(first)
    make_season(show, 3)
    assert offered(writer) == [("All of Us Are Dead", 3)]


@pytest.mark.parametrize("length", [1, 9])
def test_what_is_handed_over_costs_one_query(writer, length):
    source = make_source()
    for number in range(length):
        show = make_show(f"Show {number}", seasons=2)
        first = show.seasons.get(number=1)
        record_status(first, SeasonStatus.COMPLETE, source=source, at=PUBLISHED)
        make_guide(first)
    with CaptureQueriesContext(connection) as captured:
        assert len(to_hand_over(writer, NOW)) == length
    assert len(captured) == 1


def test_the_start_page_lists_what_is_to_hand_over(client, writer):
    show = make_show(seasons=1)
    record_status(show.seasons.get(), SeasonStatus.COMPLETE)  # now, whenever that is
    make_guide(show.seasons.get())
    html = client.get("/admin/").content.decode()
    assert "Guides to hand over" in html
    assert f'action="/admin/articles/article/guide/{show.pk}/2/"' in html


def test_the_old_guide_offers_the_new_one_in_its_room(client, editor):
    show, first = completed()
    guide = make_guide(first)
    room = f"/admin/articles/article/{guide.pk}/change/"
    html = client.get(room).content.decode()
    assert '<button type="submit" form="hand-over">Draft the guide to season 2</button>' in html
    assert f'<form id="hand-over" method="post" action="/admin/articles/article/guide/{show.pk}/2/">' in html
    press(client, show, 2)
    html = client.get(room).content.decode()
    assert 'form="hand-over"' not in html and ">guide to season 2</a>: draft." in html


def test_the_old_guide_leads_to_the_newest_once_readers_have_it(client):
    show, first = completed()
    second, third = make_season(show, 2), make_season(show, 3)
    old = make_guide(first)
    assert "handover" not in page(client, old)
    make_draft(season=second.pk)
    make_story("Not yet", season=second.pk, publish_at=datetime(2096, 1, 1, tzinfo=UTC))
    assert "handover" not in page(client, old)
    make_guide(second)
    new = make_guide(third)
    assert (
        f'<p class="handover">Season 1 is complete. <a href="{new.get_absolute_url()}">Our guide to season 3</a></p>'
    ) in page(client, old)
    assert "handover" not in page(client, new)
    assert "handover" not in page(client, make_story("A list", season=first.pk, kind=Kind.LIST.value))


def test_a_guide_to_a_season_that_is_not_complete_only_links_the_later_one(client):
    show = make_show(seasons=2)
    old, new = (make_guide(season) for season in show.seasons.order_by("number"))
    assert f'<p class="handover"><a href="{new.get_absolute_url()}">Our guide to season 2</a></p>' in page(client, old)


def test_the_show_page_links_its_newest_guide(client):
    show, first = completed()
    make_season(show, 3)
    assert 'class="guide"' not in page(client, show)
    old = make_guide(first)
    assert f'<p class="guide"><a href="{old.get_absolute_url()}">Guide to season 1</a></p>' in page(client, show)
    new = make_guide(make_season(show, 2))
    assert f'<p class="guide"><a href="{new.get_absolute_url()}">Guide to season 2</a></p>' in page(client, show)
    publishing.withdraw(new, by=None)
    assert "Guide to season 1" in page(client, show)


def test_a_new_guide_purges_the_pages_that_lead_to_it(settings):
    settings.EDGE_PURGE_URL = "http://127.0.0.1:9/"
    show, first = completed()
    second = make_season(show, 2)
    make_guide(first)
    Purge.objects.all().delete()
    make_guide(second)
    assert f"show-{show.pk}" in {key for purge in Purge.objects.all() for key in purge.keys}


def test_the_cast_of_the_season_it_answers_for_keeps_its_standings(client):
    season = make_season(make_show(), 2)
    record_standing(make_appearance(season, make_person(), "Nam-ra"), Standing.CONFIRMED)
    html = page(client, make_guide(season, body=f'<div data-live-block="cast" data-ref="season:{season.pk}"></div>'))
    assert '<span class="standing" data-standing="confirmed">Confirmed</span>' in html


# In a browser


def test_from_the_shows_page_to_the_reader(watched_page, live_server, log_in, transactional_db):
    writer, editor = make_user("writer", groups=["Writers"]), make_user("editor", groups=["Editors"])
    make_author("Mina Frost", user=writer)
    show, *_ = two_seasons()
    log_in(writer)
    watched_page.goto(f"{live_server.url}/admin/shows/show/{show.pk}/change/")
    watched_page.get_by_role("button", name="Draft the guide to season 2").click()
    text = watched_page.locator("[contenteditable=true].ProseMirror")
    text.locator("h2").first.wait_for()
    assert text.locator("h2").first.text_content() == "Will there be a season 2 of All of Us Are Dead?"
    open_questions = text.locator("p", has_text="To write:")
    assert open_questions.count() == 4
    while open_questions.count():
        open_questions.first.click(click_count=3)
        watched_page.keyboard.type("That has not been announced.")
    fill_in_the_rest(watched_page, make_picture("A still"))
    watched_page.get_by_role("button", name="Submit for review").click()
    watched_page.get_by_text("Submitted: it waits for an editor.").wait_for()
    log_in(editor)
    watched_page.goto(f"{live_server.url}/admin/articles/article/{Article.objects.get().pk}/change/")
    watched_page.get_by_role("button", name="Publish now").click()
    watched_page.get_by_role("link", name="readers have it now").click()
    box = watched_page.get_by_role("complementary", name="The short answer")
    assert box.get_by_role("link").text_content() == "Will there be a season 2 of All of Us Are Dead?"
    assert box.locator(".said").text_content() == "No decision has been announced."
    assert "To write:" not in watched_page.locator(".body").text_content()
    assert watched_page.locator(".body").get_by_text("That has not been announced.").count() == 4
