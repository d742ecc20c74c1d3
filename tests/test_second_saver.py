"""Two people save the same form: the second sees both texts, and nothing typed is lost."""

from html import unescape
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from people.models import OtherName, Person
from shows.models import CastMember, OtherTitle, Show
from tests.make import make_cast, make_network, make_person, make_show, make_user
from web.second_saver import Difference

pytestmark = pytest.mark.django_db


class Fields(HTMLParser):
    """The fields of a page's forms, as a browser would send them: [(name, value)]."""

    def __init__(self, page):
        super().__init__()
        self.found, self.area, self.select = [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        kind = attrs.get("type", "text")
        if tag == "input" and attrs.get("name") and kind not in {"submit", "file", "search"}:
            if kind not in {"checkbox", "radio"} or "checked" in attrs:
                self.found.append((attrs["name"], attrs.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "textarea":
            self.area = [attrs["name"], ""]
        elif tag == "select":
            self.select = attrs.get("name")
        elif tag == "option" and "selected" in attrs and self.select:
            self.found.append((self.select, attrs.get("value", "")))

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # The first newline after <textarea> belongs to the markup.
            self.found.append((self.area[0], self.area[1].removeprefix("\r\n").removeprefix("\n")))
            self.area = None


def fields(answer):
    found = {}
    for name, value in Fields(answer.content.decode()).found:
        if "__prefix__" not in name and name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def form(client, thing):
    answer = client.get(address(thing))
    assert answer.status_code == 200
    return fields(answer)


def address(thing):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])


@pytest.fixture
def editor(client):
    user = make_user("editor", groups=["Editors"], first_name="Mina", last_name="Frost")
    client.force_login(user)
    return user


@pytest.fixture
def other(editor, client_of):
    """The browser of another editor."""
    return client_of(make_user("other", groups=["Editors"], first_name="Tom", last_name="Bell"))


@pytest.fixture
def client_of():
    from django.test import Client

    def client_of(user):
        client = Client()
        client.force_login(user)
        return client

    return client_of


def test_the_second_saver_sees_both_texts_and_nothing_is_written(client, other):
    show = make_show(premise="A school goes quiet.")
    mine, theirs = form(client, show), form(other, show)
    assert other.post(address(show), {**theirs, "premise": "A school in Hyosan goes quiet."}).status_code == 302
    answer = client.post(address(show), {**mine, "premise": "A high school goes quiet."})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody saved before you" in page
    assert "Tom Bell saved" in page
    assert "<ins>high </ins>school goes quiet." in page
    assert "A school<del> in Hyosan</del> goes quiet." in page
    assert "Keep mine" in page
    assert "Keep theirs" in page
    show.refresh_from_db()
    assert (show.premise, show.version) == ("A school in Hyosan goes quiet.", 2)


def test_keep_mine_saves_everything_typed_over_theirs(client, other):
    show = make_show(premise="A school.")
    mine, theirs = form(client, show), form(other, show)
    other.post(address(show), {**theirs, "premise": "Theirs."})
    page = client.post(
        address(show), {**mine, "premise": "Mine.\r\nTwo lines.", "language": "Korean", "_continue": "1"}
    )
    sent = fields(page)
    assert sent["_version"] == ["2"]
    answer = client.post(address(show), sent)
    show.refresh_from_db()
    assert answer.status_code == 302
    assert answer["Location"] == address(show)
    assert (show.premise, show.language, show.version) == ("Mine.\nTwo lines.", "Korean", 3)


def test_keep_theirs_leads_back_to_what_is_stored(client, other):
    show = make_show()
    mine = form(client, show)
    other.post(address(show), {**form(other, show), "title": "Theirs"})
    page = client.post(address(show), {**mine, "title": "Mine"}).content.decode()
    assert f'href="{address(show)}">Keep theirs' in page
    assert form(client, show)["title"] == ["Theirs"]


def test_a_third_saver_between_the_page_and_keep_mine_is_noticed_too(client, other):
    show = make_show()
    mine = form(client, show)
    other.post(address(show), {**form(other, show), "title": "Theirs"})
    sent = fields(client.post(address(show), {**mine, "title": "Mine"}))
    other.post(address(show), {**form(other, show), "title": "Theirs again"})
    assert "Somebody saved before you" in client.post(address(show), sent).content.decode()
    assert Show.objects.get().title == "Theirs again"


def test_a_save_that_slips_in_between_the_look_and_the_write_is_noticed(client, editor, monkeypatch):
    person = make_person()
    typed = form(client, person)
    from people.admin import PersonAdmin

    def overtaken(self, request, object_id):
        Person.objects.filter(pk=person.pk).update(version=5, pronouns="she/her")
        return False

    monkeypatch.setattr(PersonAdmin, "overtaken", overtaken)
    page = client.post(address(person), {**typed, "pronouns": "they/them"}).content.decode()
    assert "Somebody saved before you" in page
    person.refresh_from_db()
    assert (person.pronouns, person.version) == ("she/her", 5)


@pytest.mark.parametrize("version", [None, "", "abc", "-1", "0", "9" * 30, "１", "1\x00"])
def test_a_missing_or_garbled_version_counts_as_stale(client, editor, version):
    person = make_person()
    typed = {**form(client, person), "name": "Cho Yihyun"}
    typed.pop("_version")
    if version is not None:
        typed["_version"] = version
    answer = client.post(address(person), typed)
    assert answer.status_code == 200
    assert "Somebody saved before you" in answer.content.decode()
    assert Person.objects.get().name == "Cho Yi-hyun"


def test_a_refused_form_keeps_the_version_it_was_opened_with_and_what_was_typed(client, other):
    person = make_person()
    typed = {**form(client, person), "name": "", "biography": "Born in Seoul."}
    refused = client.post(address(person), typed)
    assert "This field is required" in refused.content.decode()
    again = fields(refused)
    assert (again["_version"], again["biography"]) == (["1"], ["Born in Seoul."])
    other.post(address(person), {**form(other, person), "pronouns": "she/her"})
    assert "Somebody saved before you" in client.post(address(person), {**again, "name": "Cho"}).content.decode()


def test_saving_only_a_row_raises_the_version_of_the_whole(client, editor):
    person = make_person()
    typed = form(client, person)
    typed |= {
        "other_names-TOTAL_FORMS": "1",
        "other_names-0-name": "Jo I-hyeon",
        "other_names-0-kind": "transliteration",
    }
    assert client.post(address(person), typed).status_code == 302
    person.refresh_from_db()
    assert (person.version, person.other_names.get().name) == (2, "Jo I-hyeon")


def test_rows_are_compared_and_sent_again(client, other):
    person = make_person()
    OtherName.objects.create(person=person, name="Jo Yi-hyun", kind="transliteration")
    mine, theirs = form(client, person), form(other, person)
    new = {"other_names-TOTAL_FORMS": "2", "other_names-1-kind": "stage"}
    other.post(address(person), {**theirs, **new, "other_names-1-name": "Their row"})
    page = client.post(
        address(person), {**mine, **new, "other_names-0-name": "Cho I-hyun", "other_names-1-name": "My row"}
    )
    text = page.content.decode()
    assert "Other name, Jo Yi-hyun: Name" in text
    assert "Name: My row, Kind: stage name" in unescape(text).replace("<ins>", "").replace("</ins>", "")
    assert "Their row" in text
    assert client.post(address(person), fields(page)).status_code == 302
    assert sorted(person.other_names.values_list("name", flat=True)) == ["Cho I-hyun", "My row", "Their row"]


def test_a_row_deleted_meanwhile_comes_back_when_mine_is_kept(client, other):
    person = make_person()
    for name in ("First", "Second", "Third"):
        OtherName.objects.create(person=person, name=name, kind="stage")
    mine, theirs = form(client, person), form(other, person)
    other.post(address(person), {**theirs, "other_names-0-DELETE": "on"})
    assert person.other_names.count() == 2
    page = client.post(
        address(person), {**mine, "other_names-0-name": "First, changed", "other_names-2-name": "Third, changed"}
    )
    sent = fields(page)
    assert (sent["other_names-INITIAL_FORMS"], sent["other_names-TOTAL_FORMS"]) == (["2"], ["3"])
    assert client.post(address(person), sent).status_code == 302
    assert sorted(person.other_names.values_list("name", flat=True)) == ["First, changed", "Second", "Third, changed"]


def test_a_row_deleted_by_both_stays_deleted(client, other):
    person = make_person()
    OtherName.objects.create(person=person, name="First", kind="stage")
    mine, theirs = form(client, person), form(other, person)
    other.post(address(person), {**theirs, "other_names-0-DELETE": "on"})
    page = client.post(address(person), {**mine, "other_names-0-DELETE": "on", "pronouns": "she/her"})
    assert client.post(address(person), fields(page)).status_code == 302
    person.refresh_from_db()
    assert (person.other_names.count(), person.pronouns) == (0, "she/her")


def test_a_row_saved_on_its_own_page_is_not_overwritten_by_an_old_form_of_the_whole(client, other):
    show = make_show()
    member = make_cast(show, make_person(), "Choi Nam-ra")
    mine = form(client, show)
    other.post(address(member), {**form(other, member), "role": "voice"})
    page = client.post(address(show), {**mine, "cast-0-position": "7"})
    assert "Somebody saved before you" in page.content.decode()
    member.refresh_from_db()
    assert (member.role, member.position) == ("voice", 0)
    assert client.post(address(show), fields(page)).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.position, member.version) == ("", 7, 3)


