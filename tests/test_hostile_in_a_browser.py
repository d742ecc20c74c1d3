"""Hostile texts in every field of every page, in a real browser, with the Content-Security-Policy and without it.

Nothing runs, nothing is asked of another site, and no page is other than we made it: the policy would stop most of it,
so without it what cleans and escapes must hold alone.
"""

import re
from functools import partial
from itertools import islice

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Error, expect

from articles import editing
from articles.models import Article
from articles.syndicated import bodies
from newsdesk.feeds import SHOWN
from staff import notices
from tests.conftest import SHARED_DATA
from tests.feed_readers import entries
from tests.hostile_payloads import OURS, of_the_collections
from tests.hostile_site import HostileSite, packs

pytestmark = pytest.mark.django_db(transaction=True)

FROM_THE_COLLECTIONS = 240
EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>'
# What of a page is not as we make pages: things that run, load, lead astray or change what other things mean.
AMISS = r"""() => {
  const found = window.ran ? ["something ran"] : []
  const say = (element, what) => found.push(`${element.outerHTML.slice(0, 120)}: ${what}`)
  const ours = (address) => new URL(address, location.href).origin === location.origin
  const made = [`${location.origin}/static/`, `${location.origin}/admin/jsi18n/`]
  const strange = "applet,audio,base,embed,frame,iframe,math,object,template,video".split(",")
  const addresses = "action,background,cite,data,formaction,href,ping,poster,src,srcdoc,srcset,xlink:href".split(",")
  const runs = (address) => /^(javascript|data|vbscript|blob):/i.test(address.replace(/[\x00-\x20]/g, ""))
  for (const element of document.querySelectorAll("*")) {
    const { localName: name, type, httpEquiv, href, rel, src } = element
    if (strange.includes(name)) say(element, "is there")
    if (name === "meta" && httpEquiv) say(element, "tells the browser something")
    if (name === "link" && rel !== "canonical" && !ours(href)) say(element, "is of another site")
    if (name === "script" && !/json|importmap/.test(type) && !made.some((way) => src?.startsWith(way)))
      say(element, "is not ours")
    if (name === "form" && !ours(element.getAttribute("action") ?? "")) say(element, "sends elsewhere")
    for (const { name: attribute, value } of element.attributes) {
      if (attribute.startsWith("on")) say(element, `has ${attribute}`)
      if (addresses.includes(attribute) && runs(value)) say(element, `has ${attribute}`)
    }
  }
  return found
}"""


# The catalogue of the admin's own words is a script that the desk makes.
OURS_TO_ASK = ("/static/", "/media/pictures/", "/admin/articles/article/", "/admin/autocomplete/", "/admin/jsi18n/")


class Watched:
    """A page of which it is noted what runs, what it asks for, and what its console says.

    Of long rows of pages alike it opens `every` so many; of a list all pages where it is `thorough`, else the first.
    """

    def __init__(self, context, site, thorough):
        self.site, self.thorough, self.every = site, thorough, 6 if thorough else 24
        self.found, self.address = [], ""
        self.page = page = context.new_page()
        page.set_default_timeout(30_000)  # ms
        page.on("dialog", self.dialog)
        page.on("popup", lambda popup: self.note(f"opened {popup.url}"))
        page.on("pageerror", lambda error: self.note(f"failed: {error}"))
        page.on("console", lambda said: self.note(said.text) if said.type == "error" else None)
        page.on("request", self.asked)

    def note(self, what):
        self.found.append((self.address, what))

    def dialog(self, dialog):
        if dialog.type == "beforeunload":  # the room's own: what was typed is not saved
            return dialog.accept()
        self.note(f"asked {dialog.message}")
        return dialog.dismiss()

    def asked(self, request):
        """Files of ours, pictures of the library, what the room asks the desk; and whatever page we opened."""
        path = request.url.removeprefix(self.site)
        ours = path.startswith(OURS_TO_ASK)
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            ours = path in {self.address, self.address.partition("#")[0]} or path.startswith("/admin/")
        if not ours:
            self.note(f"asked for {request.url[:200]}")

    def opens(self, address, until="load"):
        self.address = address
        answer = self.page.goto(self.site + address, wait_until=until)
        if answer.status != 200:
            self.note(f"answered {answer.status}")
        self.looks()
        return self.page

    def looks(self):
        try:
            amiss = self.page.evaluate(AMISS)
        except Error:  # the room opened itself anew, or it led elsewhere, which is seen by what was asked for
            self.page.wait_for_load_state()
            amiss = self.page.evaluate(AMISS)
        for what in amiss:
            self.note(what)


