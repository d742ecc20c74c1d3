"""The demo's accounts, people and shows. What is there already stays exactly as the desk has it."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from newsdesk.demo import drawing
from newsdesk.demo.motifs import SHOWN
from people.dates import PartialDate
from people.models import OtherName, Person
from pictures.models import Picture
from pictures.uploads import store
from shows.models import (
    Adaptation,
    Appearance,
    CastMember,
    Character,
    CrewMember,
    Episode,
    Network,
    OtherTitle,
    RelatedShow,
    Season,
    Show,
    SourceWork,
    WatchLink,
)
from staff.models import Profile
from staff.roles import CHIEFS, EDITORS, WRITERS
from web.models import OldAddress

ACCOUNTS = {"writer": WRITERS, "editor": EDITORS, "chief": CHIEFS}
PASSWORD = "newsdesk"  # of all three; the command refuses where it could be reached from outside
CHECKED = date(2026, 11, 12)
CREDIT = "Newsdesk"


@dataclass
class Catalogue:
    """What the demo's slugs stand for, by slug; `new` holds what this run made."""

    users: dict = field(default_factory=dict)
    authors: dict = field(default_factory=dict)
    networks: dict = field(default_factory=dict)
    works: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    shows: dict = field(default_factory=dict)
    new: list = field(default_factory=list)

    def note(self, made):
        self.new.append(made)
        return made


def load_catalogue(people, shows):
    """Make what is missing of the contents of people.toml and shows.toml. Returns the Catalogue."""
    catalogue = Catalogue(users=accounts(people["author"]))
    for entry in people["author"]:
        catalogue.authors[entry["slug"]] = present(Profile, entry["slug"]) or make_author(catalogue, entry)
    for entry in people["network"]:
        network = present(Network, entry["slug"]) or catalogue.note(Network.objects.create(**entry))
        catalogue.networks[entry["slug"]] = network
    for entry in people["person"]:
        catalogue.people[entry["slug"]] = present(Person, entry["slug"]) or make_person(catalogue, entry)
    catalogue.works = {entry["slug"]: entry for entry in people["work"]}
    for entry in shows["show"]:
        same = Show.objects.filter(imdb_id=entry.get("imdb") or "-").first()
        catalogue.shows[entry["slug"]] = present(Show, entry["slug"]) or same or make_show(catalogue, entry)
    for entry in shows["show"]:
        relate(catalogue, entry)
    return catalogue


def present(model, slug, scope=0):
    """The object that has `slug`, or had it before the desk gave it another; None where there is none."""
    siblings = model.objects.filter(show=scope) if scope else model.objects.all()
    former = OldAddress.objects.filter(kind=model._meta.model_name, scope=scope, slug=slug).values("object_id")
    return siblings.filter(slug=slug).first() or siblings.filter(pk__in=former).first()


def accounts(authors):
    """{name: account} for each role, named after its author; one that is there stays as it is."""
    users = get_user_model().objects
    found = {user.username: user for user in users.filter(username__in=ACCOUNTS)}
    hashed = make_password(PASSWORD) if len(found) < len(ACCOUNTS) else ""  # once, because it is slow on purpose
    for author in authors:
        name = author.get("account")
        if name and name not in found:
            first, last = author["name"].split()
            found[name] = users.create(username=name, password=hashed, first_name=first, last_name=last, is_staff=True)
            found[name].groups.add(Group.objects.get(name=ACCOUNTS[name]))
    return found


def make_author(catalogue, entry):
    user = catalogue.users.get(entry.get("account"))
    profile = Profile(slug=entry["slug"], name=entry["name"], role=entry["role"], bio=entry["bio"])
    profile.user = None if Profile.objects.filter(user=user).exists() else user
    profile.portrait = portrait(profile)
    profile.save()
    return catalogue.note(profile)


def portrait(somebody):
    alt = f"{somebody.name}, drawn in flat shapes"
    return library_picture(f"Portrait: {somebody.name}", alt, drawing.portrait, somebody.slug)


def make_person(catalogue, entry):
    person = Person(slug=entry["slug"], name=entry["name"], original_name=entry.get("original_name", ""))
    person.biography, person.pronouns = entry.get("bio", ""), entry.get("pronouns", "")
    if "born" in entry:
        born = PartialDate.parse(entry["born"])
        person.born, person.born_precision = born.on, born.precision
    if entry.get("portrait"):
        person.portrait = portrait(person)
    person.save()
    OtherName.objects.bulk_create(OtherName(person=person, **name) for name in entry.get("names", ()))
    return catalogue.note(person)


