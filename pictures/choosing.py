"""Pictures for a text that is being written: one sent from beside it, and those of the library that words find."""

from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pictures import renditions
from pictures.cleaning import MOST_BYTES, TOO_HEAVY
from pictures.models import Picture
from web.forms import SpokenForm
from web.text import clean_line
from web.widgets import keys_in

MOST = 24  # found pictures shown together
MOST_WORDS = 8
MOST_KEYS = 200  # of one text, asked for together


class SentForm(SpokenForm):
    """A picture as it is dropped into a text; without a title it is found again by what it shows."""

    class Meta:
        model = Picture
        fields = ["file", "alt", "credit", "title", "licence"]
        error_messages = {
            "file": {"required": "Choose a file."},
            "alt": {"required": "Say what it shows, for those who cannot see it."},
            "credit": {"required": "Say whom to name beside it."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False

    def clean(self):
        cleaned = super().clean()
        if "title" in cleaned and not cleaned["title"]:
            cleaned["title"] = cleaned.get("alt", "")[: Picture._meta.get_field("title").max_length].rstrip()
        return cleaned


def open_to(user):
    """What the editor's button for pictures needs to know: where `user` finds them, and where they send one, if so."""
    may = {name: user.has_perm(f"pictures.{code}_picture") for name, code in (("find", "view"), ("send", "add"))}
    addresses = {name: reverse(f"admin:pictures_picture_{name}") if may[name] else "" for name in may}
    return {**addresses, "most": MOST_BYTES, "tooHeavy": TOO_HEAVY}


@require_POST
def send(request):
    """Add a picture to the library; answers with it, or with {"errors": {field: [sentence, …]}}."""
    if not request.user.has_perm("pictures.add_picture"):
        raise PermissionDenied
    form = SentForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"errors": {name: list(said) for name, said in form.errors.items()}}, status=400)
    form.instance.by = request.user
    picture = form.save()
    LogEntry.objects.log_actions(
        request.user.pk, [picture], ADDITION, change_message=[{"added": {}}], single_object=True
    )
    return JsonResponse(as_row(picture), status=201)


@require_safe
def find(request):
    """{"results": […]}: the pictures with the keys of ?keys=5,7, or those that ?q= finds, the newest first."""
    if not request.user.has_perm("pictures.view_picture"):
        raise PermissionDenied
    if "keys" in request.GET:
        pictures = Picture.objects.filter(pk__in=keys_in(request.GET["keys"].split(",")[:MOST_KEYS]))
    else:
        pictures = found(request.GET.get("q", ""))
    return JsonResponse({"results": [as_row(picture) for picture in pictures]})


def found(words):
    """Pictures that may be shown, whose title, alternative text or credit together hold all `words`."""
    pictures = Picture.objects.usable()
    for word in clean_line(words).split()[:MOST_WORDS]:
        pictures = pictures.filter(Q(title__icontains=word) | Q(alt__icontains=word) | Q(credit__icontains=word))
    return pictures[:MOST]


def as_row(picture):
    smallest = renditions.widths(picture.width)[0]
    return {
        "number": picture.pk,
        "title": picture.title,
        "alt": picture.alt,
        "credit": picture.credit,
        "src": picture.src,
        "small": renditions.address(picture.file.name, smallest, "jpg"),
        "expired": picture.expired,
    }
