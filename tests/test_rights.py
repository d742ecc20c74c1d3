"""What each role may do to a story, and what the log says of rights."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import editing, publishing, rights
from articles.models import Article, State
from facts.ledger import record
from facts.models import Report
from facts.refs import FactRef
from staff.admin import version_of
from staff.models import AuditEntry, User
from staff.roles import MAY, ROLES, grantable
from tests.make import (
    make_author,
    make_draft,
    make_picture,
    make_season,
    make_show,
    make_source,
    make_story,
    make_user,
    ready,
    record_status,
)
from tests.test_writing_room import ADD, again, errors, press, room

pytestmark = pytest.mark.django_db

NOT_OWN_BEAT = (
    "You publish and withdraw your own stories about shows of your own beat. This one is about another show, or none: "
    "submit it for review."
)


@pytest.fixture
def trusted(client):
    user = make_user("trusted", groups=["Trusted writers"])
    client.force_login(user)
    return user


@pytest.fixture
def author(trusted):
    return make_author("Ida Holm", user=trusted)


@pytest.fixture
def beat(trusted):
    return make_show(beat_owner=trusted)


# Trusted writers


def complete(author, **changes):
    """What the form of a new story sends that lacks nothing its checklist asks for."""
    return ready(authors=[author.pk], lead_picture=make_picture().pk, tags="Netflix", **changes)


def test_a_trusted_writer_publishes_withdraws_and_changes_their_own_story_of_their_own_beat(client, author, beat):
    press(client, "publish", **complete(author, shows=[beat.pk]))
    story = Article.objects.get()
    assert (story.state, list(story.shows.all())) == (State.APPROVED, [beat])
    assert press(client, "publish", story, standfirst="New.").status_code == 302
    assert again(story).standfirst == "New."
    press(client, "withdraw", again(story))
    assert again(story).state == State.WITHDRAWN
    press(client, "send_back", again(story))
    assert again(story).state == State.DRAFT


def test_a_trusted_writer_schedules_it_too(client, author, beat):
    at = timezone.localtime() + timedelta(days=3)
    press(client, "schedule", **complete(author, shows=[beat.pk]), publish_at=at.strftime("%Y-%m-%dT%H:%M"))
    assert Article.objects.scheduled().count() == 1


def test_what_is_not_of_the_own_beat_is_refused_with_a_sentence_and_everything_typed(client, author, beat):
    other, season = make_show("Marrow Quay"), make_season(make_show("Third"), 1)
    about = {"authors": [author.pk], "headline": "As typed"}
    for shows in ([], [other.pk], [beat.pk, other.pk]):
        answer = press(client, "publish", **about, shows=shows)
        assert errors(answer) == {"__all__": [NOT_OWN_BEAT]}
        assert "\nAs typed</textarea>" in answer.content.decode()
    answer = press(client, "publish", **about, shows=[beat.pk], kind="guide", season=season.pk)
    assert errors(answer) == {"__all__": [NOT_OWN_BEAT]}
    assert Article.objects.count() == 0


def test_a_show_that_readers_see_is_not_taken_off_a_story_by_somebody_else(client, trusted, author, beat):
    other = make_show("Marrow Quay")
    story = make_story(by=trusted, **ready(authors=[author], shows=[beat, other]))
    editing.save_revision(story, {**story.latest.document, "shows": [beat.pk]}, by=trusted)
    assert press(client, "publish", again(story), shows=[beat.pk]).status_code == 403
    assert list(again(story).shows.order_by("pk")) == [beat, other]


def test_a_draft_about_another_show_leaves_a_live_story_theirs_to_withdraw(client, trusted, author, beat):
    story = make_story(by=trusted, **ready(authors=[author], shows=[beat]))
    press(client, "save", story, shows=[beat.pk, make_show("Marrow Quay").pk])
    page = client.get(room(story)).content.decode()
    assert 'name="_publish"' not in page and 'name="_withdraw"' in page
    press(client, "withdraw", again(story))
    assert again(story).state == State.WITHDRAWN


@pytest.mark.parametrize("whose", ["draft", "live"])
def test_a_trusted_writer_has_no_say_over_the_story_of_somebody_else_on_their_beat(client, trusted, beat, whose):
    signed = {"authors": [make_author("Ida Holm", user=trusted)], "shows": [beat], "by": make_user("tom")}
    story = make_draft(**signed) if whose == "draft" else make_story(**signed)
    for button in ("save", "publish", "withdraw", "send_back"):
        assert press(client, button, story, headline="Mine").status_code == 403
    assert again(story).latest.number == 1
    assert 'name="headline"' not in client.get(room(story)).content.decode()


def test_another_beat_owner_ends_it_at_once(client, trusted, author, beat):
    story = make_story(by=trusted, **ready(authors=[author], shows=[beat]))
    assert 'name="_publish"' in client.get(room(story)).content.decode()
    beat.beat_owner = make_user("tom")
    beat.save()
    assert 'name="_publish"' not in client.get(room(story)).content.decode()
    assert press(client, "withdraw", story).status_code == 403


def test_their_room_asks_whose_the_beat_is_once(client, trusted, author, beat):
    story = make_story(by=trusted, **ready(authors=[author], shows=[beat]))
    client.get(room(story))  # content types are read once a process
    with CaptureQueriesContext(connection) as captured:
        assert 'name="_publish"' in client.get(room(story)).content.decode()
    # Of what readers have, and of that with the draft.
    assert sum(query["sql"].startswith('SELECT "shows_show"."beat_owner_id"') for query in captured) == 2
    assert len(captured) <= 32


def test_an_announcement_that_waits_is_neither_offered_to_nor_taken_from_a_trusted_writer(client, author, beat):
    season, moment = make_season(beat, 2), timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    report = Report(as_of=date(2022, 6, 6), citing=[make_source()], effective_at=moment)
    record(report, {FactRef.of(season, "status"): "ordered"}, seen={})
    press(client, "save", **complete(author, shows=[beat.pk]))
    story = again(Article.objects.get())
    assert "goes_with" not in client.get(room(story)).content.decode()
    answers = [press(client, "schedule", story, goes_with=key) for key in (report.pk, report.pk + 1)]
    assert [set(errors(answer)) for answer in answers] == [{"goes_with", "publish_at"}] * 2
    assert answers[0].context["adminform"].form.errors == answers[1].context["adminform"].form.errors
    client.force_login(make_user("editor", groups=["Editors"]))
    assert press(client, "schedule", story, goes_with=report.pk).status_code == 302
    assert again(story).goes_with == report


def test_a_writer_on_their_own_beat_is_still_a_writer(client):
    writer = make_user("writer", groups=["Writers"])
    client.force_login(writer)
    show = make_show(beat_owner=writer)
    assert 'name="_publish"' not in client.get(ADD).content.decode()
    assert press(client, "publish", authors=[make_author(user=writer).pk], shows=[show.pk]).status_code == 403
    assert Article.objects.count() == 0


# The rules themselves


def test_whom_a_story_is_given_to_writes_it_until_it_is_approved():
    tom, ida = make_user("tom", groups=["Writers"]), make_user("ida", groups=["Writers"])
    story = make_draft(by=tom)
    assert [rights.may_write(user, story) for user in (tom, ida)] == [True, False]
    story.assigned_to = ida
    assert [rights.may_write(user, story) for user in (tom, ida)] == [True, True]
    story.state = State.APPROVED
    assert [rights.may_write(user, story) for user in (tom, ida)] == [False, False]


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        ("Writers", []),
        ("Trusted writers", ["publish", "schedule", "withdraw", "send_back"]),
        *((role, ["publish", "schedule", "withdraw", "send_back", "kill"]) for role in ROLES[2:]),
    ],
)
def test_rights_per_step(role, steps):
    user = make_user("somebody", groups=[role])
    story = make_draft(by=user, shows=[make_show(beat_owner=user)])
    every = ("submit", "publish", "schedule", "withdraw", "send_back", "kill")
    assert [step for step in every if rights.may_take(user, story, step)] == ["submit", *steps]


def test_a_killed_story_is_an_editors_alone():
    user = make_user("trusted", groups=["Trusted writers"])
    story = make_story(by=user, shows=[make_show(beat_owner=user)])
    assert rights.may_write(user, story)
    publishing.kill(story, by=user)
    assert not rights.may_write(user, story)
    assert rights.may_write(make_user(groups=["Editors"]), story)


def test_who_has_lost_the_right_to_write_writes_nothing_of_their_own():
    user = make_user("gone", groups=[])
    assert not rights.may_write(user, make_draft(by=user))


def test_what_may_be_called_still_right_is_ones_own_ones_beat_and_that_of_whom_one_stands_in_for():
    away = {"away_until": timezone.localdate() + timedelta(days=3)}
    ida = make_user("ida", groups=["Writers"])
    kit, lee = make_user("kit", stand_in=ida, **away), make_user("lee", stand_in=ida)
    ann = make_user("ann", stand_in=kit, **away)  # whose stand-in is away too
    mine, beats = make_draft("Mine", by=ida), make_story("Of my beat", by=lee, shows=[make_show(beat_owner=ida)])
    stood_in, back = make_draft("Of Kit", by=kit), make_draft("Of Lee", by=lee)
    handed_on = make_draft("Of Ann", by=ann)
    every = {story.pk for story in (mine, beats, stood_in, back, handed_on)}
    assert rights.may_vouch(ida, every) == {mine.pk, beats.pk, stood_in.pk, handed_on.pk}
    assert rights.may_vouch(make_user(groups=["Editors"]), every) == every


def test_the_permissions_of_each_role_over_what_is_new():
    assert {"articles.add_pitch", "articles.add_comment", "articles.add_previewlink"} <= MAY["Writers"]
    assert [role for role in ROLES if "articles.change_checklist" in MAY[role]] == ["Chiefs", "Administrators"]
    assert [role for role in ROLES if "staff.view_auditentry" in MAY[role]] == ["Chiefs", "Administrators"]
    assert [role for role in ROLES if "articles.change_planned" in MAY[role]] == list(ROLES[1:])
    log = {f"staff.{action}_auditentry" for action in ("add", "change", "delete")}
    assert [role for role in ROLES if log & MAY[role]] == []


# What may be handed out


def names(user):
    return list(grantable(user).values_list("name", flat=True))


def test_nobody_hands_out_what_they_do_not_have():
    own, above = Group.objects.create(name="Photo desk"), Group.objects.create(name="Above")
    own.permissions.add(Permission.objects.get(codename="add_picture"))
    above.permissions.add(Permission.objects.get(codename="delete_user"))
    assert names(make_user("chief", groups=["Chiefs"])) == ["Writers", "Trusted writers", "Editors", "Chiefs"]
    assert names(make_user("admin", groups=["Administrators"])) == [*ROLES, "Photo desk"]
    assert names(make_user("root", is_superuser=True)) == [*ROLES, "Photo desk", "Above"]


def test_an_administrator_gives_a_group_only_what_administrators_may(client):
    client.force_login(make_user("admin", groups=["Administrators"]))
    given, kept = (Permission.objects.get(codename=code) for code in ("add_picture", "delete_user"))
    add = reverse("admin:auth_group_add")
    answer = client.post(add, {"name": "Photo desk", "permissions": [kept.pk]})
    assert "is not one of the available choices" in answer.content.decode()
    client.post(add, {"name": "Photo desk", "permissions": [given.pk]})
    assert list(Group.objects.get(name="Photo desk").permissions.all()) == [given]
    above = Group.objects.create(name="Above")
    above.permissions.add(kept)
    assert client.post(reverse("admin:auth_group_change", args=[above.pk]), {"name": "Mine"}).status_code == 403
    assert client.post(reverse("admin:auth_group_delete", args=[above.pk]), {"post": "yes"}).status_code == 403


# The log


def logged(kind="rights"):
    return list(AuditEntry.objects.filter(kind=kind).order_by("pk").values_list("who", "words"))


def test_the_log_says_who_gave_and_took_which_rights(client):
    client.force_login(make_user("chief", groups=["Chiefs"]))
    writers, editors = (Group.objects.get(name=name) for name in ("Writers", "Editors"))
    client.post(
        reverse("admin:staff_user_add"),
        {"username": "tom", "first_name": "Tom", "last_name": "Bell", "usable_password": "true", "groups": [writers.pk],
         "password1": "correct horse battery", "password2": "correct horse battery"},
    )  # fmt: skip
    tom = User.objects.get(username="tom")
    change = reverse("admin:staff_user_change", args=[tom.pk])
    typed = {"username": "tom", "first_name": "Tom", "last_name": "Bell"}
    client.post(change, {**typed, "_version": "1", "is_active": "on", "groups": [editors.pk]})
    mail = {"email": "tom@news.example"}
    client.post(change, {**typed, **mail, "_version": "2", "is_active": "on", "groups": [editors.pk]})
    client.post(change, {**typed, **mail, "_version": "3", "groups": [editors.pk]})
    password = {"password1": "battery horse correct", "password2": "battery horse correct"}
    client.post(reverse("admin:auth_user_password_change", args=[tom.pk]), password)
    client.post(reverse("admin:auth_user_password_change", args=[tom.pk]), {**password, "password2": "another"})
    assert logged() == [
        ("chief", "New account of Tom Bell (tom): Writers"),
        ("chief", "Rights of Tom Bell (tom): Writers → Editors"),
        ("chief", "Rights of Tom Bell (tom): in use → out of use"),
        ("chief", "Password of Tom Bell (tom) set"),
    ]
    assert AuditEntry.objects.filter(address=change).count() == 4


def test_the_log_says_of_a_superuser_and_of_single_permissions_and_of_groups(client):
    client.force_login(make_user("root", is_superuser=True))
    tom = make_user("tom")
    permission = Permission.objects.get(codename="add_picture")
    typed = {"username": "tom", "is_active": "on", "date_joined_0": "2026-01-01", "date_joined_1": "09:00"}
    typed["_version"] = "1"
    client.post(
        reverse("admin:staff_user_change", args=[tom.pk]),
        {**typed, "is_superuser": "on", "user_permissions": [permission.pk]},
    )
    client.post(reverse("admin:auth_group_add"), {"name": "Photo desk", "permissions": [permission.pk]})
    group = Group.objects.get(name="Photo desk")
    typed = {"name": "Photo desk", "_version": version_of(group)}
    client.post(reverse("admin:auth_group_change", args=[group.pk]), typed)
    client.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"})
    client.post(reverse("admin:staff_user_delete", args=[tom.pk]), {"post": "yes"})
    assert logged() == [
        ("root", "Rights of tom (tom): of the desk → not of the desk; no superuser → superuser; no single permission "
                 "→ add_picture"),
        ("root", "Group Photo desk made: given add_picture"),
        ("root", "Group Photo desk: taken add_picture"),
        ("root", "Group Photo desk deleted: nothing"),
        ("root", "Account of tom (tom) deleted"),
    ]  # fmt: skip


def test_everybody_who_changes_the_own_password_is_in_the_log(client):
    client.force_login(make_user("tom"))
    typed = {"old_password": "newsdesk", "new_password1": "correct horse battery", "new_password2": "correct horse"}
    client.post(reverse("admin:password_change"), typed)
    assert logged() == []
    client.post(reverse("admin:password_change"), {**typed, "new_password2": "correct horse battery"})
    assert logged() == [("tom", "Changed the own password")]


def test_the_log_has_one_entry_a_report_when_it_moves_the_ledger(client):
    editor = make_user("editor", groups=["Editors"], first_name="Mina", last_name="Frost")
    season = make_season(make_show(), 2)
    report = record_status(season, "dated", release="28 January 2027", by=editor)
    waiting = Report(as_of=date(2022, 6, 6), citing=[make_source()], effective_at=timezone.now().replace(
        second=0, microsecond=0) + timedelta(days=3))  # fmt: skip
    record(waiting, {FactRef.of(season, "final"): True}, seen={}, by=editor)
    [entry] = AuditEntry.objects.filter(kind="fact")
    assert (entry.who, entry.by, entry.at) == ("editor", editor, report.applied_at)
    assert entry.words == (
        "News: All of Us Are Dead season 2: status dated; All of Us Are Dead season 2: release 28 January 2027"
    )
    assert entry.address == report.get_absolute_url()


def test_chiefs_read_the_log_by_kind_and_nobody_writes_it(client, django_assert_max_num_queries):
    tom = make_user("tom")
    for number in range(60):
        AuditEntry.objects.create(kind="fact", who="tom", by=tom, words=f"Fact {number}", address="/admin/")
    AuditEntry.objects.create(kind="login_failed", who="<script>alert(1)</script>", words="<b>Not</b> bold")
    client.force_login(make_user("chief", groups=["Chiefs"]))
    page = client.get("/admin/staff/auditentry/").content.decode()
    with django_assert_max_num_queries(12):
        client.get("/admin/staff/auditentry/?p=2")
    assert "Fact 59" in page and "Fact 5<" not in page
    assert "&lt;b&gt;Not&lt;/b&gt; bold" in page and "<b>Not" not in page and "<script>alert" not in page
    failed = client.get("/admin/staff/auditentry/?kind__exact=login_failed").content.decode()
    assert "Not&lt;/b&gt; bold" in failed and "Fact 59" not in failed
    assert ">Log<" in client.get("/admin/").content.decode()
    client.force_login(make_user("root", is_superuser=True))
    entry = AuditEntry.objects.latest("pk")
    for page, data in (("change", {"words": "Forged"}), ("delete", {"post": "yes"})):
        assert client.post(f"/admin/staff/auditentry/{entry.pk}/{page}/", data).status_code == 403
    assert client.get("/admin/staff/auditentry/add/").status_code == 403


def test_an_entry_that_is_too_long_is_cut_and_never_stops_what_it_is_about():
    from staff.audit import note

    note("rights", "x" * 1000, who="y\x00" * 400, address="/" + "z" * 500)
    entry = AuditEntry.objects.get()
    assert [len(text) for text in (entry.words, entry.who, entry.address)] == [400, 150, 300]