def library_picture(title, alt, draw, *args):
    """The demo's picture of that title, drawn with `draw(*args)` where the library lacks it."""
    drawn = Picture.objects.filter(title=title, credit=CREDIT).first()
    return drawn or store(draw(*args), title=title, alt=alt, credit=CREDIT, licence="Drawn for the demo; free to use.")


def make_show(catalogue, entry):
    art, same = entry["art"], ("slug", "title", "premise", "kind", "form", "language", "countries", "genres")
    alt = f"Poster of {entry['title']}: {SHOWN[art['motif']]}"
    show = Show(
        poster=library_picture(f"Poster: {entry['title']}", alt, drawing.poster, entry["title"], art, entry["slug"]),
        network=catalogue.networks[entry["network"]],
        beat_owner=catalogue.authors[entry["owner"]].user,
        original_title=entry.get("original_title", ""),
        imdb_id=entry.get("imdb", ""),
        **{name: entry[name] for name in same},
    )
    show.save()
    OtherTitle.objects.bulk_create(OtherTitle(show=show, **title) for title in entry.get("titles", ()))
    for link in entry.get("watch", ()):
        network = catalogue.networks[link["network"]]
        WatchLink.objects.create(
            show=show, network=network, address=link["address"], region=link.get("region", ""), checked=CHECKED
        )
    for based in entry.get("based_on", ()):
        Adaptation.objects.create(show=show, work=source_work(catalogue, based["work"]), extent=based["extent"])
    seasons = {season["number"]: make_season(show, season) for season in entry["seasons"]}
    make_episodes(seasons, entry)
    make_cast(catalogue, show, seasons, entry)
    make_crew(catalogue, show, seasons, entry)
    return catalogue.note(show)


def source_work(catalogue, slug):
    entry = catalogue.works[slug]
    work, made = SourceWork.objects.get_or_create(title=entry["title"], kind=entry["kind"])
    if made:
        work.authors.set(catalogue.people[author] for author in entry["authors"])
    return work


def make_season(show, entry):
    return Season.objects.create(
        show=show,
        number=entry["number"],
        title=entry.get("title", ""),
        logline=entry.get("logline", ""),
        trailer=entry.get("trailer", ""),
        release_pattern=entry.get("pattern", ""),
        local_time=time.fromisoformat(entry["local_time"]) if "local_time" in entry else None,
        time_zone=entry.get("zone", ""),
    )


def make_episodes(seasons, entry):
    for run in entry.get("episodes", ()):
        first = date.fromisoformat(run["first"])
        Episode.objects.bulk_create(
            Episode(
                season=seasons[run["season"]],
                number=n + 1,
                title=title,
                airdate=first + timedelta(days=n * run["every"]),
            )
            for n, title in enumerate(run["titles"])
        )


def make_cast(catalogue, show, seasons, entry):
    characters = {row["slug"]: Character.objects.create(show=show, **row) for row in entry.get("characters", ())}
    for position, line in enumerate(entry.get("cast", ())):
        member = CastMember.objects.create(
            show=show,
            person=catalogue.people[line["person"]],
            character=characters[line["character"]] if "character" in line else None,
            role=line.get("role", ""),
            position=position,
        )
        for place in line["in"]:
            number, billing, *episodes = place.split()
            Appearance.objects.create(
                cast_member=member,
                season=seasons[int(number)],
                billing=billing,
                episodes=int(episodes[0]) if episodes else None,
                standing_is_spoiler=int(number) in line.get("spoiler", ()),
            )


def make_crew(catalogue, show, seasons, entry):
    for position, line in enumerate(entry.get("crew", ())):
        CrewMember.objects.create(
            show=show,
            season=seasons[line["season"]] if "season" in line else None,
            person=catalogue.people[line["person"]],
            job=line["job"],
            position=position,
        )


def relate(catalogue, entry):
    """Set what a show made in this run is to others; both must be there first."""
    show = catalogue.shows[entry["slug"]]
    if show in catalogue.new:
        for related in entry.get("related", ()):
            RelatedShow.objects.create(show=show, to=catalogue.shows[related["to"]], relation=related["relation"])
