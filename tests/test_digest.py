"""The daily mail: to whom, when, once, what it says, and that one bad address stops nobody."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.digest import send_digests
from shows.models import Show
from shows.words import SeasonStatus
from staff.models import User
from tests.make import make_season, make_show, make_story, make_user, record_status
from tests.test_ledger_races import at_once

pytestmark = pytest.mark.django_db

FEBRUARY = datetime(2022, 2, 14, 9, 0, tzinfo=UTC)
JUNE = datetime(2022, 6, 6, 15, 0, tzinfo=UTC)
# Eight in the morning in London, which is an hour ahead in summer.
EIGHT = datetime(2022, 6, 7, 7, 0, tzinfo=UTC)
BEFORE_EIGHT = EIGHT - timedelta(minutes=1)
NEXT_DAY = EIGHT + timedelta(days=1)


@pytest.fixture(autouse=True)
def eight(settings):
    """Mails go from eight on, and nothing comes up only because nobody checked it for long."""
    settings.DIGEST_HOUR, settings.CHECK_AFTER_DAYS = 8, {}


def somebody(username, **fields):
    return make_user(username, email=f"{username}@news.example", **fields)


@pytest.fixture
def mina():
    return somebody("mina", first_name="Mina", last_name="Frost")


@pytest.fixture
def season():
    season = make_season(make_show(), 2)
    record_status(season, SeasonStatus.AWAITING, as_of=date(2022, 1, 28), checked=date(2022, 2, 10), at=FEBRUARY)
    return season


def guide(season, by, headline="All of Us Are Dead season 2", words="Netflix has yet to confirm"):
    flag = f'<span data-while="season:{season.pk}:status=awaiting" data-hold="flag">{words}</span>'
    return make_story(headline, body=f"<p>{flag} another season.</p>", shows=[season.show], by=by, at=FEBRUARY)


def ordered(season):
    return record_status(season, SeasonStatus.ORDERED, as_of=JUNE.date(), checked=JUNE.date(), at=JUNE)


@pytest.fixture
def stale(season, mina):
    """A guide of Mina's that the renewal of 6 June has made untrue."""
    story = guide(season, mina)
    ordered(season)
    return story


def recipients():
    return [message.to for message in mail.outbox]


# What it says


def test_it_says_why_which_words_where_and_how_to_stop_it(stale):
    assert send_digests(EIGHT) == 1
    [message] = mail.outbox
    assert (message.to, message.subject) == (["mina@news.example"], "1 story wants a second look")
    assert message.body == (
        "All of Us Are Dead season 2\n"
        "No longer true: All of Us Are Dead Season 2, status: awaiting word → ordered, per Netflix on 6 June 2022.\n"
        "“Netflix has yet to confirm another season.”\n"
        "http://localhost:8000/stories/all-of-us-are-dead-season-2/\n"
        f"Edit: http://localhost:8000/admin/articles/article/{stale.pk}/change/"
        "?at=Netflix+has+yet+to+confirm+another+season.\n"
        "\n"
        "All of it, with “still right” and “snooze”:\n"
        "http://localhost:8000/admin/articles/article/second-look/\n"
        "\n"
        "-- \n"
        "You get this at most once a day, when something of yours needs a second look, or of somebody’s you stand in "
        "for.\n"
        "To stop it, or to say that you are away:\n"
        "http://localhost:8000/admin/me/\n"
    )
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert message.message().get_content_type() == "text/plain"


def test_the_gravest_come_first_and_stories_are_counted_once(season, mina):
    make_story("Ten shows", kind="list", body="<p>This one.</p>", shows=[season.show], by=mina, at=FEBRUARY)
    guide(season, mina, "Guide", "Nobody knows of")
    ordered(season)
    send_digests(EIGHT)
    [message] = mail.outbox
    assert message.subject == "2 stories want a second look"
    places = [message.body.index(words) for words in ("No longer true: ", "Something moved: ")]
    assert places == sorted(places)
    assert message.body.count("No longer true: ") == 1


def test_of_many_twenty_are_told_and_the_rest_are_counted(season, mina):
    for number in range(23):
        guide(season, mina, f"Guide {number}")
    ordered(season)
    send_digests(EIGHT)
    [message] = mail.outbox
    assert message.subject == "23 stories want a second look"
    assert message.body.count("No longer true: ") == 20
    assert "And 3 more." in message.body


def test_words_with_line_ends_stand_on_one_line(season, mina):
    guide(season, mina, words="Netflix\n\nhas  yet")
    ordered(season)
    send_digests(EIGHT)
    assert "“Netflix has yet another season.”" in mail.outbox[0].body


# To whom


def test_nothing_goes_when_there_is_nothing_and_to_those_who_have_nothing(season, mina):
    story = guide(season, mina)
    somebody("tom")
    assert send_digests(EIGHT) == 0
    ordered(season)
    assert (send_digests(EIGHT), recipients()) == (1, [["mina@news.example"]])
    assert story.owner == mina


@pytest.mark.parametrize(
    "fields",
    [
        {"email": ""},
        {"wants_digest": False},
        {"is_active": False},
        {"is_staff": False},
        {"away_until": EIGHT.date()},
        {"digest_sent": EIGHT.date()},
    ],
    ids=str,
)
def test_it_goes_to_nobody_without_an_address_unwilling_away_or_mailed_today(stale, fields):
    User.objects.filter(username="mina").update(**fields)
    assert (send_digests(EIGHT), mail.outbox) == (0, [])


