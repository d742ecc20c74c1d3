"""The bank of quotes: read from there on every page, put right there, kept by the stories it stands in."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.lint import check
from articles.lookup import look_up
from articles.models import Article, Quote, Reference
from articles.parts import compile_parts
from articles.quote_admin import without_marks
from articles.reading import read_parts
from articles.references import differences
from tests.make import make_draft, make_person, make_quote, make_story, make_user
from web.models import Purge

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
QUOTES = "/admin/articles/quote/"


def quoting(*quotes, words="As typed."):
    return "".join(
        f'<blockquote data-quote="{getattr(quote, "pk", quote)}"><p>{words}</p></blockquote>' for quote in quotes
    )


def read(html):
    return read_parts(compile_parts(html), LATER).html


def logged_in(client, group, name="somebody"):
    user = make_user(name, groups=[group])
    client.force_login(user)
    return user


def form_of(quote, **changes):
    sent = {"words": quote.words, "speaker": quote.speaker, "outlet": quote.outlet, "address": quote.address}
    return {
        **sent,
        "person": quote.person_id or "",
        "said_on": quote.said_on or "",
        "_version": quote.version,
        **changes,
    }


# On the page


def test_readers_get_the_words_of_the_bank_with_who_said_them_where_and_when():
    person = make_person()
    quote = make_quote(
        'We <wait> & see.\nSo "do" you.', person=person, outlet="The Gantry",
        address="https://gantry.example/?a=1&b=2", said_on=date(2026, 5, 3),
    )  # fmt: skip
    assert read(quoting(quote)) == (
        '<figure class="quote"><blockquote cite="https://gantry.example/?a=1&amp;b=2">'
        "<p>“We &lt;wait&gt; &amp; see.</p><p>“So &quot;do&quot; you.”</p></blockquote>\n"
        '<figcaption><a href="/people/cho-yi-hyun/">Cho Yi-hyun</a>, '
        '<a href="https://gantry.example/?a=1&amp;b=2">The Gantry</a>, '
        '<time datetime="2026-05-03">3 May 2026</time></figcaption></figure>\n'
    )


@pytest.mark.parametrize(
    ("fields", "caption"),
    [
        ({}, "Cho Yi-hyun"),
        ({"outlet": "a panel in Toronto"}, "Cho Yi-hyun, a panel in Toronto"),
        ({"address": "https://www.gantry.example/x"},
         'Cho Yi-hyun, <a href="https://www.gantry.example/x">gantry.example</a>'),
        ({"said_on": date(2026, 5, 3)}, 'Cho Yi-hyun, <time datetime="2026-05-03">3 May 2026</time>'),
    ],
)  # fmt: skip
def test_a_caption_says_what_is_known(fields, caption):
    assert f"<figcaption>{caption}</figcaption>" in read(quoting(make_quote(**fields)))


def test_a_quote_gone_from_the_bank_shows_the_words_of_the_text():
    html = '<blockquote data-quote="987"><p>We &lt;wait&gt;.</p><p>So.</p></blockquote>'
    words = "<p>“We &lt;wait&gt;.</p><p>“So.”</p>"
    assert read(html) == f'<figure class="quote"><blockquote>{words}</blockquote></figure>\n'


def test_a_quote_within_a_passage_stands_there_only_while_it_holds():
    quote = make_quote()
    html = f'<section data-while="season:987:status=ordered" data-hold="swap">{quoting(quote)}</section><p>So.</p>'
    assert read(html) == "<p>So.</p>"


@pytest.mark.parametrize("length", [1, 3, 30])
def test_all_quotes_of_a_story_cost_one_query(client, length):
    quotes = [make_quote(f"Words {number}.", person=make_person(f"Person {number}")) for number in range(length)]
    story = make_story(body="<p>So.</p>" + quoting(*quotes))
    plain = make_story("Another", body="<p>So.</p>")
    costs = []
    for each in (plain, story):
        client.get(each.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            html = client.get(each.get_absolute_url()).content.decode()
        costs.append(len(captured))
    assert html.count('<figure class="quote">') == html.count('href="/people/person-') == length
    assert costs[1] == costs[0] + 1


def test_a_quote_put_right_is_right_on_every_page_at_once_and_the_edge_forgets_them(client, settings):
    settings.EDGE_PURGE_URL = "http://127.0.0.1:9/"
    quote, other = make_quote("We wait."), make_quote("Nothing else.")
    stories = [make_story(f"Story {number}", body=quoting(quote), kind="news") for number in range(3)]
    make_story("Apart", body=quoting(other))
    Purge.objects.all().delete()
    quote.words = "We waited."
    quote.save()
    assert {key for row in Purge.objects.all() for key in row.keys} == {f"story-{story.pk}" for story in stories}
    for story in stories:
        assert "“We waited.”" in client.get(story.get_absolute_url()).content.decode()


# What a story rests on


def test_publishing_writes_which_quotes_a_story_has():
    quote, other = make_quote(), make_quote("Nothing else.")
    story = make_story(body=f"<p>So.</p>{quoting(other, quote)}{quoting(quote, 987)}")
    rows = story.references.filter(role="quote").order_by("pk")
    assert [(row.quote_id, row.sentence) for row in rows] == [
        (other.pk, "As typed."), (quote.pk, "As typed."), (quote.pk, "As typed."),
    ]  # fmt: skip
    assert differences(story) == []
    assert (Quote.objects.in_stories().count(), Quote.objects.in_no_story().count()) == (2, 0)


def test_a_quote_that_stands_in_a_story_is_kept_and_one_of_a_killed_story_is_not():
    quote = make_quote()
    story = make_story(body=quoting(quote))
    with pytest.raises(ProtectedError):
        quote.delete()
    publishing.withdraw(story, by=None)
    with pytest.raises(ProtectedError):  # it can return
        Quote.objects.all().delete()
    publishing.kill(story, by=None)
    assert list(Quote.objects.in_no_story()) == [quote]
    quote.delete()
    assert (Quote.objects.count(), Reference.objects.filter(role="quote").count()) == (0, 0)
    assert differences(Article.objects.get()) == []


def test_the_page_that_deletes_a_quote_says_which_stories_keep_it(client):
    logged_in(client, "Chiefs")
    quote = make_quote()
    live, draft = make_story("The live one", body=quoting(quote)), make_draft("The draft", body=quoting(quote))
    make_draft("Another", body=quoting(1_000_000 + quote.pk))
    for answer in (
        client.get(f"{QUOTES}{quote.pk}/delete/"),
        client.post(f"{QUOTES}{quote.pk}/delete/", {"post": "yes"}),
    ):
        page = answer.content.decode()
        assert "These words of Cho Yi-hyun cannot be deleted: they stand in these stories." in page
        for story, state in ((live, "approved"), (draft, "draft")):
            assert f'<a href="/admin/articles/article/{story.pk}/change/">{story}</a>, {state}' in page
        assert "Another" not in page
    free = make_quote("Never used.")
    assert "Are you sure" in client.get(f"{QUOTES}{free.pk}/delete/").content.decode()
    assert client.post(f"{QUOTES}{free.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Quote.objects.all()) == [quote]


def test_a_quote_published_while_the_page_that_deletes_it_is_open_is_kept(client, monkeypatch):
    logged_in(client, "Chiefs")
    quote = make_quote()
    make_story(body=quoting(quote))
    monkeypatch.setattr("articles.quoting.stories_with", lambda quote: [])
    answer = client.post(f"{QUOTES}{quote.pk}/delete/", {"post": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, f"{QUOTES}{quote.pk}/delete/")
    assert Quote.objects.count() == 1


# Who may change it


def test_a_writer_changes_their_own_until_an_editor_has_approved_a_story_with_it(client):
    tom = logged_in(client, "Writers")
    mine, theirs = make_quote(by=tom), make_quote("Nothing else.", by=make_user("kit", groups=["Writers"]))
    assert client.post(f"{QUOTES}{mine.pk}/change/", form_of(mine, words="We waited.")).status_code == 302
    assert client.post(f"{QUOTES}{theirs.pk}/change/", form_of(theirs, words="Forged.")).status_code == 403
    mine.refresh_from_db()
    assert (mine.words, mine.version) == ("We waited.", 2)
    make_story(body=quoting(mine))
    answer = client.post(f"{QUOTES}{mine.pk}/change/", form_of(mine, words="We <wait>, they wait."))
    assert answer.status_code == 409
    assert 'rows="3" readonly>We &lt;wait&gt;, they wait.</textarea>' in answer.content.decode()
    mine.refresh_from_db()
    assert mine.words == "We waited."
    assert client.get(f"{QUOTES}{mine.pk}/change/").status_code == 200
    logged_in(client, "Editors", "ed")
    assert client.post(f"{QUOTES}{mine.pk}/change/", form_of(mine, words="We wait still.")).status_code == 302
    mine.refresh_from_db()
    assert (mine.words, mine.by) == ("We wait still.", tom)


def test_whoever_saves_a_quote_second_sees_both_texts(client):
    logged_in(client, "Editors")
    quote = make_quote()
    mine = form_of(quote, words="Mine.")
    client.post(f"{QUOTES}{quote.pk}/change/", form_of(quote, words="Theirs."))
    page = client.post(f"{QUOTES}{quote.pk}/change/", mine).content.decode()
    assert "Somebody saved before you" in page
    assert "Mine." in page and "Theirs." in page
    quote.refresh_from_db()
    assert quote.words == "Theirs."


def test_the_list_is_searched_and_says_what_is_used_and_the_form_where(client):
    me = logged_in(client, "Editors")
    used, free = make_quote("We wait.", by=me, outlet="The Gantry"), make_quote("Nothing else.", "Lomon")
    story = make_story("The live one", body=quoting(used, used))

    def listed(**asked):
        page = client.get(QUOTES, asked).content.decode()
        return [quote for quote in (used, free) if f">{quote.words}</a>" in page]

    assert listed() == [used, free]
    assert listed(q="wait cho") == listed(q="gantry") == listed(used="yes") == listed(whose="me") == [used]
    assert listed(q="lomon") == listed(used="no") == [free]
    assert '<td class="field-stories">1</td>' in client.get(QUOTES).content.decode()
    page = client.get(f"{QUOTES}{used.pk}/change/").content.decode()
    assert f'<a href="/admin/articles/article/{story.pk}/change/">The live one</a>, approved' in page
    assert "No published story." in client.get(f"{QUOTES}{free.pk}/change/").content.decode()


# Taken down


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("“We wait.”", "We wait."),
        ('"We wait."', "We wait."),
        ("‘We wait.’", "We wait."),
        ("“We wait,” she said. “So.”", "“We wait,” she said. “So.”"),
        ("‘We don’t wait.’", "‘We don’t wait.’"),
        ("“", "“"),
        ("We wait.", "We wait."),
    ],
)
def test_quotation_marks_around_the_whole_are_left_to_the_page(typed, kept):
    assert without_marks(typed) == kept


def typed(client, **fields):
    answer = client.post(f"{QUOTES}typed/", {"words": "We wait.", "speaker": "Cho Yi-hyun", **fields})
    return answer, json.loads(answer.content)


def test_a_quote_typed_beside_a_story_goes_into_the_bank_once(client):
    tom = logged_in(client, "Writers")
    fields = {"words": "“We\r\nwait.”", "outlet": "The Gantry", "person": make_person().pk, "said_on": "2026-05-03"}
    answer, said = typed(client, **fields)
    quote = Quote.objects.get()
    assert said == {
        "quote": {
            "kind": "quote", "ref": str(quote.pk), "form": "", "block": "", "label": "Cho Yi-hyun",
            "text": "We\nwait.", "hint": "The Gantry · 3 May 2026",
        },
    }  # fmt: skip
    assert "no-store" in answer["Cache-Control"]
    assert (quote.by, quote.person.name, quote.version) == (tom, "Cho Yi-hyun", 1)
    assert typed(client, **fields)[1] == said
    assert Quote.objects.count() == 1
    assert "Added." in client.get(f"{QUOTES}{quote.pk}/history/").content.decode()


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"words": " ", "speaker": ""}, {"words": ["This field is required."], "speaker": ["This field is required."]}),
        ({"words": "“ ”"}, {"words": ["Say what was said."]}),
        ({"said_on": "2999-01-01"}, {"said_on": ["That day is still to come."]}),
        ({"said_on": "soon"}, {"said_on": ["Enter a valid date."]}),
        ({"address": "javascript:alert(1)"}, {"address": ["Enter a valid URL."]}),
        ({"person": "9" * 40},
         {"person": ["Select a valid choice. That choice is not one of the available choices."]}),
        ({"words": "x" * 2001},
         {"words": ["Ensure this value has at most 2000 characters (it has 2001)."]}),
    ],
)  # fmt: skip
def test_what_the_form_refuses_is_refused_beside_the_story_too(client, fields, errors):
    logged_in(client, "Writers")
    assert typed(client, **fields)[1] == {"errors": errors}
    assert not Quote.objects.exists()


def test_forged_fields_and_odd_text_do_no_harm(client):
    tom = logged_in(client, "Writers")
    other = make_user("kit", groups=["Writers"])
    _, said = typed(client, words="a\x00b\u202ec<script>", speaker="\x00💥 ", by=other.pk, version=9, id=7)
    quote = Quote.objects.get()
    assert (quote.words, quote.speaker, quote.by, quote.version) == ("abc<script>", "💥", tom, 1)
    assert "&lt;script&gt;" in read(quoting(quote))
    assert said["quote"]["text"] == "abc<script>"
    assert "errors" in typed(client, words="x" * 1_000_000, speaker="y" * 1_000_000)[1]


def test_whoever_may_not_add_quotes_does_not_by_this_door(client):
    client.force_login(make_user("nobody"))
    assert client.post(f"{QUOTES}typed/", {"words": "We wait.", "speaker": "Cho Yi-hyun"}).status_code == 403
    client.logout()
    assert client.post(f"{QUOTES}typed/", {"words": "We wait.", "speaker": "Cho Yi-hyun"}).status_code == 302
    assert not Quote.objects.exists()


# Found


def test_the_menu_finds_quotes_by_words_speaker_and_outlet():
    quote = make_quote("We wait and see.", outlet="The Gantry", said_on=date(2026, 5, 3))
    make_quote("Nothing else.", "Lomon")
    row = {
        "kind": "quote", "ref": str(quote.pk), "form": "", "block": "", "label": "Cho Yi-hyun",
        "text": "We wait and see.", "hint": "The Gantry · 3 May 2026",
    }  # fmt: skip
    for asked in ("wait see", "GANTRY", "yi-hyun wait"):
        assert look_up(asked) == [row]
    assert look_up("we") == look_up("wait nothing") == []
    assert [found["text"] for found in look_up("we", kind="quote")] == ["We wait and see."]
    assert [found["text"] for found in look_up("", kind="quote")] == ["Nothing else.", "We wait and see."]
    assert [found["label"] for found in look_up("quote gantry")] == ["A quote", "Cho Yi-hyun"]
    assert look_up("quote")[0]["ref"] == ""


def test_the_editor_asks_for_the_quotes_of_its_text(client, django_assert_max_num_queries):
    logged_in(client, "Writers")
    quotes = [make_quote(f"Words {number}.") for number in range(3)]
    asked = ",".join([*(str(quote.pk) for quote in quotes), "987", "x", "9" * 40])
    with django_assert_max_num_queries(6):
        answer = client.get("/admin/articles/article/lookup/", {"kind": "quote", "ref": asked})
    assert [row["ref"] for row in answer.json()["results"]] == [str(quote.pk) for quote in quotes]
    assert client.get("/admin/articles/article/lookup/", {"kind": "quote", "ref": "x"}).json() == {"results": []}


# Checks


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("<p>So.</p><blockquote><p>“We wait.”</p></blockquote>", ["“We wait.”"]),
        ("<blockquote><p>“We wait.”</p><p>“So.”</p></blockquote>", ["“We wait.”"]),
        ("<ul><li><blockquote><p>We wait. So.</p></blockquote></li></ul>", ["We wait."]),
        ("<blockquote><p>“We wait.”</p><p>Cho Yi-hyun, to The Gantry</p></blockquote>", []),
        ("<blockquote><p>“We wait.” – Cho Yi-hyun</p></blockquote>", []),
        ("<p>Cho Yi-hyun told The Gantry:</p><blockquote><p>“We wait.”</p></blockquote>", []),
        ('<blockquote data-quote="7"><p>We wait.</p></blockquote>', []),
        ("<blockquote></blockquote>", []),
    ],
)
def test_a_typed_quote_without_a_speaker_is_noticed_and_one_of_the_bank_has_its_own(body, asked):
    found = check(body)
    assert [finding.place for finding in found] == asked
    reason = "Whose words are these? Name the speaker in a line below them, or take the quote from the bank."
    assert {finding.reason for finding in found} <= {reason}
