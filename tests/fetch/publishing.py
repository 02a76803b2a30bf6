"""A publisher's website on this machine, and an analyst's folder to fetch into."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

from ihanalysis.sources.fetching.fetch import Fetched, fetch
from ihanalysis.sources.fetching.releases import Registry, Release

PAGE = "https://www.gov.uk/government/statistics/a-publication"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Publisher:
    """A web server at 127.0.0.1: what it serves, and what it was asked for."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.asked: list[str] = []
        self.closing = Event()
        self._answers: dict[str, list[Answer]] = {}
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                answers = publisher._answers[self.path]
                (answers.pop(0) if len(answers) > 1 else answers[0])(self)

            def do_CONNECT(self) -> None:
                publisher.asked.append(f"CONNECT {self.path}")
                self.send_error(403)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_: object) -> None:
                # A reader that refuses a file hangs up in the middle of it; anything else is a fault.
                if not isinstance(sys.exception(), ConnectionError):
                    raise

        self._server = Server(("127.0.0.1", 0), Handler)
        self.scheme = "http"
        if certificate:
            self.scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self._server.server_port}{path}"

    def answers(self, path: str, *answers: Answer) -> None:
        """Give these answers in turn, the last of them from then on."""
        self._answers[path] = list(answers)

    def serves(self, path: str, body: bytes, **how: object) -> None:
        self.answers(path, says(body, **how))  # type: ignore[arg-type]


def says(
    body: bytes = b"", *, status: int = 200, length: int | None = -1, headers: dict[str, str] | None = None
) -> Answer:
    """An answer with this body; `length` declares another length, or None at all."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        if length is not None:
            handler.send_header("Content-Length", str(len(body) if length == -1 else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class Desk:
    """An analyst's folder of raw data, and fetching into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / "releases.lock.json"

    def fetch(
        self, publisher: Publisher, *files: str, sha256: str | None = None, **options: object
    ) -> tuple[Fetched, ...]:
        """Fetch these files of one publication; the files are at the root of the publisher's site."""
        releases = tuple(
            Release("rough_sleeping", "autumn 2025", file, publisher.url(f"/{file}"), PAGE, sha256) for file in files
        )
        how: dict[str, object] = {
            "registry": Registry(frozenset({"127.0.0.1"}), releases),
            "schemes": (publisher.scheme,),
        }
        return fetch("rough_sleeping", self.folder, self.lock, **(how | options))  # type: ignore[arg-type]

    def path(self, file: str) -> Path:
        return self.folder / "rough_sleeping" / "official" / file

    @property
    def everything(self) -> list[str]:
        """Every file and folder, hidden ones too."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*"))
