"""The desk: its start page, its lists at any length, its forms, and whatever anybody types into them."""

import re
from datetime import date, time, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Pitch, State, Topic
from facts.ledger import record
from facts.models import Report
from facts.refs import FactRef
from imports.models import Brought
from newsdesk.start_page import longest_unchecked
from people.dates import DatePrecision
from people.models import Person
from shows.models import Character, Network, OtherTitle, Season, Show, SourceWork, WatchLink
from tests.axe import faults
from tests.make import (
    make_appearance,
    make_author,
    make_cast,
    make_crew,
    make_draft,
    make_network,
    make_person,
    make_quote,
    make_season,
    make_show,
    make_source,
    make_story,
    make_user,
    record_facts,
    record_status,
)
from web.admin import CappedPaginator

pytestmark = pytest.mark.django_db

START = "/admin/"
LISTS = [
    "shows_show", "shows_network", "shows_character", "shows_castmember", "shows_crewmember", "shows_sourcework",
    "people_person", "staff_profile", "staff_user", "shows_season", "facts_source", "facts_report", "articles_topic",
    "auth_group", "imports_brought", "articles_pitch", "articles_quote", "staff_auditentry",
]  # fmt: skip
# Nobody adds to these by a form.
WRITTEN_ELSEWHERE = {"facts_report", "imports_brought", "staff_auditentry"}


@pytest.fixture
def editor(client):
    user = make_user("editor", groups=["Editors"], first_name="Mina", last_name="Frost")
    client.force_login(user)
    return user


@pytest.fixture
def root(client):
    user = make_user("root", is_superuser=True)
    client.force_login(user)
    return user


