"""Search for readers: what finds what, what nobody finds, and an index that follows whatever is written."""

import io
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations import Migration

from articles import editing, planned, publishing
from articles.models import Article, CatalogueEntry, StoryEntry, Topic
from articles.search_index import drop, follow_migrations, installed, wanted
from people.models import NameKind, OtherName, Person
from shows.models import Character, OtherTitle, Show
from shows.words import SeasonStatus, TitleKind
from tests.make import (
    PUBLISHED,
    make_author,
    make_character,
    make_draft,
    make_person,
    make_quote,
    make_season,
    make_show,
    make_story,
    make_user,
    record_status,
)
from web.terms import Asked

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def search(client, words, **more):
    answer = client.get("/search/", {"q": words, **more})
    assert answer.status_code == 200
    return answer.context


def stories(client, words, **more):
    context = search(client, words, **more)
    return [story.headline for story in context["page"].rows] if "page" in context else []


def names(client, words):
    return [name.title for name in search(client, words).get("names", ())]


def excerpt(client, words):
    return str(search(client, words)["page"].rows[0].excerpt)


def check():
    """The lines of `rebuild_search --check`."""
    out = io.StringIO()
    with suppress(CommandError):
        call_command("rebuild_search", "--check", stdout=out)
    return out.getvalue().splitlines()


def rebuild():
    out = io.StringIO()
    call_command("rebuild_search", stdout=out)
    return out.getvalue()


# What a story is found by


@pytest.fixture
def story():
    show = make_show(original_title="지금 우리 학교는")
    season = make_season(show, 2)
    record_status(season, SeasonStatus.AWAITING)
    person = make_person(original_name="조이현")
    fact = f"season:{season.pk}:status"
    body = (
        f'<h2>The waiting</h2><p>The school is <em>qui</em>et. <a data-ref="person:{person.pk}">Ms Cho</a> said'
        f' <data data-fact="{fact}" data-form="sentence">Nobody knows.</data></p>'
        f'<p><span data-while="{fact}=awaiting" data-hold="flag">Silence reigns.</span></p>'
        f'<section data-while="{fact}=ordered" data-hold="swap"><p>Jubilation.</p></section>'
        f'<section data-spoiler="Who survives"><p>The headmaster perishes.</p></section>'
        f'<blockquote data-quote="{make_quote("We persevere.").pk}"><p>We persevere.</p></blockquote>'
        "<table><caption>Ratings</caption><tbody><tr><td>Monday</td><td>Søren Ångström</td></tr></tbody></table>"
    )
    return make_story(
        "Everything we know", standfirst="A short wait, façades and all.", body=body, season=season.pk, shows=[show],
        people=[person], tags=["Korean drama"], authors=[make_author("Mina Frost")],
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "everything know", "EVERYTHING", "everything-we-know", "short wait", "facades", "FAÇADES", "waiting", "quiet",
        "ms cho", "silence reigns", "who survives", "ratings", "monday", "ångström", "angstrom", "Mina Frost",
        "frost", "korean drama", "all of us are dead", "지금 우리", "학교", "cho yi-hyun", "조이현", "조이",
        "frost quiet korean",
        '"the school is quiet"', "“short wait”", 'everything "short wait', "every", "sil",
    ],
)  # fmt: skip
def test_a_story_is_found_by_its_words_and_by_what_it_is_about(client, story, words):
    assert stories(client, words) == ["Everything we know"]


@pytest.mark.parametrize(
    "words",
    [
        "nobody knows", "jubilation", "headmaster", "perishes", "persevere", "quie school", '"quiet is school"', "et",
        "everything unheard", "ordered", "data", "section", "p",
    ],
)  # fmt: skip
def test_a_story_is_not_found_by_what_changes_what_is_folded_or_what_is_not_there(client, story, words):
    assert stories(client, words) == []


def test_an_excerpt_has_the_words_marked_and_nothing_of_what_is_left_out(client, story):
    assert excerpt(client, "quiet school") == (
        "A short wait, façades and all. The waiting The <mark>school</mark> is <mark>quiet</mark>. Ms Cho said …"
        " Silence reigns. … Who survives … Ratings Monday Søren Ångström"
    )
    assert "<mark>façades</mark>" in excerpt(client, "FACADES")
    assert "<mark>Silence</mark>" in excerpt(client, "silen")
    assert "<mark>" not in excerpt(client, "frost")


