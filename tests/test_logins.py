"""Log-ins: how often they may fail, from where they come, what the log says, and when a session ends."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from staff.logins import client_address
from staff.models import AuditEntry, User
from tests.make import make_user
from tests.test_project import python
from web.bases import SecondSaver

pytestmark = pytest.mark.django_db

LOGIN, START = "/admin/login/", "/admin/"
PASSWORD = {"password1": "correct horse battery", "password2": "correct horse battery"}


@pytest.fixture
def mina():
    return make_user("mina", groups=["Writers"], first_name="Mina", last_name="Frost")


def log_in(client, username="mina", password="newsdesk", address="203.0.113.7", **extra):
    return client.post(LOGIN, {"username": username, "password": password}, REMOTE_ADDR=address, **extra)


def fail(client, times, **where):
    return [log_in(client, password="wrong", **where).status_code for _ in range(times)]


def is_in(client):
    return client.get(START).status_code == 200


def logged(kind):
    return list(AuditEntry.objects.filter(kind=kind).order_by("pk").values_list("who", "words"))


# Too often


def test_after_five_failures_the_right_password_is_refused_too_with_a_page_that_says_how_long(client, mina):
    assert fail(client, 5) == [200, 200, 200, 200, 429]
    answer = log_in(client)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "That was wrong too often, so this account cannot be tried from here for a while." in page
    assert "Try again in 15 minutes. If you have forgotten the password, a chief can set a new one." in page
    assert 890 <= int(answer["Retry-After"]) <= 901
    assert answer["Cache-Control"] == "private, no-store"
    assert not is_in(client)


def test_the_same_account_from_elsewhere_and_others_from_here_are_let_in(client, mina):
    make_user("tom")
    fail(client, 5)
    assert log_in(Client(), address="198.51.100.9").status_code == 302
    assert log_in(Client(), username="tom").status_code == 302


def test_after_a_quarter_of_an_hour_it_is_tried_again_however_often_one_tried_meanwhile(client, mina):
    fail(client, 8)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert fail(client, 1) == [429]
    assert "Try again in 1 minute." in log_in(client).content.decode()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert log_in(client).status_code == 302


def test_another_browser_at_the_same_address_is_counted_along(client, mina):
    for number in range(5):
        last = log_in(client, password="wrong", HTTP_USER_AGENT=f"Browser {number}")
    assert last.status_code == 429


def test_a_log_in_that_works_forgives_what_failed_before(client, mina):
    fail(client, 4)
    log_in(client)
    client.logout()
    assert fail(client, 4) == [200] * 4


@pytest.mark.parametrize("username", ["\x00", "💥" * 200, "a" * 10_000, "‮", "%", "' OR 1=1 --", "\ud800"])
def test_odd_names_are_a_refusal_and_no_error(client, username):
    data = {"username": username.encode("utf-8", "surrogatepass"), "password": "\x00" * 10}
    for _ in range(6):
        assert client.post(LOGIN, data).status_code in {200, 429}


def test_no_password_is_kept_of_what_failed(client, mina):
    log_in(client, password="hunter2-of-mine", address="203.0.113.7")
    attempt = AccessAttempt.objects.get()
    assert (attempt.username, attempt.ip_address) == ("mina", "203.0.113.7")
    kept = " ".join(str(value) for row in AccessAttempt.objects.values() for value in row.values())
    kept += " ".join(str(value) for row in AuditEntry.objects.values() for value in row.values())
    assert "hunter2" not in kept


# From where


def address(peer, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.9", "203.0.113.7"),  # not from a proxy of ours: anybody writes that
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.9", "198.51.100.9"),  # what stands left of it the client wrote itself
        ("127.0.0.1", "198.51.100.9, 127.0.0.1", "198.51.100.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.9, <script>", "127.0.0.1"),
        ("", "198.51.100.9", "198.51.100.9"),  # through a socket of this machine
        ("", None, None),
        ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),  # a household has the whole network
        ("2001:db8:1:2:ffff::1", None, "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", None, "203.0.113.7"),
    ],
)
def test_an_address_is_that_of_the_last_hop_before_our_proxies(peer, forwarded, found):
    assert address(peer, forwarded) == found


def test_any_peer_may_be_trusted_and_then_one_hop_is(settings):
    settings.TRUSTED_PROXIES = None
    assert address("203.0.113.7", "10.0.0.1, 198.51.100.9") == "198.51.100.9"


def test_nobody_is_locked_out_by_whoever_shares_the_proxy(client, mina):
    fail(client, 5, address="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    there = {"address": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9"}
    assert log_in(client, **there).status_code == 302


@pytest.mark.parametrize(
    ("said", "trusted"),
    [
        ("", "(IPv4Network('127.0.0.1/32'), IPv6Network('::1/128'))"),
        ("10.0.0.0/8, ::1", "(IPv4Network('10.0.0.0/8'), IPv6Network('::1/128'))"),
        ("*", "None"),
    ],
)
def test_the_proxies_are_those_that_gunicorn_trusts(said, trusted):
    code = "from newsdesk.settings import TRUSTED_PROXIES; print(TRUSTED_PROXIES)"
    assert python("-c", code, FORWARDED_ALLOW_IPS=said).stdout == f"{trusted}\n"


def test_a_proxy_that_is_none_stops_the_start_with_a_sentence():
    answer = python("-c", "import newsdesk.settings", FORWARDED_ALLOW_IPS="10.0.0.0/33")
    assert "FORWARDED_ALLOW_IPS is '10.0.0.0/33': " in answer.stderr


# The log


def test_the_log_has_every_log_in_and_every_failure_and_one_entry_for_all_that_is_refused(client, mina):
    log_in(client)
    client.logout()
    fail(client, 8)
    assert logged("login") == [("mina", "Logged in from 203.0.113.7")]
    assert AuditEntry.objects.get(kind="login").by == mina
    assert logged("login_failed") == [
        *[("mina", "A log-in failed from 203.0.113.7")] * 4,
        ("mina", "A log-in failed from 203.0.113.7, 5 times now: refused for a while"),
    ]
    assert set(AuditEntry.objects.filter(kind="login_failed").values_list("by", flat=True)) == {None}


def test_who_is_nobody_is_in_the_log_under_the_name_that_was_typed_and_it_runs_nothing(client):
    log_in(client, username="<img src=x onerror=alert(1)>")
    client.force_login(make_user("chief", groups=["Chiefs"]))
    page = client.get("/admin/staff/auditentry/").content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page


# When a session ends


@pytest.fixture
def browsers(mina):
    """Two browsers in which she is logged in."""
    found = [Client(), Client()]
    for browser in found:
        log_in(browser)
    assert [is_in(browser) for browser in found] == [True, True]
    return found


def test_an_account_out_of_use_is_out_at_once_and_an_old_session_is_no_way_back(browsers, mina):
    chief = Client()
    chief.force_login(make_user("chief", groups=["Chiefs"]))
    change = reverse("admin:staff_user_change", args=[mina.pk])
    chief.post(change, {"username": "mina", "_version": "1"})
    assert not User.objects.get(pk=mina.pk).is_active
    assert [is_in(browser) for browser in browsers] == [False, False]
    chief.post(change, {"username": "mina", "is_active": "on", "_version": "2"})
    assert User.objects.get(pk=mina.pk).is_active
    assert [is_in(browser) for browser in browsers] == [False, False]
    assert log_in(Client()).status_code == 302


def test_nothing_is_saved_in_a_session_of_an_account_out_of_use(browsers, mina):
    User.objects.filter(pk=mina.pk).update(is_active=False)
    answer = browsers[0].post("/admin/articles/article/add/", {"headline": "Still here", "body": "x", "_save": "1"})
    assert answer["Location"].startswith("/admin/login/?next=")


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(browsers):
    answer = browsers[0].post(
        reverse("admin:password_change"),
        {"old_password": "newsdesk", "new_password1": "correct horse", "new_password2": "correct horse"},
    )
    assert answer.status_code == 302
    assert [is_in(browser) for browser in browsers] == [True, False]


def test_a_password_set_by_a_chief_ends_every_session(browsers, mina):
    chief = Client()
    chief.force_login(make_user("chief", groups=["Chiefs"]))
    chief.post(reverse("admin:auth_user_password_change", args=[mina.pk]), PASSWORD)
    assert [is_in(browser) for browser in browsers] == [False, False]
    assert is_in(chief)


def test_a_stale_form_of_an_account_puts_neither_it_nor_a_session_back(mina):
    stale = User.objects.get(pk=mina.pk)
    gone = User.objects.get(pk=mina.pk)
    gone.is_active = False
    gone.save()
    with pytest.raises(SecondSaver):
        stale.save()
    mina.refresh_from_db()
    assert (mina.is_active, mina.session_round) == (False, 1)
