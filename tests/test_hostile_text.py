"""Odd text through every door: addresses, query parameters, forms. Never a server error, on either database."""

import re
from urllib.parse import quote, urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from shows.models import Show
from staff.models import User
from tests.make import make_appearance, make_person, make_season, make_show, make_story, record_status

pytestmark = pytest.mark.django_db

HOSTILE = {
    "nul": "a\x00b",
    "lone surrogate": "\ud800",
    "megabyte": "x" * 1_000_000,
    "right to left": "\u202eevil\u202c شو",
    "emoji": "💥👩\u200d👧",
    "markup": "<script>alert(1)</script>",
    "quotes": "';--\"%s%%{}",
    "number": "9" * 40,
    "minus": "-1",
    "empty": "",
    "line breaks": "a\r\nb\u2028c",
}
# Parameters tried together, where none of them stops the others from being read.
PUBLIC_PARAMETERS = [("q",), ("after", "status", "kind"), ("from",)]
DESK_PARAMETERS = [("q",), ("p", "o", "all"), ("e", "_to_field"), ("show",), ("id__exact",), ("_changelist_filters",)]


def addresses(resolver=None, before=""):
    """(route, pattern) of everything the URL map leads to."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry


def concrete(route, filled):
    """A path for a route, each of its converters filled with `filled`."""
    path = re.sub(r"<(?:(\w+):)?\w+>", lambda m: filled(m.group(1) or "str"), route)
    return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "").replace("(?P", "")


ROUTES = sorted({route for route, _ in addresses() if "(" not in route})


@pytest.fixture
def site(client):
    season = make_season(make_show(), 2)
    make_appearance(season, make_person(), "Choi Nam-ra")
    record_status(season, "ordered")
    make_story(shows=[season.show], tags=["Netflix"])
    client.raise_request_exception = False
    return season


@pytest.fixture
def everywhere(site, client):
    """A client who may open every page."""
    client.force_login(User.objects.create_superuser("root", password="newsdesk"))
    return client


def test_the_sweep_has_something_to_sweep():
    assert len(ROUTES) > 60 and "shows/<slug:slug>/" in ROUTES


@pytest.mark.parametrize("name", ["nul", "lone surrogate", "megabyte", "right to left", "quotes"])
def test_no_address_with_odd_text_in_it_is_a_server_error(everywhere, name):
    text = quote(HOSTILE[name][:3000].encode("utf-8", "surrogatepass"))
    for route in ROUTES:
        path = concrete(route, lambda kind: "1" if kind == "int" else text)
        assert everywhere.get(path).status_code < 500, path[:200]


@pytest.mark.parametrize("number", ["0", "9" * 5, "9" * 30])
def test_no_number_in_an_address_is_a_server_error(everywhere, number):
    for route in ROUTES:
        path = concrete(route, lambda kind: number if kind in {"int", "path", "str"} else "all-of-us-are-dead")
        assert everywhere.get(path).status_code < 500, path


def public_pages(season):
    lists = [
        "/",
        "/stories/",
        "/shows/",
        "/people/",
        "/scorecard/",
        "/topics/netflix/",
        "/networks/netflix/",
        "/sitemap.xml",
        "/search/",
    ]
    return [*lists, season.show.get_absolute_url(), season.get_absolute_url()]


def desk_pages(season):
    lists = ["shows_show", "shows_season", "people_person", "articles_article", "facts_source", "facts_report",
             "pictures_picture", "staff_profile", "staff_user", "shows_castmember"]  # fmt: skip
    return [
        reverse("admin:shows_season_announce", args=[season.pk]),
        reverse("admin:articles_article_lookup"),
        reverse("admin:autocomplete") + "?app_label=shows&model_name=season&field_name=show",
        *(reverse(f"admin:{model}_changelist") for model in lists),
        reverse("admin:shows_show_change", args=[season.show_id]),
        reverse("admin:shows_show_delete", args=[season.show_id]),
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_query_parameter_with_odd_text_is_a_server_error(everywhere, site, name):
    text = HOSTILE[name].encode("utf-8", "surrogatepass")
    asked = [(page, names) for page in public_pages(site) for names in PUBLIC_PARAMETERS]
    asked += [(page, names) for page in desk_pages(site) for names in DESK_PARAMETERS]
    for page, names in asked:
        assert everywhere.get(page, dict.fromkeys(names, text)).status_code < 500, (page, names)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_show_typed_in_odd_text_is_saved_clean_or_refused_with_everything_typed_given_back(everywhere, name):
    text = HOSTILE[name]
    page = reverse("admin:shows_show_add")
    form = everywhere.get(page).context["adminform"].form
    data = {field: form[field].value() or "" for field in form.fields}
    data |= {
        "title": text,
        "premise": text,
        "original_title": text,
        "genres": text,
        "kind": "scripted",
        "form": "ongoing",
    }
    for formset in everywhere.get(page).context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    body = urlencode({key: str(value) for key, value in data.items()}, errors="surrogatepass")
    answer = everywhere.post(page, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {200, 302}
    if answer.status_code == 302:
        saved = Show.objects.latest("pk")
        assert saved.title and saved.slug.isascii() and "\x00" not in saved.premise
        assert everywhere.get(saved.get_absolute_url()).status_code == 200
    else:
        assert "errorlist" in answer.content.decode()
        assert Show.objects.count() == 1
