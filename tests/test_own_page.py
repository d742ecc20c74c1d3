"""Away, stand-in and daily mail: what everybody sets for themselves, and a chief for anybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from staff.models import User
from tests.make import make_user

pytestmark = pytest.mark.django_db

ME = "/admin/me/"
TODAY = timezone.localdate()
PAST, AHEAD = TODAY - timedelta(days=1), TODAY + timedelta(days=9)


@pytest.fixture
def mina(client):
    user = make_user("mina", groups=["Writers"], first_name="Mina", last_name="Frost", email="mina@news.example")
    client.force_login(user)
    return user


@pytest.fixture
def tom():
    return make_user("tom", first_name="Tom", last_name="Bell")


def save(client, **typed):
    return client.post(ME, {"away_until": "", "stand_in": "", **typed})


def stored(username="mina"):
    return User.objects.values_list("away_until", "stand_in__username", "wants_digest").get(username=username)


def test_everybody_says_when_they_are_away_who_stands_in_and_whether_they_want_the_mail(client, mina, tom):
    assert 'href="/admin/me/">Away and mail</a>' in client.get("/admin/").content.decode()
    answer = save(client, away_until=str(AHEAD), stand_in=tom.pk)
    assert (answer.status_code, answer["Location"]) == (302, ME)
    assert stored() == (AHEAD, "tom", False)
    page = client.get(ME).content.decode()
    assert f'value="{AHEAD}"' in page
    assert f'<option value="{tom.pk}" selected>Tom Bell</option>' in page
    save(client, wants_digest="on")
    assert stored() == (None, None, True)


def test_today_may_be_the_last_day_away(client, mina):
    assert save(client, away_until=str(TODAY)).status_code == 302
    assert stored()[0] == TODAY


def refused(answer):
    """The sentences of a refused form."""
    assert answer.status_code == 200
    return [str(error) for errors in answer.context["form"].errors.values() for error in errors]


def test_what_cannot_be_is_refused_with_a_sentence_and_kept(client, mina, tom):
    gone = make_user("lee", first_name="Lee", is_active=False)
    answer = save(client, away_until=str(PAST), stand_in=tom.pk)
    assert refused(answer) == ["That day has passed: give the last day away, or leave it empty."]
    assert f'value="{PAST}"' in answer.content.decode()
    assert refused(save(client, stand_in=mina.pk)) == [
        "Nobody stands in for themselves: choose somebody else, or nobody."
    ]
    assert refused(save(client, stand_in=gone.pk)) == ["Lee no longer works here: choose somebody else, or nobody."]
    assert stored() == (None, None, True)


def test_a_stand_in_who_is_away_too_is_refused_and_one_who_is_back_is_not(client, mina, tom):
    User.objects.filter(pk=tom.pk).update(away_until=TODAY.replace(year=TODAY.year + 1, month=3, day=7))
    assert refused(save(client, away_until=str(AHEAD), stand_in=tom.pk)) == [
        f"Tom Bell is away too, until 7 March {TODAY.year + 1}: choose somebody else, or nobody."
    ]
    assert save(client, stand_in=tom.pk).status_code == 302  # for some other time
    User.objects.filter(pk=tom.pk).update(away_until=PAST)
    assert save(client, away_until=str(AHEAD), stand_in=tom.pk).status_code == 302


@pytest.mark.parametrize("day", ["soon", "2026-13-40", "0000-00-00", "9" * 40, "\x00", "💥"])
def test_a_day_that_is_none_is_refused(client, mina, day):
    assert refused(save(client, away_until=day)) == ["Enter a valid date."]


@pytest.mark.parametrize("key", ["9" * 40, "-1", "abc", "\x00", "💥", "1.5"])
def test_a_stand_in_who_is_nobody_is_refused(client, mina, key):
    assert len(refused(save(client, stand_in=key))) == 1


def test_only_those_at_work_are_offered_and_not_oneself(client, mina, tom):
    make_user("lee", is_active=False)
    make_user("guest", is_staff=False)
    offered = [str(label) for _, label in client.get(ME).context["form"]["stand_in"].field.choices]
    assert offered == ["nobody in particular", "Tom Bell"]


def test_an_absence_that_is_over_keeps_nobody_from_the_rest(client, mina):
    User.objects.filter(pk=mina.pk).update(away_until=PAST)
    assert save(client, away_until=str(PAST)).status_code == 302
    assert stored() == (PAST, None, False)


def test_nothing_else_of_the_account_can_be_set_here(client, mina):
    save(client, username="root", is_superuser="on", email="x@y.example", digest_sent="2020-01-01", wants_digest="on")
    mina.refresh_from_db()
    assert (mina.username, mina.is_superuser, mina.email, mina.digest_sent) == (
        "mina", False, "mina@news.example", None,
    )  # fmt: skip


def test_whoever_has_no_address_is_told(client, mina):
    told = "Your account has no address yet: ask a chief to enter one."
    assert told not in client.get(ME).content.decode()
    User.objects.filter(pk=mina.pk).update(email="")
    assert told in client.get(ME).content.decode()


def test_the_page_is_for_the_desk_alone_and_kept_by_nobody(client, mina):
    assert "no-store" in client.get(ME)["Cache-Control"]
    client.force_login(make_user("guest", is_staff=False))
    assert client.get(ME)["Location"] == f"/admin/login/?next={ME}"
    client.logout()
    assert client.post(ME, {"wants_digest": ""})["Location"] == f"/admin/login/?next={ME}"


# A chief, for anybody


def test_a_chief_sets_it_for_anybody_and_is_refused_alike(client, chief, tom):
    somebody = make_user("somebody", groups=["Writers"])
    address = reverse("admin:staff_user_change", args=[somebody.pk])
    typed = {"_version": "1", "username": "somebody", "is_active": "on"}
    assert "Away and mail" in client.get(address).content.decode()
    answer = client.post(address, {**typed, "away_until": str(AHEAD), "stand_in": somebody.pk})
    assert "Nobody stands in for themselves: choose somebody else, or nobody." in answer.content.decode()
    answer = client.post(address, {**typed, "away_until": str(PAST)})
    assert "That day has passed" in answer.content.decode()
    assert client.post(address, {**typed, "away_until": str(AHEAD), "stand_in": tom.pk}).status_code == 302
    assert stored("somebody") == (AHEAD, "tom", False)


def test_a_chief_corrects_a_name_whatever_has_become_of_the_absence(client, chief, tom):
    somebody = make_user("somebody", groups=["Writers"], away_until=PAST, stand_in=tom)
    User.objects.filter(pk=tom.pk).update(is_active=False)
    typed = {"_version": "1", "username": "somebody", "is_active": "on", "first_name": "Ada", "away_until": str(PAST)}
    answer = client.post(reverse("admin:staff_user_change", args=[somebody.pk]), {**typed, "stand_in": tom.pk})
    somebody.refresh_from_db()
    assert (answer.status_code, somebody.first_name) == (302, "Ada")


def test_a_superuser_finds_it_in_the_whole_form(client):
    client.force_login(make_user("root", is_superuser=True))
    page = client.get(reverse("admin:staff_user_change", args=[make_user("somebody").pk])).content.decode()
    assert [name for name in ("away_until", "stand_in", "wants_digest") if f'name="{name}"' not in page] == []
