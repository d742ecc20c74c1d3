"""Every screen of the desk in a real browser, light and dark: nothing serious for axe, nothing in the console."""

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles.models import Topic
from facts.models import Report
from imports.models import Brought
from people.models import Person
from pictures.models import Picture
from shows.models import Show, SourceWork
from tests.make import (
    make_appearance,
    make_author,
    make_crew,
    make_draft,
    make_person,
    make_show,
    make_user,
    record_status,
)

# Nobody adds to these by a form.
WRITTEN_ELSEWHERE = {Report, Brought}


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
    make_draft(by=root, shows=[show])
    Picture.objects.create(title="A still", alt="A corridor", credit="Newsdesk", file=a_photograph())
    SourceWork.objects.create(title="Now at Our School", kind="webtoon")
    Topic.objects.create(name="Korean drama")
    Group.objects.get_or_create(name="Photo desk")
    Brought.objects.create(kind="show", external_id="82", updated=timezone.now(), object_id=show.pk)
    LogEntry.objects.log_actions(root.pk, [show], CHANGE, change_message="Retitled.", single_object=True)
    return root


def screens():
    """The addresses of every screen that opens by its address alone."""
    show = Show.objects.get()
    found = [
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:me"),
        reverse("admin:app_list", args=["shows"]),
        reverse("admin:shows_season_announce", args=[show.seasons.get(number=2).pk]),
        reverse("admin:people_person_announce", args=[Person.objects.earliest("pk").pk]),
        reverse("admin:facts_report_waiting"),
        reverse("admin:articles_second_look") + "?whose=all",
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


def faults(page):
    """What axe finds serious on the page, and the console's errors; those of axe's own inline styles are dropped."""
    complaints = {"console": list(page.complaints)} if page.complaints else {}
    violations = Axe().run(page).response["violations"]
    page.complaints.clear()
    serious = [v for v in violations if v["impact"] in {"serious", "critical"}]
    return complaints | {v["id"]: [node["html"][:300] for node in v["nodes"]] for v in serious}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_of_the_desk_has_a_serious_fault(watched_page, live_server, log_in, desk, scheme):
    page, site, found = watched_page, live_server.url, {}
    page.emulate_media(color_scheme=scheme)
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
