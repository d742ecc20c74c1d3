"""What every test stands on: its own database file and media folder, no network, and a browser that is watched."""

import os
import shutil
import socket
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client, TransactionTestCase, override_settings
from playwright.sync_api import expect

from tests.make import make_user

# Playwright's sync API keeps an event loop running, so Django refuses ORM calls in the test thread without this.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Two browsers and their servers share the machine with whatever else runs on it.
expect.set_options(timeout=15_000)  # ms
ON_SQLITE = django_settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
SHARED_DATA = Path(django_settings.BASE_DIR).parent / "shared" / "data"


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(config, items):
    for item in items:
        if not {"browser", "context", "page"}.isdisjoint(item.fixturenames):
            item.add_marker("browser")
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"))
        if "loaded" in item.fixturenames:  # the demo takes some seconds: one process loads it, for all
            item.add_marker(pytest.mark.xdist_group("demo"))
    if not ON_SQLITE:  # what touches no database is asked once, on SQLite
        config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
        items[:] = filter(touches_database, items)


def touches_database(item):
    has_mark = item.get_closest_marker("django_db") is not None
    is_case = item.cls is not None and issubclass(item.cls, TransactionTestCase)
    return has_mark or is_case or not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests(tmp_path_factory):
    """Whatever the environment says, tests see one site; passwords cost nothing, files land in a temporary folder."""
    with override_settings(
        SITE_URL="http://localhost:8000",
        NEWSDESK_NAME="Newsdesk",
        EDGE_PURGE_URL="",
        NEWSDESK_HUB="",
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite tests run on a file: in memory all threads share one connection, and no two writers ever meet."""
    if ON_SQLITE:
        django_settings.DATABASES["default"]["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


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


# Who most tests are about. A file whose people are others has fixtures of its own under these names.


@pytest.fixture
def writer(client):
    user = make_user("writer", groups=["Writers"])
    client.force_login(user)
    return user


@pytest.fixture
def editor(client):
    """Logged in, as the writer is; of a test that asks for both, whoever is named last."""
    user = make_user("editor", groups=["Editors"])
    client.force_login(user)
    return user


@pytest.fixture
def chief(client):
    user = make_user("chief", groups=["Chiefs"])
    client.force_login(user)
    return user


@pytest.fixture
def tom(db):
    """A writer who is not logged in."""
    return make_user("tom", groups=["Writers"], first_name="Tom", last_name="Bell")


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
def log_in(page, live_server):
    """`log_in(user)` gives the browser a session without the login form; an earlier one stays open."""

    def log_in(user):
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return log_in
