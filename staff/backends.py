"""How the desk knows somebody, and what they may do: as Django does, in fewer queries, as every page asks."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q

from staff.models import User
from staff.notices import counted_for


class DeskBackend(ModelBackend):
    def get_user(self, user_id):
        """The account, with `unseen_notices`, the number on its bell; one query."""
        user = User.objects.annotate(unseen_notices=counted_for("pk")).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        """Those of the account and of its roles together; one query, kept with the account."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_permissions_held"):
            held = Permission.objects.order_by().values_list("content_type__app_label", "codename")
            if not user_obj.is_superuser:
                held = held.filter(Q(group__user=user_obj) | Q(user=user_obj)).distinct()
            user_obj._permissions_held = {f"{app}.{codename}" for app, codename in held}
        return user_obj._permissions_held
