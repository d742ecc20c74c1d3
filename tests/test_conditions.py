"""Facts in words, the look-up for conditions, and what the checks say of the passages that hang on them."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.body import sanitise
from articles.conditions import SAID, facts_in_words
from articles.lint import NOTE, WARNING, check, still_possible
from articles.lookup import look_up
from articles.marks import CONDITIONS
from articles.room import checks
from shows.words import SeasonStatus
from tests.make import (
    make_appearance,
    make_crew,
    make_draft,
    make_network,
    make_person,
    make_show,
    make_story,
    make_user,
    record_facts,
    record_standing,
    record_status,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead():
    """*All of Us Are Dead*, its second season in development."""
    show = make_show(seasons=2)
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022")
    record_status(second, SeasonStatus.IN_DEVELOPMENT)
    make_appearance(first, make_person("Cho Yi-hyun"), "Choi Nam-ra")
    make_appearance(second, make_person("Lee Yoo-mi"), "Lee Na-yeon")
    return show


@pytest.fixture
def second(dead):
    return dead.seasons.get(number=2)


# In words


def test_a_fact_says_what_it_may_be_and_what_it_is_now(second):
    fact = facts_in_words([f"season:{second.pk}:status"])[f"season:{second.pk}:status"]
    assert (fact.subject, fact.fact, fact.verb, fact.now) == (
        "All of Us Are Dead season 2", "status", "is", "in_development",
    )  # fmt: skip
    assert fact.values[:2] == (("awaiting", "awaiting word"), ("in_development", "in development"))
    assert [word for word, _ in fact.values] == SeasonStatus.values
    assert fact.said(["ordered", "awaiting", "in_development"]) == (
        "All of Us Are Dead season 2 is awaiting word, in development or ordered"
    )


def test_every_fact_has_words_for_each_value_that_a_condition_may_ask_for():
    assert {name: list(labels) for name, (_, labels) in SAID.items()} == {
        name: list(words) for name, words in CONDITIONS.items()
    }


def test_flags_standings_and_what_is_only_known_or_not_are_in_words_too(dead, second):
    record_facts(second, {"paused": True, "moved_to": make_network("Orrery+").pk})
    appearance = second.appearances.get()
    record_standing(appearance, "not_returning")
    crew = make_crew(dead, make_person("Joo Dong-geun"), season=second)
    refs = [f"season:{second.pk}:{name}" for name in ("paused", "final", "release", "moved_to", "country_dates")]
    refs += [f"appearance:{appearance.pk}:standing", f"crew:{crew.pk}:standing", f"person:{crew.person_id}:died"]
    found = facts_in_words([*refs, "season:987654:status", "show:1", "season:1:nothing", ""])
    assert [fact.said([fact.now]) for fact in found.values()] == [
        "All of Us Are Dead season 2 is on hold",
        "All of Us Are Dead season 2 is not called the last season",
        "All of Us Are Dead season 2 has no release date or window",
        "All of Us Are Dead season 2 has moved to another network",
        "All of Us Are Dead season 2 has no dates by country",
        "Lee Yoo-mi in All of Us Are Dead season 2 is not returning",
        "Joo Dong-geun, creator of All of Us Are Dead season 2 is unknown",
        "Joo Dong-geun is not known to have died",
    ]


def test_what_the_dialog_can_make_is_what_a_story_may_store(second):
    rows = look_up("dead", kind="condition")
    assert len(rows) == 11
    for row in rows:
        words = "|".join(word for word, _ in row["values"][:-1])
        html = f'<p>It <span data-while="{row["ref"]}={words}" data-hold="flag">waits</span>.</p>'
        assert sanitise(html) == html


# The look-up


def asked(question, **kwargs):
    return [f"{row['subject']}, {row['fact']}" for row in look_up(question, kind="condition", **kwargs)]


def test_statuses_come_first_then_what_else_words_hang_on_then_the_cast(dead):
    assert asked("", about=[dead.pk]) == [
        "All of Us Are Dead season 2, status", "All of Us Are Dead season 1, status",
        "All of Us Are Dead season 2, release", "All of Us Are Dead season 2, last season",
        "All of Us Are Dead season 2, on hold", "All of Us Are Dead season 2, moved to",
        "All of Us Are Dead season 1, release", "All of Us Are Dead season 1, last season",
        "All of Us Are Dead season 1, on hold", "All of Us Are Dead season 1, moved to",
        "Lee Yoo-mi in All of Us Are Dead season 2, standing",
    ]  # fmt: skip
    assert asked("") == []


def test_words_choose_a_season_a_fact_or_the_cast(dead):
    assert asked("dead 1 status") == ["All of Us Are Dead season 1, status"]
    assert asked("dead 2 episodes") == ["All of Us Are Dead season 2, episode order"]
    assert asked("dead 1 cast") == ["Cho Yi-hyun in All of Us Are Dead season 1, standing"]


def test_a_cast_member_is_found_by_name_or_part_in_the_season_asked_for(dead, second):
    make_appearance(second, make_person("Cho Yi-hyun's Double"), "Somebody")
    make_appearance(second, dead.cast.get(person__name="Cho Yi-hyun").person)
    nam_ra = "Cho Yi-hyun in All of Us Are Dead season"
    assert asked("nam-ra") == [f"{nam_ra} 2, standing", f"{nam_ra} 1, standing"]
    assert asked("nam-ra 1") == [f"{nam_ra} 1, standing"]


def test_one_fact_is_asked_for_by_its_ref(client, second):
    client.force_login(make_user("writer", groups=["Writers"]))
    address = "/admin/articles/article/lookup/"
    (row,) = client.get(address, {"ref": f"season:{second.pk}:status"}).json()["results"]
    assert (row["kind"], row["now"], row["values"][0]) == (
        "condition", "in_development", ["awaiting", "awaiting word"],
    )  # fmt: skip
    for wrong in ("season:987654:status", "season:1", "\x00", "show:1:status", f"season:{10**30}:status", "a" * 5000):
        assert client.get(address, {"ref": wrong}).json() == {"results": []}


@pytest.mark.parametrize("length", [1, 30])
@pytest.mark.parametrize("question", ["night", "night 2 status", "", "watch", "night cast"])
def test_conditions_cost_at_most_three_queries(length, question):
    shows = [make_show(f"Night {number:02}", seasons=2) for number in range(length)]
    for show in shows:
        for number in range(2):
            make_appearance(show.seasons.last(), make_person(f"Watch {number} of {show.pk}"), "Nightwatch")
    with CaptureQueriesContext(connection) as captured:
        assert look_up(question, kind="condition", about=[show.pk for show in shows])
    assert len(captured) <= 3


# Checks


def swap(season, words, text, hold="swap", fact="status"):
    return f'<section data-while="season:{season.pk}:{fact}={words}" data-hold="{hold}"><p>{text}</p></section>'


def found(html, **kwargs):
    return [(finding.severity, finding.place, finding.reason) for finding in check(sanitise(html), **kwargs)]


WAIT, YES, NO = "awaiting|in_development", "ordered|in_production|wrapped|dated|airing|complete", "not_happening"


def test_variants_for_all_that_can_come_leave_nothing_to_say(second):
    assert found(swap(second, WAIT, "Wait.") + swap(second, YES, "Yes.") + swap(second, NO, "No.")) == []


def test_a_case_that_no_variant_is_written_for_is_named(second):
    html = "<p>Well.</p>" + swap(second, WAIT, "Wait. Do.") + swap(second, "ordered|in_production|dated", "Yes.")
    assert found(html) == [
        (WARNING, "Wait.", "Nothing stands here while All of Us Are Dead season 2 is filmed, out now, complete or "
         "not happening."),
    ]  # fmt: skip
    assert check(sanitise(html))[0].passage == 0


def test_one_passage_alone_may_be_an_aside_so_that_is_a_note(second):
    assert found(swap(second, "yes", "It ends here.", fact="final")) == [
        (NOTE, "It ends here.", "Nothing stands here while All of Us Are Dead season 2 is not called the last season; "
         "right if the text reads without it."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SeasonStatus.AWAITING, SeasonStatus.values),
        (SeasonStatus.IN_DEVELOPMENT, SeasonStatus.values),
        (SeasonStatus.ORDERED, SeasonStatus.values[2:]),
        (SeasonStatus.DATED, SeasonStatus.values[2:]),
        (SeasonStatus.AIRING, ["airing", "complete"]),
        (SeasonStatus.COMPLETE, ["dated", "airing", "complete"]),
        (SeasonStatus.NOT_HAPPENING, ["in_development", "ordered", "dated", "airing", "not_happening"]),
    ],
)
def test_what_a_season_can_still_become_follows_the_moves_up_to_its_end(status, words):
    season = make_show(seasons=1).seasons.get()
    record_status(season, status, release="28 January 2027")
    ref = f"season:{season.pk}:status"
    assert still_possible(facts_in_words([ref])[ref]) == words


def test_two_variants_for_one_case_are_a_warning_side_by_side_and_a_note_apart(second):
    beside = swap(second, f"{WAIT}|{NO}", "Wait.") + swap(second, f"{YES}|in_development", "Yes.")
    reason = (
        "This and “Wait.” both show while All of Us Are Dead season 2 is in development: one right after the other."
    )
    assert found(beside) == [(WARNING, "Yes.", reason)]
    apart = beside.replace("</section><section", "</section><h2>And?</h2><section")
    assert found(apart) == [(NOTE, "Yes.", reason.replace(": one right after the other", ", in two places"))]


def test_a_variant_within_a_variant_does_not_overlap_it(second):
    inner = swap(second, "awaiting", "Not a word.") + swap(second, "in_development", "Talks.")
    outer = f'<section data-while="season:{second.pk}:status={WAIT}" data-hold="swap"><p>Wait.</p>{inner}</section>'
    assert found(outer + swap(second, f"{YES}|{NO}", "Decided.")) == []


def test_a_variant_for_a_case_in_which_the_passage_around_it_is_not_shown_is_named_and_counts_for_nothing(second):
    inner = swap(second, f"{YES}|{NO}", "It comes.")
    html = f'<section data-while="season:{second.pk}:status={WAIT}" data-hold="swap"><p>Wait.</p>{inner}</section>'
    (severity, place, reason), *others = found(html)
    assert (severity, place) == (WARNING, "It comes.")
    assert reason.startswith("Readers never get these words: the passage around them is not shown while All of Us Are")
    assert [place for _, place, reason in others if "Nothing stands here while" in reason] == ["Wait."]
    flag = html.replace('data-hold="swap"', 'data-hold="flag"', 1)  # flagged words are always shown
    assert not any("never" in reason for _, _, reason in found(flag))


def test_a_flag_that_does_not_hold_now_is_said_with_what_is_so(second):
    span = f'<span data-while="season:{second.pk}:status=awaiting" data-hold="flag">has asked</span>'
    html = f"<p>One. Nobody {span}. Two.</p>" + swap(second, WAIT, "Wait.", hold="flag")
    reason = "True only while All of Us Are Dead season 2 is awaiting word; now it is in development."
    assert found(html) == [(WARNING, "Nobody has asked.", reason)]
    assert found(html, settled=True) == []


def test_a_condition_on_what_is_gone_says_what_becomes_of_its_words(second):
    html = swap(second, WAIT, "Wait.") + swap(second, WAIT, "See.", hold="flag")
    html = html.replace(f"season:{second.pk}:", "season:987654:")
    assert found(html) == [
        (WARNING, "Wait.", "What this hangs on is no longer here, so readers never get these words."),
        (WARNING, "See.", "What this hangs on is no longer here, so nobody will be told when they are wrong."),
    ]


def test_checks_cost_one_query_for_each_kind_of_fact_and_one_for_known_wrong_names(dead, second):
    hers = f'data-while="appearance:{second.appearances.get().pk}:standing=confirmed" data-hold="swap"'
    html = swap(second, WAIT, "Wait.") + swap(second, YES, "Yes.") + f"<section {hers}><p>She.</p></section>"
    for times in (1, 20):
        with CaptureQueriesContext(connection) as captured:
            assert checks(html * times, None)["findings"]
        assert len(captured) == 3
    with CaptureQueriesContext(connection) as captured:
        assert checks("<p>Plain words.</p>", None) == {"conditions": {}, "findings": [], "unlinked": []}
    assert len(captured) == 1
    with CaptureQueriesContext(connection) as captured:
        assert checks("", None) == {"conditions": {}, "findings": [], "unlinked": []}
    assert len(captured) == 0


def test_a_known_wrong_title_or_name_is_found_as_a_whole_word_where_it_was_typed_with_the_right_one(dead, second):
    dead.other_titles.create(title="All Dead", kind="known_wrong")
    dead.other_titles.create(title="Dead", kind="known_wrong")  # part of the right title
    cho = make_person("Cho Yi-hyun")
    cho.other_names.create(name="Cho Yi-hyon", kind="known_wrong")
    cho.other_names.create(name="Jo I-hyeon", kind="transliteration")
    body = f'<p>One. <a data-ref="person:{cho.pk}">Cho Yi-hyon</a> and Jo I-hyeon. Small Dead ends.</p>'
    body += "<ul><li><p>See All <em>Dead</em>. All Deadly.</p></li></ul><p>All of Us Are Dead, by Cho Yi-hyon.</p>"
    assert [(each.place, each.wrong, each.fix) for each in check(sanitise(body))] == [
        ("Small Dead ends.", "Dead", ""),
        ("See All Dead.", "All Dead", "All of Us Are Dead"),
        ("See All Dead.", "Dead", ""),
        ("All of Us Are Dead, by Cho Yi-hyon.", "Cho Yi-hyon", "Cho Yi-hyun"),
    ]
    make_person("Cho Yi-hyeon").other_names.create(name="Cho Yi-hyon", kind="known_wrong")
    [finding] = check(sanitise("<p>By Cho Yi-hyon.</p>"))
    assert (finding.reason, finding.fix) == (
        "“Cho Yi-hyon” is known to be wrong: it is Cho Yi-hyeon or Cho Yi-hyun.", "",
    )  # fmt: skip


# In the room


def test_the_room_lists_the_checks_and_brings_the_facts_in_words(client, dead, second):
    client.force_login(make_user("editor", groups=["Editors"]))
    body = swap(second, "awaiting", "Not a word.", hold="flag")
    html = client.get(f"/admin/articles/article/{make_draft(body=body).pk}/change/").content.decode()
    assert "True only while All of Us Are Dead season 2 is awaiting word; now it is in development." in html
    assert 'data-place="Not a word." data-passage="0"' in html
    assert '<script id="condition-facts" type="application/json">' in html
    assert '"now": "in_development"' in html
    plain = client.get(f"/admin/articles/article/{make_draft().pk}/change/").content.decode()
    assert "Nothing to look at." in plain


def test_a_body_is_checked_as_it_is_typed_for_whoever_may_write_it(client, dead, second):
    address = "/admin/articles/article/checks/"
    dead.other_titles.create(title="All Dead", kind="known_wrong")
    writer = make_user("mina", groups=["Writers"])
    client.force_login(writer)
    html = client.post(address, {"body": "<p>See All Dead.</p>"}).content.decode()
    assert 'data-wrong="All Dead" data-fix="All of Us Are Dead"' in html and "As typed just now." in html
    assert "Nothing to look at." in client.post(address, {"body": "<p>See.</p>", "story": "\x00"}).content.decode()
    assert "too long to be checked" in client.post(address, {"body": "<p></p>" * 20_001}).content.decode()
    untrue, own = swap(second, "awaiting", "Not a word.", hold="flag"), make_draft(by=writer)
    assert "True only while" in client.post(address, {"body": untrue, "story": own.pk}).content.decode()
    assert client.post(address, {"body": untrue, "story": make_draft().pk}).status_code == 403
    assert client.get(address).status_code == 405


def test_publishing_goes_through_and_says_what_is_still_to_look_at(client, second):
    client.force_login(make_user("editor", groups=["Editors"]))

    def publish(story):
        data = {**story.latest.document, "tags": "", "lead_picture": "", "season": "", "_version": story.version}
        answer = client.post(f"/admin/articles/article/{story.pk}/change/", {**data, "_publish": "1"})
        return str(list(get_messages(answer.wsgi_request))[-1])

    untrue = swap(second, "awaiting", "Not a word.", hold="flag")
    said = publish(make_story(body=untrue))
    assert said.endswith("readers have it now</a>. 1 thing to look at under Checks.")
    said = publish(make_story(body=untrue + untrue.replace("Not", "Nor")))
    assert said.endswith("readers have it now</a>. 2 things to look at under Checks.")
    said = publish(make_story(body=swap(second, "yes", "It ends here.", fact="final")))  # a note is not counted
    assert said.endswith("readers have it now</a>.")
    news = make_story(body=untrue, kind="news")
    said = publish(news)  # out already: a record of its day
    assert said.endswith("readers have it now</a>.")
