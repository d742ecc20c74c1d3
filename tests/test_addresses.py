import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from tests.make import make_character, make_season, make_show
from web.addresses import address


@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [
        ("home", [], "/"),
        ("scorecard", [], "/scorecard/"),
        ("show", ["0-1-2"], "/shows/0-1-2/"),
        ("season", ["all-of-us-are-dead", 0], "/shows/all-of-us-are-dead/season-0/"),
        ("season", ["-0-", 900001], "/shows/-0-/season-900001/"),
        ("character", ["a", "b"], "/shows/a/characters/b/"),
        ("sitemap-part", ["shows", 2], "/sitemap-shows-2.xml"),
    ],
)
def test_an_address_is_what_the_url_map_says(name, parts, expected):
    assert address(name, *parts) == expected
    assert address(name, *parts) == reverse(name, args=parts)


def test_a_site_below_a_path_has_its_addresses_there():
    before = address("show", "a")
    set_script_prefix("/news/")
    try:
        assert address("show", "a") == "/news/shows/a/"
    finally:
        set_script_prefix("/")
    assert address("show", "a") == before == "/shows/a/"


def test_an_empty_slug_or_an_unknown_page_has_no_address():
    with pytest.raises(NoReverseMatch):
        address("show", "")
    with pytest.raises(NoReverseMatch):
        address("nowhere")


@pytest.mark.django_db
def test_what_has_a_page_gives_the_address_of_its_route():
    show = make_show()
    assert show.get_absolute_url() == "/shows/all-of-us-are-dead/"
    assert make_season(show, 2).get_absolute_url() == "/shows/all-of-us-are-dead/season-2/"
    assert make_character(show).get_absolute_url() == "/shows/all-of-us-are-dead/characters/choi-nam-ra/"