def test_the_page_says_names_not_keys(client, other):
    show = make_show(network=make_network("Netflix"))
    hulu = make_network("Hulu")
    mine = form(client, show)
    other.post(address(show), {**form(other, show), "form": "limited"})
    page = client.post(address(show), {**mine, "network": str(hulu.pk)}).content.decode()
    assert "<ins>Hulu</ins>" in page
    assert "<del>Netflix</del>" in page
    assert "<del>limited</del>" in page
    assert "<ins>ongoing</ins>" in page


def test_nonsense_in_a_choice_is_shown_as_it_was_typed(client, other):
    show = make_show()
    mine = form(client, show)
    other.post(address(show), {**form(other, show), "title": "Theirs"})
    page = client.post(address(show), {**mine, "network": "<b>x</b>", "born": "never", "countries": "a" * 3000})
    assert page.status_code == 200
    assert "&lt;b&gt;x&lt;/b&gt;" in page.content.decode()


def test_equal_texts_say_so(client, other):
    person = make_person()
    mine = form(client, person)
    other.post(address(person), {**form(other, person), "pronouns": "she/her"})
    page = client.post(address(person), {**mine, "pronouns": "she/her"}).content.decode()
    assert "What you typed is what is stored now." in page


def test_the_page_runs_no_query_for_each_difference(client, other, django_assert_max_num_queries):
    show = make_show()
    for number in range(20):
        OtherTitle.objects.create(show=show, title=f"Title {number}", kind="working")
        make_cast(show, make_person(f"Person {number}"), f"Character {number}")
    mine = form(client, show)
    other.post(address(show), {**form(other, show), "title": "Theirs"})
    mine |= {f"other_titles-{n}-title": f"Mine {n}" for n in range(20)}
    with django_assert_max_num_queries(30):
        page = client.post(address(show), mine).content.decode()
    assert page.count('class="compare-row"') == 21