def section(page, name):
    """The text of one section of the start page, without tags."""
    found = re.search(rf'<section aria-labelledby="{name}".*?</section>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def start(client):
    return client.get(START).content.decode()


# The start page


def test_my_drafts_are_mine_and_not_yet_with_readers(client, editor):
    make_draft("Mine", by=editor)
    make_draft("Somebody else’s")
    make_story("Published by me", by=editor)
    assert "Mine" in section(start(client), "drafts")
    assert "Somebody else’s" not in section(start(client), "drafts")
    assert "Published by me" not in section(start(client), "drafts")


def test_a_published_story_changed_since_is_a_draft_again(client, editor):
    from articles.editing import save_revision

    story = make_story("Published by me", by=editor)
    save_revision(story, {**story.latest.document, "standfirst": "New."}, by=editor)
    assert "Published by me guide, changed since it was published" in section(start(client), "drafts")


def test_editors_see_what_is_in_review_and_writers_do_not(client, editor):
    draft = make_draft("Ready to read", by=make_user("tom", groups=["Writers"], first_name="Tom", last_name="Bell"))
    Article.objects.filter(pk=draft.pk).update(state=State.IN_REVIEW)
    assert "Ready to read guide by Tom Bell" in section(start(client), "in-review")
    client.force_login(make_user("writer", groups=["Writers"]))
    assert 'id="in-review"' not in start(client)


def test_the_latest_changes_say_what_moved_from_what_and_who_said_so(client, editor):
    show = make_show(seasons=2)
    season = show.seasons.get(number=2)
    record_status(season, "awaiting", as_of=date(2022, 2, 1))
    record_status(season, "ordered", by=editor)
    text = section(start(client), "changes")
    assert "All of Us Are Dead, season 2 status awaiting word ordered per Netflix, as of 6 Jun 2022" in text
    assert "Mina Frost" in text


def test_awaiting_seasons_come_longest_unchecked_first(client, editor):
    late, early, never, decided = (
        make_show(name, seasons=1).seasons.get() for name in ("Late", "Early", "Never", "Decided")
    )
    record_status(late, "awaiting", as_of=date(2022, 2, 1), checked=date(2026, 11, 10))
    record_status(early, "awaiting", as_of=date(2022, 2, 1), checked=date(2026, 10, 1))
    record_status(decided, "ordered")
    make_season(never.show, 0)
    assert [(season.show.title, season.number) for season in longest_unchecked()] == [
        ("Never", 1),
        ("Early", 1),
        ("Late", 1),
    ]
    text = section(start(client), "awaiting")
    assert "Never, season 1 Netflix · awaiting word · never checked" in text
    assert "Early, season 1 Netflix · awaiting word · checked 1 Oct 2026" in text
    assert f'href="{reverse("admin:shows_season_change", args=[never.pk])}"' in start(client)


def wait_with(season, **report):
    moment = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    record_facts(season, {"status": "not_happening"}, as_of=timezone.localdate(), checked=timezone.localdate(),
                 effective_at=moment, at=timezone.now(), **report)  # fmt: skip


def test_what_waits_is_shown_to_those_who_record_and_to_nobody_else(client, editor):
    wait_with(make_show(seasons=1).seasons.get(), by=editor)
    assert "All of Us Are Dead, Season 1: status not happening" in section(start(client), "waiting")
    assert "entered by Mina Frost" in section(start(client), "waiting")
    client.force_login(make_user("writer", groups=["Writers"]))
    page = start(client)
    assert "not happening" not in page
    assert "Waiting for its moment" not in page
    assert client.get(reverse("admin:facts_report_changelist")).status_code == 403


def test_a_refused_report_stands_first_with_its_reason(client, editor):
    from facts.models import Report

    wait_with(make_show("First", seasons=1).seasons.get())
    wait_with(make_show("Second", seasons=1).seasons.get())
    Report.objects.filter(statements__fact__show__title="Second").update(refusal="It was ordered meanwhile.")
    text = section(start(client), "waiting")
    assert text.index("Second") < text.index("First")
    assert "Refused Second, Season 1" in text
    assert "It was ordered meanwhile." in text


@pytest.mark.parametrize(
    ("role", "buttons"),
    [("Writers", {"New story"}), ("Editors", {"New story", "New show", "Find season"}), (None, set())],
)
def test_the_start_page_offers_what_one_may_do(client, role, buttons):
    client.force_login(make_user("somebody", groups=[role] if role else []))
    page = start(client)
    assert {word for word in ("New story", "New show", "Find season") if word in page} == buttons


@pytest.mark.parametrize("length", [1, 3, 30])
def test_the_start_page_costs_the_same_however_much_there_is(client, editor, length):
    for number in range(length):
        show = make_show(f"Show {number}", seasons=2)
        record_status(show.seasons.get(number=1), "ordered", by=editor)
        record_facts(show.seasons.get(number=1), {"moved_to": make_network(f"Network {number}").pk}, by=editor)
        cast = make_appearance(show.seasons.get(number=1), make_person(f"Person {number}"), f"Character {number}")
        record_facts(cast, {"standing": {"word": "recast", "by": make_person(f"Other {number}").pk}})
        wait_with(show.seasons.get(number=2), by=editor)
        make_draft(f"Draft {number}", by=editor)
        Article.objects.filter(pk=make_draft(f"Review {number}").pk).update(state=State.IN_REVIEW)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(START).status_code == 200
    assert len(queries) <= 12


# Lists


def fill(number):
    show = make_show(
        f"Show {number}", network=make_network(f"Network {number}"), beat_owner=make_user(f"owner{number}")
    )
    make_cast(show, make_person(f"Person {number}"), f"Character {number}")
    season = make_season(show)
    make_crew(show, make_person(f"Maker {number}"), season=season)
    record_status(season, "ordered", by=show.beat_owner)
    Topic.objects.create(name=f"Topic {number}")
    Group.objects.create(name=f"Group {number}")
    Brought.objects.create(kind="show", external_id=str(number), updated=timezone.now(), object_id=show.pk)
    SourceWork.objects.create(title=f"Work {number}", kind="novel")
    make_author(f"Author {number}", user=show.beat_owner)
    Pitch.objects.create(idea=f"Idea {number}", show=show, owner=show.beat_owner, by=show.beat_owner)
    quote = make_quote(f"Words {number}", by=show.beat_owner)
    make_story(f"Story {number}", body=f'<blockquote data-quote="{quote.pk}"><p>Words</p></blockquote>')


def test_a_list_costs_the_same_at_1_3_and_100_rows(client, root):
    costs = {name: [] for name in LISTS}
    for start_at, end in ((0, 1), (1, 3), (3, 100)):
        for number in range(start_at, end):
            fill(number)
        for name in LISTS:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
            costs[name].append(len(queries))
    assert {name: each for name, each in costs.items() if len(set(each)) != 1 or each[0] > 12} == {}


@pytest.mark.parametrize("length", [1, 3, 100])
def test_a_report_is_read_in_words_at_the_same_cost_for_any_length(
    client, editor, length, django_assert_max_num_queries
):
    show = make_show(seasons=1)
    season, other = show.seasons.get(), make_person("Kim Min-ha")
    cast = [make_appearance(season, make_person(f"Person {n}"), f"Character {n}") for n in range(length - 1)]
    values = {FactRef.of(season, "moved_to"): make_network("Orrery+").pk}
    values |= {FactRef.of(row, "standing"): {"word": "recast", "by": other.pk} for row in cast}
    report = Report(as_of=date(2022, 6, 6), checked=date(2026, 11, 12), citing=[make_source(), make_source()])
    record(report, values, seen={}, by=editor)
    with django_assert_max_num_queries(12):
        page = client.get(report.get_absolute_url()).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "All of Us Are Dead, Season 1 Moved to – Orrery+" in words
    assert page.count("Kim Min-ha") == length - 1
    assert page.count('<th scope="row">') == length
    assert re.findall(r"(?:season|appearance):\d+|[{]", words) == []


def test_the_list_of_reports_says_what_each_is_about_and_from_which_day(client, editor):
    record_status(make_show(seasons=1).seasons.get(), "ordered")
    record_facts(make_person("Ewan Strachan-Lyle"), {"died": "2022-06"}, as_of=date(2022, 7, 1), source=make_source())
    seasons = [make_season(make_show(f"Show {number}")) for number in range(5)]
    report = Report(as_of=date(2022, 8, 1), checked=date(2022, 8, 1), citing=[make_source()])
    record(report, {FactRef.of(season, "status"): "ordered" for season in seasons}, seen={}, by=editor)
    page = client.get(reverse("admin:facts_report_changelist")).content.decode()
    rows = re.findall(r'/change/">([^<]+)</a></th><td class="field-about">([^<]+)</td>', page)
    assert sorted(rows) == [
        ("News, 1 August 2022", "Show 0, Show 1, Show 2 and 2 more"),
        ("News, 1 July 2022", "Ewan Strachan-Lyle"),
        ("News, 6 June 2022", "All of Us Are Dead"),
    ]


def test_the_page_of_a_room_is_named_after_it(client, editor):
    assert "<h1>Shows</h1>" in client.get("/admin/shows/").content.decode()
    assert client.get("/admin/nowhere/").status_code == 404


def test_what_is_not_open_to_somebody_says_so_and_leads_back(client):
    client.force_login(make_user("writer", groups=["Writers"]))
    answer = client.get(reverse("admin:facts_report_changelist"))
    page = answer.content.decode()
    assert (answer.status_code, "This is not open to you" in page, 'href="/admin/"' in page) == (403, True, True)
    assert "no-store" in answer["Cache-Control"]


def test_a_list_counts_no_further_than_it_can_be_paged(monkeypatch, client, editor):
    monkeypatch.setattr("web.admin.FURTHEST", 5)
    for number in range(7):
        make_person(f"Person {number}")
    paginator = CappedPaginator(Person.objects.all(), 2)
    with CaptureQueriesContext(connection) as queries:
        assert (paginator.count, paginator.num_pages, paginator.capped) == (5, 3, True)
    assert "LIMIT 5" in queries[0]["sql"]
    assert "ORDER BY" not in queries[0]["sql"]
    assert "5 or more people" in client.get(reverse("admin:people_person_changelist")).content.decode()


def test_a_list_of_people_says_birthdays_as_exactly_as_they_are_known(client, editor):
    make_person("Anton Vessely", born=date(1966, 1, 1), born_precision=DatePrecision.YEAR)
    page = client.get(reverse("admin:people_person_changelist")).content.decode()
    assert '<td class="field-birth">1966</td>' in page


def test_days_and_times_are_typed_in_the_browsers_own_fields(client, root):
    season = Season.objects.create(show=make_show(), number=1, local_time=time(21, 5))
    page = client.get(reverse("admin:shows_season_change", args=[season.pk])).content.decode()
    assert '<input type="time" name="local_time" value="21:05"' in page
    source = make_source(published=date(2026, 3, 2))
    page = client.get(reverse("admin:facts_source_change", args=[source.pk])).content.decode()
    assert '<input type="date" name="published" value="2026-03-02"' in page
    assert "DateTimeShortcuts" not in page


def test_whoever_only_reads_a_show_is_offered_nothing_else(client, writer):
    show = make_show(countries=["South Korea", "Norland"], genres=["Drama"])
    page = client.get(reverse("admin:shows_show_change", args=[show.pk])).content.decode()
    assert "South Korea, Norland" in page and "[&quot;" not in page
    assert "Add a season" not in page
    client.force_login(make_user("editor", groups=["Editors"]))
    page = client.get(reverse("admin:shows_show_change", args=[show.pk])).content.decode()
    assert 'value="South Korea, Norland"' in page and "Add a season" in page


def test_no_account_is_made_in_passing(client, root):
    page = client.get(reverse("admin:articles_pitch_add")).content.decode()
    assert 'name="owner"' in page and 'id="add_id_owner"' not in page and 'id="add_id_show"' in page


NASTY = ["\x00", "a\x00b", "%ED%A0%80", "\ud800", "💥", "‮abc", "'; DROP TABLE", "a" * 10_000, "%", "\\", '"(']


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "p=abc", "p=-1", "p=99999999999999999999999", "o=999", "o=a.b", "o=-0.-1", "all=", "bogus=1",
        "id__range=1,2,3", "id__in=99999999999999999999999", "id__exact=99999999999999999999999",
        "id__gt=99999999999999999999", "status__exact=%00", "name__isnull=maybe", "id__in=", "id__exact=abc",
        "_facets=1", "e=1", "beat=zzz", "_to_field=x", "network__id__exact=abc", "show__id__exact=%F0%9F%92%A5",
        "network__name__regex=(", "status__regex=(", "q=%ED%A0%80", "q=%00%00",
    ],
)  # fmt: skip
def test_no_address_of_a_list_is_an_error_of_ours(client, root, name, query):
    fill(0)
    assert client.get(f"{reverse(f'admin:{name}_changelist')}?{query}").status_code in {200, 302, 400}


