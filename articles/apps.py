from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from web.due import takes_effect


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"
    verbose_name = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from articles.planned import DUE, apply_planned
        from articles.search_index import follow_migrations, step_aside

        takes_effect(DUE, apply_planned)
        pre_migrate.connect(step_aside, sender=self, dispatch_uid="articles.search_index")
        post_migrate.connect(follow_migrations, sender=self, dispatch_uid="articles.search_index")
