"""What a story needs before an editor approves it: rule by rule, shown from the first draft on, a rule of the house."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import checklist, editing, publishing
from articles.approving import approve
from articles.checklist import DEFAULTS, ITEMS, Incomplete, Looked, has_source, look
from articles.models import Article, Checklist, Revision, State
from shows.words import SeasonStatus
from tests.make import (
    PUBLISHED,
    make_author,
    make_draft,
    make_picture,
    make_show,
    make_story,
    make_user,
    ready,
    record_status,
)
from tests.test_writing_room import errors, press, room

pytestmark = pytest.mark.django_db

HOUSE = "/admin/articles/checklist/"
ALL = [
    "This guide needs a lead picture with an alternative text and a credit.",
    "This guide needs a standfirst.",
    "This guide needs a source: a live fact, a quote, or a link to outside.",
    "This guide needs a topic.",
    "This guide needs a search description.",
]


def again(story):
    return Article.objects.select_related("latest").get(pk=story.pk)


def missing(html):
    """The items of the list in the room that are not there."""
    part = html[html.index('class="room-checklist"') :]
    found = re.findall(r'<li data-met="no">.*?</li>', part[: part.index("</section>")], re.S)
    return [re.sub(r"<[^>]+>|[○✓]", "", item).replace(": missing", "").strip() for item in found]


# The rules


@pytest.mark.parametrize(
    ("body", "is_source"),
    [
        ("<p>Words.</p>", False),
        ('<p><a href="https://example.org/x">There</a></p>', True),
        ('<ul><li><p><strong><a href="http://example.org">There</a></strong></p></li></ul>', True),
        ('<p><a href="http://localhost:8000/stories/x/">Here</a></p>', False),
        ('<p><a href="http://www.localhost:8000/stories/x/">Here</a></p>', False),
        ('<p><a href="/stories/x/">Here</a> <a href="#below">below</a> <a href="mailto:a@b.org">mail</a></p>', False),
        ('<p><a data-ref="show:1">A show</a></p>', False),
        ('<p><data data-fact="season:1:status" data-form="label">x</data></p>', True),
        ('<div data-live-block="cast" data-ref="season:1"></div>', True),
        ('<blockquote data-quote="7"><p>So.</p></blockquote>', True),
        ("<blockquote><p>So.</p></blockquote>", False),
        ('<figure data-embed="https://vimeo.com/76979871"></figure>', True),
        ('<p><a href="https://[">odd</a></p>', True),
    ],
)
def test_a_source_is_a_live_fact_a_quote_of_the_bank_or_a_link_away(body, is_source):
    assert has_source(Looked({**editing.EMPTY, "body": body})) is is_source


@pytest.mark.parametrize(("picture", "met"), [({}, True), ({"alt": ""}, False), ({"credit": ""}, False), (None, False)])
def test_a_lead_picture_has_its_alternative_text_and_credit(picture, met):
    key = make_picture(**picture).pk if picture is not None else None
    by_name = {item.name: item for item in ITEMS}
    assert by_name["picture"].met(look({"lead_picture": key})) is met
    assert by_name["picture"].met(look({"lead_picture": 987})) is False


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [("standfirst", "standfirst", "So far."), ("authors", "authors", [1]), ("topics", "tags", ["Netflix"]),
     ("description", "search_description", "Known so far.")],
)  # fmt: skip
def test_a_field_that_must_be_there_is_there_or_not(name, field, value):
    item = next(item for item in ITEMS if item.name == name)
    assert (item.met(look({field: value})), item.met(look({}))) == (True, False)
    assert item.field == field


DATED = ("news", "interview")


def test_every_kind_needs_what_its_kind_can_have():
    assert {kind: sorted(names) for kind, names in DEFAULTS.items()} == {
        **{kind: sorted(item.name for item in ITEMS) for kind in ("guide", "list")},
        **{kind: ["authors", "description", "picture", "source", "standfirst", "topics"] for kind in DATED},
        **{kind: ["authors", "description", "picture", "standfirst", "topics"] for kind in ("recap", "review")},
    }


def test_an_open_second_look_is_only_one_of_words_readers_have(editor):
    show = make_show(seasons=2)
    season = show.seasons.get(number=2)
    record_status(season, SeasonStatus.AWAITING)
    flag = f'<p><span data-while="season:{season.pk}:status=awaiting" data-hold="flag">Nobody has said.</span></p>'
    live, draft = make_story(body=flag), make_draft("Another", body=flag)
    assert not look(live.latest.document, live).open_look
    record_status(season, SeasonStatus.ORDERED, as_of=datetime(2026, 11, 1).date(), at=PUBLISHED + timedelta(hours=1))
    assert look(live.latest.document, live).open_look
    assert not look(draft.latest.document, draft).open_look
    with CaptureQueriesContext(connection) as captured:
        look(live.latest.document, live)
    assert len(captured) == 1


def test_words_that_are_not_true_are_not_scheduled_either(editor):
    season = make_show(seasons=2).seasons.get(number=2)
    record_status(season, SeasonStatus.ORDERED)
    flag = f'<p><span data-while="season:{season.pk}:status=awaiting" data-hold="flag">Nobody has said.</span></p>'
    body, later = ready()["body"], timezone.now() + timedelta(days=2)
    with pytest.raises(Incomplete, match="is up for a second look"):
        approve(make_draft("Untrue", **ready(body=body + flag)), by=editor, publish_at=later)
    true = flag.replace("=awaiting", "=ordered")
    story = approve(make_draft("True", **ready(body=body + true)), by=editor, publish_at=later)
    assert story.publish_at == later


# In the room


def test_the_list_stands_beside_a_new_story_and_beside_its_first_draft(client, editor):
    html = client.get("/admin/articles/article/add/?kind=guide").content.decode()
    assert len(missing(html)) == 6
    assert "6 of 7 missing, as of the last save." in html
    story = make_draft("Renewed", standfirst="So far.", by=editor)
    html = client.get(room(story)).content.decode()
    assert missing(html) == [
        "Lead picture, with alternative text and credit", "A source: a live fact, a quote, or a link to outside",
        "Authors", "Topics", "Search description",
    ]  # fmt: skip
    for field in ("lead_picture", "body", "authors", "tags", "search_description"):
        assert f'<a href="#id_{field}" class="room-to">' in html
        assert f'id="id_{field}"' in html
    html = client.get(room(make_draft("Complete", by=editor, **ready()))).content.decode()
    assert missing(html) == [] and "All there, as of the last save." in html


@pytest.mark.parametrize("kind", ["", "poem", "\x00", "guide"])
def test_any_kind_may_be_asked_for(client, editor, kind):
    assert client.get("/admin/articles/article/add/", {"kind": kind}).status_code == 200


@pytest.mark.parametrize("step", ["publish", "schedule"])
def test_an_editor_cannot_approve_what_lacks_something_and_reads_all_of_it(client, editor, step):
    story = make_draft("Bare", authors=[make_author()])
    later = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M") if step == "schedule" else ""
    answer = press(client, step, story, headline="As typed", note="With care.", publish_at=later)
    assert errors(answer) == {"__all__": ALL}
    html = answer.content.decode()
    assert "\nAs typed</textarea>" in html and "With care." in html
    assert html.index(ALL[0]) < html.index("\nAs typed</textarea>")
    assert (again(story).state, Revision.objects.count(), again(story).draft_headline) == (State.DRAFT, 1, "Bare")
    assert Article.objects.live().count() == 0


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [({"lead_picture": None}, ALL[0]), ({"standfirst": ""}, ALL[1]), ({"body": "<p>Words.</p>"}, ALL[2]),
     ({"tags": []}, ALL[3]), ({"search_description": ""}, ALL[4])],
)  # fmt: skip
def test_one_thing_missing_is_named_alone(client, editor, lacks, sentence):
    story = make_draft("Nearly", **ready(**lacks))
    assert errors(press(client, "publish", story)) == {"__all__": [sentence]}
    assert press(client, "save", story).status_code == 302
    assert press(client, "submit", again(story)).status_code == 302


def test_a_complete_story_is_approved(client, editor):
    story = make_draft("Complete", **ready())
    assert press(client, "publish", story).status_code == 302
    assert again(story).state == State.APPROVED


def test_a_new_story_that_lacks_something_is_not_made(client, editor):
    answer = press(client, "publish", kind="review", authors=[make_author().pk], standfirst="So.")
    assert errors(answer)["__all__"] == [
        "This review needs a lead picture with an alternative text and a credit.",
        "This review needs a topic.",
        "This review needs a search description.",
    ]
    assert Article.objects.count() == 0


def test_publish_as_scripts_and_imports_call_it_asks_for_none_of_this():
    story = make_draft("Bare", authors=[make_author()])
    publishing.publish(story, by=None)
    assert again(story).state == State.APPROVED


def test_a_change_to_what_readers_have_is_refused_only_what_it_takes_out(client, editor):
    bare = make_story("Bare")
    assert press(client, "publish", again(bare), headline="Bare, corrected").status_code == 302
    whole = make_story("Whole", **ready())
    answer = press(client, "publish", again(whole), standfirst="", tags="")
    assert errors(answer) == {"__all__": [ALL[1], ALL[3]]}
    assert again(whole).standfirst == "So far."
    Checklist.objects.create(kind="guide", required=[])
    assert press(client, "publish", again(whole), standfirst="", tags="").status_code == 302


def test_changes_planned_for_later_are_refused_what_they_take_out(client, editor):
    story, later = make_story("Whole", **ready()), {"update_at": "2030-01-01T09:00"}
    assert errors(press(client, "plan_update", again(story), standfirst="", **later)) == {"__all__": [ALL[1]]}
    assert (story.planned.count(), again(story).latest.number) == (0, 1)
    assert press(client, "plan_update", again(story), standfirst="Shorter.", **later).status_code == 302
    assert story.planned.get().revision.document["standfirst"] == "Shorter."


def test_a_scheduled_story_is_not_live_and_is_asked_for_everything(client, editor):
    story = make_story("Bare", publish_at=timezone.now() + timedelta(days=3))
    assert errors(press(client, "publish", again(story))) == {"__all__": ALL}
    assert again(story).publish_at > timezone.now()


def test_a_story_returns_only_when_its_words_are_still_true(editor):
    show = make_show(seasons=2)
    season = show.seasons.get(number=2)
    record_status(season, SeasonStatus.AWAITING)
    flag = f'<p><span data-while="season:{season.pk}:status=awaiting" data-hold="flag">Nobody has said.</span></p>'
    body = f'{flag}<p><a href="https://example.org/">There</a></p>'
    story = make_story(**ready(body=body))
    record_status(season, SeasonStatus.ORDERED, as_of=datetime(2026, 11, 1).date(), at=PUBLISHED + timedelta(hours=1))
    approve(again(story), by=editor)  # a change to what readers have: refused nothing that was so before
    publishing.withdraw(again(story), by=None)
    with pytest.raises(Incomplete) as refused:
        approve(again(story), by=editor)
    assert refused.value.sentences == [
        "This guide is up for a second look: mend its words, or say that they are still right."
    ]
    assert again(story).state == State.WITHDRAWN
    mended = body.replace("Nobody has said.", "It was ordered.").replace("=awaiting", "=ordered")
    editing.save_revision(again(story), {**story.latest.document, "body": mended}, by=editor)
    assert approve(again(story), by=editor).state == State.APPROVED


def test_the_list_costs_two_queries_and_one_more_where_readers_have_the_story(client, editor):
    request = RequestFactory().get("/")
    for story, cost in ((make_draft("Draft", **ready()), 2), (make_story("Live", **ready()), 3)):
        story = again(story)
        with CaptureQueriesContext(connection) as captured:
            checklist.panel(request, story)
        assert len(captured) == cost


# A rule of the house


def ticks(**kinds):
    seen = {f"seen-{kind}": " ".join(names) for kind, names in checklist.required_by_kind().items()}
    return {**seen, **checklist.required_by_kind(), **kinds}


def test_a_chief_decides_what_each_kind_needs(client, chief):
    page = client.get(HOUSE).content.decode()
    assert page.count('type="checkbox"') == 42
    assert page.count(" checked") == sum(map(len, DEFAULTS.values()))
    answer = client.post(HOUSE, ticks(guide=["standfirst", "poem"], news=[]))
    assert answer["Location"] == HOUSE
    assert {row.kind: row.required for row in Checklist.objects.all()} == {"guide": ["standfirst"], "news": []}
    assert client.get(HOUSE).content.decode().count(" checked") == sum(map(len, DEFAULTS.values())) - 6 - 6
    story = make_draft("Bare", standfirst="So.", authors=[make_author()])
    assert press(client, "publish", story).status_code == 302


def test_of_two_chiefs_the_second_is_told_and_loses_nothing(client, chief):
    late = ticks(news=["standfirst"])
    Checklist.objects.create(kind="guide", required=["topics"])
    answer = client.post(HOUSE, late)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed what is asked of: guide." in html
    assert Checklist.objects.count() == 1
    assert html.count('name="news" value="standfirst" aria-label="News: Standfirst" checked') == 1
    assert 'name="seen-guide" value="topics"' in html


@pytest.mark.parametrize("role", ["Writers", "Editors"])
def test_nobody_else_sees_or_changes_the_rules_of_the_house(client, role):
    client.force_login(make_user("somebody", groups=[role]))
    assert client.get(HOUSE).status_code == 403
    assert client.post(HOUSE, ticks(guide=[])).status_code == 403
    assert Checklist.objects.count() == 0


def test_the_page_stands_in_the_menu_of_chiefs(client, chief):
    assert f'href="{HOUSE}"' in client.get("/admin/").content.decode()
    row = Checklist.objects.create(kind="guide", required=[])
    assert client.get(f"{HOUSE}{row.pk}/change/")["Location"] == HOUSE
    assert client.get(f"{HOUSE}add/").status_code == 403