@pytest.mark.parametrize("name", LISTS)
def test_odd_text_in_a_search_is_only_not_found(client, root, name):
    fill(0)
    for text in NASTY:
        answer = client.get(reverse(f"admin:{name}_changelist"), {"q": text.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200


def test_a_search_for_a_thousand_words_is_a_search_for_the_first_of_them(client, root):
    make_show("Marrow Quay")
    address = reverse("admin:shows_show_changelist")
    assert ">Marrow Quay<" in client.get(address, {"q": "a " * 1000}).content.decode()
    assert ">Marrow Quay<" not in client.get(address, {"q": "b " * 1000}).content.decode()
    field = {"app_label": "shows", "model_name": "season", "field_name": "show"}
    found = client.get("/admin/autocomplete/", {**field, "term": "a " * 1000}).json()["results"]
    assert [row["text"] for row in found] == ["Marrow Quay"]


def test_a_show_is_found_by_any_title_and_by_its_imdb_id(client, editor):
    show = make_show(imdb_id="tt14169960", original_title="지금 우리 학교는")
    make_show("Marrow Quay")
    OtherTitle.objects.create(show=show, title="We Are All Dead", kind="known_wrong")
    OtherTitle.objects.create(show=show, title="We Are Dead Too", kind="known_wrong")
    for words in ("of us are", "우리 학교", "we are", "tt14169960"):
        page = client.get(reverse("admin:shows_show_changelist"), {"q": words}).content.decode()
        assert (words, page.count("/change/"), "Marrow Quay" in page) == (words, 1, False)


def test_my_beat_filters_to_the_shows_i_look_after(client, editor):
    make_show("Mine", beat_owner=editor)
    make_show("Nobody’s")
    page = client.get(reverse("admin:shows_show_changelist"), {"beat": "mine"}).content.decode()
    assert ">Mine<" in page
    assert ">Nobody’s<" not in page


@pytest.mark.parametrize("key", ["\x00", "abc", "99999999999999999999999", "💥", "1_0", "-1", "1e3"])
@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_a_key_that_is_none_leads_back_with_a_sentence(client, chief, key, page):
    answer = client.get(f"/admin/shows/show/{key}/{page}/")
    assert answer.status_code in {302, 404}


@pytest.mark.parametrize("term", ["", "a", "\x00", "💥", "a" * 5000])
def test_autocompletes_answer_whatever_is_typed(client, editor, term):
    make_cast(make_show(), make_person(), "Choi Nam-ra")
    query = {"app_label": "shows", "model_name": "castmember", "field_name": "character", "term": term}
    assert client.get(reverse("admin:autocomplete"), query).status_code == 200


def test_autocompletes_tell_namesakes_apart_in_one_query(client, editor):
    for number in range(15):
        make_cast(make_show(f"Show {number}"), make_person(f"Person {number}", original_name="이유미"), "Lee")
    query = {"app_label": "shows", "model_name": "castmember", "term": ""}
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("admin:autocomplete"), {**query, "field_name": "character"}).json()
    assert answer["results"][0]["text"] == "Lee · Show 0"
    assert len(answer["results"]) == 15
    assert len(queries) <= 8
    answer = client.get(reverse("admin:autocomplete"), {**query, "field_name": "person"}).json()
    assert answer["results"][0]["text"] == "Person 0 · 이유미"


# Forms

EMPTY_ROWS = {
    f"{prefix}-{name}_FORMS": "0"
    for prefix in ("other_titles", "watch_links", "adaptations", "related", "cast", "crew", "other_names")
    for name in ("TOTAL", "INITIAL")
}


def show_form(**fields):
    return {"title": "Marrow Quay", "kind": "scripted", "form": "ongoing", **EMPTY_ROWS, **fields}


def add_show(client, **fields):
    return client.post(reverse("admin:shows_show_add"), show_form(**fields))


def test_an_empty_slug_is_made_from_the_title(client, editor):
    assert add_show(client).status_code == 302
    assert add_show(client, title="Шоу 💥").status_code == 302
    assert list(Show.objects.order_by("pk").values_list("slug", flat=True)) == [
        "marrow-quay",
        f"show-{Show.objects.last().pk}",
    ]


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("add", "“add” is an address of the site itself: choose another slug."),
        ("squid-game", "“squid-game” leads to Squid Game already: choose another slug, or leave it empty."),
        ("Not A Slug", "Use small letters a to z, digits and single hyphens."),
        ("шоу", "Use small letters a to z, digits and single hyphens."),
    ],
)
def test_a_slug_that_cannot_be_is_refused_with_a_sentence_and_kept(client, editor, slug, sentence):
    make_show("Squid Game")
    answer = add_show(client, slug=slug, premise="Kept.")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count(sentence) == 1
    assert f'value="{slug}"' in page
    assert "Kept." in page
    assert Show.objects.count() == 1


