"""What happens to a story: saving shows readers nothing, publishing shows them all, withdrawing takes it back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import editing, publishing
from articles.models import Article, Reference, ReferenceRole, Revision, State, TaggedArticle
from articles.publishing import CannotPublish
from articles.references import differences
from facts.models import Fact
from people.models import Person
from shows.words import SeasonStatus
from tests.make import (
    PUBLISHED,
    make_author,
    make_draft,
    make_person,
    make_picture,
    make_show,
    make_story,
    make_writer,
    record_status,
)
from web.bases import SecondSaver
from web.models import OldAddress, Purge

pytestmark = pytest.mark.django_db

LATER = PUBLISHED + timedelta(hours=5)


def fact(subject, name="status", form="label", text="awaiting word"):
    return f'<data data-fact="season:{subject.pk}:{name}" data-form="{form}">{text}</data>'


def save(story, *, at=LATER, note="", **changes):
    """A revision of `story` with these fields changed, as keys."""
    document = {**story.latest.document, **changes}
    return editing.save_revision(story, document, by=make_writer(), at=at, note=note)


def seen(story):
    """What a reader gets: every column that publishing writes, and the relations."""
    story = Article.objects.get(pk=story.pk)
    columns = ("headline", "slug", "standfirst", "body", "kind", "search_title", "lead_picture_id", "parts", "state")
    dates = ("publish_at", "first_published", "material_update")
    relations = [list(story.shows.all()), list(story.people.all()), sorted(story.tags.names())]
    return [getattr(story, name) for name in columns + dates] + relations + [[str(b) for b in story.bylines.all()]]


# Saving


def test_saving_never_changes_what_readers_see_tags_authors_and_subjects_included():
    show, other = make_show(), make_show("Squid Game")
    story = make_story(shows=[show], tags=["Netflix"], authors=[make_author()])
    before = seen(story)
    revision = save(
        story, headline="Another", slug="another", standfirst="New.", body="<p>New.</p>", kind="list", tags=["Zombies"],
        authors=[make_author("Jonas Webb").pk], shows=[other.pk], people=[make_person().pk], search_title="New",
        lead_picture=make_picture().pk,
    )  # fmt: skip
    assert revision.number == 2
    assert seen(story) == before
    story.refresh_from_db()
    assert (story.draft_headline, story.latest, story.has_unpublished_changes) == ("Another", revision, True)
    publishing.publish(story, by=None, at=LATER)
    after = seen(story)
    assert [a for a, b in zip(after, before, strict=True) if a == b] == ["approved", PUBLISHED, PUBLISHED, None]
    assert after[-4:] == [[other], [Person.objects.get()], ["Zombies"], ["Jonas Webb"]]


def test_saving_the_same_again_makes_no_revision_unless_something_is_noted():
    story = make_draft()
    assert save(story).number == 1
    assert Article.objects.get().version == story.version == 2
    assert save(story, note="Please look at the second paragraph.").number == 2
    assert [(r.number, r.note) for r in Revision.objects.all()] == [
        (2, "Please look at the second paragraph."),
        (1, ""),
    ]


def test_the_second_to_save_is_told_and_nothing_is_written():
    mine = make_draft()
    theirs = Article.objects.get(pk=mine.pk)
    save(theirs, headline="Theirs")
    with pytest.raises(SecondSaver):
        save(mine, headline="Mine")
    assert Article.objects.get().draft_headline == "Theirs"
    assert Revision.objects.count() == 2


def test_a_revision_holds_cleaned_words():
    story = make_draft(
        "A\x00 head\u202eline", body="<p onclick=x>Hi<script>alert(1)</script></p>", tags=[" a ", "a", ""]
    )
    assert story.latest.document["headline"] == "A headline"
    assert story.latest.document["body"] == "<p>Hi</p>"
    assert story.latest.document["tags"] == ["a"]


# Publishing


def test_publishing_copies_the_latest_revision_to_the_story():
    show, person, picture = make_show(), make_person(), make_picture()
    first, second = make_author("Zoe Last"), make_author("Adam First")
    story = make_draft(
        "Everything we know", standfirst="So far.", body="<h2>Renewed?</h2>", kind="guide", shows=[show],
        people=[person], authors=[first, second], tags=["Netflix", "K-drama"], lead_picture=picture,
        search_title="Found", search_description="Findable.", slug="everything",
    )  # fmt: skip
    publishing.publish(story, by=None, at=PUBLISHED)
    story = Article.objects.get()
    assert (story.headline, story.standfirst, story.body) == ("Everything we know", "So far.", "<h2>Renewed?</h2>")
    assert (story.kind, story.search_title, story.search_description) == ("guide", "Found", "Findable.")
    assert (story.slug, story.state, story.lead_picture) == ("everything", State.APPROVED, picture)
    assert [byline.profile for byline in story.bylines.all()] == [first, second]
    assert list(story.shows.all()) == [show] and list(story.people.all()) == [person]
    assert sorted(story.tags.names()) == ["K-drama", "Netflix"]
    assert story.parts == ['<h2 id="s-renewed">Renewed?</h2>']
    assert not story.has_unpublished_changes
    assert (story.publish_at, story.first_published, story.material_update) == (PUBLISHED, PUBLISHED, None)


def test_the_authors_stand_in_the_order_chosen_whichever_way_it_is_changed():
    zoe, adam = make_author("Zoe Last"), make_author("Adam First")
    story = make_story(authors=[adam, zoe])
    save(story, authors=[zoe.pk, adam.pk])
    publishing.publish(story, by=None, at=LATER)
    assert [str(byline) for byline in story.bylines.all()] == ["Zoe Last", "Adam First"]


def test_a_story_is_live_from_its_minute_on_with_nothing_run_in_between(client):
    moment = PUBLISHED + timedelta(hours=1)
    story = make_story(publish_at=moment)
    assert (story.state, story.first_published) == (State.APPROVED, moment)
    assert not story.is_live(moment - timedelta(seconds=1))
    assert story.is_live(moment)
    assert list(Article.objects.live(moment - timedelta(seconds=1))) == []
    assert list(Article.objects.live(moment)) == [story]


def test_a_scheduled_story_can_be_moved_or_published_at_once():
    story = make_story(publish_at=PUBLISHED + timedelta(days=3))
    publishing.publish(story, by=None, publish_at=PUBLISHED + timedelta(days=1), at=LATER)
    assert story.publish_at == story.first_published == PUBLISHED + timedelta(days=1)
    publishing.publish(story, by=None, at=LATER)
    assert story.publish_at == story.first_published == LATER


def test_publishing_again_keeps_the_date_and_moves_the_visible_one_only_for_a_material_update():
    story = make_story()
    save(story, standfirst="A comma.")
    publishing.publish(story, by=None, at=LATER)
    assert (story.publish_at, story.material_update, story.updated) == (PUBLISHED, None, PUBLISHED)
    publishing.publish(story, by=None, material=True, at=LATER)
    assert (story.publish_at, story.first_published, story.updated) == (PUBLISHED, PUBLISHED, LATER)


def test_a_withdrawn_story_is_gone_and_can_return_with_its_date(client):
    story = make_story()
    publishing.withdraw(story, by=None)
    assert client.get(story.get_absolute_url()).status_code == 404
    assert list(Article.objects.live(LATER)) == []
    publishing.publish(story, by=None, at=LATER)
    assert (story.state, story.publish_at, story.first_published) == (State.APPROVED, PUBLISHED, PUBLISHED)


def test_the_slug_is_made_of_the_headline_that_is_published_and_then_kept():
    story = make_draft("Working title")
    assert story.slug == "working-title"
    save(story, headline="Renewed at last", authors=[make_author().pk])
    publishing.publish(story, by=None, at=PUBLISHED)
    assert story.slug == "renewed-at-last"
    save(story, headline="Renewed, and dated")
    publishing.publish(story, by=None, at=LATER)
    assert story.slug == "renewed-at-last"


def test_a_changed_slug_leaves_the_old_address_leading_to_the_story(client):
    story = make_story("Renewed at last")
    save(story, slug="all-of-us-are-dead-2")
    assert client.get("/stories/all-of-us-are-dead-2/").status_code == 404
    publishing.publish(story, by=None)
    answer = client.get("/stories/renewed-at-last/")
    assert (answer.status_code, answer["Location"]) == (301, "/stories/all-of-us-are-dead-2/")
    assert OldAddress.objects.get(slug="renewed-at-last").object_id == story.pk


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"headline": " "}, "A story needs a headline."),
        ({"body": "<p> </p>"}, "A story needs a text."),
        ({"authors": []}, "A story needs an author."),
        ({"authors": [987]}, "A story needs an author."),
        ({"slug": "taken"}, "Another story has the address “taken”; choose a different one."),
        (
            {"slug": "Not A Slug"},
            "“Not A Slug” cannot be an address. Use small letters a to z, digits and single hyphens.",
        ),
    ],
)
def test_what_readers_must_have_is_asked_for_in_a_sentence_and_nothing_is_written(document, sentence):
    make_story("Taken", slug="taken")
    story = make_draft("Mine", slug="mine", tags=["a"], authors=[make_author()])
    save(story, **document)
    before = seen(story)
    with pytest.raises(CannotPublish) as refused:
        publishing.publish(story, by=None, at=LATER)
    assert str(refused.value) == sentence
    assert seen(story) == before
    assert not Reference.objects.filter(article=story).exists()


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        ({"alt": ""}, "The lead picture needs an alternative text and a credit."),
        ({"credit": ""}, "The lead picture needs an alternative text and a credit."),
        ({"expires": date(2020, 1, 1)}, "The licence of the lead picture has run out; choose another."),
    ],
)
def test_a_lead_picture_without_its_rights_is_refused(picture, sentence):
    story = make_draft(lead_picture=make_picture(**picture), authors=[make_author()])
    with pytest.raises(CannotPublish, match=sentence):
        publishing.publish(story, by=None, at=LATER)


STEPS = {
    "submit": publishing.submit,
    "send_back": publishing.send_back,
    "publish": publishing.publish,
    "withdraw": publishing.withdraw,
    "kill": publishing.kill,
}
ALLOWED = {
    (State.DRAFT, "submit"): State.IN_REVIEW,
    (State.DRAFT, "publish"): State.APPROVED,
    (State.IN_REVIEW, "send_back"): State.DRAFT,
    (State.IN_REVIEW, "publish"): State.APPROVED,
    (State.APPROVED, "publish"): State.APPROVED,
    (State.APPROVED, "withdraw"): State.WITHDRAWN,
    (State.WITHDRAWN, "publish"): State.APPROVED,
    (State.WITHDRAWN, "send_back"): State.DRAFT,
    **{(state, "kill"): State.KILLED for state in State if state != State.KILLED},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", State)
def test_only_these_steps_are_taken_from_each_state(state, step):
    story = make_draft(authors=[make_author()])
    if state == State.IN_REVIEW:
        publishing.submit(story, by=None)
    elif state != State.DRAFT:
        publishing.publish(story, by=None, at=PUBLISHED)
    if state in (State.WITHDRAWN, State.KILLED):
        STEPS["withdraw" if state == State.WITHDRAWN else "kill"](story, by=None)
    assert story.state == state
    if (state, step) in ALLOWED:
        STEPS[step](story, by=None)
        assert Article.objects.get().state == ALLOWED[state, step]
    else:
        with pytest.raises(CannotPublish, match=r"^A story that is [a-z ]+ cannot become [a-z ]+\.$"):
            STEPS[step](story, by=None)
        assert Article.objects.get().state == state


def test_publishing_and_withdrawing_name_every_page_that_shows_the_story(settings):
    settings.EDGE_PURGE_URL = "http://127.0.0.1:9"
    show, other, person = make_show(), make_show("Squid Game"), make_person()
    story = make_story(shows=[show], people=[person])
    save(story, shows=[other.pk], people=[])
    Purge.objects.all().delete()
    publishing.publish(story, by=None, at=LATER)
    keys = {key for purge in Purge.objects.all() for key in purge.keys}
    assert keys == {f"story-{story.pk}", "stories", f"show-{show.pk}", f"show-{other.pk}", f"person-{person.pk}"}
    Purge.objects.all().delete()
    publishing.withdraw(story, by=None)
    assert {key for purge in Purge.objects.all() for key in purge.keys} == {
        f"story-{story.pk}", "stories", f"show-{other.pk}",
    }  # fmt: skip


# References


def test_publishing_writes_what_the_text_rests_on_with_its_sentences():
    show = make_show(seasons=1)
    season, person = show.seasons.get(), make_person()
    story = make_story(
        shows=[show],
        body=f'<p>It rests. <a data-ref="person:{person.pk}">Cho Yi-hyun</a> waits for it. It is {fact(season)}.</p>'
        f'<div data-live-block="cast" data-ref="season:{season.pk}">Cast</div>'
        f'<p>True <span data-while="season:{season.pk}:status=awaiting|ordered" data-hold="swap">for now</span>.</p>',
    )
    status = Fact.objects.get(season=season, name="status")
    assert [
        (r.role, r.show_id, r.season_id, r.person_id, r.fact_id, r.seen, r.words, r.hold, r.sentence)
        for r in Reference.objects.filter(article=story).order_by("pk")
    ] == [
        (ReferenceRole.ABOUT, show.pk, None, None, None, None, "", "", ""),
        (ReferenceRole.MENTION, None, None, person.pk, None, None, "", "", "Cho Yi-hyun waits for it."),
        (ReferenceRole.LIVE, None, None, None, status.pk, 0, "", "", "It is awaiting word."),
        (ReferenceRole.LIVE, None, season.pk, None, None, None, "cast", "", ""),
        (ReferenceRole.WHILE, None, None, None, status.pk, 0, "|awaiting|ordered|", "swap", "True for now."),
    ]


def test_a_sentence_that_stayed_keeps_the_number_it_was_written_with_and_a_changed_one_does_not():
    season = make_show(seasons=1).seasons.get()
    one, two = f"<p>It is {fact(season)} now.</p>", f"<p>They say {fact(season)}.</p>"
    story = make_story(body=one + two)
    record_status(season, SeasonStatus.ORDERED)
    save(story, body=one + two.replace("They say", "Netflix says"), standfirst="A comma elsewhere.")
    publishing.publish(story, by=None, at=LATER)
    rows = story.references.filter(role=ReferenceRole.LIVE).order_by("pk")
    assert [(row.sentence, row.seen) for row in rows] == [
        ("It is awaiting word now.", 0),
        ("Netflix says awaiting word.", 1),
    ]


def test_a_changed_condition_is_a_new_look_at_its_fact():
    season = make_show(seasons=1).seasons.get()
    body = '<p><span data-while="season:{0}:status={1}" data-hold="flag">Nobody knows.</span></p>'
    story = make_story(body=body.format(season.pk, "awaiting"))
    record_status(season, SeasonStatus.ORDERED)
    save(story, body=body.format(season.pk, "awaiting|ordered"))
    publishing.publish(story, by=None, at=LATER)
    row = story.references.get(role=ReferenceRole.WHILE)
    assert (row.words, row.seen) == ("|awaiting|ordered|", 1)


def test_what_is_gone_gets_no_reference():
    story = make_story(body='<p><a data-ref="show:987">Gone</a> <data data-fact="season:987:status">gone</data></p>')
    assert not story.references.exists()


# The command


def output(capsys, *args):
    call_command("rebuild_references", *args)
    return capsys.readouterr().out.splitlines()


def test_the_check_finds_nothing_where_nothing_was_touched_and_writes_nothing(capsys):
    season = make_show(seasons=1).seasons.get()
    make_story(body=f"<p>{fact(season)}</p>")
    make_draft("A draft", body=f"<p>{fact(season, 'release')}</p>")
    assert output(capsys, "--check") == ["0 differences"]
    assert Fact.objects.filter(name="release").count() == 0


def test_the_check_says_what_differs_and_fails_and_rebuilding_puts_it_right(capsys):
    season = make_show(seasons=1).seasons.get()
    body = f"<p>{fact(season)}</p>"
    whole, parts, lost = make_story("Whole", body=body), make_story("Parts", body=body), make_story("Lost", body=body)
    Article.objects.filter(pk=parts.pk).update(parts=["<p>Old.</p>"])
    lost.references.all().delete()
    with pytest.raises(CommandError) as failed:
        call_command("rebuild_references", "--check")
    assert (str(failed.value), failed.value.returncode) == ("2 differences", 1)
    said = [
        f"story {parts.pk}: its parts are not those of its text",
        f"story {lost.pk}: 0 references stored, 1 wanted, 1 differ",
    ]
    assert capsys.readouterr().out.splitlines() == said
    versions = list(Article.objects.order_by("pk").values_list("pk", "version"))
    assert output(capsys) == [*said, "rebuilt 2"]
    assert output(capsys, "--check") == ["0 differences"]
    assert [differences(story) for story in Article.objects.all()] == [[], [], []]
    assert list(Article.objects.order_by("pk").values_list("pk", "version")) == versions
    assert Article.objects.get(pk=whole.pk).parts == Article.objects.get(pk=parts.pk).parts


def test_the_check_finds_a_topic_or_an_author_that_lists_a_story_at_another_moment(capsys):
    story = make_story(tags=["Netflix", "Korean drama"])
    story.bylines.update(publish_at=None)
    TaggedArticle.objects.filter(tag__slug="netflix").update(publish_at=LATER)
    with pytest.raises(CommandError):
        call_command("rebuild_references", "--check")
    said = f"story {story.pk}: 2 of its topics and authors list it at another moment"
    assert capsys.readouterr().out.splitlines() == [said]
    assert output(capsys) == [said, "rebuilt 1"]
    assert moments(story) == [PUBLISHED] * 3


def moments(story):
    """When the topics and the authors of `story` list it."""
    ties = [TaggedArticle.objects.filter(content_object=story), story.bylines.all()]
    return [moment for rows in ties for moment in rows.values_list("publish_at", flat=True)]


def test_whatever_moves_a_story_moves_it_in_the_lists_of_its_topics_and_authors():
    soon, day = timezone.now() + timedelta(days=1), timedelta(days=1)
    story = make_story(tags=["Netflix"], publish_at=soon)
    assert moments(story) == [soon, soon]
    publishing.publish(story, by=None, publish_at=soon + day)
    assert moments(story) == [soon + day, soon + day]
    assert Article.objects.go_out_at(soon) == 1
    assert moments(story) == [soon, soon]
    assert Article.objects.off_schedule(why="it was a mistake") == 1
    assert moments(story) == [None, None]
    story.refresh_from_db()
    publishing.publish(story, by=None, publish_at=soon)
    publishing.withdraw(story, by=None)
    assert moments(story) == [None, None]
    publishing.publish(story, by=None, at=LATER)
    assert moments(story) == [LATER, LATER]
    publishing.withdraw(story, by=None)
    assert moments(story) == [LATER, LATER]
    assert differences(story) == []


def test_moving_what_is_scheduled_leaves_what_readers_have():
    had = make_story("Had", tags=["Netflix"])
    make_story("To come", publish_at=timezone.now() + timedelta(days=1))
    assert Article.objects.go_out_at(LATER) == 1
    had.refresh_from_db()
    assert (had.publish_at, moments(had)) == (PUBLISHED, [PUBLISHED, PUBLISHED])


def test_a_new_topic_or_author_of_a_story_lists_it_at_its_date():
    story = make_story(tags=["Netflix"])
    save(story, tags=["Netflix", "Korean drama"], authors=[make_author("Abe Lund").pk, make_author("Ines Carrow").pk])
    publishing.publish(story, by=None, at=LATER)
    assert moments(story) == [PUBLISHED] * 4


def test_rebuilding_vouches_for_nothing(capsys):
    season = make_show(seasons=1).seasons.get()
    story = make_story(body=f"<p>{fact(season)}</p>")
    record_status(season, SeasonStatus.ORDERED)
    Article.objects.update(parts=[])
    assert output(capsys)[-1] == "rebuilt 1"
    assert story.references.get().seen == 0


def test_withdrawn_stories_are_rebuilt_too_since_they_may_return(capsys):
    story = make_story()
    publishing.withdraw(story, by=None)
    Article.objects.update(parts=[])
    assert output(capsys)[-1] == "rebuilt 1"


def test_more_stories_than_one_batch_are_rebuilt(capsys, monkeypatch):
    monkeypatch.setattr("articles.management.commands.rebuild_references.BATCH", 2)
    for number in range(5):
        make_story(f"Story {number}", at=datetime(2026, 11, 12, number, tzinfo=UTC))
    Article.objects.update(parts=[])
    assert output(capsys)[-1] == "rebuilt 5"
    assert output(capsys, "--check") == ["0 differences"]


def test_an_address_no_reader_ever_met_is_not_remembered(client):
    story = make_draft("Quartz one", authors=[make_author()])
    editing.save_revision(story, {**story.latest.document, "headline": "Totally other"}, by=None)
    publishing.publish(story, by=None, at=PUBLISHED)
    assert story.slug == "totally-other"
    assert client.get("/stories/quartz-one/").status_code == 404


def test_a_topic_that_only_scheduled_stories_have_is_no_page_yet(client):
    make_story(tags=["Netflix cancels Zed"], publish_at=timezone.now() + timedelta(days=2))
    assert client.get("/topics/netflix-cancels-zed/").status_code == 404


def test_a_story_withdrawn_before_anybody_saw_it_is_dated_when_it_is_published():
    story = make_story(publish_at=PUBLISHED + timedelta(days=2), at=PUBLISHED)
    publishing.withdraw(story, by=None, at=PUBLISHED + timedelta(days=1))
    assert (story.publish_at, story.first_published) == (None, None)
    publishing.publish(story, by=None, at=PUBLISHED + timedelta(days=9))
    assert story.publish_at == story.first_published == PUBLISHED + timedelta(days=9)


def test_the_date_of_an_update_is_never_before_the_date_of_publication():
    story = make_story(at=PUBLISHED)
    story.material_update = PUBLISHED - timedelta(days=1)
    assert story.updated == PUBLISHED
