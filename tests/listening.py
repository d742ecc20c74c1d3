"""Somebody whom the site sends something: a server of the test's own."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Listener(BaseHTTPRequestHandler):
    """Answers with the next of `answers`, or with 200."""

    answers = []

    def answer(self):
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def listening(handler):
    """The address at which `handler`, a Listener, answers meanwhile."""
    handler.answers = []
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