def test_a_character_slug_is_unique_within_its_show_only(client, editor):
    one, two = make_show("One"), make_show("Two")
    Character.objects.create(show=one, name="Lee")
    form = {"name": "Lee", "slug": "lee", "show": one.pk}
    answer = client.post(reverse("admin:shows_character_add"), form)
    assert "“lee” leads to Lee already" in answer.content.decode()
    assert client.post(reverse("admin:shows_character_add"), {**form, "show": two.pk}).status_code == 302


def test_an_id_that_another_show_has_is_refused_with_its_name(client, editor):
    make_show("Squid Game", imdb_id="tt10919420", tmdb_id=93405)
    page = add_show(client, imdb_id="tt10919420", tmdb_id="93405").content.decode()
    assert "Squid Game has this IMDb id already." in page
    assert "Squid Game has this TMDB id already." in page
    assert "is violated" not in page


def test_a_status_set_by_hand_needs_a_reason(client, editor):
    page = add_show(client, status_override="cancelled").content.decode()
    assert "A status set by hand needs a reason." in page
    assert add_show(client, status_override="cancelled", override_reason="Its maker said so.").status_code == 302
    assert Show.objects.get().status == "cancelled"


def test_the_status_of_a_show_cannot_be_typed(client, editor):
    show = make_show(seasons=1)
    page = client.get(reverse("admin:shows_show_change", args=[show.pk])).content.decode()
    assert "awaiting word (follows from the seasons)" in page
    assert 'name="status"' not in page
    client.post(reverse("admin:shows_show_change", args=[show.pk]), show_form(_version="1", status="cancelled"))
    show.refresh_from_db()
    assert (show.title, show.status) == ("Marrow Quay", "awaiting")


