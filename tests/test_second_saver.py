"""Two people save the same form: the second sees both texts, and nothing typed is lost."""

from html import unescape
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from people.models import OtherName, Person
from shows.models import Adaptation, CastMember, OtherTitle, Show, SourceWork
from tests.make import make_cast, make_crew, make_network, make_person, make_show, make_source, make_user
from web.second_saver import Difference

pytestmark = pytest.mark.django_db


class Fields(HTMLParser):
    """The fields of a page's forms, as a browser would send them: [(name, value)]; not those of a form elsewhere."""

    def __init__(self, page):
        super().__init__()
        self.found, self.area, self.select = [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in {"input", "textarea", "select"} and "form" in attrs:
            self.select = None
            return
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
        if tag == "textarea" and self.area:
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


def test_of_rows_too_mine_or_theirs_is_chosen_field_by_field(client, other):
    person = make_person()
    for name in ("First", "Second", "Third", "Fourth"):
        OtherName.objects.create(person=person, name=name, kind="stage")
    mine, theirs = form(client, person), form(other, person)
    changed = {
        f"other_names-{row}-name": f"{name}, theirs" for row, name in ((1, "Second"), (2, "Third"), (3, "Fourth"))
    }
    other.post(address(person), {**theirs, "other_names-0-DELETE": "on", **changed})
    names = {f"other_names-{row}-name": f"{name}, mine" for row, name in enumerate(("First", "Second", "Third"))}
    page = client.post(address(person), {**mine, **names, "other_names-1-kind": "birth", "other_names-3-DELETE": "on"})
    # What is gone meanwhile stands behind what is still there.
    chosen = {
        "_take": "chosen",
        "_take-other_names-0-name": "theirs",
        "_take-other_names-0-kind": "mine",
        "_take-other_names-1-name": "mine",
        "_take-other_names-2-DELETE": "theirs",
    }
    assert all(f'name="{name}"' in page.text for name in chosen)
    assert client.post(address(person), {**fields(page), **chosen}).status_code == 302
    assert sorted(person.other_names.values_list("name", "kind")) == [
        ("First, mine", "stage"),
        ("Fourth, theirs", "stage"),
        ("Second, theirs", "birth"),
        ("Third, mine", "stage"),
    ]


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


def test_a_row_that_stands_on_two_pages_is_not_overwritten_from_the_other(client, other):
    show, work = make_show(), SourceWork.objects.create(title="Now at Our School", kind="webtoon")
    adaptation = Adaptation.objects.create(show=show, work=work, extent="Half of it.")
    mine, theirs = form(client, show), form(other, work)
    assert other.post(address(work), {**theirs, "adaptations-0-extent": "All of it."}).status_code == 302
    page = client.post(address(show), {**mine, "adaptations-0-extent": "Most of it."})
    assert "Somebody saved before you" in page.content.decode()
    adaptation.refresh_from_db()
    assert adaptation.extent == "All of it."
    theirs = form(other, work)
    assert client.post(address(show), fields(page)).status_code == 302
    page = other.post(address(work), {**theirs, "adaptations-0-DELETE": "on"})
    assert "Somebody saved before you" in page.content.decode()
    adaptation.refresh_from_db()
    assert adaptation.extent == "Most of it."


def test_a_show_related_to_itself_is_refused_with_a_sentence_and_kept(client, editor):
    show = make_show()
    typed = form(client, show) | {"premise": "Hours of work.", "related-TOTAL_FORMS": "1"}
    typed |= {"related-0-relation": "remake", "related-0-to": str(show.pk), "related-0-show": str(show.pk)}
    answer = client.post(address(show), typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "A show cannot relate to itself." in page and "Hours of work." in page
    assert show.related.count() == 0


def test_what_is_there_already_is_refused_with_a_sentence_and_kept(client, editor):
    show = make_show(seasons=2)
    season = show.seasons.get(number=2)
    answer = client.post(address(season), {**form(client, season), "number": "1", "logline": "Hours of work."})
    page = answer.content.decode()
    assert "All of Us Are Dead season 1 is there already: choose another number." in page and "Hours of work." in page

    job = make_crew(show, make_person())
    add = reverse("admin:shows_crewmember_add")
    again = {"show": str(show.pk), "person": str(job.person_id), "job": job.job, "position": "0"}
    assert "This person has this job on the show already." in client.post(add, again).content.decode()

    source, other = make_source(address="https://example.com/a"), make_source(address="https://example.com/b")
    answer = client.post(address(other), {**form(client, other), "address": source.address})
    assert "We have a source at this address already: find it by its address." in answer.content.decode()


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


def test_of_two_who_save_an_account_the_second_sees_both_and_logging_in_overtakes_nobody(client, client_of):
    chief, other = (make_user(name, groups=["Chiefs"]) for name in ("chief", "other_chief"))
    client.force_login(chief)
    theirs = client_of(other)
    tom = make_user("tom", groups=["Writers"], first_name="Tom")
    mine = form(client, tom)
    client_of(tom)
    tom.refresh_from_db()
    assert (tom.last_login is None, tom.version) == (False, 1)
    assert theirs.post(address(tom), {**form(theirs, tom), "last_name": "Bell"}).status_code == 302
    answer = client.post(address(tom), {**mine, "first_name": "Thomas"})
    assert "Somebody saved before you" in answer.content.decode()
    tom.refresh_from_db()
    assert (tom.first_name, tom.last_name, tom.version) == ("Tom", "Bell", 2)
    assert (
        client.post(address(tom), {**fields(answer), "_take": "chosen", "_take-last_name": "theirs"}).status_code == 302
    )
    tom.refresh_from_db()
    assert (tom.first_name, tom.last_name, tom.version) == ("Thomas", "Bell", 3)


def test_of_two_who_save_a_role_the_second_sees_both(client, client_of):
    desk = Group.objects.create(name="Photo desk")
    root, second = make_user("root", is_superuser=True), make_user("second", is_superuser=True)
    client.force_login(root)
    other = client_of(second)
    mine, theirs = form(client, desk), form(other, desk)
    view, add = Permission.objects.filter(codename__in=["view_picture", "add_picture"]).order_by("pk")
    assert other.post(address(desk), {**theirs, "permissions": [view.pk, add.pk]}).status_code == 302
    page = client.post(address(desk), {**mine, "name": "Photographs"})
    assert "Somebody saved before you" in page.text
    chosen = {"_take": "chosen", "_take-name": "mine", "_take-permissions": "theirs"}
    assert client.post(address(desk), {**fields(page), **chosen}).status_code == 302
    desk.refresh_from_db()
    assert (desk.name, set(desk.permissions.all())) == ("Photographs", {view, add})


def test_what_somebody_sets_for_themselves_is_not_put_back_by_the_form_of_a_chief(client, client_of):
    client.force_login(make_user("chief", groups=["Chiefs"]))
    tom = make_user("tom", groups=["Writers"])
    opened = form(client, tom)
    own = client_of(tom)
    answer = own.post("/admin/me/", {**fields(own.get("/admin/me/")), "away_until": "2099-01-01"})
    assert answer.status_code == 302
    assert "Somebody saved before you" in client.post(address(tom), {**opened, "first_name": "Tom"}).content.decode()
    tom.refresh_from_db()
    assert (tom.away_until.year, tom.first_name) == (2099, "")
