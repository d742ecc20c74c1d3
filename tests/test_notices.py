"""Notices: where each goes, the number in the bar, the page, and one mail for what has gathered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from staff import notices
from staff.backends import DeskBackend
from staff.models import Notice, User
from staff.notices import mail_due, tell
from tests.make import make_user
from tests.test_digest import post  # noqa: F401 - a fixture
from tests.test_ledger_races import at_once

pytestmark = pytest.mark.django_db

PAGE, ME, START = "/admin/notices/", "/admin/me/", "/admin/"
AT = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
RIPE = AT + timedelta(minutes=10)


def somebody(username, **fields):
    return make_user(username, groups=["Writers"], email=f"{username}@news.example", **fields)


@pytest.fixture
def mina(client):
    user = somebody("mina", first_name="Mina", last_name="Frost")
    client.force_login(user)
    return user


def rows(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("words", "on_desk", "by_mail"))


# Where they go


def test_by_default_all_stand_on_the_desk_and_what_waits_for_oneself_is_mailed_too(mina):
    for kind in Notice.Kind:
        tell([mina], kind, kind.label)
    assert {words for words, on_desk, _ in rows(mina) if on_desk} == {kind.label for kind in Notice.Kind}
    assert [words for words, _, by_mail in rows(mina) if by_mail] == [
        "somebody names me in a comment",
        "a story of mine is sent back or approved",
        "a story or a pitch is given to me",
        "something scheduled could not be done",
    ]


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        (["desk", "mail"], [("Words", True, True)]),
        (["desk"], [("Words", True, False)]),
        (["mail"], [("Words", False, True)]),
        ([], []),
        ("nonsense", [("Words", True, True)]),
    ],
)
def test_a_notice_goes_where_its_reader_wants_it(mina, chosen, kept):
    mina.notice_choices = {"mention": chosen}
    tell([mina], "mention", "Words")
    assert rows(mina) == kept


def test_nobody_is_told_twice_and_who_is_out_of_use_or_has_no_address_costs_no_mail(mina):
    gone = somebody("gone", is_active=False)
    without = make_user("lee")
    tell([mina, mina, None, gone, without], "mention", "Words")
    assert [(row.user, row.by_mail) for row in Notice.objects.order_by("pk")] == [(mina, True), (without, False)]


def test_words_that_do_not_fit_are_cut_and_never_stop_what_they_are_about(mina):
    tell([mina], "mention", "x\x00" * 500)
    assert rows(mina) == [("x" * 300, True, True)]


def test_everybody_chooses_on_their_own_page_and_nothing_else_is_touched(client, mina):
    page = client.get(ME).content.decode()
    assert page.count('type="checkbox" name="notices-') == 16
    assert page.count("checked") == 12 + 1  # all on the desk, four by mail; and the daily mail
    User.objects.filter(pk=mina.pk).update(away_until="2030-01-01")
    answer = client.post(ME, {"_notices": "1", "notices-comment-mail": "on", "notices-mention-desk": "on"})
    assert (answer.status_code, answer["Location"]) == (302, ME)
    mina.refresh_from_db()
    assert mina.notice_choices == {kind: [] for kind in Notice.Kind} | {"comment": ["mail"], "mention": ["desk"]}
    assert (str(mina.away_until), mina.wants_digest) == ("2030-01-01", True)
    assert client.get(ME).content.decode().count("checked") == 2 + 1
    client.post(ME, {"away_until": "", "stand_in": "", "wants_digest": "on"})
    mina.refresh_from_db()
    assert mina.notice_choices["comment"] == ["mail"]


# On the desk


def unseen(user):
    return DeskBackend().get_user(user.pk).unseen_notices


def test_the_bar_counts_what_is_not_seen_with_the_account_itself(client, mina, django_assert_num_queries):
    def bar():
        page = client.get(PAGE).content.decode()
        return page.split('id="bell"')[1].split("</a>")[0]

    assert "bell-count" not in bar()
    for number in range(3):
        tell([mina], "comment", f"Comment {number}", about="story:1")
    tell([somebody("tom")], "comment", "His")
    assert '<span class="bell-count">3</span>' in bar()
    with django_assert_num_queries(1):
        assert unseen(mina) == 3
    for _ in range(120):
        tell([mina], "comment", "More", about="story:2")
    assert '<span class="bell-count">99+</span>' in bar()


def test_the_page_groups_them_by_what_they_are_about_the_unseen_first(client, mina, django_assert_max_num_queries):
    for number in range(3):
        at = AT + timedelta(minutes=number)
        tell([mina], "comment", f"Of one {number}", address="/admin/one/", about="story:1", at=at)
    tell([mina], "comment", "Of another", about="story:2", at=AT + timedelta(hours=1))
    tell([mina], "assigned", "Of nothing", at=AT)
    tell([mina], "assigned", "Of nothing either", at=AT)
    notices.see(mina, Notice.objects.get(words="Of another"))
    groups = [[notice.words for notice in group] for group in notices.on_desk(mina)]
    assert groups == [["Of one 2", "Of one 1", "Of one 0"], ["Of nothing either"], ["Of nothing"], ["Of another"]]
    with django_assert_max_num_queries(12):
        page = client.get(PAGE).content.decode()
    assert "2 earlier about the same" in page
    assert page.count("data-unseen>") == 3 + 1


def test_whoever_follows_one_has_seen_what_is_about_the_same_and_looking_at_the_page_sees_nothing(client, mina):
    for words, about in (("One", "story:1"), ("Two", "story:1"), ("Other", "story:2"), ("Alone", "")):
        tell([mina], "comment", words, address="/admin/articles/article/", about=about)
    client.get(PAGE)
    assert unseen(mina) == 4
    notice = Notice.objects.get(words="Two")
    assert client.head(f"{PAGE}{notice.pk}/").status_code == 302
    assert unseen(mina) == 4
    assert client.get(f"{PAGE}{notice.pk}/")["Location"] == "/admin/articles/article/"
    assert set(Notice.objects.filter(seen_at=None).values_list("words", flat=True)) == {"Other", "Alone"}
    client.get(f"{PAGE}{Notice.objects.get(words='Alone').pk}/")
    assert set(Notice.objects.filter(seen_at=None).values_list("words", flat=True)) == {"Other"}
    assert client.post(PAGE)["Location"] == PAGE
    assert unseen(mina) == 0


def test_nobody_sees_or_follows_those_of_somebody_else(client, mina):
    tom = somebody("tom")
    tell([tom], "comment", "Private words", address="/admin/")
    assert "Private words" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{Notice.objects.get().pk}/").status_code == 404
    client.post(PAGE)
    assert unseen(tom) == 1


@pytest.mark.parametrize("leads", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:x", ""])
def test_a_notice_leads_nowhere_but_into_the_desk(client, mina, leads):
    tell([mina], "comment", "Words", address=leads)
    assert client.get(f"{PAGE}{Notice.objects.get().pk}/")["Location"] == PAGE


def test_whatever_a_notice_says_runs_nothing(client, mina):
    tell([mina], "comment", "<img src=x onerror=alert(1)>", address="/admin/")
    page = client.get(PAGE).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page and "<img src=x" not in page


# By mail


def test_what_has_gathered_for_ten_minutes_goes_in_one_mail_grouped_by_what_it_is_about(mina):
    tell(
        [mina],
        "mention",
        "Tom names you in “Guide”",
        address="/admin/articles/article/1/change/",
        about="story:1",
        at=AT,
    )
    tell([mina], "assigned", "Tom gives you “List”", address="/admin/articles/article/2/change/", about="story:2",
         at=AT + timedelta(minutes=1))  # fmt: skip
    tell([mina], "returned", "“Guide” is sent back", address="/admin/articles/article/1/change/", about="story:1",
         at=AT + timedelta(minutes=9))  # fmt: skip
    assert mail_due(RIPE - timedelta(seconds=1)) == 0
    assert mail_due(RIPE) == 1
    [message] = mail.outbox
    assert (message.to, message.subject) == (["mina@news.example"], "3 notices from the desk")
    assert message.body == (
        "Tom names you in “Guide”\n“Guide” is sent back\nhttp://localhost:8000/admin/articles/article/1/change/\n\n"
        "Tom gives you “List”\nhttp://localhost:8000/admin/articles/article/2/change/\n\n"
        "-- \nWhat you are mailed, and what not, is yours to choose:\nhttp://localhost:8000/admin/me/\n"
    )
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert mail_due(RIPE + timedelta(days=1)) == 0


def test_a_single_notice_is_its_own_subject_on_one_line(mina):
    tell([mina], "mention", "Tom names you:\nBcc: all@news.example", at=AT)
    mail_due(RIPE)
    assert mail.outbox[0].subject == "Tom names you: Bcc: all@news.example"
    assert mail.outbox[0].recipients() == ["mina@news.example"]


def test_what_was_seen_meanwhile_is_not_mailed(mina):
    tell([mina], "mention", "Seen", about="story:1", at=AT)
    tell([mina], "mention", "Not seen", about="story:2", at=AT)
    notices.see(mina, Notice.objects.get(words="Seen"))
    assert (mail_due(RIPE), mail.outbox[0].subject) == (1, "Not seen")


def test_what_is_wanted_by_mail_alone_is_mailed_and_on_no_page(client, mina):
    mina.notice_choices = {"comment": ["mail"]}
    tell([mina], "comment", "By mail", at=AT)
    assert "By mail<" not in client.get(PAGE).content.decode()
    notices.see(mina)
    assert (unseen(mina), mail_due(RIPE)) == (0, 1)


def test_who_left_or_has_no_address_any_more_is_not_mailed(mina):
    tell([mina], "mention", "Words", at=AT)
    User.objects.filter(pk=mina.pk).update(is_active=False)
    assert mail_due(RIPE) == 0
    User.objects.filter(pk=mina.pk).update(is_active=True, email="")
    assert mail_due(RIPE) == 0


def test_one_failing_address_does_not_stop_the_others_and_is_tried_again(mina, post, caplog):  # noqa: F811
    tom = somebody("tom")
    tell([mina, tom], "mention", "Words", at=AT)
    post.refused = {"mina@news.example"}
    assert mail_due(RIPE) == 1
    assert "The mail of notices to Mina Frost was not sent" in caplog.text
    post.refused = set()
    assert (mail_due(RIPE), mail_due(RIPE)) == (1, 0)
    assert [message.to for message in mail.outbox] == [["tom@news.example"], ["mina@news.example"]]


def test_a_server_that_cannot_be_reached_loses_nothing(mina, post):  # noqa: F811
    tell([mina], "mention", "Words", at=AT)
    post.is_down = True
    assert mail_due(RIPE) == 0
    post.is_down = False
    assert mail_due(RIPE) == 1


@pytest.mark.parametrize("length", [1, 3, 100])
def test_without_anything_to_mail_it_is_one_query(length, django_assert_num_queries):
    for number in range(length):
        tell([somebody(f"writer-{number}")], "mention", "Words", at=AT)
    with django_assert_num_queries(1):
        assert mail_due(AT) == 0


def test_a_tick_mails_them(mina, capsys, settings):
    tell([mina], "mention", "Words", at=timezone.now() - timedelta(minutes=11))
    call_command("tick")
    call_command("tick")
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("notices ")[2].partition(",")[0] for line in lines] == ["1", "0"]


@pytest.mark.django_db(transaction=True)
def test_of_several_ticks_at_once_one_mails_each_person_once():
    people = [somebody(f"writer-{number}") for number in range(5)]
    for number in range(8):
        tell(people, "mention", f"Words {number}", at=AT)
    sent = at_once(lambda number: mail_due(RIPE), times=4)
    assert sum(sent) == len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == 5
    assert {message.subject for message in mail.outbox} == {"8 notices from the desk"}
