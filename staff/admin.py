"""Accounts and authors. A chief looks after accounts, yet can hand out no more than a chief has."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group

from staff.forms import OWN, AccountForm
from staff.models import Profile, User
from staff.roles import ROLES
from web.admin import DeskAdmin, VersionedAdmin
from web.forms import AddressedForm

admin.site.unregister(Group)

ROLE_HELP = "Writers write and submit, editors publish and record, chiefs look after accounts too."


@admin.register(User)
class AccountAdmin(DeskAdmin, UserAdmin):
    """Superusers see all of Django's own form; a chief sees names, the roles and whether the account is in use."""

    form = AccountForm
    list_display = ("username", "full_name", "email", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = "Account, name or email address"
    sortable_by = ("username", "last_login")
    ordering = ("username",)
    filter_horizontal = ()  # its filter box has no name that a reader of screens would hear
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "email", "groups")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
    )
    away = ("Away and mail", {"fields": OWN})
    fieldsets = (*UserAdmin.fieldsets, away)
    own_fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who", {"fields": (("first_name", "last_name"), "email")}),
        ("What they may do", {"fields": ("groups", "is_active")}),
        away,
        ("When", {"fields": ("last_login", "date_joined")}),
    )

    @admin.display(description="name")
    def full_name(self, user):
        return user.get_full_name() or "–"

    @admin.display(description="roles")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all()) or ("superuser" if user.is_superuser else "–")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return self.own_fieldsets

    def has_change_permission(self, request, obj=None):
        """An account that may do more than one's own is not one's to change: its password would open it."""
        may = super().has_change_permission(request, obj)
        if not may or obj is None or request.user.is_superuser:
            return may
        return not obj.is_superuser and obj.get_all_permissions() <= request.user.get_all_permissions()

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.has_change_permission(request, obj)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.help_text = ROLE_HELP
            if not request.user.is_superuser:
                field.queryset = Group.objects.filter(name__in=ROLES).order_by("pk")
        return field

    def save_model(self, request, obj, form, change):
        """Save; an account made here is for the desk, so it may log in to it."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Save the roles; groups that whoever saves was not shown stay as they were."""
        kept = []
        if change and not request.user.is_superuser and "groups" in form.cleaned_data:
            kept = list(form.instance.groups.exclude(name__in=ROLES))
        super().save_related(request, form, formsets, change)
        form.instance.groups.add(*kept)


@admin.register(Group)
class RoleAdmin(DeskAdmin, GroupAdmin):
    filter_horizontal = ()
    """The three roles are the program's, made anew after every migration; a desk's own groups are its own."""

    search_fields = ("name",)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in ROLES)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in ROLES)


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
