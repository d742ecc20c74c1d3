"""The screens of *Record an announcement*: the form, what it would touch, and what may follow on later days.

One press looks (`_look`), the next records (`_record`), and whoever may not record proposes (`_propose`). Whatever is
refused, or gone back from, keeps everything typed.
"""

from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from facts.announcing import AnnouncementForm
from facts.blast_radius import blast_radius
from facts.decisions import agree, replace
from facts.history import history_of_show, in_words
from facts.ledger import record
from facts.models import Fact, Report, Stage, Statement
from facts.reading import zone_of
from facts.refs import FactRef
from facts.rules import Refused
from people.models import Person
from shows.models import Season
from shows.words import ReleasePattern, SeasonStatus
from web.moments import MomentField, MomentInput, written
from web.widgets import keys_in

CARRIED = ("follow-", "overruled")
# What a button of the form asks for, beside what was typed.
BUTTONS = {"csrfmiddlewaretoken", "_look", "_record", "_propose", "_back", "_add", "_agree"}


def may_record(request):
    return request.user.has_perm("facts.add_report")


def may_propose(request):
    return request.user.has_perm("facts.propose_report") or may_record(request)


@dataclass
class Page:
    """What is announced of: a season with perhaps another of its show, or a person."""

    subject: object
    also: Season | None = None
    others: object = None

    @property
    def is_person(self):
        return isinstance(self.subject, Person)

    @property
    def address(self):
        name = "people_person" if self.is_person else "shows_season"
        return reverse(f"admin:{name}_announce", args=[self.subject.pk])

    def form(self, *args, **kwargs):
        if self.is_person:
            return AnnouncementForm(*args, person=self.subject, **kwargs)
        return AnnouncementForm(*args, season=self.subject, also=self.also, **kwargs)


def announce_season(request, pk):
    """*Record an announcement* of a season, its cast and crew, and of another season beside it."""
    season = get_object_or_404(Season.objects.select_related("show__network", "moved_to"), pk=pk)
    others = season.show.seasons.exclude(pk=season.pk).order_by("number")
    chosen = keys_in([request.POST.get("also") or request.GET.get("also") or ""])
    also = others.filter(pk__in=chosen).first()
    if also:
        also.show = season.show
    return announce(request, Page(season, also, others))


def announce_person(request, pk):
    """*Record an announcement* of a person."""
    return announce(request, Page(get_object_or_404(Person, pk=pk)))


def announce(request, page):
    if not may_propose(request):
        raise PermissionDenied
    form_of = partial(page.form, replacing=_replaced(request), may_record=may_record(request))
    if request.method == "POST" and "_agree" in request.POST and may_record(request):
        return _agreed(request, page)
    if request.method != "POST" or not {"_look", "_record", "_propose"} & set(request.POST):
        # Going back and adding a season only give back what was typed, unchecked.
        initial = {"initial": _typed(request.POST)} if request.method == "POST" else {}
        return _form_page(request, page, form_of(**initial))
    form = form_of(request.POST)
    if not form.is_valid():
        return _form_page(request, page, form)
    if "_propose" in request.POST or not may_record(request):
        report = form.propose(request.user)
        return _proposed(request, page) if report else _form_page(request, page, form)
    if "_look" in request.POST:
        return _look_page(request, page, form) if form.rehearse(request.user) else _form_page(request, page, form)
    return _record(request, page, form)


def _typed(post):
    """What was posted, as initial values: of the sources that are ticked all; a moment consists of two fields."""
    moment = MomentInput().value_from_datadict(post, {}, "effective_at")
    return {**post.dict(), "known_sources": post.getlist("known_sources"), "effective_at": moment}


def _carried(data):
    """(name, value) of what the page before recording asks, for whoever goes back from there and comes again."""
    return [(name, value) for name, value in data.items() if name.startswith(CARRIED) and value]