def test_a_writer_who_may_not_change_gets_no_page(client, client_of, editor):
    show = make_show()
    writer = client_of(make_user("writer", groups=["Writers"]))
    assert writer.post(address(show), {"title": "Mine", "_version": "0"}).status_code == 403


def test_what_was_typed_into_something_deleted_meanwhile_is_given_back(client, editor):
    person = make_person()
    typed = {**form(client, person), "biography": "Hours of work."}
    gone = address(person)
    person.delete()
    answer = client.post(gone, typed)
    assert answer.status_code == 200
    assert "Somebody deleted this before you saved" in answer.content.decode()
    assert "Hours of work." in answer.content.decode()


def test_long_texts_are_shown_whole_without_marks():
    difference = Difference("Body", "word " * 3000, "other " * 3000)
    assert difference.marked() == ([("word " * 3000, False)], [("other " * 3000, False)])


def test_two_equal_new_rows_are_refused_with_a_sentence_and_kept(client, editor):
    show = make_show()
    person = make_person()
    typed = form(client, show)
    typed |= {"cast-TOTAL_FORMS": "2"}
    for row in (0, 1):
        typed |= {
            f"cast-{row}-person": str(person.pk),
            f"cast-{row}-character": "",
            f"cast-{row}-position": "0",
            f"cast-{row}-role": "host",
        }
    answer = client.post(address(show), typed)
    assert answer.status_code == 200
    assert "This person is in the list twice as the same character." in answer.content.decode()
    assert CastMember.objects.count() == 0
    assert fields(answer)["cast-1-person"] == [str(person.pk)]