def test_what_looks_like_html_is_text(client):
    make_story("Tags <i>in</i> headlines", body="<p>He wrote &lt;b&gt;bold&lt;/b&gt; &amp;amp; left the building.</p>")
    html = client.get("/search/", {"q": "bold <script>"}).content.decode()
    assert "&lt;script&gt;" in html and "<script" not in html
    html = client.get("/search/", {"q": "wrote bold"}).content.decode()
    assert "He <mark>wrote</mark> &lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp;amp; left" in html
    assert "Tags &lt;i&gt;in&lt;/i&gt; headlines" in html


def test_a_long_text_shows_the_part_where_most_of_the_words_stand(client):
    middle = "the harbour master keeps the lamp at night"
    make_story("Long", body=f"<p>A harbour. {'More words. ' * 400}{middle} {'and more. ' * 400}</p>")
    shown = excerpt(client, "harbour lamp master")
    assert shown.startswith("… ") and shown.endswith(" …")
    assert "<mark>harbour</mark> <mark>master</mark> keeps the <mark>lamp</mark> at night" in shown
    assert len(shown) < 320


def test_words_in_headline_and_names_come_before_words_in_the_text_and_the_newest_first(client):
    for day, (headline, body) in enumerate(
        [
            ("The harbour", "Old."),
            ("The lighthouse", "By the harbour."),
            ("A harbour again", "New."),
            ("Last", "Harbour."),
        ]
    ):
        make_story(headline, body=f"<p>{body}</p>", at=PUBLISHED + timedelta(days=day))
    assert stories(client, "harbour") == ["A harbour again", "The harbour", "Last", "The lighthouse"]


def test_only_the_last_word_may_go_on_and_a_figure_never(client):
    make_story("Season 24 of the harbour")
    assert stories(client, "season harb") == ["Season 24 of the harbour"]
    assert stories(client, "sea harbour") == []
    assert stories(client, "season 2") == []
    assert stories(client, '"harb"') == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks among the newest first")
@pytest.mark.parametrize(("most", "found"), [(1, ["The harbour"]), (2, ["Harbours", "The harbour"])])
def test_words_that_only_begin_so_are_looked_for_where_the_whole_is_rare(client, monkeypatch, most, found):
    monkeypatch.setattr("newsdesk.finding.MOST_STORIES", most)
    make_story("The harbour")
    make_story("Harbours", at=PUBLISHED + timedelta(days=1))
    assert stories(client, "harbour") == found


def test_there_are_pages_of_twenty_and_each_story_is_on_one(client):
    for number in range(45):
        make_story(f"Harbour {number}", at=PUBLISHED + timedelta(minutes=number))
    pages = [stories(client, "harbour", page=number) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [*pages[0], *pages[1], *pages[2]] == [f"Harbour {number}" for number in reversed(range(45))]
    assert search(client, "harbour", page=2)["page"].next == "?q=harbour&page=3"
    assert search(client, "harbour", page=3)["page"].next == ""
    assert stories(client, "harbour", page=900) == pages[2]
    for odd in ("0", "-1", "x", "9" * 40, "²", "\0"):
        assert stories(client, "harbour", page=odd) == pages[0]


# What shows, people and characters are found by


@pytest.fixture
def catalogue():
    show = make_show(original_title="지금 우리 학교는")
    OtherTitle.objects.create(show=show, title="We Are All Dead", kind=TitleKind.KNOWN_WRONG)
    OtherTitle.objects.create(show=show, title="Estamos muertos", kind=TitleKind.TRANSLATION)
    make_show("Kestrel & Vane")
    make_show("Bob’s Bürgers")
    person = make_person("Cho Yi-hyun", original_name="조이현")
    OtherName.objects.create(person=person, name="Jo Yi-hyun", kind=NameKind.TRANSLITERATION)
    OtherName.objects.create(person=person, name="Cho Yi-hyeon", kind=NameKind.KNOWN_WRONG)
    make_person("Søren Malling")
    make_character(show, "Choi Nam-ra")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("all of us are dead", "All of Us Are Dead"),
        ("dead us", "All of Us Are Dead"),
        ("we are all dead", "All of Us Are Dead"),
        ("estamos", "All of Us Are Dead"),
        ("우리 학", "All of Us Are Dead"),
        ("kestrel and vane", "Kestrel & Vane"),
        ("kestrel & vane", "Kestrel & Vane"),
        ("Bobs burgers", "Bob’s Bürgers"),
        ("bob's bürg", "Bob’s Bürgers"),
        ("cho yi", "Cho Yi-hyun"),
        ("조이현", "Cho Yi-hyun"),
        ("조이", "Cho Yi-hyun"),
        ("조", "Cho Yi-hyun"),
        ("jo yi-hyun", "Cho Yi-hyun"),
        ("cho yi hyeon", "Cho Yi-hyun"),
        ("soren", "Søren Malling"),
        ("søren", "Søren Malling"),
        ("nam ra", "Choi Nam-ra"),
        ("choi all of us are dead", "Choi Nam-ra"),
    ],
)
def test_names_are_found_by_all_that_they_are_called(client, catalogue, words, found):
    assert names(client, words) == [found]


