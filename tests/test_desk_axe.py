"""Every screen of the desk in a real browser, light and dark: nothing serious for axe, nothing in the console."""

import base64
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from PIL import Image

from articles import publishing
from articles.assigning import assign
from articles.comments import resolve, say
from articles.editing import save_revision
from articles.models import Article, Checklist, Pitch, Planned, Topic
from facts.decisions import propose
from facts.ledger import record
from facts.models import Report
from facts.refs import FactRef
from imports.models import Brought
from people.models import Person
from pictures.models import Picture
from shows.models import Show, SourceWork
from staff.models import AuditEntry
from staff.notices import tell
from tests.axe import faults
from tests.make import (
    make_appearance,
    make_author,
    make_crew,
    make_draft,
    make_person,
    make_quote,
    make_show,
    make_source,
    make_story,
    make_user,
    record_status,
)
from tests.test_second_factor import code_of

# Nobody adds to these by a form.
WRITTEN_ELSEWHERE = {Report, Brought, Checklist, AuditEntry}


def a_photograph():
    stream = BytesIO()
    Image.new("RGB", (320, 180), "#446688").save(stream, "JPEG")
    return ContentFile(stream.getvalue(), "still.jpg")


@pytest.fixture
def desk(transactional_db):
    """One row at least in every table of the desk, and whoever may see them all."""
    root = make_user("root", is_superuser=True)
    show = make_show(seasons=2, beat_owner=root)
    season = show.seasons.get(number=2)
    make_appearance(season, make_person(), "Choi Nam-ra")
    make_crew(show, make_person("Joo Dong-geun"), season=season)
    record_status(season, "ordered", by=root)
    make_author(user=root)
    story = make_draft(by=root, shows=[show])
    save_revision(
        story, {**story.latest.document, "headline": "Another", "tags": ["Netflix"]}, by=root, note="Shorter."
    )
    assign(story, to=root, due_on=timezone.localdate(), note="Ask first.", by=root)
    asked = say(story, "Who said so, @root?", by=root, passage="The school", asks=True)
    say(story, "Netflix.", by=root, parent=asked)
    resolve(say(story, "Done.", by=root), by=root)
    Pitch.objects.create(idea="Where is Nam-ra now?", show=show, owner=root, by=root, due_on=timezone.localdate())
    make_quote(by=root)
    Checklist.objects.create(kind="guide", required=["standfirst"])
    Picture.objects.create(title="A still", alt="A corridor", credit="Newsdesk", file=a_photograph())
    SourceWork.objects.create(title="Now at Our School", kind="webtoon")
    Topic.objects.create(name="Korean drama")
    Group.objects.get_or_create(name="Photo desk")
    Brought.objects.create(kind="show", external_id="82", updated=timezone.now(), object_id=show.pk)
    for words in ("Tom names you", "Tom answers you"):
        tell([root], "mention", words, address=reverse("admin:index"), about="story:1")
    LogEntry.objects.log_actions(root.pk, [show], CHANGE, change_message="Retitled.", single_object=True)
    return root


def screens():
    """The addresses of every screen that opens by its address alone."""
    show = Show.objects.get()
    found = [
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:me"),
        reverse("admin:notices"),
        reverse("admin:second_factor"),
        reverse("admin:app_list", args=["shows"]),
        reverse("admin:shows_season_announce", args=[show.seasons.get(number=2).pk]),
        reverse("admin:people_person_announce", args=[Person.objects.earliest("pk").pk]),
        reverse("admin:facts_report_waiting"),
        reverse("admin:articles_second_look") + "?whose=all",
        reverse("admin:articles_article_calendar"),
        reverse("admin:articles_article_calendar") + "?view=week",
        reverse("admin:articles_article_kill", args=[Article.objects.get().pk]),
        reverse("admin:articles_article_history", args=[Article.objects.get().pk]),
        reverse("admin:articles_article_compare", args=[Article.objects.get().pk]) + "?old=2&new=1",
        reverse("admin:shows_show_history", args=[show.pk]),
        reverse("admin:shows_show_delete", args=[show.pk]),
        reverse("admin:articles_topic_delete", args=[Topic.objects.get().pk]),
    ]
    for model in admin.site._registry:
        name = f"admin:{model._meta.label_lower.replace('.', '_')}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[model.objects.earliest("pk").pk])]
        if model not in WRITTEN_ELSEWHERE:
            found.append(reverse(f"{name}_add"))
    return found


def test_no_screen_of_the_desk_has_a_serious_fault(watched_page, live_server, log_in, desk):
    page, site, found = watched_page, live_server.url, {}
    page.goto(site + reverse("admin:login"))
    found["login"] = faults(page)
    log_in(desk)
    for address in screens():
        assert page.goto(site + address).status == 200, address
        found[address] = faults(page)

    season = Show.objects.get().seasons.get(number=2)
    page.goto(site + reverse("admin:shows_season_announce", args=[season.pk]))
    page.locator(f'[name="season:{season.pk}:paused"]').select_option("yes")
    page.get_by_label("Publisher").fill("Netflix")
    page.get_by_label("Tier").select_option("1")
    page.get_by_role("button", name="See what it changes").click()
    page.get_by_role("button", name="Record it").wait_for()
    found["blast radius"] = faults(page)

    person = Person.objects.earliest("pk")
    page.goto(site + reverse("admin:people_person_change", args=[person.pk]))
    Person.objects.get(pk=person.pk).save()
    page.fill("[name=biography]", "Mine.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Keep mine").wait_for()
    found["second saver"] = faults(page)
    assert [f"{address} {fault}" for address, fault in found.items() if fault] == []


