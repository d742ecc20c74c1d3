"""The screens of *Record an announcement*: the form, what it would touch, and what may follow on later days.

One press looks (`_look`), the next records (`_record`), and whoever may not record proposes (`_propose`). Whatever is
refused, or gone back from, keeps everything typed.
"""

from dataclasses import dataclass
from datetime import datetime, time

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from facts.announcing import AnnouncementForm
from facts.blast_radius import blast_radius
from facts.decisions import agree
from facts.history import history_of_show, in_words
from facts.ledger import record
from facts.models import Fact, Report, Stage, Statement
from facts.reading import zone_of
from facts.refs import FactRef
from facts.rules import Refused
from people.models import Person
from shows.models import Season
from shows.words import ReleasePattern, SeasonStatus
from web.widgets import keys_in

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
    replacing = _replaced(request)
    if request.method == "POST" and "_agree" in request.POST and may_record(request):
        return _agreed(request, page)
    if request.method != "POST" or not {"_look", "_record", "_propose"} & set(request.POST):
        # Going back and adding a season only give back what was typed, unchecked.
        initial = {"initial": request.POST.dict()} if request.method == "POST" else {}
        return _form_page(request, page, page.form(replacing=replacing, **initial))
    form = page.form(request.POST, replacing=replacing)
    if not form.is_valid():
        return _form_page(request, page, form)
    if "_propose" in request.POST or not may_record(request):
        report = form.propose(request.user)
        return _proposed(request, page) if report else _form_page(request, page, form)
    if "_look" in request.POST:
        return _look_page(request, page, form) if form.rehearse(request.user) else _form_page(request, page, form)
    return _record(request, page, form)


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
        moment = timezone.localtime(report.effective_at)
        said = f"It waits until {moment:%-d %B %Y %H:%M %Z}; until then no page shows it."
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
        "zone": timezone.get_current_timezone_name(),
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
        "follow_ups": follow_ups or FollowUps(form=form),
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in BUTTONS and not name.startswith(("follow-", "overruled"))
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
    """What a dated season may be put in waiting for: that it is out on its day, and complete on a later one.

    Fields `follow-airing-<season key>` and `follow-complete-<season key>` hold a moment each; empty means no.
    """

    def __init__(self, data=None, *, form):
        super().__init__(data)
        self.dated = [season for season in form.seasons if _becomes_dated(form, season)]
        for season in self.dated:
            day = datetime.fromisoformat(form.values[FactRef.of(season, "release")]["earliest"]).date()
            self._offer("airing", season, _moment(season, day))
            self._offer("complete", season, _moment(season, _last_day(season, day), time(23, 59)))

    def _offer(self, status, season, moment):
        label = {"airing": "is out now", "complete": "is complete"}[status]
        self.fields[f"follow-{status}-{season.pk}"] = forms.DateTimeField(
            required=False,
            label=f"{season} {label}",
            help_text=f"On that day it is {timezone.localtime(moment):%-d %B %Y, %H:%M}." if moment else "",
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        )
        self.fields[f"follow-{status}-{season.pk}"].offered = moment

    def offers(self):
        """(field, whether ticked, moment offered) in order, for the page."""
        return [(self[name], self.fields[name].offered) for name in self.fields]

    def clean(self):
        data = super().clean()
        for name, moment in data.items():
            if moment and moment <= timezone.now():
                self.add_error(name, "That moment has passed: leave it empty, and record it as news.")
            elif moment:
                data[name] = moment.replace(second=0, microsecond=0)
        return data

    def record(self, report, user):
        """Put what was asked for in waiting, with the report's own sources; yields a sentence for each."""
        for season in self.dated:
            for status in (SeasonStatus.AIRING, SeasonStatus.COMPLETE):
                if moment := self.cleaned_data.get(f"follow-{status}-{season.pk}"):
                    yield self._put_in_waiting(report, season, status, moment, user)

    def _put_in_waiting(self, report, season, status, moment, user):
        later = Report(
            as_of=report.as_of, note=f"Follows from report {report.pk}.", effective_at=moment, citing=report.citing
        )
        try:
            record(later, {FactRef.of(season, "status"): status.value}, seen={}, by=user)
        except Refused as refused:
            return f"{season} was not put in waiting: {refused}"
        return f"{season} waits to be “{status.label}” on {timezone.localtime(moment):%-d %B %Y, %H:%M}."


def _becomes_dated(form, season):
    ref = FactRef.of(season, "status")
    release = form.values.get(FactRef.of(season, "release"))
    return form.values.get(ref) == SeasonStatus.DATED and release and release["precision"] == "day"


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
