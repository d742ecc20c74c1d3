"""The second factor: a code from an app on one's phone, asked for after the password; recovery codes for without it.

django-otp keeps the keys, checks the codes, and makes whoever guesses wait twice as long each time. That a code is
asked for stands on the account, `User.second_factor_on`; every function here that makes or takes a key writes both, and
ends what other sessions the account has.
"""

import base64
from io import BytesIO
from time import time

import qrcode
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathFillImage

from staff.audit import note
from staff.models import AuditEntry, User

RECOVERY_CODES = 10
DIGITS = 6


class WaitFirst(Exception):
    """Too many wrong codes; the message is a sentence that says how long to wait."""

    def __init__(self, until):
        seconds = max(1, round((until - timezone.now()).total_seconds()))
        wait = f"{seconds} second{'s' if seconds > 1 else ''}" if seconds < 100 else f"{seconds // 60 + 1} minutes"
        super().__init__(f"Too many wrong codes: try again in {wait}.")


def must_set_up(user):
    """Whether `user` may do nothing before they have a second factor. One query, where the desk asks it of anybody."""
    if not settings.SECOND_FACTOR_ROLES or user.second_factor_on:
        return False
    return user.is_superuser or user.groups.filter(name__in=settings.SECOND_FACTOR_ROLES).exists()


def picture_of(user, key):
    """The QR code by which an app takes `key`, as the address of a picture."""
    stream = BytesIO()
    qrcode.make(TOTPDevice(user=user, key=key).config_url, image_factory=SvgPathFillImage).save(stream)
    return "data:image/svg+xml;base64," + base64.b64encode(stream.getvalue()).decode()


def key_in_words(key):
    """`key` as it is typed into an app that cannot see: base32, in groups of four."""
    text = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@transaction.atomic
def set_up(user, key, code):
    """Turn it on, when `code` shows that an app has `key`. Returns the recovery codes, or None for a wrong code.

    Side effects: the devices of the account, its sessions end, an entry in the log.
    """
    totp = TOTP(bytes.fromhex(key))
    totp.time = time()
    code = tidy(code)
    if not is_of_an_app(code) or not totp.verify(int(code), tolerance=1):
        return None
    TOTPDevice.objects.filter(user=user).delete()
    # The code that was just shown has been used.
    TOTPDevice.objects.create(user=user, name="app", key=key, last_t=totp.t(), drift=totp.drift)
    _change(user, on=timezone.now())
    note(AuditEntry.Kind.RIGHTS, "Set up a second factor", by=user)
    return _fresh_codes(user)


@transaction.atomic
def make_codes_anew(user):
    """Recovery codes in place of those there are. Side effect: an entry in the log."""
    note(AuditEntry.Kind.RIGHTS, "Made new recovery codes", by=user)
    return _fresh_codes(user)


@transaction.atomic
def turn_off(user, *, by):
    """Ask for no code any more. Side effects: the account has no device, its sessions end, an entry in the log."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    _change(user, on=None)
    whose = "own" if by == user else f"of {user} ({user.username})"
    note(AuditEntry.Kind.RIGHTS, f"Second factor turned off: {whose}", by=by, who="" if by else "a command")


def codes_left(user):
    return StaticToken.objects.filter(device__user=user).count()


def verify(user, code):
    """Whether `code` is the app's of now, not used before, or an unused recovery code; either is then used.

    Raises WaitFirst.
    """
    code = tidy(code)
    with transaction.atomic():
        device = _device(user, TOTPDevice if is_of_an_app(code) else StaticDevice)
        return device is not None and device.verify_token(code)


def proves(user, proof):
    """Whether `proof` is a code as `verify` takes it, or the password of the account. Raises WaitFirst for either."""
    if not is_of_an_app(tidy(proof)):
        with transaction.atomic():
            _device(user, StaticDevice)
        if user.check_password(proof):
            return True
    return verify(user, proof)


def _device(user, kind):
    """The device, locked; on SQLite the transaction itself keeps others out. Raises WaitFirst."""
    device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
    allowed, why = device.verify_is_allowed() if device else (True, None)
    if not allowed:
        raise WaitFirst(why["locked_until"])
    return device


def tidy(code):
    return "".join(code.split()).replace("-", "").lower()


def is_of_an_app(code):
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def _change(user, *, on):
    User.objects.filter(pk=user.pk).update(second_factor_on=on, session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["second_factor_on", "session_round"])


def _fresh_codes(user):
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    tokens = [StaticToken(device=device, token=StaticToken.random_token()) for _ in range(RECOVERY_CODES)]
    return [token.token for token in StaticToken.objects.bulk_create(tokens)]
