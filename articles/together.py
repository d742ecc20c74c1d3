"""A Shelf for many stories: what is small comes with one query, of whatever kind it is, for a feed has all kinds."""

from collections import defaultdict
from datetime import UTC, date
from functools import cached_property

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from articles.models import Amendment, Article, Byline, Quote, TaggedArticle
from articles.shelf import Shelf
from articles.shown import MENTIONED, address_of
from articles.views import Link
from facts.reading import UNDECIDED
from people.models import Person
from pictures.models import Picture
from shows.models import Season
from shows.words import SeasonStatus
from web.prepared import prepared

LINKED = {"about": "show"}
PICTURE = ("file", "alt", "credit", "width", "height", "expires", "focal_x", "focal_y")
QUOTE = ("words", "speaker", "outlet", "address", "said_on")


@prepared
def small_things(pictures, quotes, amended, stories, complete, *mentions):
    """(kind, key, data as JSON) of what is there; what belongs to a story has the key of that.

    `complete` are shows of which it is asked how far their seasons are decided; `mentions` are keys of each kind, in
    the order of MENTIONED.
    """
    kinds = {
        "picture": (Picture.objects.filter(pk__in=pictures), "pk", dict(zip(PICTURE, PICTURE, strict=True))),
        "quote": (
            Quote.objects.filter(pk__in=quotes),
            "pk",
            {**{each: each for each in QUOTE}, "person": "person__slug"},
        ),
        "amendment": (
            Amendment.objects.filter(article__in=amended),
            "article_id",
            {"pk": "pk", "kind": "kind", "at": "at", "words": "words", "place": "place"},
        ),
        "author": (
            Byline.objects.filter(article__in=stories),
            "article_id",
            {"order": "position", "pk": "profile_id", "name": "profile__name", "slug": "profile__slug"},
        ),
        "decided": (
            Season.objects.filter(show__in=complete).exclude(status__in=UNDECIDED),
            "show_id",
            {"number": "number"},
        ),
        "topic": (
            TaggedArticle.objects.filter(content_object__in=stories),
            "content_object_id",
            {"pk": "tag_id", "name": "tag__name", "slug": "tag__slug"},
        ),
        "about": (
            Article.shows.through.objects.filter(article__in=stories),
            "article_id",
            {"pk": "show_id", "name": "show__title", "slug": "show__slug"},
        ),
    }
    for (kind, (model, slug, below)), keys in zip(MENTIONED.items(), mentions, strict=True):
        kinds[kind] = (model.objects.filter(pk__in=keys), "pk", {"slug": slug, "below": Cast(below, CharField())})
    rows = [
        queryset.order_by().values_list(Value(kind, CharField()), F(key), JSONObject(**columns))
        for kind, (queryset, key, columns) in kinds.items()
    ]
    return rows[0].union(*rows[1:], all=True)


class Together(Shelf):
    """As a Shelf; and it has what was amended in `stories`, whose `texts` they are, and what they are filed under."""

    def __init__(self, texts, stories, at):
        super().__init__(texts, at)
        self.stories = stories

    @cached_property
    def small(self):
        """{kind: {key: [data]}}; one query."""
        amended = [story.pk for story in self.stories if story.material_update]
        keys = [story.pk for story in self.stories]
        found = defaultdict(lambda: defaultdict(list))
        complete = {season.show_id for season in self.rows if season.status == SeasonStatus.COMPLETE}
        rows = small_things(self.named("picture"), self.named("quote"), amended, keys, complete, *self.mentions)
        for kind, key, data in rows:
            found[kind][key].append(data)
        return found

    @cached_property
    def addresses(self):
        return {
            f"{kind}:{pk}": address_of(kind, data["slug"], data["below"])
            for kind in MENTIONED
            for pk, [data] in self.small[kind].items()
        }

    @cached_property
    def pictures(self):
        rows = self.small["picture"].items()
        found = [Picture(pk=pk, **{**data, "expires": _day(data["expires"])}) for pk, [data] in rows]
        return {picture.pk: picture for picture in found if not picture.expired}

    @cached_property
    def quotes(self):
        return {pk: _quote(pk, **data) for pk, [data] in self.small["quote"].items()}

    @cached_property
    def decided(self):
        return {show: max(data["number"] for data in rows) for show, rows in self.small["decided"].items()}

    def amendments(self, story):
        """[(kind, moment, words, place)] of what readers of `story` were told of, the newest first."""
        rows = self.small["amendment"][story.pk]
        rows.sort(key=lambda data: (_moment(data["at"]), data["pk"]), reverse=True)
        return [(data["kind"], _moment(data["at"]), data["words"], data["place"]) for data in rows]

    def links(self, story, kind):
        """Links to the authors ("author") of `story`, its topics ("topic") or its shows ("about"), in their order."""
        rows = sorted(self.small[kind][story.pk], key=lambda data: (data.get("order", 0), data["name"]))
        return [Link(LINKED.get(kind, kind), data["pk"], data["name"], data["slug"]) for data in rows]


def _quote(pk, said_on, person, **data):
    return Quote(pk=pk, said_on=_day(said_on), person=Person(slug=person) if person else None, **data)


def _day(text):
    return text and date.fromisoformat(text)


def _moment(text):
    """SQLite has no word for the zone, which is UTC."""
    moment = parse_datetime(text)
    return moment.replace(tzinfo=UTC) if is_naive(moment) else moment
