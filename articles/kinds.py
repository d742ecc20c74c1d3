"""The words for stories: what kind they are, and where they stand."""

from django.db import models


class Kind(models.TextChoices):
    GUIDE = "guide", "guide"
    LIST = "list", "list"
    NEWS = "news", "news"
    RECAP = "recap", "recap"
    REVIEW = "review", "review"
    INTERVIEW = "interview", "interview"


# Kept true for as long as they are up; the other kinds are a record of their day.
MAINTAINED = {Kind.GUIDE, Kind.LIST}


class State(models.TextChoices):
    DRAFT = "draft", "draft"
    IN_REVIEW = "in_review", "in review"
    APPROVED = "approved", "approved"
    WITHDRAWN = "withdrawn", "withdrawn"
    KILLED = "killed", "killed"


# Whoever writes a story, or has been given it, may change it while it is one of these.
UNFINISHED = (State.DRAFT, State.IN_REVIEW)
