"""Download one official file: bounded in size, resumed where it broke off, checked, put in place only when whole."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from graph.errors import BadInput, FetchFailed
from graph.ingest.catalogue import Source

MAXIMUM_BYTES = 2 << 30
_PIECE = 1 << 18
_SECONDS = 30
Progress = Callable[[int, int | None], None]


def fetch(
    source: Source, folder: Path, progress: Progress, accepted: tuple[str, ...] = (), limit: int = MAXIMUM_BYTES
) -> Path:
    """The file of a release in `folder`; what is there already and has the right checksum is left alone.

    `progress` is told bytes done and in all (None when the server does not say). A part that was loaded before stays
    beside it as `.part` and is gone on with, if the server can.
    """
    target = folder / source.file
    _allowed(source, accepted)
    if target.exists() and source.sha256 and _digest(target) == source.sha256:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    _load(source, part, progress, limit)
    if source.sha256 and (got := _digest(part)) != source.sha256:
        part.unlink()
        raise FetchFailed("file has another checksum", where=source.address, expected=f"sha256 {source.sha256}",
                          got=got, hint=f"the publisher may have replaced it; see {source.page}")
    part.replace(target)
    return target


def _allowed(source: Source, accepted: tuple[str, ...]) -> None:
    if source.address is None:
        raise BadInput("this release has no address of its own", where=source.name, got="no address",
                       expected="a download by hand", hint=f"take {source.file} from {source.page}")
    if source.agreement and source.agreement not in accepted:
        raise BadInput(f"the publisher asks for the {source.agreement} licence agreement first", where=source.name,
                       expected=f"--accept {source.agreement}", got="no acceptance",
                       hint=f"read it at {source.page}")


def _load(source: Source, part: Path, progress: Progress, limit: int) -> None:
    had = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(str(source.address), headers={"Range": f"bytes={had}-"} if had else {})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            had = had if answer.status == http.client.PARTIAL_CONTENT else 0
            _copy(answer, part, had, progress, limit, source)
    except urllib.error.HTTPError as error:
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and had:
            return  # the part was whole already
        raise FetchFailed("the publisher does not give the file", where=source.address, expected="status 200",
                          got=f"status {error.code}", hint=f"it may have moved; see {source.page}") from error
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        got = str(reason) or type(reason).__name__
        raise FetchFailed("no connection to the publisher", where=source.address, expected="a network", got=got,
                          hint="what was loaded is kept; try again") from error


def _copy(
    answer: http.client.HTTPResponse, part: Path, had: int, progress: Progress, limit: int, source: Source
) -> None:
    length = answer.headers.get("Content-Length")
    total = had + int(length) if length and length.isdigit() else None
    if total is not None and total > limit:
        raise _too_large(source, limit, total)
    done = had
    with part.open("ab" if had else "wb") as sink:
        while piece := answer.read(_PIECE):
            done += len(piece)
            if done > limit:
                raise _too_large(source, limit, done)
            sink.write(piece)
            progress(done, total)
    if total is not None and done < total:
        raise FetchFailed("the connection broke off", where=source.address, expected=f"{total} bytes",
                          got=f"{done} bytes", hint="say the same again: it goes on where it broke off")


def _too_large(source: Source, limit: int, got: int) -> FetchFailed:
    return FetchFailed("file is larger than allowed", where=source.address, expected=f"at most {limit} bytes",
                       got=f"{got} bytes or more", hint="give --limit if that is right")


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
