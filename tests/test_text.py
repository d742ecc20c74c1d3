"""The one cleaner for everything typed, through every way into the database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from people.models import Person
from shows.models import Show
from web.text import clean_json, clean_line, clean_text, search_key, slug_for

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("  two   spaces\u00a0here ", "two spaces here"),
        ("line\r\nbreak\u2028again", "line break again"),
        ("cafe\u0301", "café"),
        ("\u202eright to left\u202c", "right to left"),
        ("조이현", "조이현"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("bell\x07 and \x1b[31m", "bell and [31m"),
        ("\ufeffmark", "mark"),
    ],
)
def test_a_line_keeps_what_can_be_read_and_stored(typed, kept):
    assert clean_line(typed) == kept


def test_a_text_keeps_its_lines_and_tabs():
    assert clean_text("one\r\ntwo\rthree\tfour\x00") == "one\ntwo\nthree\tfour"


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once_and_always_encodes(text):
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)
    clean_text(text).encode()


def test_json_is_cleaned_in_depth():
    assert clean_json({"a\x00": ["b\ud800", {"c": 1}]}) == {"a": ["b", {"c": 1}]}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("All of Us Are Dead", "all-of-us-are-dead"),
        ("Jägermeister & Søn", "jagermeister-and-son"),
        ("💥", ""),
        ("Шоу", ""),
        ("3%", "3"),
        ("11.22.63", "112263"),
        ("x" * 300, "x" * 80),
        ("one two " * 40, "-".join(["one", "two"] * 10)),
    ],
)
def test_slugs_are_ascii(text, slug):
    assert slug_for(text) == slug


@given(ANY_TEXT)
def test_a_slug_is_ascii_and_fits_whatever_the_text(text):
    slug = slug_for(text)
    assert slug.isascii() and len(slug) <= 80 and not slug.startswith("-") and not slug.endswith("-")


def test_names_compare_without_accents_case_and_odd_spaces():
    assert search_key("Zoë\u00a0KRAVITZ") == search_key("zoe kravitz")


@pytest.mark.django_db
def test_every_way_into_the_database_is_cleaned():
    person = Person.objects.create(name="Cho\x00 Yi-hyun\ud800")
    assert Person.objects.get().name == "Cho Yi-hyun"
    Person.objects.filter(pk=person.pk).update(name="Cho\x00  Yi-hyun")
    assert Person.objects.get().name == "Cho Yi-hyun"
    Person.objects.bulk_create([Person(name="Park\x00", slug="park")])
    assert Person.objects.filter(name="Park\x00").count() == 1
    person.refresh_from_db()
    person.biography = "a\x00b"
    person.save()
    assert Person.objects.get(pk=person.pk).biography == "ab"


@pytest.mark.django_db
def test_a_megabyte_of_title_is_refused_with_a_sentence_and_not_stored():
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        Show.objects.create(title="x" * 1_000_000)
    assert refused.value.message_dict == {"title": ["Title: 1,000,000 characters, at most 200 fit."]}
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        Show.objects.create(title="A", genres=["x" * 600, "y" * 600])
    assert refused.value.message_dict == {"genres": ["Genres: 1,202 characters, at most 1,000 fit."]}
    assert not Show.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "http://[::1"])
def test_only_web_addresses_are_stored_as_addresses(address):
    with pytest.raises(ValidationError, match="is not an http or https address"):
        Show.objects.create(title="A", address=address)


@pytest.mark.django_db
def test_words_are_a_list_of_lines():
    show = Show.objects.create(title="A", genres=["Drama\x00", " Horror "])
    assert Show.objects.get(pk=show.pk).genres == ["Drama", "Horror"]
    field = Show._meta.get_field("genres").formfield()
    assert field.clean("Drama, Horror,, Drama") == ["Drama", "Horror"]
    assert field.prepare_value(["Drama", "Horror"]) == "Drama, Horror"
    assert not field.has_changed(["Drama"], "Drama")