def test_what_is_called_just_so_comes_first_then_shows_then_people_then_characters(client):
    show = make_show("Marrow Quay")
    other = make_show("Margkaia")
    OtherTitle.objects.create(show=other, title="Marrow", kind=TitleKind.TRANSLATION)
    make_character(show, "Inez Marrow")
    make_person("Eve Marrow")
    make_person("Marrow")
    assert names(client, "marrow") == ["Marrow", "Margkaia", "Marrow Quay", "Eve Marrow", "Inez Marrow"]
    named = search(client, "inez marrow")["names"]
    assert [(name.kind_label, name.of, name.address) for name in named] == [
        ("character", "Marrow Quay", "/shows/marrow-quay/characters/inez-marrow/")
    ]


def test_words_that_are_common_elsewhere_are_words_of_titles(client):
    for title in ("You", "It", "The Who", "Young Ones"):
        make_show(title)
    assert names(client, "you") == ["You", "Young Ones"]
    assert names(client, '"you"') == ["You"]
    assert names(client, "it") == ["It"]
    assert names(client, "the who") == ["The Who"]


@pytest.mark.parametrize("words", ["beatrx holoway", "Beatrix Holowey-Nash", "beatrix hollowaynash"])
def test_what_is_nearly_spelt_like_a_name_is_offered(client, words):
    make_person("Beatrix Holloway-Nash")
    make_person("Beatrice Dalle")
    context = search(client, words)
    assert [name.title for name in context["close"]][:1] == ["Beatrix Holloway-Nash"]
    assert context["names"] == [] and context["page"].rows == []


def test_what_is_like_nothing_says_so_and_leads_on(client):
    make_person("Beatrix Holloway-Nash")
    html = client.get("/search/", {"q": "zzz unheard"}).content.decode()
    assert "Nothing here has all of those words. Try fewer" in html and 'href="/shows/">shows</a>' in html
    assert "There is no word in that to search for." in client.get("/search/", {"q": "?!"}).content.decode()
    assert "the beginning of the last one is enough" in client.get("/search/").content.decode()


# What readers do not have


def secret(**document):
    return make_draft("Vorpal", body="<p>Vorpal words.</p>", authors=[make_author()], tags=["Vorpal topic"], **document)


@pytest.mark.parametrize("state", ["draft", "in review", "scheduled", "withdrawn", "killed", "never went out"])
def test_a_story_that_readers_do_not_have_is_not_found(client, state):
    by, story = make_user("editor"), secret()
    if state == "in review":
        publishing.submit(story, by=by)
    elif state == "scheduled":
        publishing.publish(story, by=by, publish_at=NOON, at=NOON - timedelta(hours=1))
    elif state == "never went out":
        publishing.publish(story, by=by, publish_at=NOON + timedelta(hours=1), at=NOON - timedelta(hours=1))
        publishing.withdraw(story, by=by, at=NOON - timedelta(minutes=1))
    elif state in ("withdrawn", "killed"):
        publishing.publish(story, by=by, at=PUBLISHED)
        assert stories(client, "vorpal") == ["Vorpal"]
        (publishing.withdraw if state == "withdrawn" else publishing.kill)(story, by=by)
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False):
        hidden = client.get("/search/?q=vorpal")
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        after = stories(client, "vorpal")
    assert hidden.context["page"].rows == [] and "Try fewer" in hidden.content.decode()
    assert after == (["Vorpal"] if state == "scheduled" else [])
    assert check() == ["0 differences"]


