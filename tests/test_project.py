"""The project itself: its settings, its migrations, its requirements, and what its files must not say."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from packaging.requirements import Requirement

from facts.values import FACTS

HERE = Path(settings.BASE_DIR)
OURS = re.compile(
    "(DEBUG|SECRET_KEY|ALLOWED_HOSTS|DATABASE_URL|SITE_URL|TIME_ZONE|MEDIA_ROOT|EMAIL_URL|EDGE_PURGE_URL|NEWSDESK_.*"
    "|DJANGO_ALLOW_ASYNC_UNSAFE)"  # set by conftest.py for the browser; Django refuses to be deployed with it
)
LIVE = {
    "DEBUG": "0",
    "SECRET_KEY": "a-long-secret-of-many-different-letters-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "news.example",
    "SITE_URL": "https://news.example",
}


def python(*args, **environment):
    """Run Python in a process of its own, with none of our variables but these."""
    kept = {name: value for name, value in os.environ.items() if not OURS.fullmatch(name)}
    kept |= {"DJANGO_SETTINGS_MODULE": "newsdesk.settings", **environment}
    return subprocess.run([sys.executable, *args], cwd=HERE, env=kept, capture_output=True, text=True, timeout=60)


# Settings


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({**LIVE, "SECRET_KEY": ""}, "SECRET_KEY is empty: with DEBUG off it must be set"),
        ({**LIVE, "ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is empty: with DEBUG off it must name the hosts"),
        ({**LIVE, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is *: name the hosts"),
        ({**LIVE, "SECRET_KEY": "   "}, "SECRET_KEY is empty: with DEBUG off it must be set"),
        ({**LIVE, "ALLOWED_HOSTS": "https://news.example"}, "ALLOWED_HOSTS has 'https://news.example': give names"),
        ({"DEBUG": "ture"}, "DEBUG is 'ture': use 1 or 0."),
        ({**LIVE, "DATABASE_URL": "mysql://localhost/news"}, "DATABASE_URL must begin with sqlite:/// or postgres://."),
        ({**LIVE, "DATABASE_URL": "postgres://localhost"}, "DATABASE_URL names no database"),
        ({**LIVE, "DATABASE_URL": "postgres://localhost:port/news"}, "DATABASE_URL cannot be read: Port"),
        ({**LIVE, "DATABASE_URL": "sqlite:////no/such/folder/news"}, "DATABASE_URL names /no/such/folder/news: make"),
        ({**LIVE, "MEDIA_ROOT": "manage.py"}, "which is a file: name a folder."),
        ({**LIVE, "TIME_ZONE": "Europe/Londinium"}, "TIME_ZONE is 'Europe/Londinium': use a name"),
        ({**LIVE, "SITE_URL": "news.example"}, "SITE_URL is 'news.example': give a full address"),
        ({**LIVE, "SITE_URL": "https://news.example/desk"}, "leave the path out."),
        ({**LIVE, "SITE_URL": "https://news .example"}, "give a full address"),
        ({**LIVE, "SITE_URL": "https://desk:secret@news.example"}, "give a full address"),
        ({**LIVE, "EDGE_PURGE_URL": "edge:6081"}, "EDGE_PURGE_URL is 'edge:6081': give a full address"),
        ({"NEWSDESK_DIGEST_HOUR": "24"}, "NEWSDESK_DIGEST_HOUR is '24': give a whole hour from 0 to 23."),
        ({"NEWSDESK_DIGEST_HOUR": "8:30"}, "NEWSDESK_DIGEST_HOUR is '8:30': give a whole hour from 0 to 23."),
        ({"NEWSDESK_CHECK_AFTER": "awaiting=²"}, "NEWSDESK_CHECK_AFTER has 'awaiting=²': write entries"),
        ({"NEWSDESK_TWO_PERSONS": "mood"}, "NEWSDESK_TWO_PERSONS has 'mood': the facts are"),
        ({**LIVE, "EMAIL_URL": "pigeon://loft"}, "EMAIL_URL must begin with smtp://"),
        ({**LIVE, "EMAIL_URL": "smtp://loft:port"}, "EMAIL_URL cannot be read: Port"),
        ({**LIVE, "NEWSDESK_EMAIL": "the desk"}, "NEWSDESK_EMAIL is 'the desk': give an address"),
        ({**LIVE, "NEWSDESK_EMAIL": "desk@news.example\nBcc: all@news.example"}, "give an address"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence(environment, sentence):
    answer = python("-c", "import newsdesk.settings", **environment)
    assert answer.returncode == 1
    last = answer.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert sentence in last


def test_any_fact_may_need_two_persons():
    names = ",".join({name for facts in FACTS.values() for name in facts})
    answer = python("-c", "import newsdesk.settings", NEWSDESK_TWO_PERSONS=names)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_settings_of_a_live_site_pass_djangos_own_deployment_checks():
    answer = python("-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **LIVE)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_secret_key_may_begin_with_a_dollar_sign():
    key = "$" + LIVE["SECRET_KEY"]
    answer = python("-c", "from newsdesk.settings import SECRET_KEY; print(SECRET_KEY)", **{**LIVE, "SECRET_KEY": key})
    assert answer.stdout == key + "\n"


def test_sqlite_takes_its_write_lock_early_and_survives_a_power_cut(tmp_path):
    code = (
        "import django; django.setup(); from django.db import connection as c; k = c.cursor(); "
        "print(c.transaction_mode, *(k.execute(f'PRAGMA {p}').fetchone()[0] for p in "
        "('journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout')))"
    )
    answer = python("-c", code, DATABASE_URL=f"sqlite:///{tmp_path}/site.sqlite3")
    assert answer.stdout == "IMMEDIATE wal 2 1 20000\n"


def test_the_policy_lets_nothing_run_that_we_did_not_serve():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = [str(source) for directive in policy.values() for source in directive]
    assert policy["default-src"] == ["'self'"]
    assert [source for source in sources if "unsafe" in source or "http" in source or "*" in source] == []


# Migrations, static files, requirements


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert capsys.readouterr().out == "No changes detected\n"


def test_migrations_are_named_by_hand():
    named = [path.stem for path in HERE.glob("*/migrations/[0-9]*.py")]
    assert len(named) > 15
    assert [name for name in named if "auto_" in name or re.search(r"_(alter|add|remove)_.*_and_more", name)] == []


def test_every_static_file_finds_the_files_it_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert re.fullmatch(r"/static/admin/css/base\.[0-9a-f]{12}\.css", staticfiles_storage.url("admin/css/base.css"))


def pins(name):
    """Package to version, from a requirements file; every one of them must carry hashes."""
    text = (HERE / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert [line for line in lines if "--hash=sha256:" not in line] == []
    return dict(line.split()[0].split("==") for line in lines)


def test_the_pinned_requirements_are_what_the_project_asks_for():
    project = tomllib.loads((HERE / "pyproject.toml").read_text())
    run, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    wanted = [Requirement(text) for text in project["project"]["dependencies"]]
    wanted_dev = [Requirement(text) for text in project["dependency-groups"]["dev"]]
    assert len(run) > len(wanted) / 2
    assert [str(r) for r in wanted if not r.specifier.contains(run.get(r.name, "0"))] == []
    assert [str(r) for r in wanted + wanted_dev if not r.specifier.contains(dev.get(r.name, "0"))] == []
    assert run.items() <= dev.items()


# What no file may say. In pieces, so that this file does not say it either.

FOREIGN = re.compile(
    r"(?<![\w/.$~-])/(?:ro" r"ot|ho" r"me|Us" r"ers|wo" r"rk|o" r"pt)/\w"
    r"|py" r"pi\.org|python" r"hosted|npm" r"js|jsde" r"livr|unp" r"kg\.com|cdn" r"js"
)  # fmt: skip


def test_no_file_names_a_machines_folders_or_a_package_registry():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=HERE, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [HERE / name for name in listed.stdout.splitlines()]
    texts = {path: path.read_bytes().decode(errors="ignore") for path in files if path.is_file()}
    assert len(texts) > 20
    found = [f"{path.relative_to(HERE)}: {hit[0]}" for path, text in texts.items() for hit in FOREIGN.finditer(text)]
    assert found == []


# The browser


def test_the_login_page_of_the_desk_draws_without_a_complaint(live_server, watched_page):
    watched_page.goto(f"{live_server.url}/admin/login/")
    assert watched_page.locator("input[name=username]").count() == 1