def test_a_show_leads_to_its_seasons_and_to_a_new_one(client, editor):
    show = make_show(seasons=1)
    season = record_and_return(show.seasons.get())
    page = client.get(reverse("admin:shows_show_change", args=[show.pk])).content.decode()
    assert f'<a href="/admin/shows/season/{season.pk}/change/">Season 1</a>' in page
    assert "<td>ordered</td>" in page
    assert f"/admin/shows/season/add/?show={show.pk}" in page


def record_and_return(season):
    record_status(season, "ordered")
    return season


def test_a_show_saves_with_its_rows(client, editor):
    person, network = make_person(), make_network()
    rows = {
        "other_titles-TOTAL_FORMS": "1", "other_titles-0-title": "All Dead", "other_titles-0-kind": "known_wrong",
        "watch_links-TOTAL_FORMS": "1", "watch_links-0-network": network.pk, "watch_links-0-address": "netflix.com/t/1",
        "cast-TOTAL_FORMS": "1", "cast-0-person": person.pk, "cast-0-position": "0", "cast-0-role": "host",
        "crew-TOTAL_FORMS": "1", "crew-0-person": person.pk, "crew-0-job": "creator", "crew-0-position": "0",
    }  # fmt: skip
    assert add_show(client, **rows).status_code == 302
    show = Show.objects.get()
    assert [title.title for title in show.other_titles.all()] == ["All Dead"]
    assert show.watch_links.get().address == "https://netflix.com/t/1"
    assert (show.cast.get().person, show.crew.get().job) == (person, "creator")


