"""What is typed and not saved is kept every few seconds, for whoever types it; and who else has the story open.

A form carries a pass of whoever opened it (`_who`), so that what it holds can be kept when the session has ended
meanwhile: a pass lets nobody do more than that, and ends with the password or the account. Each keeping gives the copy
a new key, made by the browser; `_copy` names those it may write over. Another window's is not among them.
"""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.fields.json import KT
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_POST

from articles.body import sanitise
from articles.models import Article, Presence, WorkingCopy
from articles.words import plain_text
from web.admin import version_in
from web.text import clean_json
from web.widgets import keys_in

LONGEST = 5_000_000  # characters of all fields together
PASS_LASTS = timedelta(days=14)
KEPT_FOR = timedelta(days=60)
HERE_FOR = timedelta(minutes=1)  # the room says every 20 seconds that it is open
MOST_KEYS = 50
TOO_LONG = "This is too long to be kept while you type: {:,} characters, and at most {:,} fit. Shorten it."
ELSEWHERE = "You typed in this story in another window too, which is kept. This window is kept in this browser only."
LOGGED_OUT = "You are logged out."
NO_LONGER = "This story is no longer yours to change. What you typed is kept in this browser."
APPROVED = "An editor approved this story, so it is no longer yours to change. What you typed is kept: show it to them."
DELETED = "Somebody deleted this story. What you typed is kept, on your start page under “Not saved yet”."


class NotKept(Exception):
    """The copy could not be kept; the message is a sentence."""


# --- Whose form it is ---


def pass_of(user):
    """The text by which a form opened by `user` is known as theirs."""
    return _signer(user).sign(str(user.pk))


def user_of(text):
    """The user whose pass `text` is, or None."""
    keys = keys_in([text.partition(":")[0]])
    user = get_user_model().objects.filter(pk__in=keys, is_active=True, is_staff=True).first()
    try:
        return user and _signer(user).unsign(text, max_age=PASS_LASTS) and user
    except signing.BadSignature:
        return None


def _signer(user):
    return signing.TimestampSigner(salt=f"articles.autosave:{user.get_session_auth_hash()}")


# --- Copies ---


def keep(user, story, post, *, at=None):
    """Keep what the form `post` holds, as it stands, for `user`; `story` is None for one not saved yet.

    Returns the WorkingCopy's key. Raises NotKept when it is too long, or another window's copy is in the way.
    """
    typed = clean_json({name: values for name, values in post.lists() if _is_typed(name)})
    if (length := sum(len(value) for values in typed.values() for value in values)) > LONGEST:
        raise NotKept(TOO_LONG.format(length, LONGEST))
    known, key = keys_of(post), _key(post.get("_key", "")) or uuid4()
    values = {"typed": typed, "version": version_in(post), "at": at or timezone.now(), "key": key}
    if not WorkingCopy.objects.filter(user=user, article=story, key__in=[*known, key]).update(**values):
        try:
            with transaction.atomic():
                WorkingCopy.objects.create(user=user, article=story, **values)
        except IntegrityError:
            raise NotKept(ELSEWHERE) from None
    return key


def keep_whole(request, story):
    """Keep what cannot be saved: as the copy of `story`, or of no story where another window has that."""
    request.keeps_copy = True
    return _keep_somewhere(request.user, story, request.POST)


def _keep_somewhere(user, story, post):
    """(key, the story it is kept for)."""
    try:
        return keep(user, story, post), story
    except NotKept:
        return keep(user, None, post), None


def _is_typed(name):
    return name == "_base" or not (name.startswith("_") or name == "csrfmiddlewaretoken")


def keys_of(post):
    """The keys of the copies that a form may write over, and stands for."""
    found = map(_key, post.get("_copy", "").split(",")[-MOST_KEYS:])
    return [key for key in found if key]


def _key(text):
    try:
        return UUID(text)
    except ValueError:
        return None


def forget(request):
    """Delete the copies that the saved form stands for. Call it in the transaction that saves."""
    if not getattr(request, "keeps_copy", False):
        WorkingCopy.objects.filter(user=request.user, key__in=keys_of(request.POST)).delete()


def copy_for(request, story):
    """The copy that a form opened now starts from: the user's of `story`, or the new story's that ?copy= names."""
    if request.method != "GET":
        return None
    if not hasattr(request, "working_copy"):
        key = {} if story else {"key": _key(request.GET.get("copy", ""))}
        copies = WorkingCopy.objects.filter(user=request.user, article=story, **key)
        request.working_copy = copies.first() if story or key["key"] else None
    return request.working_copy


def not_saved_yet(user, **of):
    """The copies of `user`, the latest first, with `headline` as typed; without what else was typed."""
    copies = WorkingCopy.objects.filter(user=user, **of).select_related("article").order_by("-at", "-pk")
    wanted = ("at", "key", "article__draft_headline", "article__headline")
    return copies.only(*wanted).annotate(headline=KT("typed__headline__0"))


def clear_old(at=None):
    """Delete copies that nobody came back for, and what is left of presence; returns how many copies."""
    at = at or timezone.now()
    Presence.objects.filter(at__lt=at - HERE_FOR).delete()
    return WorkingCopy.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


# --- Presence ---


def come(user, story):
    Presence.objects.update_or_create(article=story, user=user, defaults={"at": timezone.now()})