@pytest.fixture
def busy(transactional_db):
    """A desk in the middle of its day: words that stopped being true, what waits, and who looks over whose shoulder."""
    root = make_user("root", is_superuser=True)
    tom = make_user("tom", groups=["Writers"])
    season = make_show(seasons=2, beat_owner=root).seasons.get(number=2)
    record_status(season, "awaiting", by=root)
    quote = make_quote(by=root)
    body = (
        f'<p><span data-while="season:{season.pk}:status=awaiting" data-hold="flag">No word yet.</span></p>'
        f'<blockquote data-quote="{quote.pk}">x</blockquote>'
    )
    guide = make_story(kind="guide", shows=[season.show], body=body, by=root)
    record_status(season, "ordered", by=root, at=timezone.now())
    status = FactRef.of(season, "status")
    propose(Report(as_of=date(2022, 6, 7), citing=[make_source()]), {status: "in_production"}, by=tom)
    spring = (timezone.now() + timedelta(days=400)).replace(second=0, microsecond=0)
    held = Report(as_of=date(2022, 6, 7), citing=[make_source()], effective_at=spring, note="Embargoed until spring.")
    record(held, {status: "wrapped"}, seen={}, by=root)
    Planned.objects.create(article=guide, action="withdraw", at=spring, by=root)
    draft = make_draft("Tom’s own", by=tom, authors=[make_author(user=tom)])
    return {"root": root, "tom": tom, "guide": guide, "quote": quote, "draft": draft}


def test_no_screen_with_work_on_it_has_a_serious_fault(watched_page, live_server, log_in, busy):
    page, site, found = watched_page, live_server.url, {}
    guide, plan = busy["guide"].pk, Planned.objects.get().pk

    def looks(name, *key, query="", shows):
        page.goto(site + reverse(f"admin:{name}", args=key) + query)
        page.get_by_text(shows).locator("visible=true").first.wait_for()
        found[name, *key] = faults(page)

    log_in(busy["tom"])
    looks("articles_article_change", guide, shows="No word yet.")  # only to be read: it is somebody else’s, and live
    looks("facts_report_waiting", shows="What I proposed")
    page.goto(site + reverse("admin:articles_article_change", args=[busy["draft"].pk]))
    page.locator("[name=headline]").fill("Mine")
    publishing.publish(Article.objects.get(pk=busy["draft"].pk), by=busy["root"])
    page.locator("[name=_save]:visible").click()
    page.get_by_text("no longer yours to change").first.wait_for()
    page.complaints[:] = [said for said in page.complaints if "409" not in said]
    found["too late"] = faults(page)
    log_in(busy["root"])
    looks("index", shows="No word yet.")
    looks("articles_second_look", query="?whose=all", shows="No word yet.")
    looks("facts_report_waiting", shows="Embargoed until spring.")
    looks("articles_article_preview", guide, shows="No word yet.")
    looks("articles_article_planned", plan, shows="Withdraw")
    looks("articles_article_change", guide, shows="No word yet.")
    looks("articles_quote_delete", busy["quote"].pk, shows=busy["quote"].words)
    assert [f"{screen} {fault}" for screen, fault in found.items() if fault] == []


def test_no_door_of_the_desk_has_a_serious_fault(watched_page, live_server, log_in, transactional_db):
    """Setting up the second factor, a log-in with a code, and the page for whoever tried too often."""
    page, site, found = watched_page, live_server.url, {}
    user = make_user("mina", groups=["Writers"])
    log_in(user)
    page.goto(site + reverse("admin:second_factor"))
    key = base64.b32decode(page.locator(".factor-key").inner_text().replace(" ", "")).hex()
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.locator(".factor-codes li").all_inner_texts()
    found["codes"] = faults(page)
    page.goto(site + reverse("admin:second_factor"))
    found["second factor"] = faults(page)
    page.get_by_label("A code, or your password").fill("wrong")
    page.get_by_role("button", name="Turn it off").click()
    page.get_by_role("alert").wait_for()
    found["refused"] = faults(page)
    StaticDevice.objects.update(throttling_failure_count=0)

    def try_to_log_in(password):
        page.goto(site + reverse("admin:login"))
        page.get_by_label("Username").fill("mina")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()

    page.context.clear_cookies()
    try_to_log_in("newsdesk")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").wait_for()
    found["code"] = faults(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("My drafts").wait_for()
    page.context.clear_cookies()
    for _ in range(5):
        try_to_log_in("wrong")
    page.get_by_text("Try again in 15 minutes.").wait_for()
    assert [text for text in page.complaints if "429" not in text] == []
    page.complaints.clear()
    found["too often"] = faults(page)
    assert [f"{name} {fault}" for name, fault in found.items() if fault] == []
