from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "pictures"
    label = "pictures"
    verbose_name = "pictures"
    default_auto_field = "django.db.models.BigAutoField"
