"""Download one official file: from allowed hosts only, verified, capped, in whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pooch
import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ProxyError, SSLError, TooManyRedirects
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from ihanalysis.errors import InclusionHealthError
from ihanalysis.sources.fetching.releases import Registry, Release

#: Called after every piece with the release, the bytes so far, and the bytes in all if the server said.
Progress = Callable[[Release, int, int | None], None]

CHUNK = 2**16
MAX_REDIRECTS = 5
#: Answers below 500 that say "later" rather than "no": request time-out, too many requests.
LATER = (408, 429)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one download may take. The largest official file known has 16 million bytes.

    Attributes
    ----------
    bytes
        Of the file, whether or not the server says its length.
    connecting, waiting, seconds
        Seconds to open a connection, between two pieces, and for one try in all.
    tries
        How often a passing failure is met; pooch waits 1, 2, 3, ... seconds between.

    Examples
    --------
    >>> Limits(tries=1).bytes
    100000000
    """

    bytes: int = 100_000_000
    connecting: float = 10
    waiting: float = 60
    seconds: float = 900
    tries: int = 4


class NotFetchedError(InclusionHealthError):
    """A file that was not taken, and why."""


class UnreachableError(NotFetchedError):
    """A host that no file can be taken from: no connection, no proxy, no valid certificate."""


class _OfficialOnly(HTTPAdapter):
    """Open a connection only to an allowed host by an allowed scheme, at each step of a redirect."""

    def __init__(self, hosts: Collection[str], schemes: Collection[str]) -> None:
        super().__init__()
        self._hosts, self._schemes = hosts, schemes

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        address = urlsplit(request.url or "")
        if address.scheme not in self._schemes:
            raise NotFetchedError(
                f"{request.url} is not an {' or '.join(self._schemes)} address; nothing was asked of it."
            )
        if address.hostname not in self._hosts:
            raise NotFetchedError(
                f"{request.url} is not at a publisher's host ({', '.join(sorted(self._hosts))}); "
                "nothing was asked of it."
            )
        return super().send(request, *args, **kwargs)


def session_for(registry: Registry, schemes: Collection[str]) -> requests.Session:
    """Open a session that can reach the registry's hosts and no other; close it after use.

    A proxy named in HTTPS_PROXY is used, and certificates are checked against
    those of REQUESTS_CA_BUNDLE if it is set; both are how NHS networks let
    programs out.

    Examples
    --------
    >>> from ihanalysis.sources.fetching.releases import official
    >>> with session_for(official(), ["https"]) as session:
    ...     session.get("https://example.org/")
    Traceback (most recent call last):
    ihanalysis.sources.fetching.download.NotFetchedError: https://example.org/ is not at a publisher's host \
(assets.publishing.service.gov.uk, files.digital.nhs.uk, www.gov.uk, www.ons.gov.uk); nothing was asked of it.
    """
    session = requests.Session()
    session.max_redirects = MAX_REDIRECTS
    session.headers["User-Agent"] = f"ihanalysis/{version('ihanalysis')}"
    session.adapters.clear()
    session.mount("", _OfficialOnly(registry.hosts, schemes))
    return session