@pytest.mark.parametrize("value", ["abc", "\x00", "99999999999999999999999", "💥", "-1", "１"])
def test_nonsense_in_an_autocomplete_is_refused_not_an_error(client, editor, value):
    rows = {"cast-TOTAL_FORMS": "1", "cast-0-person": value, "cast-0-character": value, "cast-0-position": "0"}
    answer = add_show(client, network=value, poster=value, **rows)
    assert answer.status_code == 200
    sentence = "Null characters are not allowed." if value == "\x00" else "Select a valid choice."
    assert answer.content.decode().count(sentence) == 4
    assert Show.objects.count() == 0


@pytest.mark.parametrize(
    "query", ["show=abc", "show=99999999999999999999999", "show=%00", "title=%00x", "show=1&show=2"]
)
def test_nonsense_in_the_address_of_an_add_form_is_ignored(client, editor, query):
    for name in ("shows_character", "shows_castmember", "shows_show"):
        assert client.get(f"{reverse(f'admin:{name}_add')}?{query}").status_code == 200


@pytest.mark.parametrize("text", ["\x00title", "💥", "‮gnirts", "title\u2028two", "a" * 1_000_000, " " * 50, "é" * 200])
def test_odd_titles_are_saved_cleaned_or_refused_with_a_sentence(client, editor, text):
    answer = add_show(client, title=text, premise=text, genres=text, slug="")
    assert answer.status_code in {200, 302}
    if answer.status_code == 200:
        assert 'class="errorlist"' in answer.content.decode()
        assert Show.objects.count() == 0