def test_it_goes_again_on_the_day_after_the_last_day_away(stale):
    User.objects.filter(username="mina").update(away_until=EIGHT.date())
    assert (send_digests(EIGHT), send_digests(NEXT_DAY)) == (0, 1)


def test_a_stand_in_gets_what_is_theirs_for_others(stale):
    tom = somebody("tom")
    User.objects.filter(username="mina").update(away_until=EIGHT.date(), stand_in=tom)
    assert (send_digests(EIGHT), recipients()) == (1, [["tom@news.example"]])


def test_it_is_the_beat_owners_rather_than_the_writers(stale):
    Show.objects.update(beat_owner=somebody("tom"))
    assert (send_digests(EIGHT), recipients()) == (1, [["tom@news.example"]])


# When


def test_it_goes_from_the_hour_on_desk_time_and_once_a_day(stale, settings):
    assert send_digests(BEFORE_EIGHT) == 0
    assert [send_digests(EIGHT + timedelta(hours=hours)) for hours in (0, 0, 1, 15)] == [1, 0, 0, 0]
    assert send_digests(NEXT_DAY) == 1
    settings.DIGEST_HOUR = 0
    assert send_digests(datetime(2022, 6, 8, 23, 0, tzinfo=UTC)) == 1  # midnight in London


def test_what_comes_up_later_on_a_day_without_a_mail_goes_then(season, mina):
    guide(season, mina)
    assert send_digests(JUNE) == 0
    ordered(season)
    assert send_digests(JUNE + timedelta(minutes=1)) == 1


def test_a_form_opened_before_the_mail_went_does_not_send_it_twice(stale):
    opened = User.objects.get(username="mina")
    send_digests(EIGHT)
    opened.first_name = "Wilhelmina"
    opened.save()
    opened.refresh_from_db()
    assert (opened.first_name, opened.digest_sent, send_digests(EIGHT)) == ("Wilhelmina", EIGHT.date(), 0)


@pytest.mark.django_db(transaction=True)
def test_of_several_processes_at_the_same_minute_one_sends_it(season):
    for name in ("mina", "tom", "lee", "kit"):
        guide(season, somebody(name), f"Of {name}")
    ordered(season)
    sent = at_once(lambda number: send_digests(EIGHT), times=4)
    assert sum(sent) == len(mail.outbox) == len({address for [address] in recipients()}) == 4


# When the mail fails


class Post(EmailBackend):
    """A mail server that refuses the addresses in `refused`, and cannot be reached while `is_down`."""

    refused, is_down = set(), False

    def open(self):
        if self.is_down:
            raise ConnectionRefusedError("nobody listens")

    def send_messages(self, messages):
        if self.refused & set(messages[0].to):
            raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such mailbox")})
        return super().send_messages(messages)


@pytest.fixture
def post(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.test_digest.Post"
    monkeypatch.setattr(Post, "refused", set())
    monkeypatch.setattr(Post, "is_down", False)
    return Post


def test_one_failing_address_does_not_stop_the_others_and_nobody_gets_two(season, mina, post, caplog):
    guide(season, mina, "Hers")
    guide(season, somebody("tom"), "His")
    ordered(season)
    post.refused = {"mina@news.example"}
    assert (send_digests(EIGHT), recipients()) == (1, [["tom@news.example"]])
    assert "The daily mail to Mina Frost was not sent" in caplog.text
    post.refused = set()
    assert (send_digests(EIGHT + timedelta(minutes=1)), send_digests(EIGHT + timedelta(minutes=2))) == (1, 0)
    assert recipients() == [["tom@news.example"], ["mina@news.example"]]


@pytest.mark.parametrize("email", ["mina@news.example\nBcc: all@news.example", "mína@néws.example", "no address"])
def test_an_address_no_mail_can_bear_stops_nobody(season, mina, email):
    guide(season, mina, "Hers")
    guide(season, somebody("tom"), "His")
    ordered(season)
    User.objects.filter(pk=mina.pk).update(email=email)
    send_digests(EIGHT)
    assert ["tom@news.example"] in recipients()
    assert [to for to in recipients() if "all@news.example" in str(to)] == []


def test_a_server_that_cannot_be_reached_is_logged_and_tried_again(stale, post, caplog):
    post.is_down = True
    assert send_digests(EIGHT) == 0
    assert "No mail can be sent: nobody listens; 1 wait for theirs" in caplog.text
    assert User.objects.get(username="mina").digest_sent is None
    post.is_down = False
    assert send_digests(EIGHT + timedelta(minutes=1)) == 1


# What it costs


@pytest.mark.parametrize("length", [1, 3, 100])
def test_a_tick_without_mail_costs_the_same_for_any_number_of_people(season, length):
    for number in range(length):
        guide(season, somebody(f"writer-{number}"), f"Guide {number}")
    with CaptureQueriesContext(connection) as captured:
        assert send_digests(EIGHT) == 0
    assert len(captured) == 3
    with CaptureQueriesContext(connection) as captured:
        assert send_digests(BEFORE_EIGHT) == 0
    assert len(captured) == 0


def test_tick_mails_at_its_own_moment(stale, settings, capsys):
    from django.core.management import call_command

    settings.DIGEST_HOUR = 0
    call_command("tick")
    call_command("tick")
    assert capsys.readouterr().out.splitlines() == [
        f"applied 0, told 0, purged 0, pinged 0, notices 0, mailed {number}, cleared 0" for number in (1, 0)
    ]
    assert User.objects.get(username="mina").digest_sent == timezone.localdate()
