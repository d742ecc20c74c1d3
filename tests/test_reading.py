"""A story as a reader gets it: its stored parts joined with what the facts say at that moment."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Article
from articles.parts import compile_parts, headings_in
from articles.reading import read_parts, read_story
from facts.ledger import settle
from shows.models import Season, Show
from shows.words import Job, SeasonStatus, Standing
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_cast,
    make_crew,
    make_network,
    make_person,
    make_picture,
    make_show,
    make_source,
    make_story,
    record_facts,
    record_standing,
    record_status,
)

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RENEWED = "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Checked 12 November 2026."


@pytest.fixture
def season():
    return make_show(seasons=2).seasons.get(number=2)


NOTE = re.compile(r'<span class="sourced">(.*?)<button .*?</button><span popover .*?</span></span>')


def read(html, at=LATER, **kwargs):
    """The text as a reader gets it, without the notes on who said so, which have a test of their own."""
    return bare(read_parts(compile_parts(html), at, **kwargs).html)


def bare(html):
    return NOTE.sub(r"\1", html)


def fact(subject, name="status", form="label", text="as saved"):
    kind = {"crewmember": "crew"}.get(subject._meta.model_name, subject._meta.model_name)
    return f'<p><data data-fact="{kind}:{subject.pk}:{name}" data-form="{form}">{text}</data></p>'


def shown(value, text):
    return f'<p><data class="fact" value="{value}">{text}</data></p>'


# Live facts


@pytest.mark.parametrize(
    ("name", "form", "value", "text"),
    [
        ("status", "sentence", "ordered",
         "Yes. Renewed on 6 June 2022, per Netflix; expected late 2026. Checked 12 November 2026."),
        ("status", "label", "ordered", "Renewed"),
        ("status", "short", "ordered", "has been renewed"),
        ("status", "date", "ordered", "6 June 2022"),
        ("release", "label", "2026-09-01/2026-12-31", "expected late 2026"),
        ("release", "sentence", "2026-09-01/2026-12-31",
         "Expected late 2026, per Netflix on 6 June 2022. Checked 12 November 2026."),
        ("release", "date", "2026-09-01/2026-12-31", "6 June 2022"),
        ("episode_order", "label", "8", "8 episodes"),
        ("episode_order", "short", "8", "8"),
    ],
)  # fmt: skip
def test_a_live_fact_says_what_the_ledger_says_in_its_form(season, name, form, value, text):
    record_status(season, SeasonStatus.ORDERED, release="late 2026")
    record_facts(season, {"episode_order": 8})
    assert read(fact(season, name, form)) == shown(value, text)


def test_a_fact_never_recorded_reads_as_its_default(season):
    assert read(fact(season)) == shown("awaiting", "Awaiting word")
    assert read(fact(season, "release")) == shown("none", "no release date yet")
    assert read(fact(season, "moved_to")) == shown("none", "Netflix")


def test_a_form_with_nothing_to_say_keeps_the_words_it_was_saved_with(season):
    assert read(fact(season, "status", "date", "in time")) == shown("awaiting", "in time")


def test_facts_of_cast_crew_and_people_are_live_too(season):
    person = make_person()
    appearance = make_appearance(season, person, "Choi Nam-ra")
    record_standing(appearance, Standing.RECAST, by_person=make_person("Kim Min-ha"))
    crew = make_crew(season.show, person, Job.DIRECTOR)
    record_standing(crew, Standing.CONFIRMED)
    record_facts(person, {"died": "2025-03"})
    assert read(fact(appearance, "standing")) == shown("recast", "recast, now Kim Min-ha")
    assert read(fact(crew, "standing")) == shown("confirmed", "confirmed")
    assert read(fact(person, "died")) == shown("2025-03", "March 2025")


def test_a_recorded_change_is_read_at_once(season):
    story = make_story(body=fact(season, form="sentence"))
    assert read_story(story, LATER).html == shown("awaiting", "No decision has been announced.")
    record_status(season, SeasonStatus.ORDERED)
    assert read_story(story, LATER).html == shown("ordered", RENEWED)


def test_an_embargoed_report_is_not_read_before_its_minute_and_is_after(season):
    story = make_story(body=fact(season))
    moment = LATER + timedelta(hours=1)
    record_status(season, SeasonStatus.ORDERED, effective_at=moment)
    settle(moment - timedelta(seconds=1))
    assert read_story(story, LATER).html == shown("awaiting", "Awaiting word")
    settle(moment)
    assert bare(read_story(story, moment).html) == shown("ordered", "Renewed")


def test_the_day_passing_changes_the_wording_with_no_row_changing(season):
    record_status(season, SeasonStatus.DATED, release="20 November 2026", as_of=date(2026, 11, 1))
    html = fact(season, form="sentence")
    assert "Premieres 20 November 2026 on Netflix" in read(html, datetime(2026, 11, 19, 12, tzinfo=UTC))
    assert "Premieres today" in read(html, datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert "Was scheduled for 20 November 2026" in read(html, datetime(2026, 11, 21, 12, tzinfo=UTC))


def test_a_fact_whose_subject_is_gone_falls_back_to_its_words():
    html = '<p><data data-fact="season:987:status" data-form="label">out in May &amp; June</data></p>'
    assert read(html) == "<p>out in May &amp; June</p>"
    assert read('<p><data data-fact="person:987:died" data-form="label">2025</data></p>') == "<p>2025</p>"


# Mentions


def test_a_mention_leads_to_the_present_address_of_what_it_names(season):
    person, show = make_person(), season.show
    character = make_cast(show, person, "Choi Nam-ra").character
    html = (
        f'<p><a data-ref="show:{show.pk}">a</a> <a data-ref="season:{season.pk}">b</a> '
        f'<a data-ref="person:{person.pk}">c</a> <a data-ref="character:{character.pk}">d</a></p>'
    )
    Show.objects.filter(pk=show.pk).update(slug="the-dead")
    assert read(html) == (
        '<p><a href="/shows/the-dead/">a</a> <a href="/shows/the-dead/season-2/">b</a> '
        '<a href="/people/cho-yi-hyun/">c</a> <a href="/shows/the-dead/characters/choi-nam-ra/">d</a></p>'
    )


def test_a_mention_of_what_is_gone_is_its_words():
    assert read('<p>Of <a data-ref="show:987">Gone &amp; lost</a>.</p>') == "<p>Of Gone &amp; lost.</p>"


# Live blocks and pictures


def block(name, ref):
    return f'<div data-live-block="{name}" data-ref="{ref}">as saved</div>'


def test_the_blocks_say_what_is_known_now(season):
    appearance = make_appearance(season, make_person(), "Choi Nam-ra")
    record_status(season, SeasonStatus.ORDERED)
    record_standing(appearance, Standing.CONFIRMED)
    status = read(block("status", f"season:{season.pk}"))
    assert RENEWED in status and 'data-status="ordered"' in status
    cast = read(block("cast", f"season:{season.pk}"))
    assert 'href="/people/cho-yi-hyun/">Cho Yi-hyun</a>' in cast and "Choi Nam-ra</a>" in cast
    assert "Confirmed" in cast
    seasons = read(block("seasons", f"show:{season.show_id}"))
    assert seasons.index("Season 1</a>") < seasons.index("Season 2</a>")
    assert "Awaiting word" in seasons and "Renewed" in seasons


def test_a_block_of_what_is_gone_or_of_the_wrong_kind_leaves_nothing(season):
    for ref in ("season:987", "show:987"):
        for name in ("status", "cast", "seasons", "timeline"):
            assert read(f"<p>Before.</p>{block(name, ref)}") == "<p>Before.</p>"
    assert read(block("status", f"show:{season.show_id}")) == read(block("seasons", f"season:{season.pk}")) == ""


def test_a_picture_has_its_credit_and_one_whose_licence_has_run_out_is_left_out():
    picture, expired = make_picture(credit="Jo Ng"), make_picture(expires=date(2020, 1, 1))
    html = read(f'<figure data-picture="{picture.pk}"><figcaption>The <em>gate</em></figcaption></figure>')
    assert "The <em>gate</em>" in html and "Picture: Jo Ng" in html and f'src="{picture.src}"' in html
    assert read(f'<p>Text.</p><figure data-picture="{expired.pk}"></figure>') == "<p>Text.</p>"


# Words that are true only while something holds


def passage(condition, hold="swap", words="Here."):
    return f'<section data-while="{condition}" data-hold="{hold}"><p>{words}</p></section>'


def test_a_swapped_passage_is_served_only_while_it_is_true(season):
    written = passage(f"season:{season.pk}:status=awaiting|in_development", words="Nobody knows.")
    written += passage(f"season:{season.pk}:status=ordered", words="It is renewed.")
    assert read(written) == "<p>Nobody knows.</p>"
    record_status(season, SeasonStatus.ORDERED)
    assert read(written) == "<p>It is renewed.</p>"
    record_status(season, SeasonStatus.NOT_HAPPENING, as_of=date(2026, 11, 1))
    assert read(written) == ""


def test_a_flagged_passage_is_served_whatever_holds(season):
    assert read(passage(f"season:{season.pk}:status=ordered", "flag")) == "<p>Here.</p>"


@pytest.mark.parametrize(
    ("name", "asked", "value"),
    [
        ("release", "unknown", None),
        ("final", "no", None),
        ("release", "known", "late 2026"),
        ("final", "yes", True),
        ("episode_order", "known", 8),
    ],
)
def test_a_condition_may_ask_for_any_fact(season, name, asked, value):
    if name == "release" and value:
        record_status(season, SeasonStatus.ORDERED, release=value)
    elif value is not None:
        record_facts(season, {name: value})
    other = {"known": "unknown", "unknown": "known", "yes": "no", "no": "yes"}[asked]
    assert read(passage(f"season:{season.pk}:{name}={asked}")) == "<p>Here.</p>"
    assert read(passage(f"season:{season.pk}:{name}={other}")) == ""


def test_a_condition_on_what_is_gone_does_not_hold():
    assert read(passage("season:987:status=awaiting")) == ""


def test_marks_within_a_passage_are_live(season):
    ref = f"season:{season.pk}:status"
    words = f'It is <data data-fact="{ref}" data-form="label">old</data>.'
    assert read(passage(f"{ref}=awaiting", words=words)) == (
        '<p>It is <data class="fact" value="awaiting">Awaiting word</data>.</p>'
    )


def test_the_contents_list_what_is_served(season):
    html = (
        "<h2>First</h2>"
        + f'<section data-while="season:{season.pk}:status=ordered" data-hold="swap"><h2>Out</h2></section>'
    )
    assert read_parts(compile_parts(html), LATER).headings == [("s-first", "First")]


# Dated stories


def test_a_dated_story_shows_what_stood_on_its_day_and_says_what_moved_since(season):
    story = make_story(kind="news", body=fact(season, form="sentence") + block("status", f"season:{season.pk}"))
    assert read_story(story, LATER).since == []
    record_status(season, SeasonStatus.ORDERED, at=PUBLISHED + timedelta(days=1))
    then = read_story(story, LATER)
    assert then.html.startswith(shown("awaiting", "No decision has been announced."))
    assert "Renewed" not in then.html
    assert then.since == [(season, RENEWED)]


def test_a_dated_story_tells_of_its_own_day_whenever_it_is_read(season):
    record_status(season, SeasonStatus.DATED, release="14 November 2026", as_of=date(2026, 11, 1), at=PUBLISHED)
    story = make_story(kind="news", at=PUBLISHED + timedelta(hours=1), body=fact(season, form="sentence"))
    html = read_story(story, LATER).html
    assert "Premieres 14 November 2026 on Netflix, per Netflix on 1 November 2026." in html
    assert read_story(story, LATER).since == []


def test_a_dated_story_names_its_first_publication_however_often_it_is_published(season):
    story = make_story(kind="news", body=fact(season))
    record_status(season, SeasonStatus.ORDERED, at=PUBLISHED + timedelta(days=1))
    publishing.publish(story, by=None, material=True, at=PUBLISHED + timedelta(days=2))
    assert read_story(story, LATER).html == shown("awaiting", "Awaiting word")


def test_a_status_block_alone_makes_a_dated_story_say_what_moved(season):
    story = make_story(kind="recap", body=block("status", f"season:{season.pk}"))
    record_status(season, SeasonStatus.ORDERED, at=PUBLISHED + timedelta(days=1))
    assert read_story(story, LATER).since == [(season, RENEWED)]


def test_the_cast_of_a_dated_story_stands_as_it_stood_and_the_story_says_who_moved(season):
    appearance = make_appearance(season, make_person(), "Choi Nam-ra")
    record_standing(appearance, Standing.EXPECTED, at=PUBLISHED)
    story = make_story(kind="news", at=PUBLISHED + timedelta(hours=1), body=block("cast", f"season:{season.pk}"))
    assert "Expected" in read_story(story, LATER).html and read_story(story, LATER).since == []
    record_standing(appearance, Standing.NOT_RETURNING, as_of=date(2026, 11, 1), at=PUBLISHED + timedelta(days=1))
    then = read_story(story, LATER)
    assert "Expected" in then.html and "Not returning" not in then.html
    assert then.since == [(season, "Cho Yi-hyun: not returning.")]


def test_a_death_after_a_dated_story_is_told_above_it(season):
    person = make_person()
    story = make_story(kind="news", body=fact(person, "died"))
    record_facts(person, {"died": "2026-11-13"}, as_of=date(2026, 11, 1), at=PUBLISHED + timedelta(days=1))
    then = read_story(story, LATER)
    assert "none recorded" in then.html
    assert then.since == [(person, "Cho Yi-hyun: died 13 November 2026.")]


def test_the_seasons_of_a_dated_story_stand_as_they_stood(season):
    story = make_story(kind="news", body=block("seasons", f"show:{season.show_id}"))
    record_status(season, SeasonStatus.ORDERED, at=PUBLISHED + timedelta(days=1))
    then = read_story(story, LATER)
    assert "Renewed" not in then.html and then.html.count("Awaiting word") == 2
    assert then.since == [(season, RENEWED)]


def test_a_dated_story_survives_the_network_it_speaks_of(season):
    gone = make_network("Gone TV")
    earlier = PUBLISHED - timedelta(days=2)
    record_facts(season, {"moved_to": gone.pk}, checked=earlier.date(), at=earlier)
    story = make_story(kind="news", body=fact(season, "moved_to"))
    record_facts(season, {"moved_to": None}, as_of=date(2026, 11, 1), at=PUBLISHED + timedelta(days=1))
    gone.delete()
    assert "Netflix" in read_story(story, LATER).html


def test_a_maintained_story_has_no_line_of_what_moved_since(season):
    story = make_story(kind="guide", body=fact(season))
    record_status(season, SeasonStatus.ORDERED, at=PUBLISHED + timedelta(days=1))
    read_now = read_story(story, LATER)
    assert (bare(read_now.html), read_now.since) == (shown("ordered", "Renewed"), [])


# Safety and cost


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>&{{ 7 }}'


def test_hostile_words_are_words_wherever_they_were_stored(season):
    show = season.show
    Show.objects.filter(pk=show.pk).update(title=HOSTILE)
    record_status(season, SeasonStatus.ORDERED, source=None)
    person = make_person(HOSTILE, slug="hostile")
    make_appearance(season, person, HOSTILE)
    network = make_network(HOSTILE, slug="hostile")
    record_facts(season, {"moved_to": network.pk})
    parts = [
        {"mention": f"show:{show.pk}", "text": HOSTILE},
        {"mention": "show:987", "text": HOSTILE},
        {"fact": "season:987:status", "form": "label", "text": HOSTILE},
        {"fact": f"season:{season.pk}:moved_to", "form": "label", "text": ""},
        {"fact": f"season:{season.pk}:status", "form": HOSTILE, "text": ""},
        {"block": "cast", "ref": f"season:{season.pk}", "text": HOSTILE},
        {"block": "seasons", "ref": f"show:{show.pk}", "text": HOSTILE},
        {"block": "status", "ref": f"season:{season.pk}", "text": HOSTILE},
    ]
    html = read_parts(parts, LATER).html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 6
    assert "<script" not in html and "<img" not in html


def queries_of(html, **kwargs):
    parts = compile_parts(html)
    with CaptureQueriesContext(connection) as captured:
        read_parts(parts, LATER, **kwargs)
    return len(captured)


@pytest.mark.parametrize(("as_published", "cost"), [(None, 4), (PUBLISHED, 4)])
def test_a_story_costs_the_same_however_many_marks_it_has(as_published, cost):
    shows = [make_show(f"Show {number}", seasons=3) for number in range(4)]
    seasons = list(Season.objects.order_by("pk"))
    for season in seasons:
        make_appearance(season, make_person(f"Person {season.pk}"), f"Part {season.pk}")
        record_status(season, SeasonStatus.ORDERED)

    def story(shows, seasons):
        return "".join(
            [fact(season, name) for season in seasons for name in ("status", "release", "final")]
            + [passage(f"season:{season.pk}:status=ordered") for season in seasons]
            + [f'<p><a data-ref="season:{season.pk}">x</a></p>' for season in seasons]
            + [f'<p><a data-ref="show:{show.pk}">x</a></p>' for show in shows]
            + [block(name, f"season:{season.pk}") for season in seasons for name in ("status", "cast")]
            + [block("seasons", f"show:{show.pk}") for show in shows]
        )

    one = queries_of(story(shows[:1], seasons[:1]), as_published=as_published)
    many = queries_of(story(shows, seasons), as_published=as_published)
    assert (one, many) == (cost, cost)


def test_a_story_of_plain_words_costs_no_query():
    assert queries_of("<p>Words.</p>") == 0
    assert queries_of("<p>Words.</p>", as_published=PUBLISHED) == 0


def test_the_stored_parts_are_read_not_the_body():
    story = make_story(body="<p>As published.</p>")
    Article.objects.filter(pk=story.pk).update(body="<p>Never published.</p>")
    assert read_story(Article.objects.get(), LATER).html == "<p>As published.</p>"


# Who said so


def test_a_live_fact_unfolds_its_source_its_day_and_when_it_was_checked_without_script():
    season = make_show(seasons=1).seasons.get()
    record_status(season, SeasonStatus.ORDERED, source=make_source("Netflix"))
    html = read_parts(compile_parts(f"<h2>{fact(season)[3:-4]}</h2>" + fact(season)), LATER).html
    note = "Netflix, 6 June 2022. Checked 12 November 2026."
    assert html.count(note) == 2
    for number in (1, 2):
        assert f'<button type="button" class="told" popovertarget="told-{number}"' in html
        assert f'<span popover id="told-{number}" class="told-note">{note}</span>' in html
    assert headings_in(html)[0][1] == "Ordered"


def test_a_fact_nobody_recorded_has_no_source_to_unfold():
    season = make_show(seasons=1).seasons.get()
    assert "popover" not in read_parts(compile_parts(fact(season)), LATER).html


def test_the_note_says_that_reports_differ():
    season = make_show(seasons=1).seasons.get()
    record_status(season, SeasonStatus.ORDERED, source=make_source("Netflix"))
    other = make_source("Variety", tier=6)
    record_facts(season, {"status": "in_production"}, kind="dissent", source=other, as_of=date(2022, 7, 1))
    html = read_parts(compile_parts(fact(season)), LATER).html
    assert "Reports differ: Variety, 1 July 2022: status in production." in html