def _replaced(request):
    """The report being edited or amended; None for a new one. Only whoever may record edits."""
    keys = keys_in([request.POST.get("report") or request.GET.get("report") or ""])
    if not keys or not may_record(request):
        return None
    return get_object_or_404(Report, pk__in=keys, stage__in=[Stage.WAITING, Stage.PROPOSED])


def _record(request, page, form):
    follow_ups = FollowUps(request.POST, form=form)
    if not follow_ups.is_valid():
        return (
            _look_page(request, page, form, follow_ups)
            if form.rehearse(request.user)
            else _form_page(request, page, form)
        )
    report = form.record(request.user)
    if report is None:
        return _form_page(request, page, form)
    if report.stage == Stage.RECORDED:
        said = format_html('Recorded. <a href="{}">See the report</a>.', report.get_absolute_url())
    else:
        said = f"It waits until {written(report.effective_at)}; until then no page shows it."
    messages.success(request, said)
    for sentence in follow_ups.record(report, request.user):
        messages.info(request, sentence)
    return redirect(page.address)


def _proposed(request, page):
    messages.success(request, "Proposed: an editor decides about it, and you are told here what became of it.")
    return redirect(page.address)


def _agreed(request, page):
    """The editors have settled a difference between two sources; ours stands."""
    for fact in Fact.objects.filter(pk__in=keys_in([request.POST["_agree"]])):
        agree(fact, by=request.user)
    messages.success(request, "Settled: pages no longer say that reports differ.")
    return redirect(page.address)


def _form_page(request, page, form):
    show = None if page.is_person else page.subject.show
    context = {
        **_shared(request, page, form),
        "others": page.others,
        "carried": _carried(request.POST),
        "media": form.media,
        "history": history_of_show(show, limit=50) if show else _history_of(page.subject),
        "waiting": in_words(Statement.objects.waiting_for(show)) if show and may_record(request) else [],
    }
    return render(request, "admin/facts/announce.html", context)


def _history_of(person):
    rows = Statement.objects.moving().filter(fact__person=person).with_history_data()
    return in_words(rows.order_by("-moved", "-pk")[:50])


def _look_page(request, page, form, follow_ups=None):
    """What recording this would touch, with everything typed in hidden fields: record it, or go back."""
    replaced = [form.replacing.pk] if form.replacing else []
    context = {
        **_shared(request, page, form),
        "radius": blast_radius(form.values, reports=replaced),
        "said": _said(form),
        "follow_ups": follow_ups or FollowUps(request.POST if _carried(request.POST) else None, form=form),
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in BUTTONS and not name.startswith(CARRIED)
            for value in values
        ],
    }
    return render(request, "admin/facts/blast_radius.html", context)


def _shared(request, page, form):
    word = "Record an announcement" if may_record(request) else "Propose a change"
    return {
        **admin.site.each_context(request),
        "title": f"{word}: {page.subject}",
        "word": word,
        "opts": page.subject._meta,
        "page": page,
        "season": page.subject if not page.is_person else None,
        "person": page.subject if page.is_person else None,
        "also": page.also,
        "form": form,
        "replacing": form.replacing,
        "may_record": may_record(request),
    }


def _said(form):
    """The changes asked for as rows: whose, which fact, what stands, what is said."""
    rows = [row for _, rows in form.season_rows() for row in rows] + form.person_rows
    named = {row["ref"]: (str(season), row) for season, rows in form.season_rows() for row in rows}
    named |= {row["ref"]: (str(form.person), row) for row in rows if row["ref"] not in named}
    named |= {row["ref"]: (who, row) for who, row in form.people_rows()}
    for ref, value in form.values.items():
        who, row = named[ref]
        yield {"who": who, "label": row["label"], "stands": row["stands"], "said": row["kind"].printed(value)}


