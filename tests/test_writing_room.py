"""The writing room: a form over revisions, with buttons by right and state, that never loses what was typed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import editing, publishing
from articles.models import Article, Revision, State, Topic
from articles.steps import standing
from shows.models import Show
from shows.words import SeasonStatus
from staff.models import Profile
from tests.make import (
    PUBLISHED,
    make_author,
    make_draft,
    make_person,
    make_picture,
    make_season,
    make_show,
    make_story,
    make_user,
    ready,
    record_status,
)

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
LIST = "/admin/articles/article/"


@pytest.fixture
def writer(client):
    """Mina Frost, logged in."""
    user = make_user("writer", groups=["Writers"])
    make_author("Mina Frost", user=user)
    client.force_login(user)
    return user


@pytest.fixture
def editor(client):
    """An editor, logged in; a test that asks for both is the editor last."""
    user = make_user("editor", groups=["Editors"])
    client.force_login(user)
    return user


def room(story):
    return f"/admin/articles/article/{story.pk}/change/"


def typed(story=None, **changes):
    """What the form of `story` sends when nothing but `changes` was typed."""
    document = story.latest.document if story else {**editing.EMPTY, "headline": "A headline", "body": "<p>Words.</p>"}
    data = {
        **document, "tags": ", ".join(document["tags"]), "lead_picture": document["lead_picture"] or "",
        "season": document["season"] or "", "note": "", "publish_at": "",
        **({"_version": story.version} if story else {}),
    }  # fmt: skip
    return data | changes


def press(client, button, story=None, **changes):
    return client.post(room(story) if story else ADD, typed(story, **changes) | {f"_{button}": "1"})


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def errors(answer):
    """The sentences on a refused form."""
    assert answer.status_code == 200
    form = answer.context["adminform"].form
    return {name or "form": list(sentences) for name, sentences in form.errors.items()}


def again(story):
    return Article.objects.select_related("latest").get(pk=story.pk)


# Writing


def test_line_breaks_in_a_headline_are_spaces(client, writer):
    press(client, "save", headline=" Everything\r\nwe  know\n")
    assert Article.objects.get().latest.document["headline"] == "Everything we know"


def test_a_new_story_is_a_draft_of_its_writer_with_a_revision(client, writer):
    show, person, picture = make_show(), make_person(), make_picture()
    mina = Profile.objects.get()
    answer = press(
        client, "save", headline="Everything we know", standfirst="So far.", kind="guide", authors=[mina.pk],
        shows=[show.pk], people=[person.pk], tags="Netflix, K-drama", lead_picture=picture.pk, slug="everything",
        search_title="Found", search_description="Findable.", note="First go.",
    )  # fmt: skip
    story = Article.objects.get()
    assert answer.status_code == 302 and answer["Location"] == room(story)
    assert said(answer) == ["Saved."]
    assert (story.owner, story.state, story.draft_headline) == (writer, State.DRAFT, "Everything we know")
    assert (story.standfirst, story.body, list(story.shows.all())) == ("", "", [])
    revision = story.latest
    assert (revision.number, revision.by, revision.note) == (1, writer, "First go.")
    assert revision.document == {
        "headline": "Everything we know", "slug": "everything", "standfirst": "So far.", "body": "<p>Words.</p>",
        "kind": "guide", "authors": [mina.pk], "shows": [show.pk], "people": [person.pk],
        "tags": ["Netflix", "K-drama"], "lead_picture": picture.pk, "search_title": "Found",
        "search_description": "Findable.", "season": None,
    }  # fmt: skip


def test_the_form_opens_with_the_latest_revision_not_with_what_readers_see(client, editor):
    story = make_story("As published", tags=["Netflix"])
    editing.save_revision(story, {**story.latest.document, "headline": "As typed", "tags": ["Zombies"]}, by=editor)
    html = client.get(room(story)).content.decode()
    assert "\nAs typed</textarea>" in html and "\nAs published</textarea>" not in html
    assert 'value="Zombies"' in html
    assert "Live, changed since published" in html


def test_saving_a_live_story_shows_readers_nothing(client, editor):
    story = make_story("As published")
    answer = press(client, "save", story, headline="As typed", tags="Zombies")
    assert said(answer) == ["Saved. Readers see nothing of it before it is published."]
    assert again(story).headline == "As published"
    assert list(again(story).tags.names()) == []
    assert again(story).latest.document["headline"] == "As typed"
    assert "As typed" not in client.get(story.get_absolute_url()).content.decode()


def test_saving_with_nothing_typed_makes_no_revision(client, editor):
    story = make_story()
    press(client, "save", story)
    assert Revision.objects.count() == 1


def test_a_new_story_is_signed_by_whoever_starts_it_and_about_the_show_it_was_started_from(client, writer):
    show = make_show(seasons=2)
    answer = client.get(f"{ADD}?show={show.pk}")
    form = answer.context["adminform"].form
    assert form["authors"].value() == [Profile.objects.get().pk]
    assert form["shows"].value() == [show.pk]
    html = answer.content.decode()
    assert ">Mina Frost</option>" in html and ">All of Us Are Dead</option>" in html
    assert html.count('class="room-season"') == 2


@pytest.mark.parametrize("asked", ["", "x", "987", "9" * 40, "\x00", "-1"])
def test_any_show_may_be_asked_for(client, writer, asked):
    assert client.get(ADD, {"show": asked, "kind": asked}).status_code == 200


def test_authors_are_kept_in_the_order_sent(client, editor):
    zoe, adam = make_author("Zoe Last"), make_author("Adam First")
    press(client, "save", authors=[zoe.pk, adam.pk])
    story = Article.objects.get()
    assert story.latest.document["authors"] == [zoe.pk, adam.pk]
    html = client.get(room(story)).content.decode()
    assert html.index(">Zoe Last</option>") < html.index(">Adam First</option>")
    whole = dict.fromkeys(("standfirst", "search_description", "tags"), "Known.")
    body, picture = ready()["body"], make_picture()
    press(client, "publish", again(story), authors=[adam.pk, zoe.pk], body=body, lead_picture=picture.pk, **whole)
    assert [str(byline) for byline in story.bylines.all()] == ["Adam First", "Zoe Last"]


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"headline": ""}, {"headline": ["Give the story a headline; it can change later."]}),
        ({"headline": "x" * 161}, {"headline": ["Ensure this value has at most 160 characters (it has 161)."]}),
        ({"slug": "all"}, {"slug": ["“all” is an address of the site itself: choose another slug."]}),
        ({"slug": "taken"}, {"slug": ["“taken” leads to Taken already: choose another slug, or leave it empty."]}),
        ({"slug": "Nö"}, {"slug": ["Use small letters a to z, digits and single hyphens."]}),
        ({"kind": "poem"}, {"kind": ["Select a valid choice. poem is not one of the available choices."]}),
        ({"authors": ["987"]}, {"authors": ["Select a valid choice. 987 is not one of the available choices."]}),
        ({"tags": "x" * 101}, {"tags": [f"“{'x' * 40}…” is too long for a topic: at most 100 characters."]}),
        ({"publish_at": "soon"}, {"publish_at": ["Enter a valid date/time."]}),
        ({"publish_at": "0001-01-01T00:00"}, {"publish_at": ["That is more than 10 years away."]}),
        ({"publish_at": "9999-12-31T23:59"}, {"publish_at": ["That is more than 10 years away."]}),
    ],
)
def test_a_refused_form_says_why_and_gives_back_what_was_typed(client, editor, changes, sentences):
    make_story("Taken")
    answer = press(client, "save", **{"standfirst": "Typed with care.", "body": "<p>Long words.</p>", **changes})
    assert errors(answer) == sentences
    html = answer.content.decode()
    assert "Typed with care." in html and "&lt;p&gt;Long words.&lt;/p&gt;" in html
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    "name",
    ["headline", "slug", "standfirst", "body", "tags", "note", "search_title", "publish_at", "changed", "amendment"],
)
@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\u202eabc", "😀", "שלום", "x" * 1_200_000])
def test_hostile_text_is_saved_clean_or_refused_and_never_breaks(client, editor, name, text):
    story = make_draft()
    assert press(client, "save", story, **{name: text}).status_code in (200, 302)
    assert client.post(room(story), typed(story, **{name: text}, _version="1")).status_code == 200


@pytest.mark.parametrize("keys", [["x"], ["9" * 40], ["-1"], ["\x00"], ["1.5"], [""]])
def test_hostile_keys_are_refused(client, editor, keys):
    for name in ("authors", "shows", "people", "lead_picture"):
        assert press(client, "save", **{name: keys}).status_code in (200, 302)


# Steps


def test_a_writer_submits_and_goes_on_writing(client, writer):
    story = make_draft(by=writer)
    answer = press(client, "submit", story, standfirst="Ready.")
    assert said(answer) == ["Submitted: it waits for an editor. You can go on writing until it is approved."]
    assert (again(story).state, again(story).latest.document["standfirst"]) == (State.IN_REVIEW, "Ready.")
    press(client, "save", again(story), standfirst="Readier.")
    assert again(story).latest.document["standfirst"] == "Readier."


def test_an_editor_publishes_what_is_typed_in_one_press(client, editor):
    story = make_draft(**ready())
    answer = press(client, "publish", story, headline="Renewed at last")
    assert said(answer) == ['Published: <a href="/stories/renewed-at-last/">readers have it now</a>.']
    assert "Renewed at last" in client.get("/stories/renewed-at-last/").content.decode()


def test_a_new_story_can_be_published_at_once(client, editor):
    whole = dict.fromkeys(("standfirst", "search_description", "tags"), "Known.")
    picture = make_picture()
    press(client, "publish", authors=[make_author().pk], body=ready()["body"], lead_picture=picture.pk, **whole)
    assert Article.objects.live().get().headline == "A headline"


def test_a_material_update_moves_the_date_readers_see(client, editor):
    story = make_story()
    press(client, "publish", story, standfirst="A comma.")
    assert again(story).material_update is None
    press(client, "publish", again(story), standfirst="News.", material="on", changed="The date was announced.")
    assert again(story).material_update > PUBLISHED


def test_an_editor_schedules_in_the_time_of_the_desk(client, editor):
    story = make_draft(**ready())
    year = timezone.now().year + 1
    answer = press(client, "schedule", story, publish_at=f"{year}-07-01T09:30:59")
    assert said(answer) == [f"Scheduled: readers will have it on 1 July {year}, 09:30."]
    assert again(story).publish_at == datetime(year, 7, 1, 8, 30, tzinfo=UTC)
    html = client.get(room(story)).content.decode()
    assert f'value="{year}-07-01T09:30"' in html and f"Scheduled for 1 July {year}, 09:30" in html
    assert client.get(story.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("", "Say when readers shall have it."),
        ("2026-01-01T09:00", "That minute has passed: choose one to come, or publish now."),
        ("2027-03-28T01:30", "No clock in Europe/London shows 01:30 on 28 March 2027: they are put forward. "
         "Choose 00:30 GMT or 02:30 BST."),
    ],
)  # fmt: skip
def test_a_moment_that_cannot_be_is_refused(client, editor, moment, sentence):
    story = make_draft(authors=[make_author()])
    assert errors(press(client, "schedule", story, publish_at=moment)) == {"publish_at": [sentence]}
    assert again(story).state == State.DRAFT


def test_publishing_now_with_a_moment_typed_asks_which_is_meant(client, editor):
    story = make_draft(authors=[make_author()])
    later = timezone.now() + timedelta(days=2)
    answer = press(client, "publish", story, publish_at=later.strftime("%Y-%m-%dT%H:%M"))
    assert errors(answer) == {"publish_at": ["You named a moment: press Schedule, or empty it to publish now."]}
    assert again(story).state == State.DRAFT


def test_a_live_story_cannot_be_scheduled(client, editor):
    story = make_story()
    later = timezone.now() + timedelta(days=2)
    answer = press(client, "schedule", story, publish_at=later.strftime("%Y-%m-%dT%H:%M"))
    assert errors(answer) == {"publish_at": ["Readers have this story already: publish the changes now."]}
    assert again(story).publish_at == PUBLISHED


def test_an_editor_sends_back_and_withdraws(client, editor):
    story = make_draft(**ready())
    publishing.submit(story, by=None)
    answer = press(client, "send_back", story, note="Who said so?")
    assert said(answer) == ["Sent back: it is a draft of writer again."]
    assert (again(story).state, again(story).latest.note) == (State.DRAFT, "Who said so?")
    press(client, "publish", again(story))
    answer = press(client, "withdraw", again(story))
    assert said(answer)[-1:] == ["Withdrawn: readers no longer find it. It can be published again."]
    assert client.get(story.get_absolute_url()).status_code == 404


def test_what_publishing_asks_for_is_said_on_the_form_and_nothing_typed_is_lost_or_saved(client, editor):
    story = make_draft("As it was", authors=[])
    answer = press(client, "publish", story, headline="As typed", standfirst="With care.")
    assert errors(answer) == {"__all__": ["A story needs an author."]}
    html = answer.content.decode()
    assert "A story needs an author." in html and "\nAs typed</textarea>" in html and "With care." in html
    assert (Revision.objects.count(), again(story).draft_headline, again(story).state) == (1, "As it was", State.DRAFT)
    answer = press(client, "publish", headline="New", body="")
    assert errors(answer) == {"__all__": ["A story needs a text."]}
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("user", "state", "buttons"),
    [
        ("writer", "draft", ["submit", "save", "preview"]),
        ("writer", "in_review", ["save", "preview"]),
        ("writer", "approved", []),
        ("editor", "draft", ["schedule", "publish", "submit", "save", "preview"]),
        ("editor", "in_review", ["schedule", "send_back", "publish", "save", "preview"]),
        ("editor", "approved", ["withdraw", "publish", "save", "preview"]),
        ("editor", "withdrawn", ["schedule", "send_back", "publish", "save", "preview"]),
    ],
)
def test_the_buttons_are_those_of_the_state_and_the_right(client, writer, user, state, buttons):
    story = make_draft(by=writer, authors=[make_author()])
    if state == "in_review":
        publishing.submit(story, by=None)
    elif state != "draft":
        publishing.publish(story, by=None)
    if state == "withdrawn":
        publishing.withdraw(story, by=None)
    if user == "editor":
        client.force_login(make_user("editor", groups=["Editors"]))
    html = client.get(room(story)).content.decode()
    names = ("submit", "publish", "schedule", "send_back", "withdraw", "save", "preview")
    found = sorted((html.rindex(f'name="_{name}"'), name) for name in names if f'name="_{name}"' in html)
    assert [name for _, name in found] == buttons


# Rights


@pytest.mark.parametrize("step", ["publish", "schedule", "send_back", "withdraw"])
def test_a_writer_cannot_do_an_editors_step_even_with_a_forged_form(client, writer, step):
    story = make_draft(by=writer, authors=[make_author()])
    publishing.submit(story, by=None)
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = press(client, step, story, headline="Forged", **({"publish_at": later} if step == "schedule" else {}))
    assert answer.status_code == 403
    assert (again(story).state, again(story).draft_headline) == (State.IN_REVIEW, story.draft_headline)
    assert press(client, step, **({"publish_at": later} if step == "schedule" else {})).status_code == 403
    assert Article.objects.count() == 1


def test_a_writer_reads_the_stories_of_others_and_changes_none(client, writer):
    story = make_draft("Not yours", by=make_user("other"), body="<p>Their words.</p>")
    html = client.get(room(story)).content.decode()
    assert "Not yours" in html and "<p>Their words.</p>" in html
    assert 'name="_save"' not in html and "ProseMirror" not in html
    assert press(client, "save", story, headline="Forged").status_code == 403
    assert again(story).draft_headline == "Not yours"


def test_a_writer_cannot_change_an_own_story_once_it_is_approved(client, writer):
    story = make_story(by=writer)
    assert press(client, "save", story, headline="Forged").status_code == 403
    assert again(story).draft_headline != "Forged"


def test_a_story_approved_while_its_writer_types_gives_the_words_back(client, writer):
    story = make_draft("Mine", by=writer, authors=[make_author()])
    late = typed(story, headline="Mine, better", body="<p>A <strong>whole</strong> evening.</p>")
    publishing.publish(story, by=None)
    answer = client.post(room(story), late | {"_save": "1"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Mine, better" in html and "A whole evening." in html
    assert again(story).latest.number == 1


def test_nobody_deletes_what_was_ever_published(client):
    client.force_login(make_user("root", is_superuser=True))
    draft, live, gone = make_draft("Draft"), make_story("Live"), make_story("Gone")
    publishing.withdraw(gone, by=None)
    address = "/admin/articles/article/{}/delete/"
    assert client.post(address.format(live.pk), {"post": "yes"}).status_code == 403
    assert client.post(address.format(gone.pk), {"post": "yes"}).status_code == 403
    assert address.format(live.pk) not in client.get(room(live)).content.decode()
    assert address.format(draft.pk) in client.get(room(draft)).content.decode()
    assert client.post(address.format(draft.pk), {"post": "yes"}).status_code == 302
    assert {story.pk for story in Article.objects.all()} == {live.pk, gone.pk}


# Two people at once


def test_publishing_what_somebody_else_changed_meanwhile_publishes_nothing(client, editor):
    story = make_draft("Ours", authors=[make_author()])
    late = typed(story) | {"_publish": "1"}
    editing.save_revision(again(story), {**story.latest.document, "headline": "Theirs"}, by=None)
    assert client.post(room(story), late).context["title"] == "Somebody saved before you"
    assert again(story).state == State.DRAFT


def test_a_text_too_long_for_the_second_saver_is_still_shown(client, editor):
    story = make_draft()
    editing.save_revision(again(story), {**story.latest.document, "headline": "Theirs"}, by=None)
    answer = client.post(room(story), typed(story, body="<p>" + "x" * 1_000_001))
    assert answer.context["title"] == "Somebody saved before you"


# Beside the text


def test_the_facts_of_the_storys_shows_stand_beside_it(client, editor):
    show = make_show(seasons=5)
    latest = show.seasons.get(number=5)
    record_status(latest, SeasonStatus.ORDERED)
    story = make_draft(shows=[show])
    html = client.get(room(story)).content.decode()
    assert html.count('class="room-season"') == 3
    assert html.index("Season 5") < html.index("Season 4")
    assert "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Checked 12 November 2026." in html
    assert f'data-ref="season:{latest.pk}:status" data-form="label" data-text="Renewed"' in html
    assert reverse("admin:shows_season_announce", args=[latest.pk]) in html


def test_who_may_not_record_is_not_invited_to(client, writer):
    show = make_show(seasons=1)
    html = client.get(room(make_draft(by=writer, shows=[show]))).content.decode()
    assert "room-season" in html and "/announce/" not in html


def test_the_history_names_who_saved_when_and_why(client, editor):
    story = make_story(by=editor)
    press(client, "save", story, standfirst="New.", note="Added the quote.")
    html = client.get(room(story)).content.decode()
    assert html.index("Revision 2") < html.index("Revision 1")
    assert "<q>Added the quote.</q>" in html
    assert html.count("<b>published</b>") == 1


def test_a_preview_shows_the_latest_revision_as_readers_would_see_it_and_to_the_desk_alone(client, writer):
    show, season = make_show(), None
    season = make_season(show, 2)
    record_status(season, SeasonStatus.ORDERED)
    story = make_draft(
        "Not out", standfirst="A standfirst.", shows=[show], tags=["New topic", "💥"],
        authors=[make_author("Jo Ng")], by=writer,
        body=f'<p>It is <data data-fact="season:{season.pk}:status" data-form="label">old</data>.</p>',
    )  # fmt: skip
    address = f"/admin/articles/article/{story.pk}/preview/"
    answer = client.get(address)
    html = answer.content.decode()
    assert '<data class="fact" value="ordered">Renewed</data>' in html
    assert "<h1>Not out</h1>" in html and "A standfirst." in html and "Jo Ng" in html and "New topic" in html
    assert "Revision 1: readers do not have it" in html
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert "Surrogate-Key" not in answer
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(make_user("newcomer"))
    assert client.get(address).status_code == 403


def test_an_older_revision_can_be_looked_at(client, editor):
    story = make_draft("First words")
    editing.save_revision(story, {**story.latest.document, "headline": "Second words"}, by=editor)
    address = f"/admin/articles/article/{story.pk}/preview/"
    assert "<h1>Second words</h1>" in client.get(address).content.decode()
    assert "<h1>First words</h1>" in client.get(f"{address}?revision=1").content.decode()
    assert client.get(f"{address}?revision=7").status_code == 404
    assert client.get("/admin/articles/article/987/preview/").status_code == 404


def test_save_and_preview_saves_first(client, writer):
    story = make_draft("Mine", by=writer)
    answer = press(client, "preview", story, headline="Mine, better")
    assert answer["Location"] == f"/admin/articles/article/{story.pk}/preview/"
    assert again(story).draft_headline == "Mine, better"


# The list


def test_the_list_says_where_each_story_stands(client, editor):
    make_draft("A draft")
    make_story("A live one")
    changed = make_story("A changed one")
    editing.save_revision(changed, {**changed.latest.document, "standfirst": "New."}, by=None)
    make_story("A scheduled one", publish_at=datetime(2030, 7, 1, 8, 30, tzinfo=UTC))
    publishing.withdraw(make_story("A withdrawn one"), by=None)
    rows = client.get(LIST).context["cl"].result_list
    assert {str(story): standing(story) for story in rows} == {
        "A draft": "draft",
        "A live one": "live",
        "A changed one": "live, changed since published",
        "A scheduled one": "scheduled for 1 July 2030, 09:30",
        "A withdrawn one": "withdrawn",
    }


def test_the_list_is_searched_by_the_headline_being_written_and_by_address(client, writer):
    story = make_story("As published")
    editing.save_revision(story, {**story.latest.document, "headline": "As typed"}, by=None)
    make_draft("Another", by=writer)

    def found(**query):
        return [str(each) for each in client.get(LIST, query).context["cl"].result_list]

    assert found(q="typed") == found(q="as-published") == ["As typed"]
    assert found(state="draft") == found(writer="me", q="anoth") == ["Another"]
    assert found(kind="guide") == ["As typed", "Another"]


@pytest.mark.parametrize("length", [1, 100])
def test_the_list_costs_the_same_for_any_number_of_stories(client, editor, length):
    for number in range(length):
        make_draft(f"Story {number}", by=make_user(f"writer-{number}"))
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(LIST).status_code == 200
    assert len(captured) == 7
    assert not any('"body"' in query["sql"] or '"parts"' in query["sql"] for query in captured)


def test_the_room_costs_the_same_for_any_number_of_seasons_and_revisions(client, editor):
    def cost(shows, revisions):
        story = make_draft(shows=shows, authors=[make_author()])
        for number in range(revisions):
            editing.save_revision(story, {**story.latest.document, "standfirst": str(number)}, by=editor)
        client.get(room(story))  # content types are read once a process
        with CaptureQueriesContext(connection) as captured:
            assert client.get(room(story)).status_code == 200
        return len(captured)

    shows = [make_show(f"Show {number}", seasons=6) for number in range(4)]
    assert cost(shows[:1], 1) == cost(Show.objects.all(), 20) <= 24


def test_a_topic_is_added_under_a_slug_of_its_own(client, editor):
    for name in ("K-drama & more", "💥"):
        assert client.post("/admin/articles/topic/add/", {"name": name}).status_code == 302
    slugs = list(Topic.objects.order_by("pk").values_list("name", "slug"))
    assert slugs == [("K-drama & more", "k-drama-and-more"), ("💥", f"topic-{Topic.objects.last().pk}")]
    assert client.get("/admin/articles/topic/").status_code == 200


def test_whoever_may_not_save_any_more_takes_along_all_that_they_typed(client, writer):
    season = make_season(make_show())
    story = make_draft(by=writer, authors=[make_author()])
    opened = typed(story)
    publishing.publish(story, by=None)
    passage = (
        f'<section data-while="season:{season.pk}:status=ordered" data-hold="swap"><p>It comes back.</p></section>'
    )
    answer = client.post(room(story), opened | {"body": f"<p>Always.</p>{passage}", "_save": "1"})
    page = answer.content.decode()
    assert "This story is no longer yours to change" in page and "an editor makes further changes" in page
    assert "Always." in page and "It comes back." in page
    answer = client.post(room(story), opened | {"body": f"<p>{'long ' * 210_000}</p>", "_save": "1"})
    assert "no longer yours to change" in answer.content.decode()
    assert again(story).latest.document["body"] == opened["body"]
