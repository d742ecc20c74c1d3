from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed


class StaffConfig(AppConfig):
    name = "staff"
    label = "staff"
    verbose_name = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from staff import logins

        user_logged_in.connect(logins.logged_in, dispatch_uid="staff.logins.logged_in")
        user_login_failed.connect(logins.login_failed, dispatch_uid="staff.logins.login_failed")
