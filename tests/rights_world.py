"""The rows of which tests/rights_table.md speaks, and who asks: one of everything, most of it somebody else's."""

import re
from contextlib import contextmanager
from datetime import date, timedelta
from string import Formatter

from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from articles.models import Amendment, Checklist, Comment, Pitch, Planned, PreviewLink, Topic
from facts.decisions import propose
from facts.models import Outlook, Report
from facts.refs import FactRef
from imports.models import Brought
from shows.models import SourceWork
from staff import audit, notices
from staff.models import User
from staff.roles import ROLES
from tests.make import (
    make_appearance,
    make_author,
    make_crew,
    make_draft,
    make_person,
    make_picture,
    make_quote,
    make_show,
    make_source,
    make_story,
    make_user,
    record_status,
)

# As the columns of the table call them.
ANONYMOUS = "anonymous"
ASKING = (ANONYMOUS, "writer", "trusted", "editor", "chief", "administrator")
GROUPS = dict(zip(ASKING[1:], ROLES, strict=True))


def make_world(role):
    """{name: row} for whoever asks as `role`; `me` is their account, or None. What is `own_…` is theirs."""
    tom = make_user("tom", groups=["Writers"], first_name="Tom", last_name="Bell", email="tom@news.example")
    me = None if role == ANONYMOUS else make_user(role, groups=[GROUPS[role]], email=f"{role}@news.example")
    mine = me or tom
    show = make_show(seasons=2, beat_owner=mine)
    other_show = make_show("Marrow Quay", seasons=1, beat_owner=tom)
    season, person = show.seasons.get(number=2), make_person()
    appearance = make_appearance(season, person, "Choi Nam-ra")
    report = record_status(season, "ordered", by=tom)
    profile = make_author("Tom Bell", user=tom)
    own = {"by": mine, "authors": [profile], "shows": [show]}
    theirs = {"by": tom, "authors": [profile], "shows": [other_show]}
    live = make_story("Somebody’s story", tags=["Korean drama"], **theirs)
    things = {
        "me": me,
        "tom": tom,
        "tom_in_charge": make_user("kit", groups=["Chiefs"]),
        "tom_above": make_user("lee", groups=["Administrators"]),
        "root": make_user("root", is_superuser=True),
        "show": show,
        "other_show": other_show,
        "season": season,
        "person": person,
        "character": appearance.cast_member.character,
        "castmember": appearance.cast_member,
        "crewmember": make_crew(show, make_person("Joo Dong-geun"), season=season),
        "network": show.network,
        "sourcework": SourceWork.objects.create(title="Now at Our School", kind="webtoon"),
        "source": make_source(),
        "report": report,
        "proposal": a_proposal(other_show.seasons.get(), by=tom),
        "own_proposal": a_proposal(show.seasons.get(number=1), by=mine),
        "outlook": Outlook.objects.create(season=show.seasons.get(number=1), verdict="safe_bet", by=tom),
        "profile": profile,
        "picture": make_picture(),
        "topic": Topic.objects.get(),
        "group": Group.objects.create(name="Photo desk"),
        "role": Group.objects.get(name="Writers"),
        "brought": Brought.objects.create(kind="show", external_id="82", updated=timezone.now(), object_id=show.pk),
        "own_draft": make_draft("My draft", **own),
        "draft": make_draft("Somebody’s draft", **theirs),
        "own_live": (own_live := make_story("My story", **own)),
        "live": live,
        "amendment": Amendment.objects.create(article=live, kind="correction", words="It was two.", by=tom),
        "pitch": Pitch.objects.create(idea="An idea", show=show, owner=tom, by=tom),
        "own_pitch": Pitch.objects.create(idea="My idea", show=show, owner=mine, by=mine),
        "quote": make_quote(by=tom),
        "own_quote": make_quote("We wait and see.", by=mine),
        "checklist": Checklist.objects.update_or_create(kind="news", defaults={"required": []})[0],
        "comment": Comment.objects.create(article=live, words="Is that so?", by=tom),
        "planned": Planned.objects.create(
            article=live, action="withdraw", at=timezone.now() + timedelta(days=9), by=tom
        ),
        "own_planned": Planned.objects.create(
            article=own_live, action="withdraw", at=timezone.now() + timedelta(days=9), by=mine
        ),
        "previewlink": PreviewLink.objects.create(
            article=live, digest="0" * 64, expires=timezone.now() + timedelta(days=9), by=tom
        ),
    }
    notices.tell([mine], "mention", "Somebody names you", address="/admin/", about="story:1")
    notices.tell([things["tom_above"]], "mention", "Somebody names Lee", address="/admin/", about="story:1")
    things["own_notice"] = mine.notices.latest("pk")
    things["notice"] = things["tom_above"].notices.get()
    audit.note("rights", "Something was done.", by=tom)
    things["auditentry"] = audit.AuditEntry.objects.latest("pk")
    User.objects.filter(username__in=["tom", "root"]).update(second_factor_on=timezone.now())
    return things


def a_proposal(season, *, by):
    report = Report(as_of=date(2022, 6, 6), citing=[make_source()])
    return propose(report, {FactRef.of(season, "status"): "ordered"}, by=by)


class Named(Formatter):
    """`{show}` is the key of the show, `{show.slug}` its slug."""

    def format_field(self, value, spec):
        return str(value.pk) if isinstance(value, Model) else super().format_field(value, spec)


def address_of(pattern, things):
    return Named().format(pattern, **things)


WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) \"?(\w+)", re.IGNORECASE)


@contextmanager
def tables_written():
    """A set that fills with the names of the tables that are written to meanwhile."""
    written = set()

    def look(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            written.add(found[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield written
