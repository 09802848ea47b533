"""Identifiers as types, so that an agency's code can never stand where a dossier's is meant (rulebook §3)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from models.errors import InvalidInput
from models.value import nfc

__all__ = [
    "AgencyCode", "CalendarVersion", "DecisionId", "DossierCode", "Identifier", "NoteId", "OfficerId",
    "ProcedureCode", "ReasonCode", "StepKey", "SubmissionId",
]  # fmt: skip


class Identifier(str):
    """A string of one exact form. Raises InvalidInput (`MALFORMED_IDENTIFIER`) for any other."""

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]] = re.compile(r".+")

    def __new__(cls, value: str) -> Self:  # noqa: D102 - the class says it
        text = nfc(value)
        if not cls.pattern.fullmatch(text):
            raise InvalidInput("MALFORMED_IDENTIFIER", kind=cls.__name__, pattern=cls.pattern.pattern)
        return super().__new__(cls, text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        def build(value: str) -> Identifier:
            if value.isascii():  # in NFC, and of the pattern by the schema below
                return str.__new__(cls, value)
            try:
                return cls(value)
            except InvalidInput as error:
                msg = f"{cls.__name__} must match {cls.pattern.pattern}"
                raise ValueError(msg) from error

        return core_schema.no_info_after_validator_function(
            build,
            core_schema.str_schema(pattern=f"^(?:{cls.pattern.pattern})$"),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )


class AgencyCode(Identifier):
    """An agency's code, of the old form `000.00.04.G18` or the new `H56.14`."""

    __slots__ = ()
    pattern = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d+)*")


class DossierCode(Identifier):
    """A dossier's code (mã hồ sơ): agency code, date and number, e.g. `H23.14-240614-0001`; it is the workflow's id."""

    __slots__ = ()
    pattern = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d+)*)-(?:\d{6}|\d{8})-\d{4,7}")

    @classmethod
    def compose(cls, agency: AgencyCode, day: date, number: int) -> DossierCode:
        """Compose the code of the `number`-th dossier that `agency` reserved on `day` (a day in Vietnam)."""
        return cls(f"{agency}-{day:%y%m%d}-{number:04d}")

    @property
    def after(self) -> str:
        """The id of the workflow in which what comes after its closing is done (design §2.16)."""
        return f"{self}/after"

    @property
    def agency(self) -> AgencyCode:
        """The receiving agency's part."""
        return AgencyCode(self.rsplit("-", 2)[0])

    @property
    def day(self) -> str:
        """The date's part as written, six digits (YYMMDD) or eight (YYYYMMDD)."""
        return self.rsplit("-", 2)[1]

    @property
    def number(self) -> int:
        """The number within agency and day."""
        return int(self.rsplit("-", 2)[2])


class ProcedureCode(Identifier):
    """A procedure's code (mã thủ tục), `1.002835`, or a local variant `1.002835.000.00.00.H56`."""

    __slots__ = ()
    pattern = re.compile(r"\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?")


class OfficerId(Identifier):
    """An officer's or a service's id: no name, no personal number."""

    __slots__ = ()
    pattern = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")


class StepKey(Identifier):
    """The key of a step of an internal process (quy trình nội bộ), unique within it."""

    __slots__ = ()
    pattern = re.compile(r"[a-z][a-z0-9_]{0,39}")


class ReasonCode(Identifier):
    """A reason as a code; free text stands in a sealed note (design §2.5)."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z][A-Z0-9_]{1,39}")


class DecisionId(Identifier):
    """The id of one decision of one person, chosen by the client; repeating it repeats nothing."""

    __slots__ = ()
    pattern = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")


class SubmissionId(Identifier):
    """The id of one submission, chosen by the client; repeating it starts nothing new."""

    __slots__ = ()
    pattern = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{3,63}")


class NoteId(Identifier):
    """The keyed hash (HMAC-SHA256 under a key of the dossier) by which a sealed note is named."""

    __slots__ = ()
    pattern = re.compile(r"[0-9a-f]{64}")


class CalendarVersion(Identifier):
    """The version of a working calendar, e.g. `vn-2026.2`."""

    __slots__ = ()
    pattern = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
