"""Recording an announcement in the admin: what the screen offers, what it records, what it gives back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from facts.models import Fact, Report, Source, Statement
from facts.refs import FactRef
from shows.models import Season
from shows.words import Job
from tests.make import (
    make_appearance,
    make_crew,
    make_network,
    make_person,
    make_season,
    make_show,
    make_source,
    make_user,
    record_status,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user(groups=["Editors"])
    client.force_login(user)
    return user


@pytest.fixture
def season():
    return make_season(make_show(), 2)


def address(season):
    return reverse("admin:shows_season_announce", args=[season.pk])


def announcement(season, *, seen=0, **typed):
    """What the browser sends: `status="ordered"` becomes the field of that fact of `season`."""
    data = {
        "as_of": "2022-06-06",
        "kind": "news",
        "publisher": "Netflix",
        "title": "Renewed",
        "tier": "1",
        "_record": "1",
    }
    for name in ("status", "release", "episode_order", "final", "paused", "moved_to"):
        if name in typed:
            data[f"season:{season.pk}:{name}"] = typed.pop(name)
        data[f"season:{season.pk}:{name}:seen"] = str(seen)
    return data | typed


NOTHING_NEW = {"publisher": "", "title": "", "tier": ""}


def text(response):
    return " ".join(response.content.decode().split())


def test_an_editor_records_a_renewal_with_its_source(client, editor, season):
    response = client.post(
        address(season), announcement(season, status="ordered", address="https://example.com/renewed")
    )
    assert response.status_code == 302
    season.refresh_from_db()
    report = Report.objects.get()
    assert (season.status, report.by, report.as_of, report.kind) == ("ordered", editor, date(2022, 6, 6), "news")
    source = report.preferred
    assert (source.publisher, source.title, source.tier, source.address) == (
        "Netflix",
        "Renewed",
        1,
        "https://example.com/renewed",
    )
    assert "Recorded." in text(client.get(address(season)))


def test_the_screen_shows_each_fact_with_value_as_of_checked_and_source(client, editor, season):
    record_status(
        season, "ordered", as_of=date(2022, 6, 6), source=make_source("Netflix", address="https://example.com/a")
    )
    html = text(client.get(address(season)))
    assert "<strong>ordered</strong>" in html
    assert (
        'as of 6 Jun 2022, per <a href="https://example.com/a" rel="noreferrer">Netflix</a>; checked 12 Nov 2026'
        in html
    )
    assert "never recorded" in html
    assert "<ins>ordered</ins>" in html


def test_only_allowed_moves_are_offered_the_rest_as_corrections(client, editor, season):
    record_status(season, "airing")
    field = client.get(address(season)).context["form"].fields[f"season:{season.pk}:status"]
    assert field.choices[:2] == [("", "no change"), ("complete", "complete")]
    assert field.choices[2][0] == "only as a correction"
    assert "ordered" in dict(field.choices[2][1])


def test_a_source_we_have_is_used_again_by_choice_or_by_address(client, editor, season):
    source = make_source("Netflix", address="https://example.com/a")
    client.post(
        address(season), announcement(season, status="in_development", known_sources=[source.pk], **NOTHING_NEW)
    )
    client.post(
        address(season),
        announcement(season, seen=1, status="ordered", address="https://example.com/a", **NOTHING_NEW),
    )
    season.refresh_from_db()
    assert (season.status, Source.objects.count()) == ("ordered", 1)


def test_one_report_may_speak_of_a_second_season(client, editor, season):
    third = make_season(season.show, 3)
    data = announcement(season, status="ordered", also=third.pk) | {
        f"season:{third.pk}:status": "ordered",
        f"season:{third.pk}:status:seen": "0",
        f"season:{third.pk}:final": "yes",
        f"season:{third.pk}:final:seen": "0",
    }
    assert client.post(address(season), data).status_code == 302
    third.refresh_from_db()
    assert (third.status, third.final, Report.objects.count()) == ("ordered", True, 1)


def test_adding_a_season_records_nothing_and_keeps_what_was_typed(client, editor, season):
    third = make_season(season.show, 3)
    data = announcement(season, status="ordered", note="Typed with care", also=third.pk)
    del data["_record"]
    html = text(client.post(address(season), data | {"_add": "1"}))
    assert "Typed with care" in html and '<option value="ordered" selected>' in html
    assert f'name="season:{third.pk}:status"' in html
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"status": "dated"}, "“Dated” needs the day in the same report: give the release as a day."),
        (
            {"status": "ordered", "publisher": "", "title": "", "tier": ""},
            "Name the source: only “awaiting word” and “still right”",
        ),
        ({"status": "ordered", "tier": "7"}, "A source of tier 6 or 7 alone may not decide status"),
        ({"status": "ordered", "tier": ""}, "Say how near the new source is to whoever decides."),
        ({"release": "soonish"}, "soonish"),
        ({"release": "27 October"}, "The year is missing. Write &quot;27 October 2022&quot; if that is meant."),
        ({"episode_order": "eight"}, "Episode order is a whole number from 1 to 1,000, or none."),
        ({"status": "renewed"}, "Select a valid choice"),
        ({}, "The report says nothing yet"),
        ({"status": "ordered", "as_of": "2099-01-01"}, "The as-of date 2099-01-01 lies ahead"),
        ({"status": "ordered", "as_of": "yesterday"}, "Enter a valid date"),
        ({"status": "ordered", "effective_at": "2022-01-01T10:00"}, "That moment has passed"),
        ({"status": "ordered", "address": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"moved_to": "999999"}, "Select a valid choice"),
    ],
)
def test_a_refusal_says_what_to_do_keeps_what_was_typed_and_writes_nothing(client, editor, season, typed, sentence):
    response = client.post(address(season), announcement(season, note="Kept \x00", **typed))
    html = text(response).replace("&#x27;", "'")
    assert (response.status_code, sentence in html, "Kept" in html) == (200, True, True)
    assert (Report.objects.count(), Source.objects.count(), Fact.objects.filter(number__gt=0).count()) == (0, 0, 0)


def test_a_move_that_is_not_allowed_stands_at_its_field(client, editor, season):
    record_status(season, "airing")
    response = client.post(address(season), announcement(season, seen=1, status="ordered"))
    errors = response.context["form"].errors[f"season:{season.pk}:status"]
    assert errors == [
        "A season that is “out now” cannot become “ordered”; it can become “complete”. "
        "If ours was a mistake, record a correction."
    ]


def test_the_slower_editor_sees_whose_value_stands_and_keeps_what_was_typed(client, editor, season):
    record_status(season, "ordered", as_of=date(2022, 6, 6))
    response = client.post(address(season), announcement(season, seen=0, status="in_production", note="Mine"))
    html = text(response)
    assert "Somebody was faster: status now reads “ordered”." in html and "Mine" in html
    assert '<option value="in_production" selected>' in html
    assert f'name="season:{season.pk}:status:seen" value="1"' in html
    again = client.post(address(season), announcement(season, seen=1, status="in_production", as_of="2022-07-01"))
    assert again.status_code == 302


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 40, "\x00"])
def test_a_garbled_seen_number_counts_as_never_seen(client, editor, season, seen):
    data = announcement(season, status="ordered") | {f"season:{season.pk}:status:seen": seen}
    assert "Somebody was faster" in text(client.post(address(season), data))


def test_still_right_confirms_every_recorded_fact_of_the_season(client, editor, season):
    record_status(season, "ordered", release="late 2026", checked=date(2026, 1, 1))
    data = announcement(season, kind="confirmation", as_of=timezone.localdate().isoformat())
    data |= {f"season:{season.pk}:{name}:seen": "1" for name in ("status", "release")}
    assert client.post(address(season), data).status_code == 302
    assert set(Fact.objects.filter(number=1).values_list("checked", flat=True)) == {timezone.localdate()}


def test_a_standing_is_recorded_on_the_same_screen(client, editor, season):
    appearance, other = make_appearance(season, make_person(), "Choi Nam-ra"), make_person("Park Ji-hu")
    ref = FactRef.of(appearance, "standing")
    data = announcement(season) | {str(ref): "recast", f"{ref}:by": other.pk, f"{ref}:seen": "0"}
    assert client.post(address(season), data).status_code == 302
    appearance.refresh_from_db()
    assert (appearance.standing, appearance.recast_by) == ("recast", other)


def test_who_makes_the_show_is_recorded_on_the_same_screen(client, editor, season):
    creator = make_crew(season.show, make_person("Hwang Dong-hyuk"))
    director = make_crew(season.show, make_person("Lee Jae-kyoo"), Job.DIRECTOR, season=season)
    data = announcement(season)
    for each in (creator, director):
        data |= {f"crew:{each.pk}:standing": "not_returning", f"crew:{each.pk}:standing:seen": "0"}
    assert client.post(address(season), data).status_code == 302
    creator.refresh_from_db()
    director.refresh_from_db()
    assert (creator.standing, director.standing) == ("not_returning", "not_returning")


def test_hearsay_beside_a_better_source_decides_and_the_better_one_is_named(client, editor, season):
    known = make_source("A trade", tier=6)
    assert (
        client.post(address(season), announcement(season, status="ordered", known_sources=[known.pk])).status_code
        == 302
    )
    report = Report.objects.get()
    assert (report.preferred.publisher, report.sources.count()) == ("Netflix", 2)


def test_a_move_to_another_network_can_be_taken_back(client, editor, season):
    elsewhere = make_network("Elsewhere")
    client.post(address(season), announcement(season, moved_to=elsewhere.pk))
    season.refresh_from_db()
    assert season.moved_to == elsewhere
    again = announcement(season, seen=1, **{f"season:{season.pk}:moved_to:none": "on"})
    assert client.post(address(season), again).status_code == 302
    season.refresh_from_db()
    assert season.moved_to is None


def test_an_older_as_of_is_refused_at_its_fact_and_keeps_what_was_typed(client, editor, season):
    record_status(season, "ordered", as_of=date(2022, 6, 6))
    response = client.post(address(season), announcement(season, seen=1, status="in_production", as_of="2022-06-05"))
    assert response.context["form"].errors[f"season:{season.pk}:status"][0].startswith("We already know better")
    assert '<option value="in_production" selected>' in text(response) and Report.objects.count() == 1


def test_a_report_for_later_waits_and_only_editors_see_it(client, editor, season):
    moment = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    response = client.post(address(season), announcement(season, status="ordered", effective_at=moment), follow=True)
    assert "It waits until" in text(response) and "Waiting for its moment" in text(response)
    season.refresh_from_db()
    assert season.status == "awaiting"
    report = Report.objects.get()
    client.force_login(make_user("writer", groups=["Writers"]))
    assert client.get(report.get_absolute_url()).status_code == 403
    for page in (reverse("admin:shows_season_change", args=[season.pk]), reverse("admin:index")):
        html = text(client.get(page))
        assert "awaiting word" in html.lower() and "Renewed" not in html and "waits" not in html


def test_a_writer_proposes_where_an_editor_records(client, season):
    client.force_login(make_user("writer", groups=["Writers"]))
    page = text(client.get(address(season)))
    assert "Propose a change" in page and "_look" not in page
    assert client.post(address(season), announcement(season, status="ordered")).status_code == 302
    season.refresh_from_db()
    assert (Report.objects.get().stage, season.status) == ("proposed", "awaiting")


def test_who_may_neither_record_nor_propose_sees_no_such_page(client, season):
    client.force_login(make_user("guest"))
    assert client.get(address(season)).status_code == 403
    assert client.post(address(season), announcement(season, status="ordered")).status_code == 403
    assert not Report.objects.exists()


def test_a_forged_season_form_cannot_write_a_fact(client, editor, season):
    page = reverse("admin:shows_season_change", args=[season.pk])
    data = {
        "show": season.show_id, "number": 2, "title": "Part 2", "_version": season.version,
        "status": "ordered", "final": "on",
        **{f"{prefix}-{name}_FORMS": "0" for prefix in ("episodes",) for name in ("TOTAL", "INITIAL")},
    }  # fmt: skip
    assert client.post(page, data).status_code == 302
    season.refresh_from_db()
    assert (season.title, season.status, season.final) == ("Part 2", "awaiting", False)


def test_the_season_page_shows_the_facts_and_the_way_to_record(client, editor, season):
    record_status(season, "ordered")
    html = text(client.get(reverse("admin:shows_season_change", args=[season.pk])))
    assert address(season) in html and "What we know" in html


@pytest.mark.parametrize("also", ["x", "\x00", "9" * 30, "-1", "0"])
def test_a_second_season_that_is_none_is_ignored(client, editor, season, also):
    assert client.get(address(season), {"also": also}).status_code == 200


def test_the_screen_costs_the_same_for_any_length_of_cast(client, editor, season):
    for number in range(5):
        record_status(season, "in_development" if number % 2 else "awaiting", as_of=date(2022, 1, 1 + number))
    costs = []
    for start, end in ((0, 1), (1, 12)):
        for number in range(start, end):
            make_appearance(season, make_person(f"Person {number}"), f"Role {number}")
        with CaptureQueriesContext(connection) as queries:
            html = text(client.get(address(season)))
        costs.append(len(queries))
        assert f"Person {end - 1}" in html
    assert costs[0] == costs[1]
    assert costs[0] <= 16


def test_old_seasons_of_the_form_do_not_undo_a_change(client, editor, season):
    """A season form opened before a change and saved after it keeps the new status."""
    record_status(season, "ordered", at=datetime(2026, 11, 12, 9, tzinfo=UTC))
    old = Season.objects.get(pk=season.pk)
    old.status = "awaiting"
    old.save()
    assert Season.objects.get(pk=season.pk).status == "ordered"
    assert Statement.objects.count() == 1


def test_a_long_address_without_a_title_is_a_source_all_the_same(client, editor, season):
    long = f"https://example.com/{'x' * 400}"
    assert (
        client.post(address(season), announcement(season, status="ordered", address=long, title="")).status_code == 302
    )
    assert Source.objects.get().title == long[:300]


def test_a_season_stays_with_its_show(client, editor, season):
    other = make_show("Elsewhere")
    page = reverse("admin:shows_season_change", args=[season.pk])
    data = {"show": other.pk, "number": 2, "title": "Part 2", "_version": season.version}
    data |= {f"{prefix}-{name}_FORMS": "0" for prefix in ("episodes",) for name in ("TOTAL", "INITIAL")}
    client.post(page, data)
    season.refresh_from_db()
    assert season.show != other
