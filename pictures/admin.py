"""The picture library of the desk: find a picture, see its rights, say what of it must stay in view."""

from django import forms
from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.html import format_html

from pictures import renditions
from pictures.models import Picture
from web.admin import VersionedAdmin

THUMBNAIL = 96  # CSS pixels, the longer side


class PictureForm(forms.ModelForm):
    class Meta:
        widgets = {name: forms.NumberInput({"min": 0, "max": 1}) for name in ("focal_x", "focal_y")}

    def _post_clean(self):
        super()._post_clean()
        # No browser sends a chosen file twice, and without a word it would seem to be there still.
        if self.errors and "file" in self.changed_data and "file" not in self.errors:
            self.add_error("file", "This file was fine: choose it once more, browsers do not keep it.")


class LicenceFilter(admin.SimpleListFilter):
    title = "licence"
    parameter_name = "licence"

    def lookups(self, request, model_admin):
        return [("usable", "May be shown"), ("expired", "Has run out")]

    def queryset(self, request, queryset):
        chosen = {"usable": queryset.usable, "expired": queryset.expired}.get(self.value())
        return chosen() if chosen else queryset


@admin.register(Picture)
class PictureAdmin(VersionedAdmin):
    form = PictureForm
    list_display = ["thumbnail", "title", "credit", "size", "may_be_shown", "added"]
    list_display_links = ["thumbnail", "title"]
    list_filter = [LicenceFilter]
    search_fields = ["title", "alt", "credit"]
    readonly_fields = ["preview", "size", "added"]
    fieldsets = [
        (None, {"fields": ["file", "title", "alt"]}),
        ("What must stay in view", {"fields": ["preview", ("focal_x", "focal_y")]}),
        ("Rights", {"fields": ["credit", "licence", "origin", "expires"]}),
        ("Desk", {"fields": ["notes", "size", "added"]}),
    ]

    class Media:
        js = [forms.Script("desk/focal_point.js", type="module")]

    @admin.display(description="picture")
    def thumbnail(self, picture):
        scale = THUMBNAIL / max(picture.width, picture.height, 1)
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            renditions.address(picture.file.name, renditions.widths(picture.width)[0], "jpg"),
            picture.title,
            max(1, round(picture.width * scale)),
            max(1, round(picture.height * scale)),
        )

    @admin.display(description="size")
    def size(self, picture):
        return f"{picture.width:,} × {picture.height:,}" if picture.width else "–"

    @admin.display(description="may be shown", boolean=True, ordering="expires")
    def may_be_shown(self, picture):
        return not picture.expired

    @admin.display(description="preview")
    def preview(self, picture):
        """The picture as stored, even while a form with a new file is refused, with the focal point as typed."""
        stored = Picture.objects.filter(pk=picture.pk).first()
        across, down = (self.percent(fraction) for fraction in picture.focal_point)
        context = {"stored": stored, "picture": picture, "across": across, "down": down}
        return render_to_string("admin/pictures/focal_point.html", context)

    @staticmethod
    def percent(fraction):
        """`fraction` as SVG reads it; a form may bring none."""
        return f"{0.5 if fraction is None else min(max(fraction, 0), 1):.1%}"