def download(
    release: Release,
    folder: Path,
    session: requests.Session,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> tuple[Path, str]:
    """Download the file of a release into a folder; give its path and the date the server gives it.

    The folder should be one that only this program reads: the file in it is
    whole, but nothing has been checked.

    Raises
    ------
    UnreachableError
        If the host cannot be reached, or its certificate not be verified.
    NotFetchedError
        If the answer is not the file, or the file is too large, too slow, or
        still cut short or refused after the last try. Only passing failures
        are tried again: lost connections, cut answers, 5xx, 408, 429.

    Examples
    --------
    >>> elsewhere = Release("p", "2026", "a.csv", "https://example.org/a.csv", "https://example.org")
    >>> with session_for(Registry(frozenset({"www.gov.uk"}), ()), ["https"]) as session:
    ...     download(elsewhere, Path("."), session)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ihanalysis.sources.fetching.download.NotFetchedError: https://example.org/a.csv is not at a publisher's host ...
    """
    limits = limits or Limits()
    dates: list[str] = []

    def stream(url: str, output_file: str, *_: Any, **__: Any) -> None:
        stop = time.monotonic() + limits.seconds
        with _ask(session, release, url, limits) as response:
            dates.append(response.headers.get("Last-Modified", ""))
            _save(response, release, Path(output_file), stop, limits, progress)

    errand = pooch.Pooch(
        path=folder,
        base_url="",
        registry={release.file: None},
        urls={release.file: release.url},
        retry_if_failed=limits.tries - 1,
    )
    try:
        path = Path(errand.fetch(release.file, downloader=stream))
    except (requests.RequestException, ValueError) as error:
        raise _explained(error, release, limits) from error
    return path, dates[-1]


def _ask(session: requests.Session, release: Release, url: str, limits: Limits) -> requests.Response:
    try:
        # Identity, so that the bytes that come are the bytes that were published.
        response = session.get(
            url,
            stream=True,
            timeout=(limits.connecting, limits.waiting),
            headers={"Accept-Encoding": "identity"},
        )
    except SSLError as error:
        raise UnreachableError(
            f"The certificate of {urlsplit(url).hostname} could not be verified ({_cause(error)}); nothing is "
            "taken unverified. Where a proxy inspects traffic, set REQUESTS_CA_BUNDLE to your organisation's "
            "certificates."
        ) from error
    except TooManyRedirects as error:
        raise NotFetchedError(f"{url} redirects more than {MAX_REDIRECTS} times.") from error
    if response.status_code >= 500 or response.status_code in LATER:
        with response:
            response.raise_for_status()
    if response.status_code != 200:
        response.close()
        raise NotFetchedError(
            f"{url} answered {response.status_code} {response.reason}. If the publisher has moved the file, "
            f"its new address is on {release.page}"
        )
    return response


def _save(
    response: requests.Response,
    release: Release,
    path: Path,
    stop: float,
    limits: Limits,
    progress: Progress | None,
) -> None:
    length = response.headers.get("Content-Length", "")
    # A server that compresses all the same states the packed length, not the file's.
    declared = int(length) if length.isdigit() and "Content-Encoding" not in response.headers else None
    _within(declared or 0, limits, response.url)
    # pooch's temporary file is its maker's alone to read; a new one has the folder's permissions.
    path.unlink()
    received = 0
    with path.open("xb") as file:
        for piece in response.iter_content(CHUNK):
            received += len(piece)
            _within(received, limits, response.url)
            if time.monotonic() > stop:
                raise NotFetchedError(f"{response.url} took longer than {limits.seconds:g} seconds.")
            file.write(piece)
            if progress:
                progress(release, received, declared)


def _within(size: int, limits: Limits, url: str) -> None:
    if size > limits.bytes:
        raise NotFetchedError(f"{url} is larger than the {limits.bytes:,} bytes that a file may have.")


def _explained(error: Exception, release: Release, limits: Limits) -> NotFetchedError:
    """Say in words what still failed after the last try."""
    tries = f"at each of {limits.tries} tries" if limits.tries > 1 else "at the one try"
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, ProxyError):
        return UnreachableError(
            f"The proxy on the way to {release.host} could not be used: {_cause(error)}. "
            "HTTPS_PROXY names the proxy; NO_PROXY the hosts that need none."
        )
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return UnreachableError(
            f"No connection to {release.host} {tries}. Check the network; on an NHS network set HTTPS_PROXY "
            "to its proxy. Everything but fetching works without a connection."
        )
    if isinstance(error, requests.HTTPError) and error.response is not None:
        answer = f"{error.response.status_code} {error.response.reason}"
        return NotFetchedError(f"{release.url} answered {answer} {tries}; try again later.")
    if isinstance(error, requests.Timeout):
        return NotFetchedError(f"{release.url} gave no answer within {limits.waiting:g} seconds {tries}.")
    return NotFetchedError(f"{release.url} was cut short or not understood {tries}: {_cause(error)}.")


def _cause(error: BaseException) -> str:
    """What lies at the bottom of an error that others have wrapped."""
    inner = getattr(error, "reason", None) or (error.args[-1] if error.args else None)
    return _cause(inner) if isinstance(inner, BaseException) else str(error)