def test_a_withdrawn_story_that_returns_is_found_again(client):
    by, story = make_user("editor"), secret()
    publishing.publish(story, by=by, at=PUBLISHED)
    publishing.withdraw(story, by=by)
    publishing.publish(story, by=by)
    assert stories(client, "vorpal") == ["Vorpal"]


def test_what_is_saved_is_found_once_it_is_published(client):
    story, by = make_story("The harbour", body="<p>Old words.</p>"), make_user("editor")
    changed = {**story.latest.document, "headline": "The vorpal", "body": "<p>New words.</p>", "tags": ["Vorpal topic"]}
    editing.save_revision(story, changed, by=by)
    assert [stories(client, words) for words in ("vorpal", "new words", "old words")] == [[], [], ["The harbour"]]
    publishing.publish(story, by=by)
    assert [stories(client, words) for words in ("vorpal topic", "old words")] == [["The vorpal"], []]


def test_a_planned_update_is_found_from_its_minute_on_and_what_it_replaced_is_not(client):
    story, by = make_story("The harbour", body="<p>Old words.</p>"), make_user("editor")
    editing.save_revision(story, {**story.latest.document, "body": "<p>Vorpal words.</p>"}, by=by)
    planned.plan_update(story, NOON, by=by, at=NOON - timedelta(hours=1))
    asked = ("vorpal", "old words", "words")
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False):
        assert [stories(client, words) for words in asked] == [[], ["The harbour"], ["The harbour"]]
        assert "orpal" not in excerpt(client, "words")
    with time_machine.travel(NOON, tick=False):
        assert [stories(client, words) for words in asked] == [["The harbour"], [], ["The harbour"]]
    assert check() == ["0 differences"]


# Whatever is typed

HOSTILE = [
    "\0", "a\0b", "\ud800", "x" * 1_000_000, "🧟‍♀️ 💥", "‮evil‬ شو", "!?;--", '"', '""', '"""', '"a', 'a"', '" "', "*",
    "a*", "(", 'a AND "(b', "NEAR(", "NEAR/2", "a NOT b", "OR", "-a", "{about} : a", "about:a", "^a", "a + b", "':*",
    "'", "''", "a'b", "\\", "a\\b", "a & !b", "a <-> b", "|", "a:*A", "%", "%s %d {}", "_", "a_b", "1e5 0x1f -3 9/11",
    "<script>", "http://a.b/c?d", "a@b.c", " ", "\n", "ﬁ ½ ² Ⅷ １２", "प्रिया ไทย", "İıßŒ", "á́́́", "word " * 200,
    "'a' " * 12,
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:12]))
def test_nothing_that_is_typed_breaks_a_search(client, story, words):
    for page in ("", "2"):
        answer = client.get("/search/", {"q": words.encode("utf-8", "surrogatepass"), "page": page})
        assert answer.status_code == 200


def test_no_mixture_of_signs_and_words_breaks_a_search(client, story):
    dice = random.Random(20)
    pieces = [
        "quiet",
        "school",
        "조이",
        "é",
        "2",
        *"\"'*()&|!:<>-^+{}\\%_~ \0\ud800",
        " AND ",
        " OR ",
        " NEAR(",
        "<->",
        ":*",
    ]
    for _ in range(150):
        typed = "".join(dice.choice(pieces) for _ in range(dice.randrange(1, 12)))
        assert client.get("/search/", {"q": typed.encode("utf-8", "surrogatepass")}).status_code == 200, ascii(typed)


def test_what_is_typed_is_cut_to_a_sane_length():
    asked = Asked.of("word " * 1000)
    assert len(asked.typed) <= 120 and len(asked.words) == 12
    assert Asked.of(' " a  b " c ').terms == [(["a", "b"], False), (["c"], False)]
    assert Asked.of("a bc").terms == [(["a"], False), (["bc"], True)]
    assert Asked.of("\0 \ud800 “x” ").terms == [(["x"], False)]


