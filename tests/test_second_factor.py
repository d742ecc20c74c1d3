"""The second factor: set up with an app, asked for after the password, required of some, reset by an administrator."""

import re
from base64 import b32decode
from datetime import timedelta
from time import time

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff import second_factor
from staff.models import AuditEntry, User
from tests.make import make_user
from tests.test_logins import LOGIN, START, is_in, log_in, logged
from tests.test_project import python

pytestmark = pytest.mark.django_db

SETUP, CODE = "/admin/me/second-factor/", "/admin/login/code/"
WRONG = "That code is wrong, or was used before."


@pytest.fixture
def mina():
    return make_user("mina", groups=["Chiefs"], first_name="Mina", last_name="Frost")


def code_of(key, steps=0):
    """What an app with `key`, in hexadecimal digits, shows so many half minutes from now."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time() + 30 * steps
    return f"{totp.token():06d}"


def turn_on(user):
    """`user` with a second factor; their recovery codes, and the key of the app. The code of now is used."""
    key = "0123456789abcdef0123456789abcdef01234567"
    codes = second_factor.set_up(user, key, code_of(key))
    assert len(codes) == 10
    return codes, key


def patient(*models):
    """As if somebody had waited for as long as wrong codes make them wait."""
    for model in models or (TOTPDevice, StaticDevice):
        model.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(days=1))


def give(client, code, **query):
    return client.post(f"{CODE}?next={query.get('next', '')}", {"code": code})


# Setting it up


def test_it_is_on_only_once_a_code_shows_that_the_app_has_the_key(client, mina):
    client.force_login(mina)
    assert "Off: your password alone opens the desk." in client.get("/admin/me/").content.decode()
    page = client.get(SETUP).content.decode()
    assert '<img class="factor-qr" src="data:image/svg+xml;base64,' in page
    key = b32decode(re.search(r'class="factor-key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")).hex()
    answer = client.post(SETUP, {"code": "000000" if code_of(key) != "000000" else "000001"})
    assert "That is not the code the app shows now." in answer.content.decode()
    assert TOTPDevice.objects.count() == 0
    assert User.objects.get(pk=mina.pk).second_factor_on is None
    answer = client.post(SETUP, {"code": f"{code_of(key)[:3]} {code_of(key)[3:]}"})
    codes = re.findall(r"<li>([a-z2-7]{8})</li>", answer.content.decode())
    assert len(set(codes)) == 10
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(codes)
    assert User.objects.get(pk=mina.pk).second_factor_on
    assert is_in(client)
    assert codes[0] not in client.get(SETUP).content.decode()
    assert logged("rights") == [("mina", "Set up a second factor")]


def test_the_key_stays_the_same_while_it_is_being_set_up(client, mina):
    client.force_login(mina)
    keys = {re.search(r'class="factor-key">([A-Z2-7 ]+)<', client.get(SETUP).content.decode())[1] for _ in range(2)}
    assert len(keys) == 1


def test_in_other_browsers_one_is_logged_out_when_it_is_set_up(client, mina):
    other = Client()
    client.force_login(mina)
    other.force_login(mina)
    page = client.get(SETUP).content.decode()
    key = b32decode(re.search(r'class="factor-key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")).hex()
    client.post(SETUP, {"code": code_of(key)})
    assert [is_in(client), is_in(other)] == [True, False]


# Logging in


def test_after_the_password_the_code_is_asked_for_and_then_one_is_where_one_wanted_to_be(client, mina):
    _, key = turn_on(mina)
    answer = client.post(LOGIN, {"username": "mina", "password": "newsdesk", "next": "/admin/shows/show/"})
    assert answer["Location"] == f"{CODE}?next=%2Fadmin%2Fshows%2Fshow%2F"
    assert not is_in(client)
    answer = give(client, code_of(key, 1), next="/admin/shows/show/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/shows/show/")
    assert is_in(client)
    assert logged("login") == [("mina", "Logged in from 127.0.0.1, with a code")]


@pytest.mark.parametrize("leads", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_one_is_never_led_away_from_the_desk(client, mina, leads):
    codes, _ = turn_on(mina)
    log_in(client)
    assert give(client, codes[0], next=leads)["Location"] == START


def test_a_name_is_an_address_like_any_other(client, mina):
    codes, _ = turn_on(mina)
    log_in(client)
    assert give(client, codes[0], next="home")["Location"] == "home"


def test_the_demo_and_everybody_without_a_second_factor_log_in_with_the_password_alone(client, mina):
    assert log_in(client)["Location"] == "/admin/"
    assert is_in(client)


def test_without_the_right_password_the_code_is_never_asked_for(client, mina):
    codes, _ = turn_on(mina)
    log_in(client, password="wrong")
    for answer in (client.get(CODE), give(client, codes[0])):
        assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert StaticToken.objects.count() == 10


def test_a_code_works_once_and_the_one_of_setting_up_is_used(client, mina):
    codes, key = turn_on(mina)
    log_in(client)
    assert WRONG in give(client, code_of(key)).content.decode()
    patient()
    assert give(client, code_of(key, 1)).status_code == 302
    client.logout()
    log_in(client)
    assert WRONG in give(client, code_of(key, 1)).content.decode()
    patient()
    assert give(client, codes[3].upper()).status_code == 302
    client.logout()
    log_in(client)
    assert WRONG in give(client, codes[3]).content.decode()
    assert StaticToken.objects.count() == 9


def test_nobody_elses_code_opens_it(client, mina):
    turn_on(mina)
    codes, key = turn_on(make_user("tom"))
    log_in(client)
    assert WRONG in give(client, codes[0]).content.decode()
    patient()
    key = "f" * 40
    TOTPDevice.objects.filter(user__username="tom").update(key=key, last_t=-1)
    assert WRONG in give(client, code_of(key)).content.decode()
    assert not is_in(client)


def test_whoever_guesses_waits_longer_each_time_and_the_right_code_waits_too(client, mina):
    _, key = turn_on(mina)
    log_in(client)
    wrong = "000000" if code_of(key, 1) != "000000" else "000001"
    for _ in range(3):
        give(client, wrong)
        patient()
    give(client, wrong)
    answer = give(client, code_of(key, 1))
    assert re.search(r"Too many wrong codes: try again in [5-8] seconds\.", answer.content.decode())
    assert not is_in(client)
    TOTPDevice.objects.update(throttling_failure_count=14, throttling_failure_timestamp=timezone.now())
    assert "try again in 137 minutes." in give(client, code_of(key, 1)).content.decode()
    assert logged("login_failed") == [("mina", "A log-in failed: the password was right, the code was not")] * 4


@pytest.mark.parametrize("code", ["", "\x00", "💥", "a" * 1000, "12345", "１２３４５６", "٠١٢٣٤٥", "-1", "1e5", "%"])
def test_odd_codes_are_wrong_and_no_error(client, mina, code):
    turn_on(mina)
    log_in(client)
    assert give(client, code).status_code == 200
    assert not is_in(client)


def test_what_waits_for_a_code_ends_with_the_password_and_with_the_account(client, mina):
    codes, _ = turn_on(mina)
    log_in(client)
    mina.set_password("another one")
    mina.save()
    assert give(client, codes[0])["Location"] == LOGIN
    log_in(client, password="another one")
    User.objects.filter(pk=mina.pk).update(is_active=False)
    assert give(client, codes[0])["Location"] == LOGIN
    assert StaticToken.objects.count() == 10


def test_a_session_of_before_is_not_taken_along(client, mina):
    codes, _ = turn_on(mina)
    client.force_login(make_user("tom"))
    before = client.session.session_key
    log_in(client)
    assert not is_in(client)
    waiting = client.session.session_key
    give(client, codes[0])
    assert len({before, waiting, client.session.session_key}) == 3


# Changing it


def test_new_recovery_codes_take_the_place_of_the_old_and_want_a_proof(client, mina):
    codes, _ = turn_on(mina)
    client.force_login(mina)
    assert "10 recovery codes left." in client.get(SETUP).content.decode()
    for wrong in ("", "wrong"):
        assert "factor-codes" not in client.post(SETUP, {"_codes": "1", "proof": wrong}).content.decode()
        assert set(StaticToken.objects.values_list("token", flat=True)) == set(codes)
    patient()
    answer = client.post(SETUP, {"_codes": "1", "proof": "newsdesk"})
    fresh = re.findall(r"<li>([a-z2-7]{8})</li>", answer.content.decode())
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(fresh)


@pytest.mark.parametrize("proof", ["password", "code", "recovery"])
def test_it_is_turned_off_by_a_code_or_the_password(client, mina, proof):
    codes, key = turn_on(mina)
    client.force_login(mina)
    said = {"password": "newsdesk", "code": code_of(key, 1), "recovery": codes[0]}[proof]
    answer = client.post(SETUP, {"_off": "1", "proof": said})
    assert answer["Location"] == "/admin/me/"
    assert is_in(client)
    assert (TOTPDevice.objects.count(), StaticDevice.objects.count()) == (0, 0)
    other = Client()
    assert log_in(other)["Location"] == "/admin/"
    assert logged("rights")[-1] == ("mina", "Second factor turned off: own")


def test_a_session_left_open_guesses_no_password(client, mina):
    turn_on(mina)
    client.force_login(mina)
    for _ in range(5):
        client.post(SETUP, {"_off": "1", "proof": "wrong"})
    answer = client.post(SETUP, {"_off": "1", "proof": "newsdesk"})
    assert "Too many wrong codes: try again in " in answer.content.decode()
    assert User.objects.get(pk=mina.pk).second_factor_on


def test_no_session_of_before_comes_back_when_it_is_turned_off(client, mina):
    client.force_login(mina)
    turn_on(mina)
    assert not is_in(client)
    second_factor.turn_off(mina, by=mina)
    assert not is_in(client)


# Required


def test_whose_role_needs_one_can_do_nothing_before_they_have_it(client, mina, settings):
    settings.SECOND_FACTOR_ROLES = {"Chiefs", "Administrators"}
    log_in(client)
    for address in (START, "/admin/me/", "/admin/articles/article/add/", "/admin/jsi18n/", "/admin/notices/"):
        assert client.get(address)["Location"] == SETUP
    change = reverse("admin:staff_user_change", args=[mina.pk])
    assert client.post(change, {"username": "mine"})["Location"] == SETUP
    assert User.objects.get(pk=mina.pk).username == "mina"
    page = client.get(SETUP).content.decode()
    assert "Your role needs a second factor. Set it up here; then go on." in page
    key = b32decode(re.search(r'class="factor-key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")).hex()
    client.post(SETUP, {"code": code_of(key)})
    assert is_in(client)
    assert client.post("/admin/logout/").status_code == 200


@pytest.mark.parametrize(("role", "needs"), [("Writers", False), ("Editors", False), ("Administrators", True)])
def test_only_those_roles_need_one(client, settings, role, needs):
    settings.SECOND_FACTOR_ROLES = {"Chiefs", "Administrators"}
    client.force_login(make_user("somebody", groups=[role]))
    assert is_in(client) is not needs


def test_a_superuser_needs_one_wherever_anybody_does(client, settings):
    settings.SECOND_FACTOR_ROLES = {"Editors"}
    client.force_login(make_user("root", is_superuser=True))
    assert client.get(START)["Location"] == SETUP


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        ("", []),
        ("0", []),
        ("1", ["Administrators", "Chiefs"]),
        ("chiefs,administrators", ["Administrators", "Chiefs"]),
        ("Editors, Trusted writers", ["Editors", "Trusted writers"]),
    ],
)
def test_the_setting_names_the_roles(said, roles):
    code = "from newsdesk.settings import SECOND_FACTOR_ROLES; print(sorted(SECOND_FACTOR_ROLES))"
    assert python("-c", code, NEWSDESK_SECOND_FACTOR=said).stdout == f"{roles}\n"


def test_a_role_that_is_none_stops_the_start_with_a_sentence():
    answer = python("-c", "import newsdesk.settings", NEWSDESK_SECOND_FACTOR="chefs")
    assert "NEWSDESK_SECOND_FACTOR has 'chefs': use 1 for chiefs and administrators, or roles" in answer.stderr


# Reset by somebody else


@pytest.mark.parametrize(("role", "may"), [("Editors", False), ("Chiefs", False), ("Administrators", True)])
def test_an_administrator_resets_it_for_somebody_who_lost_everything(client, role, may):
    tom = make_user("tom", groups=["Writers"], first_name="Tom", last_name="Bell")
    turn_on(tom)
    browser = Client()
    browser.force_login(tom)
    client.force_login(make_user("somebody", groups=[role]))
    change, reset = (reverse(f"admin:staff_user_{page}", args=[tom.pk]) for page in ("change", "reset_second_factor"))
    assert ("Reset it" in client.get(change).content.decode()) is may
    assert client.post(reset).status_code == (302 if may else 403)
    assert (User.objects.get(pk=tom.pk).second_factor_on is None) is may
    assert is_in(browser) is not may
    if may:
        assert AuditEntry.objects.filter(words="Second factor turned off: of Tom Bell (tom)").count() == 1
        assert log_in(Client(), username="tom")["Location"] == "/admin/"


def test_nobody_resets_their_own_nor_that_of_somebody_who_may_do_more(client):
    lee, root = make_user("lee", groups=["Administrators"]), make_user("root", is_superuser=True)
    turn_on(lee)
    turn_on(root)
    client.force_login(lee)
    for user in (lee, root):
        assert client.post(reverse("admin:staff_user_reset_second_factor", args=[user.pk])).status_code == 403
        assert User.objects.get(pk=user.pk).second_factor_on
    assert client.get(reverse("admin:staff_user_reset_second_factor", args=[root.pk])).status_code == 405


def test_a_command_lets_somebody_in_where_nobody_else_can(client, mina, capsys):
    turn_on(mina)
    call_command("reset_second_factor", "mina")
    assert capsys.readouterr().out == "Mina Frost logs in with the password alone.\n"
    assert log_in(client)["Location"] == "/admin/"
    assert logged("rights")[-1] == ("a command", "Second factor turned off: of Mina Frost (mina)")
    with pytest.raises(CommandError, match="There is no account tom."):
        call_command("reset_second_factor", "tom")


def test_keys_and_codes_are_on_no_list_of_the_desk(client):
    client.force_login(make_user("root", is_superuser=True))
    page = client.get(START).content.decode()
    assert "otp" not in page.lower()
    addresses = ("/admin/otp_totp/totpdevice/", "/admin/otp_static/staticdevice/", "/admin/axes/accessattempt/")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_a_form_of_the_account_opened_before_turns_nothing_off(mina):
    stale = User.objects.get(pk=mina.pk)
    turn_on(mina)
    stale.first_name = "Ada"
    stale.save()
    assert User.objects.get(pk=mina.pk).second_factor_on