def leave(user, story):
    Presence.objects.filter(article=story, user=user).delete()


def present(user, story, at=None):
    """The names of those who have `story` open besides `user`."""
    here = Presence.objects.filter(article=story, at__gt=(at or timezone.now()) - HERE_FOR).exclude(user=user)
    return [str(each.user) for each in here.select_related("user").order_by("user__username")]


# --- The room ---


def panel(request, story):
    """`saving`, for the templates of autosave: whose form it is, the copy it starts from, who else is here."""
    copy, post = copy_for(request, story), request.POST
    base = story.latest.number if story and story.latest_id else ""
    opened = {"keys": copy.key, "base": copy.typed.get("_base", [base])[0]} if copy else {"keys": "", "base": base}
    sent = {"keys": post.get("_copy", ""), "base": post.get("_base", "")}
    saving = {
        "pass": pass_of(request.user),
        "copy": copy,
        "overtaken": bool(copy and story and copy.version != story.version),
        "words": partial(readable, copy),
        "not_saved_yet": () if story or copy or post else not_saved_yet(request.user, article=None),
        "present": present(request.user, story) if story else (),
        "most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        **(sent if post else opened),
    }
    return {"saving": saving}


def readable(copy):
    """[(label, text)] of what a copy says, for whoever may not save it any more."""
    said = [(name.capitalize(), copy.typed.get(name, [""])[0]) for name in ("headline", "standfirst", "body", "note")]
    return [(label, words_of(text) if label == "Body" else text) for label, text in said if text]


def words_of(html):
    """The whole text that somebody typed, passages for other days too; as it came where it is longer than a story."""
    try:
        return plain_text(sanitise(html), whole=True)
    except ValidationError:
        return html


@require_POST
def keep_view(request, room, pk=None):
    """Keep what the form holds, or with `_here` only say that it is open, with `_left` that it is no more.

    `room` is the ModelAdmin of stories. Answers {"at", "key", "version", "present", "logged_in", "problem"}: 401
    without a pass, 403 where it is not theirs to change, 409 when it cannot be kept here.
    """
    user, logged_in = user_of(request.POST.get("_who", "")), room.admin_site.has_permission(request)
    if user is None:
        return JsonResponse({"problem": LOGGED_OUT, "logged_in": False}, status=401)
    logged_in, request.user = logged_in and request.user == user, user
    story = Article.objects.filter(pk=pk).first() if pk else None
    answer = {"logged_in": logged_in, "problem": DELETED if pk and not story else "", "present": []}
    if story:
        if not room.has_change_permission(request, story):
            if story.owner_id != user.pk:
                return JsonResponse({**answer, "problem": NO_LONGER}, status=403)
            answer["problem"] = APPROVED
        leave(user, story) if "_left" in request.POST else come(user, story)
        answer |= {"version": story.version, "present": present(user, story)}
    elif not room.has_add_permission(request):
        return JsonResponse({**answer, "problem": NO_LONGER}, status=403)
    if "_here" in request.POST:
        return JsonResponse(answer)
    try:
        at = timezone.now() - _age(request.POST)
        return JsonResponse({**answer, "key": keep(user, story, request.POST, at=at), "at": at})
    except NotKept as problem:
        return JsonResponse({**answer, "problem": str(problem)}, status=409)


def _age(post):
    """How long ago it was typed, where a browser brings what it kept while there was no connection."""
    text = post.get("_age", "")
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return min(timedelta(seconds=seconds), KEPT_FOR)


@require_POST
def throw_away(request):
    """Delete one's own copy; back to the story, or to the start page."""
    copy = WorkingCopy.objects.filter(user=request.user, key=_key(request.POST.get("key", ""))).first()
    if copy:
        copy.delete()
        messages.success(request, "Thrown away.")
    story = copy and copy.article_id
    return redirect("admin:articles_article_change", story) if story else redirect("admin:index")


# --- Forms that are refused at the door ---


def reopened(request):
    """(user, address): whose refused form of the room this is, kept as it stands, and where it opens again; or None."""
    user, match = user_of(request.POST.get("_who", "")), resolve(request.path_info)
    if user is None or match.url_name not in {"articles_article_change", "articles_article_add"}:
        return None
    pk = keys_in([match.kwargs.get("object_id", "")])
    try:
        key, story = _keep_somewhere(user, Article.objects.filter(pk__in=pk).first(), request.POST)
    except NotKept:
        return None
    if story:
        return user, reverse("admin:articles_article_change", args=[story.pk])
    return user, f"{reverse('admin:articles_article_add')}?copy={key}"


def logged_out(request):
    """The answer to a form sent after its session ended: what it holds is kept, log in and go on. None for others."""
    if not (kept := reopened(request)):
        return None
    messages.warning(request, "You were logged out, so nothing was saved. What you typed is kept: log in and go on.")
    return redirect_to_login(kept[1], reverse("admin:login"))


def stale_form(request, reason=""):
    """The answer to a form from before the last log-in, whose token no longer holds: it opens again as it was typed."""
    if not (kept := reopened(request)):
        return csrf_failure(request, reason)
    user, room = kept
    if request.user != user:
        messages.warning(request, f"{user} opened this form, and what was typed is kept for {user}, who you are not.")
    else:
        messages.warning(request, "You logged in again after you opened this form, so it was not saved. Save it now.")
    return redirect(room)