def payloads():
    """Ours, and where the collections are, every so many of theirs."""
    theirs = [text for _, text in of_the_collections(SHARED_DATA / "html")] if SHARED_DATA.is_dir() else []
    step = max(1, len(theirs) // FROM_THE_COLLECTIONS)
    return [*OURS, *islice(theirs, 0, None, step)]


@pytest.fixture
def watched(page, live_server):
    """`watched(policy, user)`: a Watched of a browser that keeps to our policy, or is not told of it."""
    contexts = []

    def watched(*, policy, user=None):
        context = page.context.browser.new_context(bypass_csp=not policy)
        contexts.append(context)
        context.route("**/media/**", lambda route: route.fulfill(content_type="image/svg+xml", body=EMPTY_PICTURE))
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return Watched(context, live_server.url, thorough=not policy)

    yield watched
    for context in contexts:
        context.close()


def test_the_watch_sees_what_runs_where_nothing_is_cleaned(watched):
    at, unseen = watched(policy=False), []
    for number, payload in enumerate(OURS):
        body = f"<!doctype html><html><body><p>x</p>{payload}"
        at.page.context.route(f"**/raw/{number}", partial(answer, body))
        at.found = []
        try:
            at.opens(f"/raw/{number}", until="commit")
        except Error as gone:  # it led elsewhere before it was there
            at.note(str(gone))
        at.page.wait_for_timeout(30)  # ms
        at.looks()
        if not at.found:
            unseen.append(payload)
    # What is harmless as a body of its own aims at an attribute, a script or an editor around it.
    assert len(OURS) >= 60 and len(OURS) - len(unseen) >= 50, unseen


def answer(body, route):
    route.fulfill(content_type="text/html", body=body)


def test_nothing_hostile_runs_or_is_asked_for_on_any_page(watched):
    site = HostileSite(payloads())
    assert len(site.payloads) >= (300 if SHARED_DATA.is_dir() else 60)
    found = []
    for policy in (True, False):
        reader, editor = watched(policy=policy), watched(policy=policy, user=site.root)
        for look in (stories, lists_of_readers):
            look(reader, site)
        if not policy:  # a program that shows a feed knows of none
            feeds(reader, site)
        for look in (lists_of_the_desk, previews, rooms, second_savers):
            look(editor, site)
        found += reader.found + editor.found
    assert found == []


# Where it is looked at


def stories(at, site):
    for story in [*site.small[:: at.every], *site.big]:
        at.opens(story.get_absolute_url())


def lists_of_readers(at, site):
    for address in ("/", "/stories/", "/corrections/", site.show.get_absolute_url(), site.season.get_absolute_url()):
        every_page(at, address)
    for thing in (*site.topics[:: 10 * at.every], *site.profiles[:: 10 * at.every]):
        at.opens(thing.get_absolute_url())
    for token in site.tokens:
        at.opens(f"/preview/{token}/")


def every_page(at, address):
    """A list of readers, from its first page on."""
    while address:
        onward = at.opens(address).locator("a[rel=next]")
        address = at.thorough and onward.count() and address.partition("?")[0] + onward.get_attribute("href")


FEEDS = ("/feeds/stories.rss", "/feeds/stories.atom", "/feeds/stories.json", "/feeds/facts.atom", "/feeds/facts.json")


def feeds(at, site):
    """As a program shows them that trusts us and cleans nothing: several texts put into a page."""
    paths = [*FEEDS, f"{site.show.get_absolute_url()}feed.atom", f"{site.topics[0].get_absolute_url()}feed.atom"]
    with override_settings(SITE_URL=at.site):
        found = [(path, entry) for path in paths for entry in entries(Client(), path)]
        # RSS alone calls its summary HTML.
        texts = [f"<p>{entry.summary}</p>{entry.html}" if ".rss" in path else entry.html for path, entry in found]
        texts += bodies([*site.small[:: at.every], *site.big], site.now).values()
    assert len(found) >= 4 * SHOWN
    for number, together in enumerate(packs(texts, 8)):
        body = f"<!doctype html><html><body>{'<hr>'.join(together)}"
        at.page.context.route(f"**/raw/fed-{number}", partial(answer, body))
        at.opens(f"/raw/fed-{number}")


LISTS = (
    "articles_article", "articles_pitch", "articles_topic", "pictures_picture", "staff_profile", "staff_auditentry",
    "facts_source", "facts_report",
)  # fmt: skip
PLAIN = ("index", "articles_second_look", "articles_article_calendar", "facts_report_waiting", "me")


def lists_of_the_desk(at, site):
    for name in PLAIN:
        at.opens(reverse(f"admin:{name}"))
    for shown in packs(site.told, notices.MOST):
        site.show_notices(shown)
        at.opens(reverse("admin:notices"))
    for query in ("?whose=all", "?whose=all&start=40"):
        at.opens(reverse("admin:articles_second_look") + query)
    for name in LISTS:
        address = reverse(f"admin:{name}_changelist")
        pages = at.opens(address).locator(".paginator a").count()
        for number in range(2, pages + 1, at.every):
            at.opens(f"{address}?p={number}")


def previews(at, site):
    for story in site.big if at.thorough else site.big[:2]:
        for name in ("preview", "history", "compare", "preview_links", "kill"):
            at.opens(reverse(f"admin:articles_article_{name}", args=[story.pk]))


def rooms(at, site):
    """Each with what was typed and not saved, as the browser's editor has it, and checked as it is typed."""
    site.type_again()
    new = [f"{reverse('admin:articles_article_add')}?copy={copy.key}" for copy in site.copies if not copy.article_id]
    written = [reverse("admin:articles_article_change", args=[story.pk]) for story in site.big]
    for address in [*written[:: at.every], *new[:1]]:
        page = at.opens(address)
        text = page.locator(".ProseMirror")
        text.wait_for()
        with page.expect_response("**/checks/"):
            text.press("End")
            page.keyboard.type(" As of this writing.")
        page.locator(".field-lead_picture .select2-selection").click()
        page.keyboard.type("ran")
        page.locator(".select2-results__option").first.wait_for()
        at.looks()


def second_savers(at, site):
    story = site.big[0]
    page = at.opens(reverse("admin:articles_article_change", args=[story.pk]))
    page.locator(".ProseMirror").wait_for()
    fresh = Article.objects.get(pk=story.pk)
    theirs = {**fresh.latest.document, "headline": site.payloads[1][:160], "standfirst": site.payloads[2][:500]}
    editing.save_revision(fresh, theirs, by=site.root)
    page.get_by_role("button", name=re.compile("Save")).first.click()
    expect(page.get_by_role("heading", name="Somebody saved before you")).to_be_visible()
    page.wait_for_load_state()
    at.looks()
