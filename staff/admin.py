"""Accounts, roles, authors and the log. Whoever looks after accounts can hand out no more than they have themselves."""

from zlib import crc32

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import CheckboxSelectMultiple
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff import second_factor
from staff.forms import OWN, AccountForm, NewAccountForm
from staff.models import AuditEntry, Profile, User
from staff.rights import note_deleted, note_password, note_rights, note_role, rights_of, role_of
from staff.roles import ROLES, grantable, held_by, may_more
from web.admin import DeskAdmin, VersionedAdmin
from web.forms import AddressedForm

# Keys and codes are nobody's to look at.
admin.site.unregister([Group, TOTPDevice, StaticDevice])

ROLE_HELP = (
    "Writers write and submit; trusted writers also publish about shows of their own beat; editors publish and record; "
    "chiefs look after accounts and house rules too; administrators after everything."
)

RESET = 'On since {} <button type="submit" form="reset-second-factor">Reset it</button>'


@admin.register(User)
class AccountAdmin(VersionedAdmin, UserAdmin):
    """Superusers see all of Django's own form; a chief sees names, the roles and whether the account is in use."""

    form, add_form = AccountForm, NewAccountForm
    list_display = ("username", "full_name", "email", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = "Account, name or email address"
    sortable_by = ("username", "last_login")
    ordering = ("username",)
    filter_horizontal = ()  # its filter box has no name that a reader of screens would hear
    readonly_fields = ("last_login", "date_joined", "second_factor")
    change_form_template = "admin/staff/account.html"
    add_fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "email", "groups")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
    )
    away = ("Away and mail", {"fields": OWN})
    fieldsets = (*UserAdmin.fieldsets, away, ("Second factor", {"fields": ("second_factor",)}))
    own_fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who", {"fields": (("first_name", "last_name"), "email")}),
        ("What they may do", {"fields": ("groups", "is_active")}),
        away,
        ("When", {"fields": ("last_login", "date_joined", "second_factor")}),
    )

    @admin.display(description="name")
    def full_name(self, user):
        return user.get_full_name() or "–"

    @admin.display(description="roles")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all()) or ("superuser" if user.is_superuser else "–")

    @admin.display(description="second factor")
    def second_factor(self, user):
        """Since when; with the button for whoever lost phone and codes, where `change_view` offers it."""
        if not user.second_factor_on:
            return "Off"
        return format_html(RESET if user.may_be_reset else "On since {}", date_format(user.second_factor_on, "j F Y"))

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_object(self, request, object_id, from_field=None):
        user = super().get_object(request, object_id, from_field)
        if user:
            user.may_be_reset = self.may_reset(request, user)
        return user

    def may_reset(self, request, user):
        """Nobody their own, which takes a code or the password, nor that of somebody who may do more."""
        allowed = request.user.has_perm("otp_totp.delete_totpdevice") and user.pk != request.user.pk
        return allowed and bool(user.second_factor_on) and self.has_change_permission(request, user)

    def get_urls(self):
        reset = self.admin_site.admin_view(self.reset_second_factor)
        return [path("<int:pk>/reset/", reset, name="staff_user_reset_second_factor"), *super().get_urls()]

    def reset_second_factor(self, request, pk):
        """Take the second factor from somebody who lost it: the password alone opens the desk until they set one up."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        user = get_object_or_404(User, pk=pk)
        if not self.may_reset(request, user):
            raise PermissionDenied
        second_factor.turn_off(user, by=request.user)
        messages.success(request, f"Reset: {user} logs in with the password alone, and can set up a new one.")
        return redirect("admin:staff_user_change", pk)

    def get_fieldsets(self, request, obj=None):
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return self.own_fieldsets

    def has_change_permission(self, request, obj=None):
        """An account that may do more than one's own is not one's to change: its password would open it."""
        may = super().has_change_permission(request, obj)
        if not may or obj is None or request.user.is_superuser:
            return may
        return not may_more(obj, request.user)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.has_change_permission(request, obj)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.help_text = ROLE_HELP
            field.queryset = grantable(request.user)
        return field

    def save_model(self, request, obj, form, change):
        """Save; an account made here is for the desk, so it may log in to it."""
        obj.rights_before = rights_of(User.objects.get(pk=obj.pk)) if change else {}
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Save the roles; groups that whoever saves was not shown stay as they were. What changed goes into the log."""
        kept = []
        if change and "groups" in form.cleaned_data:
            kept = list(form.instance.groups.exclude(pk__in=grantable(request.user).values("pk")))
        super().save_related(request, form, formsets, change)
        form.instance.groups.add(*kept)
        note_rights(form.instance, form.instance.rights_before, by=request.user)

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):
        before = User.objects.filter(pk=getattr(self.get_object(request, unquote(id)), "pk", None)).first()
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and before and before.password != User.objects.get(pk=before.pk).password:
            note_password(before, by=request.user)
        return answer

    def delete_model(self, request, obj):
        note_deleted(obj, by=request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for user in queryset:
            note_deleted(user, by=request.user)
        super().delete_queryset(request, queryset)


@admin.register(Group)
class RoleAdmin(VersionedAdmin, GroupAdmin):
    """The program's roles are made anew after every migration; a desk's own groups are its own.

    An administrator gives a group nothing they may not do themselves, and changes none that may do more.
    """

    filter_horizontal = ()
    search_fields = ("name",)
    search_help_text = "Name"

    def get_object(self, request, object_id, from_field=None):
        group = super().get_object(request, object_id, from_field)
        if group:
            group.version = version_of(group)
        return group

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or (obj.name not in ROLES and grantable(request.user).filter(pk=obj.pk).exists()))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or self.has_change_permission(request, obj))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "permissions" and not request.user.is_superuser:
            field.queryset = field.queryset.filter(pk__in=held_by(request.user))
        return field

    def save_model(self, request, obj, form, change):
        obj.role_before = role_of(Group.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        note_role(form.instance, form.instance.role_before, by=request.user)

    def delete_model(self, request, obj):
        note_role(obj, role_of(obj), by=request.user, gone=True)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for group in queryset:
            note_role(group, role_of(group), by=request.user, gone=True)
        super().delete_queryset(request, queryset)


def version_of(group):
    """What stands for a version of Django's own model, which counts none: a number made of all that its form has."""
    held = group.permissions.order_by("pk").values_list("pk", flat=True)
    return crc32(repr((group.name, list(held))).encode()) % 999_999_999 + 1


@admin.register(AuditEntry)
class LogAdmin(DeskAdmin):
    """Who did what that matters later, to read alone."""

    list_display = ("moment", "kind", "who", "what")
    list_display_links = None
    list_filter = ("kind",)
    search_fields = ("who",)
    search_help_text = "Account, as it was called then"
    sortable_by = ()
    fields = ("at", "kind", "who", "words", "address")

    @admin.display(description="at")
    def moment(self, entry):
        return date_format(timezone.localtime(entry.at), "j M Y, H:i")

    @admin.display(description="what")
    def what(self, entry):
        return format_html('<a href="{}">{}</a>', entry.address, entry.words) if entry.address else entry.words

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ProfileForm(AddressedForm):
    pass


@admin.register(Profile)
class ProfileAdmin(VersionedAdmin):
    form = ProfileForm
    list_display = ("name", "role", "user")
    list_select_related = ("user",)
    search_fields = ("name", "slug", "role")
    search_help_text = "Name or role"
    sortable_by = ("name",)
    autocomplete_fields = ("portrait",)
    fields = ("name", "slug", "role", "bio", "portrait", "user")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
