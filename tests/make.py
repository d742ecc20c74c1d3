"""Plain helpers that make what a test is about, through the same doors the site uses."""

from datetime import UTC, date, datetime
from itertools import count

from articles import editing, publishing
from articles.models import Kind, Quote
from facts.ledger import record
from facts.models import Report, Source, Tier
from facts.refs import FactRef
from newsdesk.sitemaps import PER_PART
from people.models import Person
from pictures.models import Picture
from shows.models import Appearance, CastMember, Character, CrewMember, Network, Season, Show
from shows.windows import parse
from shows.words import Job
from staff.models import Profile, User

_numbers = count(1)

# Before every moment the tests speak of, and after every as-of date.
PUBLISHED = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


def make_user(username="editor", *, groups=(), **fields):
    """An account of the desk, in the groups named."""
    from django.contrib.auth.models import Group

    user = User.objects.create_user(username, password="newsdesk", **{"is_staff": True, **fields})
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def make_author(name="Mina Frost", **fields):
    return Profile.objects.create(name=name, **fields)


def make_picture(title="A still", **fields):
    """A picture of the library, 1600 by 900 pixels, whose files are not there: pages need only its row."""
    fields = {"alt": "A corridor", "credit": "Newsdesk", "width": 1600, "height": 900, **fields}
    picture = Picture(file=f"pictures/{next(_numbers):016x}.jpg", title=title, **fields)
    # Django would measure the file on its way into the row.
    Picture.objects.bulk_create([picture])
    return picture


def make_quote(words="We wait.", speaker="Cho Yi-hyun", **fields):
    return Quote.objects.create(words=words, speaker=speaker, **fields)


def make_network(name="Netflix", **fields):
    return Network.objects.get_or_create(name=name, defaults=fields)[0]


def make_show(title="All of Us Are Dead", *, seasons=0, network=None, **fields):
    """A show with that many seasons, numbered from 1, nothing recorded of them."""
    show = Show.objects.create(title=title, network=network or make_network(), **fields)
    for number in range(1, seasons + 1):
        make_season(show, number)
    return show


def make_season(show, number=1, **fields):
    return Season.objects.create(show=show, number=number, **fields)


def make_person(name="Cho Yi-hyun", **fields):
    return Person.objects.create(name=name, **fields)


def make_character(show, name="Choi Nam-ra", **fields):
    return Character.objects.create(show=show, name=name, **fields)


def make_cast(show, person, character=None, **fields):
    """`person` in `show`; `character` is a Character, a name, or None for somebody as themselves."""
    if isinstance(character, str):
        character = make_character(show, character)
    return CastMember.objects.create(show=show, person=person, character=character, **fields)


def make_appearance(season, person, character=None, *, position=0, role="", **fields):
    """`person` in one season, as in `make_cast`; an existing cast member is used again."""
    members = CastMember.objects.filter(show=season.show, person=person)
    member = members.first() or make_cast(season.show, person, character, position=position, role=role)
    return Appearance.objects.create(cast_member=member, season=season, **fields)


def make_crew(show, person, job=Job.CREATOR, **fields):
    return CrewMember.objects.create(show=show, person=person, job=job, **fields)


def make_source(publisher="Netflix", *, tier=Tier.OFFICIAL, **fields):
    title = fields.pop("title", f"{publisher} announcement {next(_numbers)}")
    return Source.objects.create(publisher=publisher, title=title, tier=tier, **fields)


def record_facts(subject, values, *, as_of=date(2022, 6, 6), source=None, by=None, at=PUBLISHED, **report):
    """Record `values`, {fact name: value as JSON}, of one season, appearance, crew member or person."""
    report = {"checked": date(2026, 11, 12), "citing": [source or make_source()], **report}
    report = Report(**{"as_of": as_of, "overruled": "The tests have one pair of eyes.", **report})
    facts = {FactRef.of(subject, name): value for name, value in values.items()}
    answer = record(report, facts, seen={}, by=by, at=at)
    subject.refresh_from_db()
    return answer


def record_status(season, status, *, release=None, as_of=date(2022, 6, 6), **report):
    """Record a season's status, with its release in words where `release` is given."""
    values = {"status": str(status)}
    if release:
        values["release"] = parse(release, as_of=as_of).as_json()
    return record_facts(season, values, as_of=as_of, **report)


def record_standing(appearance, word, *, by_person=None, **report):
    return record_facts(
        appearance, {"standing": {"word": str(word)} | ({"by": by_person.pk} if by_person else {})}, **report
    )


def make_draft(headline="All of Us Are Dead season 2: everything we know", *, by=None, at=PUBLISHED, **document):
    """A story nobody but the desk can see. `shows`, `people` and `authors` are objects; `lead_picture` too."""
    document = {"body": "<p>The school is quiet again.</p>", "kind": Kind.GUIDE.value, **document}
    for name in ("shows", "people", "authors"):
        document[name] = [thing.pk for thing in document.get(name, ())]
    if document.get("lead_picture"):
        document["lead_picture"] = document["lead_picture"].pk
    return editing.start({"headline": headline, **document}, by=by or make_writer(), at=at)


def ready(**document):
    """What `make_draft` takes for a story that lacks nothing its checklist asks for."""
    source = '<p>It was said <a href="https://example.org/said">there</a>.</p>'
    return {
        "authors": [Profile.objects.first() or make_author()],
        "body": f"<p>The school is quiet again.</p>{source}",
        "lead_picture": make_picture(),
        "search_description": "What is known so far.",
        "standfirst": "So far.",
        "tags": ["Netflix"],
        **document,
    }


def make_writer():
    """The one writer of a test that does not say who writes."""
    return User.objects.filter(username="writer").first() or make_user("writer")


def sitemap_of(story):
    """The address of the part of the sitemap that lists `story`: keys go on from test to test on PostgreSQL."""
    return f"/sitemap-stories-{story.pk // PER_PART}.xml"


def make_story(
    headline="All of Us Are Dead season 2: everything we know", *, by=None, at=PUBLISHED, publish_at=None, **document
):
    """A published story, as `make_draft`; without `authors` it is signed by one of its own."""
    document["authors"] = document.get("authors") or [Profile.objects.first() or make_author()]
    draft = make_draft(headline, by=by, at=at, **document)
    return publishing.publish(draft, by=draft.owner, publish_at=publish_at, at=at)
