"""A newsroom in which every text that can be stored is hostile: each payload in a body and in each field by itself.

What is cleaned is cleaned, and what is too long is cut, as the fields would have it; nothing else is done to any of it.
"""

from datetime import timedelta
from itertools import islice
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from articles import editing, preview_links, publishing
from articles.body import sanitise
from articles.models import (
    Amendment,
    Article,
    Byline,
    Comment,
    Pitch,
    Planned,
    PreviewLink,
    Quote,
    Revision,
    TaggedArticle,
    Topic,
    Vouch,
    WorkingCopy,
)
from articles.parts import compile_parts
from facts.decisions import propose
from facts.models import Fact, Report
from facts.refs import FactRef
from pictures.models import Picture
from staff.models import AuditEntry, Notice, Profile
from tests.make import make_show, make_source, make_user, record_status
from web.text import clean_line

TOGETHER = 60  # payloads of a story that holds many


def fit(text, most):
    """`text` as one line of at most so many characters, and never empty."""
    return clean_line(text)[:most].strip() or "x"


def packs(payloads, size):
    rest = iter(payloads)
    while pack := list(islice(rest, size)):
        yield pack


class HostileSite:
    """Everything there is to look at, for `root`, who sees all of it."""

    @transaction.atomic
    def __init__(self, payloads):
        self.payloads, self.now = list(payloads), timezone.now()
        self.root = make_user("root", is_superuser=True, first_name="Root", last_name="Vole")
        self.show = make_show(seasons=2, beat_owner=self.root)
        self.season = self.show.seasons.get(number=2)
        record_status(self.season, "awaiting")
        self.tokens, self.copies, self.told = [], [], []
        self.pictures()
        self.authors()
        self.small = [self.live(number, payload) for number, payload in enumerate(self.payloads)]
        self.publish_small()
        self.big = [self.with_many(pack) for pack in packs(self.payloads, TOGETHER)]
        self.beside()
        # Every passage that says that there is no word is untrue from now on.
        record_status(self.season, "ordered", at=self.now)

    # What stories lean on

    def pictures(self):
        rows = [
            Picture(file=f"pictures/{number:016x}.jpg", title=fit(each, 200), alt=fit(each, 300), credit=fit(each, 200),
                    licence=fit(each, 200), notes=fit(each, 2000), width=1600, height=900)
            for number, each in enumerate(self.payloads)
        ]  # fmt: skip
        self.library = Picture.objects.bulk_create(rows)

    def authors(self):
        rows = [
            Profile(name=fit(each, 120), slug=f"author-{number}", role=fit(each, 120), bio=fit(each, 3000))
            for number, each in enumerate(self.payloads)
        ]
        self.profiles = Profile.objects.bulk_create(rows)
        names = [f"{fit(each, 90)} {number}" for number, each in enumerate(self.payloads)]
        rows = [Topic(name=name, slug=f"topic-{number}") for number, name in enumerate(names)]
        self.topics = Topic.objects.bulk_create(rows)

    # A story for each payload, as readers have it

    def live(self, number, payload):
        at = self.now - timedelta(hours=1, seconds=number)
        body = sanitise(payload)
        return Article(
            headline=fit(payload, 160), draft_headline=fit(payload, 160), standfirst=fit(payload, 500), body=body,
            parts=compile_parts(body), search_title=fit(payload, 120), search_description=fit(payload, 300),
            slug=f"story-{number}", lead_picture=self.library[number], kind="news", state="approved", owner=self.root,
            publish_at=at, first_published=at, material_update=at, touched=at,
        )  # fmt: skip

    def publish_small(self):
        stories = self.small = Article.objects.bulk_create(self.small)
        rows = zip(stories, self.profiles, self.topics, self.payloads, strict=True)
        for story, profile, topic, payload in rows:
            story.ties = (
                Byline(article=story, profile=profile, publish_at=story.publish_at),
                TaggedArticle(content_object=story, tag=topic, publish_at=story.publish_at),
                Amendment(article=story, kind="correction", words=fit(payload, 1000), place="top", by=self.root),
                Article.shows.through(article=story, show=self.show),
                Revision(article=story, number=1, document=document(story), by=self.root, note=fit(payload, 300)),
            )
        for rows in zip(*(story.ties for story in stories), strict=True):
            type(rows[0]).objects.bulk_create(rows)
        for revision in Revision.objects.filter(article__in=stories):
            Article.objects.filter(pk=revision.article_id).update(latest=revision, published=revision)

    # Stories with many of them, and all that lies beside a story

    def with_many(self, pack):
        """A live guide with these payloads, a draft of other words, a copy typed over that, and what was said of it."""
        ref = FactRef.of(self.season, "status")
        flags = "".join(
            f'<p><span data-while="{ref}=awaiting" data-hold="flag">{sanitise(each)} As of this writing.</span></p>'
            for each in pack
        )
        body = "".join(sanitise(each) for each in pack) + sanitise("".join(pack)) + flags
        first = pack[0]
        words = {
            "headline": fit(first, 160), "standfirst": fit(" ".join(pack), 500), "body": body, "kind": "guide",
            "shows": [self.show.pk], "authors": [self.profiles[0].pk], "tags": [fit(each, 100) for each in pack],
            "search_title": fit(first, 120), "search_description": fit(" ".join(pack), 300), "season": self.season.pk,
        }  # fmt: skip
        story = editing.start(words, by=self.root, at=self.now - timedelta(days=2), note=fit(first, 300))
        publishing.publish(story, by=self.root, at=self.now - timedelta(days=2))
        for each in pack[1:4]:
            changed = {**words, "headline": fit(each, 160)}
            editing.save_revision(story, changed, by=self.root, note=fit(each, 300))
        Revision.objects.filter(article=story).update(name=fit(first, 80))
        Article.objects.filter(pk=story.pk).update(assigned_to=self.root, desk_note=fit(" ".join(pack), 1000))
        typed = {name: ["".join(pack)] for name in ("body", "headline", "standfirst", "note", "changed", "tags")}
        kept = {"typed": {**typed, "kind": ["guide"]}, "version": story.version}
        for article in (story, None):
            self.copies.append(WorkingCopy.objects.create(article=article, user=self.root, key=uuid4(), **kept))
        self.said_of(story, pack)
        return story

    def said_of(self, story, pack):
        fact = Fact.objects.get(season=self.season, name="status")
        said = [{"article": story, "words": fit(each, 2000), "by": self.root} for each in pack]
        asked = [Comment(**row, passage=fit(each, 500), asks=True) for row, each in zip(said, pack, strict=True)]
        Comment.objects.bulk_create(asked)
        Comment.objects.bulk_create(Comment(**row, parent=parent) for row, parent in zip(said, asked, strict=True))
        token = f"token-{story.pk}"
        digests = [preview_links.digest(token if number == 0 else f"{token}-{number}") for number in range(len(pack))]
        lent = {"article": story, "by": self.root, "expires": self.now + timedelta(days=3)}
        links = zip(digests, pack, strict=True)
        PreviewLink.objects.bulk_create(
            PreviewLink(**lent, digest=own, meant_for=fit(each, 120)) for own, each in links
        )
        self.tokens.append(token)
        put_off = {"until": self.now.date(), "reason": fit(pack[0], 300), "by": self.root}
        Vouch.objects.create(article=story, fact=fact, number=fact.number, **put_off)
        Planned.objects.create(
            article=story, action="update", revision=story.latest, at=self.now + timedelta(days=1), by=self.root,
            amended=["correction", fit(pack[0], 1000), "top"],
        )  # fmt: skip

    def beside(self):
        """Pitches, notices, the log, the bank of quotes, and what somebody proposes."""
        first = self.now.date().replace(day=1)
        season = self.show.seasons.get(number=1)
        ideas, quotes, log = [], [], []
        for number, each in enumerate(self.payloads):
            idea = {"idea": fit(each, 160), "note": fit(each, 2000), "answer": fit(each, 300), "show": self.show}
            due = first + timedelta(days=number % 28)
            ideas.append(Pitch(**idea, owner=self.root, by=self.root, due_on=due))
            quotes.append(Quote(words=fit(each, 2000), speaker=fit(each, 120), outlet=fit(each, 120), by=self.root))
            about = {"address": "/admin/", "about": f"pitch:{number}"}
            self.told.append(Notice(user=self.root, kind="mention", words=fit(each, 300), **about))
            log.append(AuditEntry(kind="publication", words=fit(each, 400), who=fit(each, 150), address="/admin/"))
        for rows in (ideas, quotes, self.told, log):
            type(rows[0]).objects.bulk_create(rows)
        for each in self.payloads[:40]:
            source = make_source(fit(each, 150), title=fit(each, 200))
            asked = Report(as_of=first, citing=[source], note=fit(each, 500))
            propose(asked, {FactRef.of(season, "status"): "ordered"}, by=self.root)

    # Between two looks

    def type_again(self):
        """The copies as they were: a browser that opened one has tidied it since."""
        WorkingCopy.objects.all().delete()
        WorkingCopy.objects.bulk_create(self.copies)

    def show_notices(self, shown):
        """Only these: a page has room for so many."""
        self.root.notices.update(on_desk=False)
        self.root.notices.filter(pk__in=[notice.pk for notice in shown]).update(on_desk=True)


def document(story):
    """What a revision of a story holds that has nothing but its columns."""
    names = ("headline", "standfirst", "body", "kind", "search_title", "search_description", "slug")
    return editing.EMPTY | {name: getattr(story, name) for name in names}
