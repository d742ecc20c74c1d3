from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from facts.ledger import current, record
from facts.models import Report, ReportKind, Source, Tier
from facts.refs import FactRef
from facts.rules import Refused
from facts.subjects import UnknownSubject, find_subject
from facts.values import BadValue, fact_type
from web.commands import SettledCommand
from web.moments import the_moment
from web.text import clean_line


class Command(SettledCommand):
    help = "Record one report, such as: record_fact show-slug/2 status=ordered --as-of 2022-06-06 --source URL"

    def create_parser(self, *args, **kwargs):
        """A line that cannot be read ends like every other refusal: a sentence and exit status 1."""
        parser = super().create_parser(*args, **kwargs)
        if parser.called_from_command_line:
            parser.error = lambda message: parser.exit(1, f"CommandError: {message}; see record_fact --help.\n")
        return parser

    def add_arguments(self, parser):
        parser.add_argument("subject", help="show-slug/2 (season), show-slug/2/person-slug (appearance) or person-slug")
        parser.add_argument("facts", nargs="+", metavar="FACT=VALUE")
        parser.add_argument("--as-of", required=True, metavar="DATE", help="the day the source said it, as 2022-06-06")
        parser.add_argument(
            "--source",
            action="append",
            default=[],
            metavar="URL",
            help="its address, the preferred one first when given several times; only status=awaiting needs none",
        )
        parser.add_argument("--publisher", default="", help="named in the answers; default: the host of the address")
        parser.add_argument("--title", default="", help="of the source; default: its address")
        parser.add_argument("--tier", type=int, choices=Tier.values, help="needed for a source not seen before")
        parser.add_argument("--note", default="")
        parser.add_argument("--kind", choices=ReportKind.values, default=ReportKind.NEWS)
        parser.add_argument("--effective-at", metavar="MOMENT", help="wait until then, as 2026-12-01T09:00+00:00")
        parser.add_argument(
            "--overrule", default="", metavar="REASON", help="why one person is enough for a fact that needs two"
        )
        parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")

    def handle(self, *args, **options):
        try:
            with transaction.atomic():
                rows = self.record(options)
                transaction.set_rollback(options["dry_run"])
        except (Refused, BadValue, UnknownSubject) as refused:
            raise CommandError(str(refused), returncode=1) from refused
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages), returncode=1) from refused
        for row in rows:
            self.stdout.write(row)

    def record(self, options):
        as_of = self.day(options["as_of"])
        subject = find_subject(clean_line(options["subject"]))
        values = dict(self.value(subject, text, as_of) for text in options["facts"])
        if len(values) < len(options["facts"]):
            raise BadValue("A fact is named twice: give each one value.")
        before = current(values)
        report = Report(
            as_of=as_of,
            kind=options["kind"],
            note=clean_line(options["note"]),
            overruled=clean_line(options["overrule"]),
            effective_at=self.moment(options["effective_at"]),
            citing=[self.source(clean_line(address), options) for address in options["source"]],
        )
        record(report, values, seen={ref: number for ref, (_, number) in before.items()})
        verb = "would record" if options["dry_run"] else "waits:" if report.effective_at else "recorded"
        arrow = "stands, the source says" if report.kind == ReportKind.DISSENT else "→"
        return [
            f"{verb} {options['subject']} {ref.name}: {fact_type(ref).printed(before[ref][0])} {arrow} "
            f"{fact_type(ref).printed(said)}, as of {as_of}"
            for ref, said in values.items()
        ]

    def value(self, subject, text, as_of):
        name, equals, typed = text.partition("=")
        if not equals:
            raise BadValue(f"“{text[:60]}” is no FACT=VALUE.")
        try:
            ref = FactRef.of(subject, clean_line(name))
            return ref, fact_type(ref).parse(typed, as_of=as_of)
        except BadValue as problem:
            raise BadValue(f"{name[:40]}: {problem}") from problem

    def source(self, address, options):
        known = Source.objects.filter(address=address).first()
        if known:
            return known
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError:
            raise CommandError(
                f"“{address[:80]}” is no web address. Write it whole, as https://…", returncode=1
            ) from None
        if options["tier"] is None:
            raise CommandError(
                "This source is new: say with --tier how near it is to whoever decides (1 to 7).", returncode=1
            )
        publisher = clean_line(options["publisher"]) or urlsplit(address).hostname.removeprefix("www.")
        return Source(
            address=address,
            title=clean_line(options["title"]) or address[:300],
            publisher=publisher,
            tier=options["tier"],
        )

    def day(self, text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise CommandError(f"“{text[:40]}” is no date; write it as 2022-06-06.", returncode=1) from None

    def moment(self, text):
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise CommandError(
                f"“{text[:40]}” is no moment; write it as 2026-12-01T09:00+00:00.", returncode=1
            ) from None
        try:
            return moment if timezone.is_aware(moment) else the_moment(moment)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages), returncode=1) from None
