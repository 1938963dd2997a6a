"""The error tree: every complaint says what, where, expected and got, and what to do.

    CodekinError
    ├── BadInput            a file or argument cannot be used as it is        (exit status 2)
    │   ├── UnreadableFile      missing, empty, not text, wrong encoding
    │   ├── PageNotRecognised   no code or no section that a page could hang on
    │   ├── BadTable            a vocabulary, title or policy file breaks its contract
    │   └── BadIdentifier       not a CURIE of a known prefix, or a shape its system does not allow
    ├── NotFound            a well-formed identifier that this release does not hold
    │   └── NotInForce          held, but not on the day asked about
    ├── FetchFailed         a publisher's file could not be had whole
    ├── NotLicensed         a key that opens nothing
    └── ReleaseError        a release directory cannot be trusted
        ├── NoRelease           nothing built here yet
        ├── FormatMismatch      written by another version of the format
        └── DamagedRelease      a file is missing or its checksum differs
"""

from __future__ import annotations


class CodekinError(Exception):
    """Base of everything codekin raises on purpose; its message is fit to be shown to a user."""

    def __init__(
        self,
        what: str,
        *,
        where: object = None,
        expected: object = None,
        got: object = None,
        hint: str | None = None,
    ) -> None:
        self.what = what
        self.where = None if where is None else str(where)
        self.expected = None if expected is None else str(expected)
        self.got = None if got is None else str(got)
        self.hint = hint
        super().__init__(self.sentence())

    @property
    def kind(self) -> str:
        """The name of the class, as the typed errors of the API spell it."""
        return type(self).__name__

    def sentence(self) -> str:
        """One line: what, where, expected and got, what to do.

        >>> print(BadIdentifier("not a code", got="76", hint="write CPT:76496"))
        not a code; got 76. write CPT:76496
        """
        parts = [self.what if self.where is None else f"{self.where}: {self.what}"]
        if self.expected is not None:
            parts.append(f"expected {self.expected}")
        if self.got is not None:
            parts.append(f"got {self.got}")
        return "; ".join(parts) + (f". {self.hint}" if self.hint else "")

    def as_json(self) -> dict[str, str | None]:
        """The one shape an error has on every door."""
        return {
            "kind": self.kind,
            "what": self.what,
            "where": self.where,
            "expected": self.expected,
            "got": self.got,
            "hint": self.hint,
        }

    @property
    def extensions(self) -> dict[str, object]:
        """What a GraphQL error carries beside its message; graphql-core looks for this name."""
        return {"code": self.kind, **self.as_json()}


class BadInput(CodekinError):
    """A file or argument cannot be used as it is."""


class UnreadableFile(BadInput):
    """Missing, empty, not text, or in an encoding that cannot be told."""


class PageNotRecognised(BadInput):
    """Neither a code nor a section was found."""


class BadTable(BadInput):
    """A bundled table breaks its contract; the line is named."""


class BadIdentifier(BadInput):
    """Not a CURIE of a known prefix, or a shape that its code system does not allow."""


class NotFound(CodekinError):
    """A well-formed identifier that this release does not hold."""

    def __init__(self, what: str, *, candidates: tuple[str, ...] = (), **details: object) -> None:
        self.candidates = candidates
        super().__init__(what, **details)  # type: ignore[arg-type]


class NotInForce(NotFound):
    """A code that the release holds, but not for the day asked about; `candidates` are its successors."""


class FetchFailed(CodekinError):
    """A file could not be downloaded, or is not what it should be."""


class NotLicensed(CodekinError):
    """A licence was claimed that this server does not know."""


class ReleaseError(CodekinError):
    """A release directory cannot be trusted."""


class NoRelease(ReleaseError):
    """Nothing has been built here yet."""


class FormatMismatch(ReleaseError):
    """Written by another version of the release format."""


class DamagedRelease(ReleaseError):
    """A file is missing or differs from the manifest."""
