"""What every test stands on: its own database file and media folder, no network, and a browser that is watched."""

import os
import shutil
import socket
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

# Playwright's sync API keeps an event loop running, so Django refuses ORM calls in the test thread without this.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SHARED_DATA = Path(django_settings.BASE_DIR).parent / "shared" / "data"


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    for item in items:
        if "page" in item.fixturenames or "context" in item.fixturenames:
            item.add_marker("browser")
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"))


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests(tmp_path_factory):
    """Whatever the environment says, tests see one site; passwords cost nothing, files land in a temporary folder."""
    with override_settings(
        SITE_URL="http://localhost:8000",
        NEWSDESK_NAME="Newsdesk",
        EDGE_PURGE_URL="",
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite tests run on a file: in memory all threads share one connection, and no two writers ever meet."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """A test that reaches beyond this machine fails at once, whatever the code under test catches."""
    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def local_connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            pytest.fail(f"a test reached for {address[0]}")
        return connect(self, address)

    def local_getaddrinfo(host, *args, **kwargs):
        if host and not is_local(host) and not is_number(host):
            pytest.fail(f"a test looked up {host}")
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", local_connect)
        patch.setattr(socket, "getaddrinfo", local_getaddrinfo)
        yield


def is_number(host):
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def is_local(host):
    return host == "localhost" or (is_number(host) and ip_address(host).is_loopback)


@pytest.fixture
def shared_data():
    """The folder of real data beside the checkout; the test is skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real data in ../shared/data is not on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    args = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": args}


@pytest.fixture
def watched_page(page):
    """A browser page whose console must stay free of errors, those of the Content-Security-Policy above all.

    `page.complaints` collects them; a test that provokes one on purpose takes it out.
    """
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    assert page.complaints == []


@pytest.fixture
def log_in(page, live_server, client):
    """`log_in(user)` gives the browser a session without the login form."""

    def log_in(user):
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return log_in
