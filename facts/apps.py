from django.apps import AppConfig

from web.due import takes_effect


class FactsConfig(AppConfig):
    name = "facts"
    label = "facts"
    verbose_name = "facts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from facts.ledger import DUE, settle

        takes_effect(DUE, settle)