def test_a_show_with_a_long_cast_asks_for_labels_once(client, editor):
    show = make_show()
    costs = []
    for start_at, end in ((0, 2), (2, 60)):
        for number in range(start_at, end):
            make_cast(show, make_person(f"Person {number}"), f"Character {number}")
            make_crew(show, make_person(f"Maker {number}"))
            WatchLink.objects.create(show=show, network=make_network(f"Network {number}"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:shows_show_change", args=[show.pk])).content.decode()
        costs.append(len(queries))
    assert page.count("Person ") >= 60
    assert costs[0] == costs[1]


def test_a_cast_member_appears_in_seasons_of_the_own_show_with_a_standing_only_to_read(client, editor):
    show = make_show(seasons=2)
    make_show("Marrow Quay", seasons=3)
    cast = make_appearance(show.seasons.get(number=1), make_person(), "Choi Nam-ra")
    record_facts(cast, {"standing": {"word": "confirmed"}})
    page = client.get(reverse("admin:shows_castmember_change", args=[cast.cast_member_id])).content.decode()
    assert "confirmed" in page
    assert re.findall(r'name="[^"]*-standing"', page) == []
    assert 'name="appearances-0-standing_is_spoiler"' in page
    offered = set(re.findall(r'<option value="(\d+)"[^>]*>Season \d</option>', page))
    assert offered == {str(season.pk) for season in show.seasons.all()}


def test_what_facts_rest_on_is_kept_with_a_reason(client, chief):
    season = record_and_return(make_show(seasons=1).seasons.get())
    answer = client.post(reverse("admin:shows_show_delete", args=[season.show_id]), {"post": "yes"})
    assert "what was recorded of it must keep its history" in answer.content.decode()
    assert Show.objects.count() == 1


def test_two_who_take_the_same_slug_at_once_are_both_answered(client, editor, monkeypatch):
    from web.forms import AddressedForm

    clean, first = AddressedForm.clean, []

    def raced(self):
        cleaned = clean(self)
        if not first:
            first.append(make_network("Netflix", slug="netflix"))
        return cleaned

    monkeypatch.setattr(AddressedForm, "clean", raced)
    monkeypatch.setattr(Network, "validate_constraints", lambda self, exclude=None: None)
    answer = client.post(reverse("admin:shows_network_add"), {"name": "Netflix", "slug": "netflix"})
    assert answer.status_code in {200, 302}
    assert Network.objects.filter(slug="netflix").count() <= 1


# The look


PAGES = [
    START,
    "/admin/shows/show/",
    "/admin/shows/show/add/",
    "/admin/people/person/",
    "/admin/password_change/",
    "/admin/shows/",
]


@pytest.mark.parametrize("address", PAGES)
def test_nothing_on_a_page_needs_inline_script_or_style(client, chief, address):
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son\w+=", page) == []


def test_private_pages_are_kept_by_nobody(client, editor):
    assert "no-store" in client.get(START)["Cache-Control"]
    assert "private" in client.get(START)["Cache-Control"]


def test_the_menu_is_by_subject_and_holds_only_what_one_may_see(client):
    client.force_login(make_user("writer", groups=["Writers"]))
    sections = {
        entry["name"]: [model["name"] for model in entry["models"]] for entry in client.get(START).context["app_list"]
    }
    assert list(sections) == ["Stories", "Catalogue", "Facts", "Staff"]
    assert sections["Staff"] == ["Authors"]
    assert sections["Catalogue"][:3] == ["Shows", "Seasons", "People"]


def test_every_model_of_the_desk_stands_in_the_menu_once(client):
    client.force_login(make_user("root", is_superuser=True))
    models = [model["model"] for entry in client.get(START).context["app_list"] for model in entry["models"]]
    assert len(models) == len(set(models))
    assert set(models) == set(admin.site._registry)


def test_every_choice_of_a_long_table_is_an_autocomplete(client):
    """The few seasons of one show, and the people of the desk, are plain selects."""
    client.force_login(make_user("root", is_superuser=True))
    plain = set()
    for name in sorted(set(LISTS) - WRITTEN_ELSEWHERE):
        page = client.get(reverse(f"admin:{name}_add")).content.decode()
        selects = re.findall(r"<select [^>]*>", page)
        plain |= {
            re.search(r'name="([^"]*)"', tag)[1].rpartition("-")[2] for tag in selects if "autocomplete" not in tag
        }
    words = {"kind", "form", "status_override", "role", "job", "relation", "born_precision", "tier", "release_pattern"}
    assert plain - words == {"user", "beat_owner", "owner", "season", "permissions"}


def test_the_login_page_has_its_own_look_and_no_menu(client):
    page = client.get(reverse("admin:login")).content.decode()
    assert "Log in to the desk" in page
    assert "desk/desk.css" in page
    assert 'id="menu"' not in page


def test_the_desk_has_no_fault_a_reader_of_screens_would_meet(watched_page, live_server, log_in, transactional_db):
    editor = make_user("editor", groups=["Editors"])
    show = make_show(seasons=2)
    make_appearance(show.seasons.get(number=1), make_person(), "Choi Nam-ra")
    record_status(show.seasons.get(number=2), "ordered", by=editor)
    make_draft("All of Us Are Dead season 2", by=editor)
    log_in(editor)
    for width in (1280, 375):
        watched_page.set_viewport_size({"width": width, "height": 800})
        for path in (START, "/admin/shows/show/", f"/admin/shows/show/{show.pk}/change/", "/admin/people/person/add/"):
            watched_page.goto(f"{live_server.url}{path}", wait_until="networkidle")
            assert (path, faults(watched_page)) == (path, {})
            assert watched_page.evaluate("document.documentElement.scrollWidth") <= width


def test_rows_are_added_and_saved_in_a_browser(watched_page, live_server, log_in, transactional_db):
    person = make_person()
    log_in(make_user("editor", groups=["Editors"]))
    watched_page.goto(f"{live_server.url}/admin/people/person/{person.pk}/change/")
    watched_page.get_by_text("Add another Other name").click()
    watched_page.fill("[name=other_names-0-name]", "Jo I-hyeon")
    watched_page.select_option("[name=other_names-0-kind]", "transliteration")
    watched_page.get_by_role("button", name="Save", exact=True).click()
    watched_page.wait_for_url("**/admin/people/person/")
    assert person.other_names.get().name == "Jo I-hyeon"


def test_the_second_saver_chooses_in_a_browser(watched_page, live_server, log_in, transactional_db):
    person = make_person()
    log_in(make_user("editor", groups=["Editors"]))
    watched_page.goto(f"{live_server.url}/admin/people/person/{person.pk}/change/")
    Person.objects.get(pk=person.pk).save()
    watched_page.fill("[name=biography]", "Two\nlines.")
    watched_page.get_by_role("button", name="Save", exact=True).click()
    watched_page.get_by_role("button", name="Keep mine").click()
    watched_page.wait_for_url("**/admin/people/person/")
    person.refresh_from_db()
    assert (person.biography, person.version) == ("Two\nlines.", 3)
