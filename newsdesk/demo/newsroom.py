"""What lies on the demo's desk: ideas pitched, work given out, remarks on stories in hand."""

from datetime import timedelta

from django.utils import timezone

from articles.assigning import assign
from articles.comments import say
from articles.models import Article, Pitch


def load_newsroom(catalogue, newsroom):
    """Put in what is missing. Only stories that nobody has given out or remarked on get something."""
    today = timezone.localdate()
    for entry in newsroom["pitch"]:
        if not Pitch.objects.filter(idea=entry["idea"]).exists():
            pitch(catalogue, entry, today)
    slugs = {entry["story"] for name in ("given", "comment") for entry in newsroom[name]}
    stories = {story.slug: story for story in Article.objects.filter(slug__in=slugs)}
    for entry in newsroom["given"]:
        story = stories.get(entry["story"])
        if story and not (story.assigned_to_id or story.due_on or story.desk_note):
            due = today + timedelta(days=entry["days"])
            assign(story, to=catalogue.users[entry["to"]], due_on=due, note=entry["note"], by=catalogue.users["editor"])
    remark(catalogue, newsroom["comment"], stories)


def pitch(catalogue, entry, today):
    show, owner = catalogue.shows[entry["show"]], entry.get("owner")
    return Pitch.objects.create(
        idea=entry["idea"],
        note=entry.get("note", ""),
        kind=entry["kind"],
        show=show,
        owner=owner and catalogue.users[owner],
        due_on=today + timedelta(days=entry["days"]),
        by=catalogue.users["editor"],
    )


def remark(catalogue, comments, stories):
    """Say each of `comments`; one that answers does so to the one before it."""
    silent = {slug for slug, story in stories.items() if not story.comments.exists()}
    before = None
    for entry in comments:
        if entry["story"] in silent:
            story, by = stories[entry["story"]], catalogue.users[entry["by"]]
            about = {"passage": entry.get("passage", ""), "asks": entry.get("asks", False)}
            before = say(story, entry["words"], by=by, parent=before if entry.get("answers") else None, **about)