class FollowUps(forms.Form):
    """What a season with a day may be put in waiting for: that it is out on its day, and complete on a later one.

    `follow-airing-<season key>` and `follow-complete-<season key>` are ticked for yes; with `-at` they hold the moment.
    What waits already, for the day there was before, is ticked: the new moment takes its place.
    """

    def __init__(self, data=None, *, form):
        super().__init__(data)
        self.dated = [season for season in form.seasons if _has_new_day(form, season)]
        self.waiting = _waiting_alone(self.dated)
        for season in self.dated:
            day = datetime.fromisoformat(form.values[FactRef.of(season, "release")]["earliest"]).date()
            self._offer(SeasonStatus.AIRING, season, _moment(season, day))
            self._offer(SeasonStatus.COMPLETE, season, _moment(season, _last_day(season, day), time(23, 59)))

    def _offer(self, status, season, moment):
        name, waits = f"follow-{status}-{season.pk}", self.waiting.get((season.pk, status))
        self.fields[name] = forms.BooleanField(
            required=False, initial=bool(waits), label=f"Let {season} be “{status.label}” on"
        )
        self.fields[f"{name}-at"] = MomentField(
            required=False,
            initial=moment,
            label="this day, at this time",
            help_text=f"It waits for {written(waits.effective_at)} so far." if waits else "",
        )

    def offers(self):
        """(tick, moment) in order, as fields for the page."""
        return [(self[name], self[f"{name}-at"]) for name in self.fields if not name.endswith("-at")]

    def clean(self):
        data = super().clean()
        for name in [name for name in self.fields if not name.endswith("-at") and data.get(name)]:
            at = f"{name}-at"
            if at not in self.errors and not data[at]:
                self.add_error(at, "Say when, or do not tick it.")
            elif at not in self.errors and data[at] <= timezone.now():
                self.add_error(at, "That moment has passed: do not tick it, and record it as news.")
        return data

    def record(self, report, user):
        """Put what was asked for in waiting, with the report's own sources; yields a sentence for each."""
        for season in self.dated:
            for status in (SeasonStatus.AIRING, SeasonStatus.COMPLETE):
                name = f"follow-{status}-{season.pk}"
                if self.cleaned_data[name]:
                    yield self._put_in_waiting(report, season, status, self.cleaned_data[f"{name}-at"], user)

    def _put_in_waiting(self, report, season, status, moment, user):
        later = Report(
            as_of=report.as_of,
            note=f"Follows from report {report.pk}.",
            effective_at=moment.replace(second=0, microsecond=0),
            citing=report.citing,
        )
        values, waits = {FactRef.of(season, "status"): status.value}, self.waiting.get((season.pk, status))
        try:
            if waits:
                replace(waits, later, values, seen={}, by=user)
            else:
                record(later, values, seen={}, by=user)
        except Refused as refused:
            return f"{season} was not put in waiting: {refused}"
        return f"{season} waits to be “{status.label}” on {written(moment)}."


def _has_new_day(form, season):
    """Whether the season is dated, or becomes it, and its day is said here."""
    release = form.values.get(FactRef.of(season, "release"))
    status = form.values.get(FactRef.of(season, "status"), season.status)
    return status == SeasonStatus.DATED and release and release["precision"] == "day"


def _waiting_alone(seasons):
    """{(season key, status): the report that waits to say it of these seasons, and says nothing else}."""
    if not seasons:
        return {}
    rows = Statement.objects.filter(report__in=Report.objects.waiting(), fact__season__in=seasons, fact__name="status")
    rows = rows.annotate(said_in_all=Count("report__statements")).filter(said_in_all=1)
    return {(row.fact.season_id, row.said): row.report for row in rows.select_related("report", "fact").order_by("pk")}


def _moment(season, day, otherwise=time(0, 0)):
    """The season's own hour on `day`, where it is released; None without a day."""
    if day is None:
        return None
    return datetime.combine(day, season.local_time or otherwise, zone_of(season)).replace(second=0, microsecond=0)


def _last_day(season, day):
    """The day the last episode is out, as far as it is known."""
    if season.release_pattern == ReleasePattern.ALL_AT_ONCE:
        return day
    return season.episodes.order_by("-airdate").values_list("airdate", flat=True).exclude(airdate=None).first()
