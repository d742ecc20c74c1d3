"""Who may do what to a story: the one place that says so. The admin, its forms, its steps and its pages ask here.

Editors change and publish every story. Writers change what is theirs until an editor has approved it. Trusted writers
also publish, schedule and take down what they own, where every show it is about is on their own beat.
"""

from django.db.models import Q

from articles import whose
from articles.kinds import UNFINISHED
from articles.models import Article, Planned, State
from shows.models import Season, Show

# Steps that change what readers have, or will, and those that take it from them or hand words back.
TO_READERS = {"publish", "schedule", "plan_update"}
FROM_READERS = {"withdraw", "send_back", "plan_withdrawal"}


def edits(user):
    """Whether every story is theirs to change, to publish and to take down."""
    return user.has_perm("articles.publish_article")


def may_read(user):
    """Whether they see stories in the desk, drafts included; nobody's are hidden from a colleague."""
    return user.has_perm("articles.view_article")


def may_start(user):
    return user.has_perm("articles.add_article")


def may_write(user, story):
    """Whether what is written next of `story` is theirs: their own, or given to them, or every story's editor."""
    if not user.has_perm("articles.change_article"):
        return False
    if edits(user):
        return True
    if story.state in UNFINISHED:
        return user.pk in {story.owner_id, story.assigned_to_id}
    return story.state != State.KILLED and may_take_down(user, story)


def may_publish(user, story=None):
    """Whether they may let readers have the latest revision of `story`; of None, whether of any story at all."""
    if edits(user) or story is None:
        return edits(user) or user.has_perm("articles.publish_on_beat")
    return bool(story.latest.document["shows"]) and _is_of_own_beat(user, story, story.latest.document)


def may_take_down(user, story):
    """Whether they may withdraw `story`, or send it back to its writer."""
    return edits(user) or _is_of_own_beat(user, story)


def may_assign(user, story):
    """Whether they may give `story` to somebody: editors any, its writer the own one."""
    return edits(user) or (user.pk == story.owner_id and user.has_perm("articles.change_article"))


def may_plan(user, plan):
    """Whether they may move or cancel what is planned: an update like publishing, a withdrawal like taking down."""
    may = may_publish if plan.action == Planned.Action.UPDATE else may_take_down
    return may(user, plan.article)


def may_take(user, story, step):
    """Whether they may take `step`, a name of articles.forms.STEPS, with `story`; None is one not saved yet."""
    if step in TO_READERS:
        return may_publish(user, story)
    if step in FROM_READERS:
        return may_take_down(user, story) if story else may_publish(user)
    return edits(user) if step == "kill" else True


def may_vouch(user, articles):
    """Which of these stories, by key, they may call still right, or put off: their own, and of shows on their beat.

    Whoever is away is stood in for.
    """
    stories = Article.objects.filter(pk__in=articles)
    if not edits(user):
        covered = [user.pk, *(pk for pk, by in whose.stand_ins().items() if by == user.pk)]
        theirs = Q(owner__in=covered) | Q(assigned_to=user) | Q(shows__beat_owner__in=covered)
        stories = stories.filter(theirs)
    return set(stories.values_list("pk", flat=True))


def _is_of_own_beat(user, story, document=None):
    """Whether a trusted writer owns `story` and is the beat owner of every show readers see with it.

    With `document`, of every show they would then see, too. A room asks a dozen times: as with Django's permissions,
    what was found stays with `user` for as long as the story is the same. Two queries the first time.
    """
    if story.owner_id != user.pk or not user.has_perm("articles.publish_on_beat"):
        return False
    found = vars(user).setdefault("_own_beat", {})
    asked = (story.pk, story.version, story.latest_id if document else None)
    if asked not in found:
        found[asked] = set(shows_of(story, document).values_list("beat_owner", flat=True)) <= {user.pk}
    return found[asked]


def shows_of(story, document=None):
    """The shows readers see with `story`, and with `document`. By keys: joins would read every story there is."""
    seasons = {story.season_id, document.get("season") if document else None} - {None}
    about = Q(pk__in=Article.shows.through.objects.filter(article=story).values("show"))
    about |= Q(pk__in=Season.objects.filter(pk__in=seasons).values("show"))
    about |= Q(pk__in=document["shows"] if document else ())
    return Show.objects.filter(about).order_by()
