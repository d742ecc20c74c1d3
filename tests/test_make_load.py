"""The generated site: made once for this file, in a transaction that is taken back at its end."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import override_settings

from articles import editing, publishing
from articles.models import Amendment, Article, Comment, Pitch, Planned, Reference, Revision, State, Topic
from articles.references import differences as reference_differences
from articles.search_index import differences as search_differences
from facts.check import differences
from facts.ledger import record
from facts.models import Fact, Report, Statement
from newsdesk.load import catalogue, stories
from newsdesk.load.plan import Plan
from newsdesk.management.commands import make_load
from people.models import Person
from shows.models import Network, Season, Show
from staff.models import AuditEntry, Notice, Profile, User
from tests.make import make_picture

STORIES = 120
COUNTED = (
    User, Network, Person, Profile, Topic, Show, Season, Report, Statement, Article, Revision, Reference, Comment,
    Notice, Pitch, Planned, Amendment, AuditEntry,
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The site of 120 stories. Its pictures are rows without files: drawing takes longer than all the rest."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "store", lambda upload, **fields: make_picture(**fields))
        patch.setattr(make_load, "analyse", lambda: None)
        yield load(STORIES)
        transaction.set_rollback(True)


@pytest.fixture
def site(loaded, db, monkeypatch):
    """The site; what a test changes of it is taken back after the test."""
    monkeypatch.setattr(make_load, "analyse", lambda: None)
    return loaded


def load(count):
    """What the command prints."""
    out = io.StringIO()
    with override_settings(DEBUG=True):
        call_command("make_load", stories=count, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_a_desk_that_is_not_for_trying_out_refuses_a_load(db):
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="add --force"):
        call_command("make_load", stories=1, stdout=io.StringIO(), stderr=io.StringIO())
    assert not User.objects.exists()


def test_a_load_of_no_stories_is_refused(db):
    with pytest.raises(CommandError, match="one is the least"):
        load(0)


def test_a_load_has_what_its_number_of_stories_calls_for(site):
    assert site == "made 120 stories, 120 there\n"
    found = counts()
    assert [found[name] for name in ("Article", "Show", "Season", "Person", "Network")] == [120, 100, 500, 600, 8]
    assert [found[name] for name in ("User", "Profile", "Topic")] == [20, 24, 30]
    assert 4 < Statement.objects.moving().count() / found["Season"] < 7
    assert 5 < found["Reference"] / Article.objects.exclude(published=None).count() < 8


def test_a_hundred_thousand_stories_have_two_thousand_shows():
    plan = Plan(100_000)
    assert (plan.shows, plan.people, plan.networks, plan.topics, plan.authors) == (2000, 12_000, 40, 200, 40)


def test_a_load_looks_like_a_desk(site):
    assert set(Article.objects.values_list("kind", flat=True)) == {
        "guide",
        "list",
        "news",
        "recap",
        "review",
        "interview",
    }
    assert {State.APPROVED, State.DRAFT} <= set(Article.objects.values_list("state", flat=True))
    assert Show.objects.filter(beat_owner=None).count() == 20
    lengths = [len(story.body.split()) for story in Article.objects.live()]
    assert min(lengths) > 500
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_ledger_and_the_references_of_a_load_are_as_the_program_writes_them(site):
    assert list(differences()) == []
    published = Article.objects.exclude(published=None)
    assert published.count() > 25
    assert [found for story in published for found in reference_differences(story)] == []
    assert list(search_differences()) == []


def test_a_load_has_a_newsroom_beside_its_stories(site):
    beside = (AuditEntry, Notice, Comment, Amendment, Pitch, Planned)
    assert [model.__name__ for model in beside if not model.objects.exists()] == []
    assert {Comment.objects.filter(parent=None).count()} == {Comment.objects.exclude(parent=None).count()}
    assert Article.objects.exclude(due_on=None).count() > 20
    assert list(Group.objects.filter(user__isnull=False).order_by("pk").distinct().values_list("name", flat=True)) == [
        "Writers", "Trusted writers", "Editors",
    ]  # fmt: skip
    assert User.objects.filter(groups__name="Editors").count() == 6


def test_making_it_again_adds_nothing(site):
    before = counts()
    assert load(STORIES) == "made 0 stories, 120 there\n"
    assert counts() == before


def test_a_larger_load_adds_the_rest_and_leaves_what_is_there(site):
    before = list(Article.objects.order_by("pk").values_list("pk", "slug", "headline", "publish_at"))
    assert load(STORIES + 10) == "made 10 stories, 130 there\n"
    assert list(Article.objects.order_by("pk").values_list("pk", "slug", "headline", "publish_at")[:STORIES]) == before


def test_a_load_that_was_interrupted_goes_on_where_it_stopped(site, monkeypatch):
    written = []

    def write(numbers, world, really=stories.write):
        if written:
            raise KeyboardInterrupt
        written.extend(numbers)
        really(numbers, world)

    monkeypatch.setattr(make_load, "STORIES_AT_ONCE", 5)
    with monkeypatch.context() as patch:
        patch.setattr(stories, "write", write)
        with pytest.raises(SystemExit, match="130"):
            load(STORIES + 20)
    assert Article.objects.count() == STORIES + len(written) == 125
    assert load(STORIES + 20) == "made 15 stories, 140 there\n"
    assert Article.objects.values("slug").distinct().count() == 140


def columns(row, *, but=()):
    """Every column of `row` but its own key and those named."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields
            if not field.primary_key and field.attname not in but}  # fmt: skip


