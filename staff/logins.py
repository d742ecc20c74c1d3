"""Log-ins: where they come from, what the log says of them, and the page for whoever has tried too often.

django-axes counts the failures of each account from each address, and refuses after five of them, for a quarter of an
hour since the last.
"""

from ipaddress import IPv6Address, ip_address, ip_network

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db.models import Max
from django.shortcuts import render
from django.utils import timezone

from staff.audit import note
from staff.models import AuditEntry
from web.answers import private

NETWORK_OF_ONE = 64  # bits: of IPv6, a household or a server has at least a network of this size to itself


def client_address(request):
    """The address a request comes from, or None: that of the last hop before the proxies we trust.

    Whatever stands further left in X-Forwarded-For anybody can write. Of an IPv6 address, its network.
    """
    hops = [request.META.get("REMOTE_ADDR", ""), *reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(","))]
    found = None
    for number, hop in enumerate(hops):
        try:
            # Nothing where the proxy speaks to us through a socket of this machine.
            found = ip_address(hop.strip()) if hop or number else found
        except ValueError:
            break
        if not _is_trusted(found, number):
            break
    return _network(found) if found else None


def _is_trusted(address, number):
    if address is None:
        return True
    if settings.TRUSTED_PROXIES is None:
        return number == 0
    return any(address in network for network in settings.TRUSTED_PROXIES)


def _network(address):
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address, NETWORK_OF_ONE), strict=False).network_address
    return str(address)


def logged_in(sender, request, user, **_):
    """Django's signal. Side effect: an entry in the log."""
    factor = ", with a code" if getattr(request, "second_factor", False) else ""
    note(AuditEntry.Kind.LOGIN, f"Logged in{_from(request)}{factor}", by=user)


def login_failed(sender, credentials, request=None, **_):
    """Django's signal. Side effect: an entry in the log; one for all that is tried while the account is refused."""
    if request is None:
        return
    failures, refused = getattr(request, "axes_failures_since_start", None), getattr(request, "axes_locked_out", False)
    if refused and failures is None:
        return
    said = f", {failures} times now: refused for a while" if refused else ""
    failed(request, credentials.get("username") or "", f"A log-in failed{_from(request)}{said}")


def failed(request, username, words):
    """Enter a log-in that failed, under the name that was typed."""
    note(AuditEntry.Kind.LOGIN_FAILED, words, who=username)


def _from(request):
    address = client_address(request)
    return f" from {address}" if address else ""


def too_often(request, response, credentials):
    """The page for whoever has tried too often, with how long it takes until they may try again."""
    attempts = AccessAttempt.objects.filter(
        username=(credentials or {}).get("username"), ip_address=request.axes_ip_address
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    seconds = max(1, int((last + get_cool_off(request) - timezone.now()).total_seconds()) + 1)
    context = {**admin.site.each_context(request), "title": "Too many attempts", "minutes": -(-seconds // 60)}
    answer = render(request, "admin/too_often.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    return private(answer)
