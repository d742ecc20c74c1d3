"""The steps of a story in its room: which are on offer, what a button does, and what is said of it."""

from django.utils.html import format_html

from articles import planned, publishing, rights
from articles.approving import approve, plan_changes, request_changes
from articles.forms import is_scheduled
from articles.models import State
from articles.room import still_open
from web.moments import written

FROM = {
    State.DRAFT: ("submit", "publish", "schedule"),
    State.IN_REVIEW: ("send_back", "publish", "schedule"),
    State.APPROVED: ("publish", "schedule", "withdraw", "plan_update", "plan_withdrawal"),
    State.WITHDRAWN: ("send_back", "publish", "schedule"),
    State.KILLED: (),
}
NOT_OWN_BEAT = (
    "You publish and withdraw your own stories about shows of your own beat. This one is about another show, or none: "
    "submit it for review."
)


def offered(user, story):
    """The steps on offer to `user`, for `story` (None for a new one)."""
    live = story is not None and story.is_live()
    return [
        step
        for step in FROM[State(story.state) if story else State.DRAFT]
        if rights.may_take(user, story, step) and step != ("schedule" if live else "plan_update")
    ]


def take(story, form, *, by):
    """Take the step that a button asked for; raises CannotPublish or SecondSaver."""
    match form.step:
        case "submit":
            publishing.submit(story, by=by)
        case "send_back":
            request_changes(story, by=by, note=form.cleaned_data["note"])
        case "withdraw":
            publishing.withdraw(story, by=by)
        case "publish":
            approve(story, by=by, amended=form.amended)
        case "schedule":
            together = form.cleaned_data["goes_with"]
            approve(story, by=by, publish_at=form.cleaned_data["publish_at"], goes_with=together)
        case "plan_update":
            plan_changes(story, form.cleaned_data["update_at"], by=by, amended=form.amended)
        case "plan_withdrawal":
            planned.plan_withdrawal(story, form.cleaned_data["withdraw_at"], by=by)


def standing(story):
    """Where a story stands, in a few words: "live, changed since published"."""
    if story.state != State.APPROVED:
        return story.get_state_display()
    word = f"scheduled for {written(story.publish_at)}" if is_scheduled(story) else "live"
    changed = ", changed since published" if story.has_unpublished_changes else ""
    return f"{word}{changed}{planned.in_words(story)}"


def what_happened(step, story):
    also = still_open(story) if step in {"publish", "schedule"} else ""
    match step:
        case "submit":
            asked = publishing.also_asked(story)
            return f"Submitted: it waits for an editor. You can go on writing until it is approved.{asked}"
        case "send_back":
            return f"Sent back: it is a draft of {story.owner or 'nobody’s'} again."
        case "withdraw":
            return "Withdrawn: readers no longer find it. It can be published again."
        case "publish":
            return format_html('Published: <a href="{}">readers have it now</a>.{}', story.get_absolute_url(), also)
        case "schedule":
            return f"Scheduled: readers will have it on {written(story.publish_at)}.{also}"
        case "plan_update" | "plan_withdrawal":
            return f"Planned{planned.in_words(story)}."
    if story.first_published and story.has_unpublished_changes:
        return "Saved. Readers see nothing of it before it is published."
    return "Saved."