def test_a_generated_show_is_what_recording_its_reports_would_have_left(site):
    show = Show.objects.get(slug="load-show-2")
    generated = {fact.ref: columns(fact, but={"source_id", "differs_id"}) for fact in show.facts.all()}
    told = [columns(season) for season in show.seasons.order_by("number")]
    derived = columns(Show.objects.get(pk=show.pk))
    reports = list(Report.objects.filter(statements__fact__show=show).distinct().order_by("recorded_at"))
    said = [(report, {row.fact.ref: row.said for row in report.statements.all()}) for report in reports]
    forget(show)
    for report, values in said:
        source = report.preferred
        again = Report(as_of=report.as_of, kind=report.kind, note=report.note, citing=[source] if source else [])
        record(again, values, seen={}, by=report.by, at=report.recorded_at)
    recorded = {fact.ref: columns(fact, but={"source_id", "differs_id"}) for fact in show.facts.all()}
    assert recorded == {ref: row for ref, row in generated.items() if row["number"]}
    assert len(recorded) > 10
    assert [columns(season) for season in show.seasons.order_by("number")] == told
    assert columns(Show.objects.get(pk=show.pk)) == derived


def forget(show):
    """As if nothing had ever been recorded of `show`."""
    Reference.objects.filter(fact__show=show).delete()
    Statement.objects.filter(fact__show=show).delete()
    Fact.objects.filter(show=show).delete()
    blank = Season(show=show)
    show.seasons.update(**{name: getattr(blank, name) for name in Season.WATCHED})
    for season in show.seasons.all():
        season.appearances.update(standing="unknown")
    Show.objects.filter(pk=show.pk).update(status="undecided", stirred=None)


def publish_again(story):
    """A story with the revisions of `story`, saved and published at the same moments."""
    first, *later = story.revisions.order_by("number")
    again = editing.start(first.document | {"slug": f"again-{story.pk}"}, by=story.owner, at=first.at)
    publishing.publish(again, by=story.owner, publish_at=story.publish_at, at=first.at)
    for revision in later:
        document = revision.document | {"slug": again.slug}
        editing.save_revision(again, document, by=story.owner, at=revision.at, note=revision.note)
        publishing.publish(again, by=story.owner, material=True, at=revision.at)
    return Article.objects.get(pk=again.pk)


@pytest.mark.parametrize(("kind", "revisions"), [("guide", 2), ("list", 2), ("news", 1)])
def test_a_generated_story_is_what_saving_and_publishing_would_have_left(site, kind, revisions):
    """One whose facts have not moved since, so that it can be published again; nobody had to vouch for anything."""
    moved = Reference.objects.filter(fact__number__gt=F("seen")).values("article")
    story = Article.objects.live().filter(kind=kind, latest__number=revisions).exclude(pk__in=moved).earliest("pk")
    again = publish_again(story)
    own = {"slug", "latest_id", "published_id", "assigned_to_id", "due_on", "desk_note"}
    assert columns(again, but=own) == columns(story, but=own)
    own = {"article_id", "written"}
    references = [[columns(row, but=own) for row in each.references.order_by("pk")] for each in (again, story)]
    assert references[0] == references[1] != []
    for name in ("shows", "people", "tags", "authors"):
        assert set(getattr(again, name).all()) == set(getattr(story, name).all())


@pytest.mark.parametrize("model", [Show, Person, Network, Profile, Topic, Article])
def test_every_page_of_a_load_answers(site, client, model):
    rows = Article.objects.live() if model is Article else model.objects.all()
    rows = rows.filter(pk__in=Article.tags.through.objects.values("tag")) if model is Topic else rows
    addresses = [row.get_absolute_url() for row in rows.order_by("pk")[:8]]
    assert len(addresses) == 8
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
