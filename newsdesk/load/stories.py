"""The rows of generated stories, as saving and publishing would have left them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import TextField, Value

from articles import editing
from articles.models import Article, Byline, Reference, ReferenceRole, Revision, State, TaggedArticle, Topic
from facts.models import Fact
from newsdesk.load import names
from newsdesk.load.keys import insert, link, reserve
from newsdesk.load.lives import life
from newsdesk.load.plan import OWNERS, authors_for, dice, numbered, slug, topics_for
from newsdesk.load.recipes import Recipe
from people.models import Person
from shows.models import Character, Season, Show
from staff.models import Profile

BUSY_TOPICS = 10  # every story is filed under one of these, and under two others


@dataclass
class World:
    """The keys of everything that stories point to, by number. Five queries."""

    today: date
    end: datetime
    users: dict
    pictures: list
    shows: dict = field(default_factory=lambda: numbered(Show, "show"))
    people: dict = field(default_factory=lambda: numbered(Person, "person"))
    authors: dict = field(default_factory=lambda: numbered(Profile, "author"))
    topics: dict = field(default_factory=lambda: numbered(Topic, "topic"))
    seasons: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)
    characters: dict = field(default_factory=dict)

    def __post_init__(self):
        number = {pk: number for number, pk in self.shows.items()}
        seasons = Season.objects.filter(show__in=number).order_by() if len(number) < 500 else Season.objects.order_by()
        for show, season, pk in seasons.values_list("show", "number", "pk"):
            if show in number:
                self.seasons[number[show], season] = pk
        for show, found, pk in Character.objects.order_by().values_list("show", "slug", "pk"):
            if show in number and found.startswith(slug("character", "")):
                self.characters[number[show], int(found.rpartition("-")[2])] = pk
        facts = Fact.objects.filter(season__isnull=False, name__in=["status", "release"])
        self.facts = {(season, name): pk for season, name, pk in facts.values_list("season", "name", "pk")}

    def life(self, show):
        return life(show, self.today)


def write(numbers, world):
    """Write the stories of these numbers. Call it in a transaction of their own."""
    batch = Batch(len(numbers), world)
    for number in numbers:
        batch.add(Recipe(number, world))
    batch.write()


class Batch:
    """The rows of some stories, with keys reserved beforehand, so that a story and its revision can name each other."""

    def __init__(self, size, world):
        self.world = world
        self.keys = {Article: reserve(Article, size), Revision: reserve(Revision, 2 * size)}
        self.articles, self.revisions, self.references, self.bylines, self.tags = [], [], [], [], []
        self.about = {"shows": [], "people": []}

    def add(self, recipe):
        article = Article(pk=next(self.keys[Article]), kind=recipe.kind, owner=self.writer(recipe))
        first_written = recipe.publish_at if recipe.is_updated else recipe.written
        document = self.save(recipe, article, first_written)
        if recipe.is_updated:
            document = self.save(recipe, article, recipe.written, "Gone over again after news of the show.")
        article.headline, article.slug = document["headline"], document["slug"]
        article.version = 2 + (recipe.state == State.IN_REVIEW)
        article.state = recipe.state
        if recipe.is_published:
            self.publish(recipe, article, document)
        self.articles.append(article)

    def writer(self, recipe):
        return self.world.users[recipe.number % OWNERS + 1]

    def save(self, recipe, article, at, note=""):
        """The next revision of a story; returns its document."""
        rng = dice("document", recipe.number)
        body = recipe.pattern(at)
        names_of = recipe.names()
        document = editing.EMPTY | {
            "headline": recipe.headline.format(**names_of),
            "slug": slug("story", recipe.number),
            "standfirst": recipe.standfirst.format(**names_of),
            "body": body.html.fill(recipe.values(at, body)),
            "kind": recipe.kind,
            "authors": self.authors(rng, recipe.number),
            "shows": [self.world.shows[show] for show in recipe.shows],
            "people": [self.world.people[recipe.people[0]]] if recipe.number % 2 else [],
            "tags": self.topics(rng, recipe.number),
            "lead_picture": rng.choice(self.world.pictures),
        }
        number = self.revisions[-1].number + 1 if note else 1
        revision = Revision(
            pk=next(self.keys[Revision]), article=article, number=number, document=document, by=article.owner, at=at,
            note=note,
        )  # fmt: skip
        self.revisions.append(revision)
        article.latest_id, article.draft_headline, article.touched = revision.pk, document["headline"], at
        return document

    def authors(self, rng, number):
        first = rng.randrange(authors_for(number)) + 1
        second = [first % authors_for(number) + 1] if number % 10 == 1 else []
        return [self.world.authors[author] for author in (first, *second)]

    def topics(self, rng, number):
        chosen = {rng.randrange(BUSY_TOPICS) + 1, *(rng.randrange(topics_for(number)) + 1 for _ in range(2))}
        return [names.topic(topic) for topic in sorted(chosen)]

    def publish(self, recipe, article, document):
        """What articles.publishing.publish, and withdraw, would have done."""
        for name in ("standfirst", "search_title", "search_description"):
            setattr(article, name, document[name])
        article.lead_picture_id = document["lead_picture"]
        article.publish_at = article.first_published = recipe.publish_at
        article.material_update = recipe.written if recipe.is_updated else None
        article.published_id = article.latest_id
        article.state = State.WITHDRAWN if recipe.state == State.WITHDRAWN else State.APPROVED
        article.version = 3 + 2 * recipe.is_updated + (recipe.state == State.WITHDRAWN)
        body = recipe.pattern(recipe.written)
        values = recipe.values(recipe.written, body)
        # Past the cleaner, which costs more than all else here and has been through the pattern already.
        article.body = Value(document["body"], TextField())
        article.parts = body.parts_with(values)
        self.relate(article, document)
        self.refer(recipe, article, document, body, values)

    def relate(self, article, document):
        self.about["shows"] += [{"article_id": article.pk, "show_id": show} for show in document["shows"]]
        self.about["people"] += [{"article_id": article.pk, "person_id": person} for person in document["people"]]
        topics = {names.topic(number): pk for number, pk in self.world.topics.items()}
        self.tags += [TaggedArticle(content_object=article, tag_id=topics[tag]) for tag in document["tags"]]
        self.bylines += [
            Byline(article=article, profile_id=author, position=position)
            for position, author in enumerate(document["authors"])
        ]

    def refer(self, recipe, article, document, body, values):
        about = [{"show_id": show} for show in sorted(document["shows"])]
        about += [{"person_id": person} for person in sorted(document["people"])]
        rows = [Reference(article=article, role=ReferenceRole.ABOUT, **what) for what in about]
        tracks = {}
        for slot, name in body.facts:
            show, season = recipe.seasons[slot]
            key = self.world.facts[self.world.seasons[show, season], name]
            tracks[slot, name] = key, self.world.life(show).tracks[season, name]
        rows += body.references_with(article, values, tracks, recipe.written)
        self.references += rows

    def write(self):
        for rows in (self.articles, self.revisions, self.references, self.bylines, self.tags):
            insert(rows)
        link(Article.shows.through, self.about["shows"])
        link(Article.people.through, self.about["people"])