def test_the_page_is_for_readers_and_edges_and_not_for_search_engines(client, story):
    answer = client.get("/search/?q=quiet")
    html = answer.content.decode()
    assert answer["Cache-Control"].startswith("public, s-maxage=") and "Cookie" not in answer.get("Vary", "")
    assert answer["Surrogate-Key"] == "stories shows people facts"
    assert client.get("/search/?q=all+of+us")["Surrogate-Key"].endswith(f" facts show-{Show.objects.get().pk}")
    assert '<meta name="robots" content="noindex">' in html and 'rel="canonical"' not in html
    assert '<label for="q">' in html and 'name="q" id="q" value="quiet"' in html
    assert '<a href="/search/">Search</a>' in client.get("/").content.decode()
    assert "/search/" not in client.get("/sitemap-pages-0.xml").content.decode()


# The index follows


def save(thing):
    thing.save()


def update(thing):
    columns = {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}
    type(thing)._base_manager.filter(pk=thing.pk).update(**columns)


def in_bulk(thing):
    names = [field.name for field in thing._meta.concrete_fields if not field.primary_key]
    type(thing)._base_manager.bulk_update([thing], names)


WAYS = [save, update, in_bulk]


@pytest.mark.parametrize("write", WAYS)
def test_a_new_name_is_found_however_it_is_written_and_the_old_one_no_more(client, story, write):
    show, person = Show.objects.get(), Person.objects.get()
    show.title, show.slug, show.original_title = "Vorpal Academy", "vorpal-academy", ""
    person.name, person.slug = "Vorpal Person", "vorpal-person"
    topic, author = Topic.objects.get(), story.bylines.get().profile
    topic.name, author.name = "Vorpal topic", "Vorpal Author"
    for thing in (show, person, topic, author):
        write(thing)
    for words in ("vorpal academy", "vorpal person", "vorpal topic", "vorpal author"):
        assert stories(client, words) == ["Everything we know"], words
    for words in ("all of us are dead", "cho yi-hyun", "korean drama", "mina frost"):
        assert stories(client, words) == [], words
    assert names(client, "vorpal") == ["Vorpal Academy", "Vorpal Person"]
    assert names(client, "dead") == names(client, "cho") == []
    assert check() == ["0 differences"]


@pytest.mark.parametrize("write", WAYS)
def test_characters_and_further_names_are_followed_as_well(client, catalogue, write):
    character, title, name = Character.objects.get(), OtherTitle.objects.first(), OtherName.objects.first()
    character.name, title.title, name.name = "Vorpal Girl", "Vorpal Title", "Vorpal Name"
    for thing in (character, title, name):
        write(thing)
    assert names(client, "vorpal girl") == ["Vorpal Girl"]
    assert names(client, "vorpal title") == ["All of Us Are Dead"]
    assert names(client, "vorpal name") == ["Cho Yi-hyun"]
    assert names(client, "vorpal girl all of us") == ["Vorpal Girl"]
    Show.objects.filter(title="All of Us Are Dead").update(title="Another")
    assert names(client, "vorpal girl another") == ["Vorpal Girl"]
    assert check() == ["0 differences"]


def test_what_is_written_or_deleted_in_bulk_is_followed(client, catalogue, story):
    shows = Show.objects.bulk_create([Show(title=f"Vorpal {number}", slug=f"v-{number}") for number in range(3)])
    OtherTitle.objects.bulk_create(OtherTitle(show=show, title="Jabberwock", kind=TitleKind.WORKING) for show in shows)
    assert names(client, "jabberwock") == ["Vorpal 0", "Vorpal 1", "Vorpal 2"]
    OtherTitle.objects.filter(show=shows[0]).delete()
    Show.objects.filter(pk=shows[1].pk).delete()
    assert names(client, "jabberwock") == ["Vorpal 2"]
    Topic.objects.all().delete()
    assert stories(client, "korean drama") == []
    OtherName.objects.all().delete()
    Character.objects.all().delete()
    assert names(client, "choi") == names(client, "hyeon") == []
    assert check() == ["0 differences"]


