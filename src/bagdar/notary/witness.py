"""A witness as a process: one address that answers add-checkpoint, and one that names its key."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bagdar.notary.keeping import Keeping
from bagdar.notary.rules.note import vkey
from bagdar.notary.rules.witnessing import MAX_BODY, TEXT_TYPE, Verdict

SUBMIT, WHO = "/add-checkpoint", "/"
PATIENCE_SECONDS = 20


def now() -> int:
    return int(time.time())


class Witness(ThreadingHTTPServer):
    """Serves a witness's folder. port 0: a free one, told by `server_port`."""

    daemon_threads = True

    def __init__(self, keeping: Keeping, host: str, port: int) -> None:
        self.keeping = keeping
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "bagdar-witness", ""
    timeout = PATIENCE_SECONDS
    server: Witness

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "")
        fits = size.isascii() and size.isdigit() and int(size) <= MAX_BODY
        if not fits or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            return self._tell(Verdict(413 if size.isdigit() else 411))
        body = self.rfile.read(int(size))
        if self.path != SUBMIT:
            return self._tell(Verdict(404))
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return self._tell(Verdict(400))
        return self._tell(self.server.keeping.answer(text, now))

    def do_GET(self) -> None:
        known = self.path == WHO
        self._tell(
            Verdict(200, f"{vkey(self.server.keeping.signer().key)}\n") if known else Verdict(404)
        )

    def _tell(self, verdict: Verdict) -> None:
        data = verdict.body.encode("utf-8")
        self.send_response(verdict.status)
        self.send_header("Content-Type", verdict.media_type or TEXT_TYPE)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: who asked is nobody's business, and the log can be read by everybody."""
