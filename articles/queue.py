"""The second-look queue on the desk: what is to be looked at, and its three keys: edit, still right, snooze."""

from datetime import date, timedelta

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles import rights, second_look, vouching
from articles.models import Vouch
from articles.second_look import LABELS
from articles.vouching import LookAgain
from articles.whose import stand_ins
from facts.confirming import confirm
from facts.rules import Refused
from shows.models import Season
from web.text import clean_line
from web.widgets import keys_in

WHOSE = {"mine": "Mine", "desk": "The desk’s", "all": "Everybody’s"}
WEEK = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
def second_look_page(request):
    """The queue; a POST does what its button says for the stories ticked, and comes back to where it was."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    if request.method == "POST":
        return _act(request)
    whose = request.GET.get("whose") if request.GET.get("whose") in WHOSE else "mine"
    reason = request.GET.get("reason") if request.GET.get("reason") in second_look.QUERIES else ""
    change = next(iter(keys_in([request.GET.get("change", "")])), None)
    start = min(next(iter(keys_in([request.GET.get("start", "")])), 0), 100_000)
    owned = {"mine": {"owner": request.user.pk}, "desk": {"desk": True}, "all": {}}[whose]
    absent = stand_ins()
    counts = second_look.counts(absent=absent, **owned)
    wanted = {"reasons": [reason] if reason else (), "change": change, "start": start, **owned}
    rows, more = second_look.page(counted=counts, absent=absent, **wanted)
    if start and not rows:  # whoever worked through this page finds what is left on the first
        return redirect(request.path + _query(request, start=None))
    context = {
        **admin.site.each_context(request),
        "title": "Second look",
        "rows": with_names(rows),
        "more": _query(request, start=start + second_look.PER_PAGE) if more else "",
        "whose": [_tab(request, label, word == whose, whose=word) for word, label in WHOSE.items()],
        "reasons": [(*_tab(request, LABELS[name], name == reason, reason=name), counts[name]) for name in counts],
        "all_reasons": _query(request, reason=None, start=None),
        "reason": reason,
        "change": change,
        "most": second_look.MOST_COUNTED,
        "next_week": timezone.localdate() + WEEK,
        "may_record": request.user.has_perm("facts.add_report"),
        "query": request.GET.urlencode(),
    }
    return render(request, "admin/articles/second_look.html", context)


def with_names(rows):
    """`rows` with `owner`, the name of whose each is, and `vouch`, the last of its words; two queries."""
    users = get_user_model().objects.in_bulk({row.whose for row in rows if row.whose})
    vouches = last_vouches(rows) if rows else {}
    for row in rows:
        row.vouch = vouches.get((row.article, row.key))
        row.owner = str(users[row.whose]) if row.whose in users else "the desk"
    return rows


def last_vouches(rows):
    """{(story's key, key of what was vouched for): the latest Vouch}, for the stories of `rows`."""
    rests_on = Q(fact__in={row.fact for row in rows if row.fact}) | Q(show__in={row.show for row in rows})
    vouches = Vouch.objects.filter(rests_on, article__in={row.article for row in rows}).select_related("by")
    return {
        (vouch.article_id, f"fact:{vouch.fact_id}" if vouch.fact_id else f"show:{vouch.show_id}"): vouch
        for vouch in vouches.order_by("at", "pk")
    }


def _tab(request, label, here, **changes):
    return label, _query(request, start=None, **changes), here


def _query(request, **changes):
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def _act(request):
    """Each row ticked, or the one whose own button it is, names story, ground and change: `12 fact:34 5`."""
    single = request.POST.get("_only") or request.POST.get("_checked")
    rows = [single] if single else request.POST.getlist("row")
    wanted = [row.split(" ") for row in rows if row.count(" ") == 2]
    together, done = {}, 0
    theirs = rights.may_vouch(request.user, keys_in(article for article, _, _ in wanted))
    for article, key, number in wanted:
        if keys := keys_in([article]) & theirs:
            together.setdefault((key, _number(number)), []).extend(keys)
    if wanted and not together:
        messages.error(request, "That story is somebody else’s: they or an editor say what becomes of it.")
    elif not together:
        messages.warning(request, "Tick a story first.")
    for (key, number), articles in together.items():
        try:
            _do(request, articles, key, number)
            done += len(articles)
        except (LookAgain, Refused) as refused:
            messages.error(request, str(refused))
    if done:
        said = "put off" if "_snooze" in request.POST else "still right"
        messages.success(request, f"{done} {'story' if done == 1 else 'stories'} {said}.")
    return redirect(f"{request.path}?{request.GET.urlencode()}")


def _do(request, articles, key, number):
    if "_snooze" in request.POST:
        until, reason = _day(request.POST.get("until", "")), clean_line(request.POST.get("reason", ""))[:300]
        vouching.snooze(articles, key, number, until=until, reason=reason, by=request.user)
    elif "_checked" in request.POST:
        if not request.user.has_perm("facts.add_report"):
            raise PermissionDenied
        _check(key, number, by=request.user)
    else:
        vouching.still_right(articles, key, number, by=request.user)


def _check(key, number, *, by):
    """The fact itself was checked and stands, so every story on it is right again. Raises Refused, LookAgain."""
    fact = vouching.thing(key, number).get("fact")
    if fact is None or fact.season_id is None:
        raise LookAgain("Only a season is checked from here: open the story for the rest.")
    confirm(Season.objects.select_related("show__network", "moved_to").get(pk=fact.season_id), by=by)


def _number(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise LookAgain("Name the day on which to look again.") from None