def test_a_person_who_is_deleted_leaves_nothing_to_find(client):
    person = make_person("Vorpal Person")
    make_story("The harbour", people=[person])
    assert stories(client, "vorpal") == ["The harbour"]
    Article.people.through.objects.all().delete()
    person.delete()
    assert stories(client, "vorpal") == names(client, "vorpal") == []
    assert check() == ["0 differences"]


# What the command proves


def entry(kind):
    return CatalogueEntry.objects.filter(kind=kind)


SPOILT = {
    "a story's text": (
        lambda: StoryEntry.objects.update(text="Vorpal"),
        "story {}: it is not found by its published words",
    ),
    "a story's names": (
        lambda: StoryEntry.objects.update(about=""),
        "story {}: it is not found by its published words",
    ),
    "a story's entry": (lambda: StoryEntry.objects.all().delete(), "story {}: it is not found by its published words"),
    "a story's parts": (
        lambda: Article.objects.update(parts=["<p>Vorpal</p>"]),
        "story {}: it is not found by its published words",
    ),
    "one never published": (lambda: Article.objects.update(published=None), "story {}: found though never published"),
    "a show's names": (lambda: entry("show").update(names="Vorpal"), "show {}: it is not found by its names"),
    "a person's title": (lambda: entry("person").update(title="Vorpal"), "person {}: it is not found by its names"),
    "a character's entry": (lambda: entry("character").delete(), "character {}: it is not found by its names"),
    "of nothing": (lambda: entry("show").update(object_id=10**6), "show 1000000: it is not found by its names"),
}


def test_the_check_says_so_to_a_script_by_its_exit_status(story):
    StoryEntry.objects.all().delete()
    with pytest.raises(CommandError, match="1 differences") as failed:
        call_command("rebuild_search", "--check", stdout=io.StringIO())
    assert failed.value.returncode == 1


@pytest.mark.parametrize("name", SPOILT)
def test_the_check_finds_what_was_spoilt_by_hand_and_the_command_puts_it_right(client, story, name):
    make_character(Show.objects.get())
    spoil, sentence = SPOILT[name]
    keys = {"story": story.pk, "show": Show.objects.get().pk, "person": Person.objects.get().pk}
    keys["character"] = Character.objects.get().pk
    spoil()
    found = check()
    assert sentence.format(keys[sentence.split()[0]]) in found
    rebuild()
    assert check() == ["0 differences"]
    assert rebuild() == "rebuilt 0\n"


def test_a_trigger_that_is_lost_is_told_and_made_again_with_all_that_was_written_meanwhile(client, story):
    [lost] = [name for name in installed() if name.startswith("search_people_person_insert")]
    drop([lost])
    make_person("Vorpal Person")
    unseen = Person.objects.get(name="Vorpal Person").pk
    assert names(client, "vorpal") == []
    assert check() == [f"trigger {lost}: it is missing", f"person {unseen}: it is not found by its names"]
    follow_migrations()
    assert installed() == set(wanted())
    assert names(client, "vorpal") == ["Vorpal Person"]
    assert check() == ["0 differences"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps the triggers of a table it alters")
@pytest.mark.django_db(transaction=True)
def test_a_migration_that_remakes_a_table_of_sqlite_loses_nothing(client):
    make_show("Vorpal Academy")
    emit_pre_migrate_signal(0, False, "default", plan=[(Migration("later", "articles"), False)])
    connection.disable_constraint_checking()
    with connection.schema_editor() as editor:
        editor._remake_table(Show)
    connection.enable_constraint_checking()
    Show.objects.update(title="Another Academy", slug="another")
    emit_post_migrate_signal(0, False, "default")
    assert installed() == set(wanted())
    assert names(client, "another") == ["Another Academy"] and names(client, "vorpal") == []
    assert check() == ["0 differences"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL derives the words in the row itself")
def test_full_text_that_has_something_else_than_its_entries_is_told_and_made_anew(client, story):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_storyentry_words (rowid, about, text) VALUES (999, 'vorpal', 'vorpal')")
    assert check() == ["articles_storyentry_words: it has not what articles_storyentry has"]
    rebuild()
    assert check() == ["0 differences"]
    assert stories(client, "quiet") == ["Everything we know"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no tables of words")
def test_where_a_table_of_words_is_taken_back_nothing_is_made_for_it(db):
    drop(installed())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE facts_report_words")
    follow_migrations()
    assert installed() == set()
