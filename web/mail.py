"""Mails of the desk: one line to the server for all of a round, and one that fails stops nobody else's."""

import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection

logger = logging.getLogger(__name__)

# What may go wrong with one mail: the server, the line to it, and an address or name that cannot stand in a header.
PROBLEMS = (SMTPException, OSError, ValueError)


class Post:
    """A round of mails; `what` names them in the log."""

    def __init__(self, what):
        self.what, self.connection = what, get_connection()

    def is_open(self, waiting):
        """Whether the server can be reached; when not, that `waiting` people wait is logged."""
        try:
            self.connection.open()
        except PROBLEMS as problem:
            logger.warning("No mail can be sent: %s; %s wait for theirs", problem, waiting)
            return False
        return True

    def send(self, person, subject, body):
        """Send one mail; False, and a line in the log, when it could not be."""
        try:
            EmailMessage(
                subject=subject,
                body=body,
                to=[person.email],
                headers={"Auto-Submitted": "auto-generated"},  # so that nobody's holiday answers it
                connection=self.connection,
            ).send()
        except PROBLEMS as problem:
            logger.warning("The %s to %s was not sent: %s; next try at the next tick", self.what, person, problem)
            self.close()
            return False
        return True

    def close(self):
        """Give up a line that may be broken: the next mail opens another."""
        try:
            self.connection.close()
        except PROBLEMS as problem:
            logger.info("The line to the mail server was broken: %s", problem)
