"""Moments as they are typed and read: an hour that comes twice, one that never comes, and who works elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone

from articles import planned
from facts.announcing import AnnouncementForm
from facts.models import Report
from staff.models import AuditEntry
from tests.make import make_draft, make_season, make_show, make_story, make_user, ready
from tests.test_writing_room import again, errors, press, room, said
from web import moments
from web.moments import MomentField, MomentInput, answer_in, written

EARLIER = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
LATER = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
TWICE = "2026-10-25T01:30"
NEVER = "2027-03-28T01:30"
ASKED_BACK = (
    "Clocks in Europe/London show 01:30 twice on 25 October 2026, as they are put back: choose 01:30 BST or 01:30 GMT."
)
NO_SUCH = "No clock in Europe/London shows 01:30 on 28 March 2027: they are put forward. Choose 00:30 GMT or 02:30 BST."


class Form(forms.Form):
    at = MomentField(required=False)


@pytest.fixture(autouse=True)
def nobody_in_particular():
    yield
    answer_in("")


def typed(value, which=None):
    return Form({"at": value} | ({"at-which": which} if which else {}))


# The field


def test_an_ordinary_time_is_the_desk_s():
    for text, moment in [
        ("2026-11-12T09:30", datetime(2026, 11, 12, 9, 30, tzinfo=UTC)),
        ("2026-07-01T09:30", datetime(2026, 7, 1, 8, 30, tzinfo=UTC)),
        ("2026-07-01 09:30:59", datetime(2026, 7, 1, 8, 30, 59, tzinfo=UTC)),
        ("2026-07-01T09:30+02:00", datetime(2026, 7, 1, 7, 30, tzinfo=UTC)),
    ]:
        form = typed(text)
        assert form.is_valid() and form.cleaned_data["at"] == moment


def test_a_time_that_does_not_exist_is_refused_with_both_moments_around_it():
    form = typed(NEVER)
    assert form.errors == {"at": [NO_SUCH]}
    assert f'value="{NEVER}"' in str(form["at"]) and "radio" not in str(form["at"])


def test_a_time_that_comes_twice_is_asked_back_and_both_can_be_chosen():
    form = typed(TWICE)
    assert form.errors == {"at": [ASKED_BACK]}
    html = str(form["at"])
    assert f'value="{TWICE}"' in html
    assert '<input type="radio" name="at-which" value="earlier"> 01:30 BST, the earlier' in html
    assert '<input type="radio" name="at-which" value="later"> 01:30 GMT, the later' in html
    for which, moment in (("earlier", EARLIER), ("later", LATER)):
        form = typed(TWICE, which)
        assert form.is_valid() and form.cleaned_data["at"] == moment
        assert f'value="{which}" checked' in str(form["at"])
    assert typed(TWICE, "sometime").errors == {"at": [ASKED_BACK]}


def test_a_choice_left_from_before_means_nothing_for_another_time():
    form = typed("2026-10-25T03:30", "earlier")
    assert form.is_valid() and form.cleaned_data["at"] == datetime(2026, 10, 25, 3, 30, tzinfo=UTC)
    assert "radio" not in str(form["at"])


@pytest.mark.parametrize(("moment", "which"), [(EARLIER, "earlier"), (LATER, "later")])
def test_a_stored_moment_of_that_hour_comes_back_as_itself(moment, which):
    form = Form(initial={"at": moment})
    assert f'value="{which}" checked' in str(form["at"])
    assert not Form({"at": TWICE, "at-which": which}, initial={"at": moment}).has_changed()
    assert Form({"at": TWICE, "at-which": which}, initial={"at": moment + timedelta(minutes=1)}).has_changed()


@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00", "9999-12-31T23:59", "2026-13-40T99:99", "tomorrow", " ", "💥", "2026-10-25T01:30 later"],
)
def test_whatever_is_typed_is_answered_with_a_sentence_or_a_moment(text):
    form = typed(text)
    assert form.is_valid() or all(form.errors["at"])
    str(form["at"])


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Australia/Lord_Howe", "UTC"])
def test_every_wall_clock_of_a_year_has_one_moment_or_is_asked_back(settings, zone):
    settings.TIME_ZONE = zone
    timezone.get_default_timezone.cache_clear()
    try:
        wall, counts = datetime(2026, 1, 1), {0: 0, 1: 0, 2: 0}
        while wall.year == 2026:
            counts[len(moments.readings(wall, timezone.get_default_timezone()))] += 1
            wall += timedelta(minutes=15)
    finally:
        timezone.get_default_timezone.cache_clear()
    changes = {"America/Los_Angeles": 4, "Australia/Lord_Howe": 2}.get(zone, 0)  # quarters of an hour
    assert counts == {0: changes, 1: 365 * 96 - 2 * changes, 2: changes}


OF_MOMENTS = (forms.DateTimeField, forms.SplitDateTimeField)


@pytest.mark.django_db
def test_every_datetime_field_of_the_desk_is_this_one():
    request = RequestFactory().get("/")
    request.user = make_user("root", is_superuser=True)
    found = {}
    for model, rights in admin.site._registry.items():
        for maker in (rights, *rights.get_inline_instances(request)):
            form = maker.get_form(request) if maker is rights else maker.get_formset(request).form
            base = form.base_fields | getattr(form, "declared_fields", {})
            found |= {
                f"{model.__name__}.{name}": field for name, field in base.items() if isinstance(field, OF_MOMENTS)
            }
    announcement = AnnouncementForm(season=make_season(make_show()))
    fields = announcement.fields.items()
    found |= {f"announcement.{name}": field for name, field in fields if isinstance(field, OF_MOMENTS)}
    assert {"Article.publish_at", "Article.update_at", "Article.withdraw_at", "announcement.effective_at"} <= set(found)
    assert [name for name, field in found.items() if not isinstance(field, MomentField)] == []


# In two zones


def test_a_moment_is_written_in_the_desk_s_zone_and_in_one_s_own():
    moment = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)
    assert written(moment) == "12 November 2026, 10:00"
    answer_in("Asia/Seoul")
    assert written(moment) == "12 November 2026, 10:00 (Asia/Seoul: 19:00)"
    assert written(moment + timedelta(hours=6)) == "12 November 2026, 16:00 (Asia/Seoul: 13 November, 01:00)"
    assert written(moment, own=False) == "12 November 2026, 10:00"
    answer_in("Europe/London")
    assert written(moment) == "12 November 2026, 10:00"
    answer_in("Mars/Olympus_Mons")
    assert written(moment) == "12 November 2026, 10:00"


def test_an_hour_that_comes_twice_is_written_with_its_letters():
    assert [written(moment) for moment in (EARLIER, LATER)] == [
        "25 October 2026, 01:30 BST", "25 October 2026, 01:30 GMT",
    ]  # fmt: skip


@pytest.fixture
def in_seoul(client, db):
    """An editor who works in Seoul, logged in."""
    user = make_user("editor", groups=["Editors"], time_zone="Asia/Seoul")
    client.force_login(user)
    return user


def test_the_room_asks_and_says_moments_in_both_zones(client, in_seoul):
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), tick=False):
        story = make_draft(**ready())
        html = client.get(room(story)).content.decode()
        assert "Desk time, Europe/London: it is 20 November 2026, 09:00 (Asia/Seoul: 18:00) now." in html
        assert 'data-desk="Europe/London" data-own="Asia/Seoul"' in html
        answer = press(client, "schedule", story, publish_at="2026-11-20T16:00")
        both = "20 November 2026, 16:00 (Asia/Seoul: 21 November, 01:00)"
        assert said(answer) == [f"Scheduled: readers will have it on {both}."]
        assert f"Scheduled for {both}" in client.get(room(story)).content.decode()
        assert f"scheduled for {both}" in client.get("/admin/articles/article/").content.decode()
        client.force_login(make_user("chief", groups=["Chiefs"]))
        assert "Seoul" not in client.get(room(story)).content.decode()


def test_what_is_planned_is_said_in_both_zones_too(client, in_seoul):
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), tick=False):
        story = make_story()
        plan = planned.plan_withdrawal(story, datetime(2026, 11, 20, 12, 0, tzinfo=UTC), by=None)
        both = "20 November 2026, 12:00 (Asia/Seoul: 21:00)"
        html = client.get(room(story)).content.decode()
        assert f"to be withdrawn on {both}" in html and f">{both}</time>" in html
        answer = client.post(f"/admin/articles/article/planned/{plan.pk}/", {"at": "2026-11-20T13:00"})
        assert said(answer)[-1] == "Moved to 20 November 2026, 13:00 (Asia/Seoul: 22:00)."


def test_readers_and_logs_know_no_zone_of_an_editor(client, in_seoul):
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), tick=False):
        story = make_draft(**ready())
        press(client, "schedule", story, publish_at="2026-11-20T16:00")
        assert AuditEntry.objects.get(kind="publication").words.endswith("for 20 November 2026, 16:00")


@pytest.mark.django_db
@pytest.mark.parametrize(("typed_moment", "sentence"), [(NEVER, NO_SUCH), ("2027-10-31T01:30", None)])
def test_the_room_asks_back_and_nothing_typed_is_lost(client, typed_moment, sentence):
    client.force_login(make_user("editor", groups=["Editors"]))
    story = make_draft(**ready())
    answer = press(client, "schedule", story, publish_at=typed_moment, standfirst="With care.")
    found = errors(answer)["publish_at"]
    html = answer.content.decode()
    assert "With care." in html and f'value="{typed_moment}"' in html
    if sentence:
        assert found == [sentence]
        return
    assert "twice on 31 October 2027" in found[0] and 'name="publish_at-which" value="later"' in html
    more = {"publish_at": typed_moment, "publish_at-which": "later"}
    press(client, "schedule", story, **more)
    assert again(story).publish_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert 'value="later" checked' in client.get(room(story)).content.decode()


@pytest.mark.django_db
def test_the_announcement_screen_asks_back_too_and_keeps_the_choice_on_the_way_back(client):
    client.force_login(make_user("editor", groups=["Editors"]))
    season = make_season(make_show(), 2)
    page = f"/admin/shows/season/{season.pk}/announce/"
    data = {
        "as_of": timezone.localdate().isoformat(), "kind": "news", "publisher": "Netflix", "tier": "1",
        f"season:{season.pk}:status": "ordered", f"season:{season.pk}:status:seen": "0",
        "effective_at": "2027-10-31T01:30",
    }  # fmt: skip
    answer = client.post(page, data | {"_look": "1"})
    assert "twice on 31 October 2027" in answer.content.decode() and "effective_at-which" in answer.content.decode()
    chosen = data | {"effective_at-which": "earlier"}
    looked = client.post(page, chosen | {"_look": "1"}).content.decode()
    assert '<input type="hidden" name="effective_at-which" value="earlier">' in looked
    assert 'value="earlier" checked' in client.post(page, chosen | {"_back": "1"}).content.decode()
    client.post(page, chosen | {"_record": "1"})
    assert Report.objects.waiting().get().effective_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_a_script_is_asked_back_too():
    season = make_season(make_show(), 2)
    arguments = [f"{season.show.slug}/2", "status=ordered", "--as-of", "2026-06-06", "--source", "https://x.example/"]
    arguments += ["--tier", "1", "--effective-at"]
    for moment, sentence in ((NEVER, NO_SUCH), (TWICE, ASKED_BACK)):
        with pytest.raises(CommandError) as refused:
            call_command("record_fact", *arguments, moment)
        assert str(refused.value) == sentence


# One's own zone


@pytest.mark.django_db
def test_everybody_chooses_their_zone_on_their_own_page(client):
    user = make_user("writer", groups=["Writers"])
    client.force_login(user)
    html = client.get("/admin/me/").content.decode()
    assert '<option value="" selected>the desk’s own, Europe/London</option>' in html
    assert client.post("/admin/me/", {"time_zone": "Asia/Seoul"}).status_code == 302
    user.refresh_from_db()
    assert user.time_zone == "Asia/Seoul"
    assert '<option value="Asia/Seoul" selected>' in client.get("/admin/me/").content.decode()
    answer = client.post("/admin/me/", {"time_zone": "Mars/Olympus_Mons"})
    assert "time_zone" in answer.context["form"].errors
    user.refresh_from_db()
    assert user.time_zone == "Asia/Seoul"


@pytest.mark.django_db
def test_a_zone_that_is_known_no_more_breaks_no_page(client):
    client.force_login(make_user("editor", groups=["Editors"], time_zone="Mars/Olympus_Mons"))
    assert client.get(room(make_draft())).status_code == 200


def test_the_widget_alone_takes_what_a_browser_sends():
    widget = MomentInput()
    assert widget.value_from_datadict({"at": TWICE, "at-which": "later"}, {}, "at") == f"{TWICE} later"
    assert widget.value_from_datadict({"at": "", "at-which": "later"}, {}, "at") == ""
    assert widget.value_from_datadict({}, {}, "at") is None
