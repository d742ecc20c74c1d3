"""The rows of generated stories, as saving and publishing would have left them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import TextField, Value

from articles import editing
from articles.models import (
    Article,
    Byline,
    Kind,
    Reference,
    ReferenceRole,
    Revision,
    State,
    TaggedArticle,
    Topic,
    Vouch,
)
from articles.references import key_of, watch
from facts.models import Fact
from newsdesk.load import names
from newsdesk.load.beside import Beside
from newsdesk.load.keys import insert, link, reserve
from newsdesk.load.lives import life
from newsdesk.load.plan import authors_for, dice, numbered, owner_of, slug, topics_for
from newsdesk.load.recipes import Recipe, Text
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
    topic_keys: dict = field(default_factory=dict)
    seasons: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)
    characters: dict = field(default_factory=dict)

    def __post_init__(self):
        self.topic_keys = {names.topic(number): pk for number, pk in self.topics.items()}
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
        self.vouches = []
        self.beside = Beside(world)
        self.about = {"shows": [], "people": []}

    def add(self, recipe):
        article = Article(pk=next(self.keys[Article]), kind=recipe.kind, owner=self.writer(recipe))
        texts = [Text(recipe, at) for at in recipe.moments]
        document = self.document(recipe)
        for number, text in enumerate(texts, 1):
            self.save(article, document | {"body": text.html}, number, text.at)
        article.headline, article.slug = document["headline"], document["slug"]
        article.version = 2 + (recipe.state == State.IN_REVIEW)
        article.state = recipe.state
        if recipe.is_published:
            self.publish(recipe, article, document, texts)
        self.beside.add(recipe, article)
        self.articles.append(article)

    def writer(self, recipe):
        return self.world.users[owner_of(recipe.number)]

    def document(self, recipe):
        """What a revision holds, but for its body."""
        rng, world, words = dice("document", recipe.number), self.world, recipe.names()
        return editing.EMPTY | {
            "headline": recipe.headline.format(**words),
            "slug": slug("story", recipe.number),
            "standfirst": recipe.standfirst.format(**words),
            "kind": recipe.kind,
            "authors": self.authors(rng, recipe.number),
            "shows": [world.shows[show] for show in recipe.shows],
            "people": [world.people[recipe.people[0]]] if recipe.number % 2 else [],
            "tags": self.topics(rng, recipe.number),
            "lead_picture": rng.choice(world.pictures),
            "season": world.seasons[recipe.shows[0], recipe.season] if recipe.kind == Kind.GUIDE else None,
        }

    def authors(self, rng, number):
        first = rng.randrange(authors_for(number)) + 1
        second = [first % authors_for(number) + 1] if number % 10 == 1 else []
        return [self.world.authors[author] for author in (first, *second)]

    def topics(self, rng, number):
        chosen = {rng.randrange(BUSY_TOPICS) + 1, *(rng.randrange(topics_for(number)) + 1 for _ in range(2))}
        return [names.topic(topic) for topic in sorted(chosen)]

    def save(self, article, document, number, at):
        revision = Revision(
            pk=next(self.keys[Revision]), article=article, number=number, document=document, by=article.owner, at=at,
            note="Gone over again after news of the show." if number > 1 else "",
        )  # fmt: skip
        self.revisions.append(revision)
        article.latest_id, article.draft_headline, article.touched = revision.pk, document["headline"], at

    def publish(self, recipe, article, document, texts):
        """What articles.publishing.publish, and withdraw, would have done."""
        for name in ("standfirst", "search_title", "search_description"):
            setattr(article, name, document[name])
        article.lead_picture_id, article.season_id = document["lead_picture"], document["season"]
        article.publish_at = article.first_published = recipe.publish_at
        article.material_update = recipe.written if recipe.is_updated else None
        article.published_id = article.latest_id
        article.state = State.WITHDRAWN if recipe.state == State.WITHDRAWN else State.APPROVED
        article.version = 1 + 2 * len(texts) + (recipe.state == State.WITHDRAWN)
        # Past the cleaner, which costs more than all else here and has been through the pattern already.
        article.body = Value(texts[-1].html, TextField())
        article.parts = texts[-1].parts()
        self.relate(article, document)
        self.refer(article, document, texts)

    def relate(self, article, document):
        self.about["shows"] += [{"article_id": article.pk, "show_id": show} for show in document["shows"]]
        self.about["people"] += [{"article_id": article.pk, "person_id": person} for person in document["people"]]
        tags = [self.world.topic_keys[tag] for tag in document["tags"]]
        self.tags += [TaggedArticle(content_object=article, tag_id=tag, publish_at=article.publish_at) for tag in tags]
        self.bylines += [
            Byline(article=article, profile_id=author, position=position, publish_at=article.publish_at)
            for position, author in enumerate(document["authors"])
        ]

    def refer(self, article, document, texts):
        """The references of the last text; what stood in the first one too was vouched for when that was gone over."""
        rows = [*about(article, document, texts[-1].at), *texts[-1].references(article)]
        before = {key_of(row): row for text in texts[:-1] for row in text.references(article)}
        behind = {}
        for row in rows:
            if (earlier := before.get(key_of(row))) and earlier.seen == row.seen:
                row.written = earlier.written
            elif earlier:
                behind[row.fact_id] = row.seen
        self.vouches += [
            Vouch(article=article, fact_id=fact, number=number, by=article.owner, at=texts[-1].at)
            for fact, number in behind.items()
        ]
        self.references += rows

    def write(self):
        for rows in (self.articles, self.revisions, self.references, self.bylines, self.tags, self.vouches):
            insert(rows)
        link(Article.shows.through, self.about["shows"])
        link(Article.people.through, self.about["people"])
        watch({row.fact_id for row in self.references if row.watches})
        self.beside.write()


def about(article, document, at):
    """The references that lead a story's others: its shows, its people, and the season it answers for."""
    targets = [("show_id", show) for show in sorted(document["shows"])]
    targets += [("person_id", person) for person in sorted(document["people"])]
    common = {"article": article, "kept": article.is_maintained, "written": at}
    for column, key in targets:
        yield Reference(role=ReferenceRole.ABOUT, **{column: key}, **common)
    if document["season"]:
        yield Reference(role=ReferenceRole.LIVE, season_id=document["season"], words="status", **common)
