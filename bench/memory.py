"""What one gunicorn worker takes after 500 requests. Budget: 150 MB."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.addresses import public
from bench.measure import markdown

REQUESTS = 500
MOST = 150  # MB


def measure():
    addresses = [address for _, address in public()[0]]
    port = free_port()
    server = serve(port)
    try:
        worker = wait_for_worker(server.pid, port)
        before = resident(worker)
        for number in range(REQUESTS):
            get(port, addresses[number % len(addresses)])
        return {"before": before, "after": resident(worker), "pages": len(addresses)}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def serve(port):
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{port}"]
    return subprocess.Popen(
        [*command, "--log-level", "warning", "newsdesk.wsgi"], env=os.environ, cwd=Path(__file__).parent.parent
    )


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for_worker(master, port, seconds=30):
    """The process id of the worker, once it has answered."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            get(port, "/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return next(pid for pid, parent, _ in processes() if parent == master)
    raise TimeoutError("gunicorn did not answer.")


def get(port, address):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers={"Host": "localhost"})
    connection.getresponse().read()
    connection.close()


def resident(pid):
    """Its resident memory in MB."""
    return next(kilobytes for found, _, kilobytes in processes() if found == pid) / 1024


def processes():
    """[(process id, its parent's, kB in memory)]."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
    return [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]


def tables(measured):
    rows = [
        [
            f"{size:,} stories",
            f"{found['before']:.0f}",
            f"{found['after']:.0f}{' (!)' if found['after'] > MOST else ''}",
        ]
        for size, found in sorted(measured.items())
    ]
    yield f"### One worker, in MB, before and after {REQUESTS} requests for every kind of page in turn\n"
    yield from markdown(["site", "before", "after"], rows)
