"""Being away, the daily mail and notices: what everybody sets for themselves, and a chief some of it for anybody."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import F
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.formats import date_format

from staff.models import Notice, User
from staff.notices import WAYS, ways_of
from web.forms import SpokenForm
from web.moments import zones
from web.widgets import DayInput

OWN = ("away_until", "stand_in", "wants_digest", "time_zone")


class OthersAtWork(ModelChoiceIterator):
    """Who is offered as a stand-in; anybody else is refused by name rather than as no choice."""

    def __init__(self, field):
        super().__init__(field)
        others = field.queryset.filter(is_staff=True, is_active=True).exclude(pk=field.own)
        self.queryset = others.order_by("first_name", "last_name", "username")


class AwayRules:
    """Refuses, with a sentence, an absence that is over and a stand-in who cannot stand in.

    What is not changed is not refused: somebody's old absence must not keep a chief from correcting their name.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if field := self.fields.get("time_zone"):
            self.fields["time_zone"] = forms.ChoiceField(
                choices=zones, required=False, label="Time zone", help_text=field.help_text
            )
        if field := self.fields.get("stand_in"):
            field.iterator, field.own = OthersAtWork, self.instance.pk
            field.label, field.empty_label = "Stand-in", "nobody in particular"
            field.queryset = User.objects.all()

    def clean_away_until(self):
        until = self.cleaned_data["away_until"]
        if until and until < timezone.localdate() and "away_until" in self.changed_data:
            raise forms.ValidationError("That day has passed: give the last day away, or leave it empty.")
        return until

    def clean(self):
        cleaned = super().clean()
        if {"away_until", "stand_in"} & set(self.changed_data) and (why := self._why_not(self.cleaned_data)):
            self.add_error("stand_in", f"{why}: choose somebody else, or nobody.")
        return cleaned

    def _why_not(self, cleaned):
        """Why whoever is named cannot stand in, or ""."""
        stand_in, until, today = cleaned.get("stand_in"), cleaned.get("away_until"), timezone.localdate()
        if stand_in is None:
            return ""
        if stand_in.pk == self.instance.pk:
            return "Nobody stands in for themselves"
        if not (stand_in.is_active and stand_in.is_staff):
            return f"{stand_in} no longer works here"
        if until and until >= today and stand_in.away_until and stand_in.away_until >= today:
            return f"{stand_in} is away too, until {date_format(stand_in.away_until, 'j F Y')}"
        return ""


class OwnForm(AwayRules, SpokenForm):
    """What everybody sets for themselves."""

    class Meta:
        model = User
        fields = OWN
        widgets = {"away_until": DayInput()}

    def save(self):
        """Write these columns alone: whatever a chief or the daily mail writes meanwhile stays, and a chief is told."""
        values = {name: getattr(self.instance, name) for name in OWN}
        User.objects.filter(pk=self.instance.pk).update(**values, version=F("version") + 1)


class AccountForm(AwayRules, UserChangeForm):
    pass


class NewAccountForm(AdminUserCreationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class NoticeChoices(forms.Form):
    """For each kind of notice whether it goes to the desk, by mail, both or nowhere."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **{"label_suffix": "", "prefix": "notices", **kwargs})
        self.user = user
        for kind in Notice.Kind:
            for way in WAYS:
                on = way in ways_of(user, kind)
                self.fields[f"{kind}-{way}"] = forms.BooleanField(required=False, initial=on)

    def rows(self):
        """[(what happens, its box for the desk, its box for mail)] in the order of the kinds."""
        return [(kind.label, *(self[f"{kind}-{way}"] for way in WAYS)) for kind in Notice.Kind]

    def save(self):
        """Write this column alone, as `OwnForm` does."""
        chosen = {kind.value: [way for way in WAYS if self.cleaned_data[f"{kind}-{way}"]] for kind in Notice.Kind}
        self.user.notice_choices = chosen
        self.user.save(update_fields=["notice_choices"])
