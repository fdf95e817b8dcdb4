"""Whether a paper is one of ours: by its file, the code on its pages, the text of its QR code.

Open to everybody, so an answer holds what the paper's holder can read on it, and nobody's name.
Every question is counted, because a code that exists is worth guessing.
"""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from portal.documents.page_marks import SignedStatement, read_signed
from portal.domain.page_codes import read_page_code
from portal.domain.violations import RulesBroken, Violation
from portal.models import (
    Paper,
    PaperContent,
    PaperSeal,
    Provider,
    StatementKey,
    VerificationAttempt,
)
from portal.regions.registry import Region
from portal.usecases.file_comparison import carries_seal, first_difference
from portal.usecases.sessions import TooManyAttempts
from portal.usecases.transaction import reading, take_turn, transaction
from portal.usecases.verified_papers import VerifiedPaper, verified_paper

WINDOW = timedelta(minutes=10)
QUESTIONS_IN_WINDOW = 60
KEPT_FOR = timedelta(days=1)

# Our files name their code here in plain letters; nothing of a strange file is opened or run.
# Programs that save them anew may write the hyphens in octal.
_CODE_IN_FILE = re.compile(
    rb"/Keywords ?\(([0-9A-Z]{4})(?:-|\\055)([0-9A-Z]{4})(?:-|\\055)([0-9A-Z])\)"
)
_CODES_TRIED = 5


class Verdict(StrEnum):
    """What was found out."""

    ISSUED = "issued"
    SEALED = "sealed"
    EXTENDED = "extended"
    SEALED_CHANGED = "sealed_changed"
    CHANGED = "changed"
    UNKNOWN_FILE = "unknown_file"
    CODE_KNOWN = "code_known"
    CODE_UNKNOWN = "code_unknown"
    SIGNED = "signed"
    SIGNED_MISSING = "signed_missing"
    FORGED = "forged"

    @property
    def confirmed(self) -> bool:
        """Whether what was asked about is ours as it is."""
        return self in (Verdict.ISSUED, Verdict.SEALED, Verdict.CODE_KNOWN, Verdict.SIGNED)


_TEXTS = {
    Verdict.ISSUED: "Этот файл выдан учреждением и не изменён: он совпадает байт в байт.",
    Verdict.SEALED: "Этот файл — запечатанная копия документа учреждения. Она не изменена: "
    "совпадает байт в байт.",
    Verdict.EXTENDED: "Начало файла — документ учреждения, но к нему что-то дописано, например "
    "электронная подпись. Дописанное здесь не проверено. Сравните с документом, который выдан.",
    Verdict.SEALED_CHANGED: "Изменена запечатанная копия документа учреждения: подпись организации "
    "в ней повреждена. Не доверяйте файлу и попросите копию заново.",
    Verdict.CHANGED: "В файле стоит код документа учреждения, но сам файл другой: изменён или "
    "сделан не в учреждении. Не доверяйте ему и попросите документ заново.",
    Verdict.UNKNOWN_FILE: "Такого файла учреждения этого портала не выдавали. Скан или снимок "
    "бумаги так не проверить: введите код, который напечатан внизу страницы.",
    Verdict.CODE_KNOWN: "Документ с таким кодом выдан. Сверьте с бумагой всё, что показано ниже: "
    "код можно переписать на другую бумагу.",
    Verdict.CODE_UNKNOWN: "Документа с таким кодом нет. Сверьте код с бумагой. Если он переписан "
    "верно, бумага выдана не здесь.",
    Verdict.SIGNED: "Подпись верна: это записано при выдаче документа. Сверьте с бумагой всё, что "
    "показано ниже.",
    Verdict.SIGNED_MISSING: "Подпись верна, но самого документа в портале нет. Спросите о нём "
    "учреждение.",
    Verdict.FORGED: "Подпись неверна: этот текст составлен не учреждением или изменён. Если текст "
    "введён вручную, сверьте его с QR-кодом.",
}


class TooManyQuestions(TooManyAttempts):
    """Somebody asks about many papers; ``retry_after`` are the seconds until the next question."""

    def __init__(self, retry_after: int) -> None:
        """Say how long to wait."""
        minutes = math.ceil(retry_after / 60)
        text = f"С вашего адреса проверяют слишком часто. Попробуйте снова через {minutes} мин."
        RulesBroken.__init__(self, Violation("not_authorised", text))
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer; ``differs_at`` is the first byte of a changed file that is not ours, from one."""

    verdict: Verdict
    paper: VerifiedPaper | None = None
    differs_at: int | None = None

    @property
    def text(self) -> str:
        """The answer in a sentence, with what to do."""
        return _TEXTS[self.verdict]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that papers of a provider are signed with, in base32."""

    provider: str
    inn: str
    key: str
    since: datetime


def verify_text(text: str, regions: Mapping[str, Region]) -> Verification:
    """What is known by a code or by the text of a QR code; raises RulesBroken for neither."""
    signed = read_signed(text)
    return _verify_statement(signed, regions) if signed else _verify_code(text, regions)


def verify_file(content: bytes, regions: Mapping[str, Region]) -> Verification:
    """Whether these bytes are those of an issued paper, and if not, of which they pretend to be."""
    sha256 = hashlib.sha256(content).hexdigest()
    with reading() as session:
        whole = _newest(session, Paper.sha256 == sha256)
        if whole is not None:
            return Verification(Verdict.ISSUED, verified_paper(session, whole, regions))
        sealed = select(PaperSeal.paper_id).where(PaperSeal.sha256 == sha256)
        copied = _newest(session, Paper.id.in_(sealed))
        if copied is not None:
            return Verification(Verdict.SEALED, verified_paper(session, copied, regions))
        named = _named_in(session, content)
        if named is None:
            return Verification(Verdict.UNKNOWN_FILE)
        ours = session.scalar(
            select(PaperContent.content).where(PaperContent.sha256 == named.sha256)
        )
        seen = verified_paper(session, named, regions)
        copy = _sealed_copy(session, named)
    verdict, differs_at = _difference(content, ours or b"", copy)
    return Verification(verdict, seen, differs_at)


def count_question(address: str, now: datetime) -> None:
    """Count a question before it is answered; raises TooManyQuestions."""
    here = VerificationAttempt.address == address
    with transaction() as session:
        take_turn(session, f"verify {address}")
        session.execute(delete(VerificationAttempt).where(VerificationAttempt.at <= now - KEPT_FOR))
        asked = session.execute(
            select(func.count(), func.min(VerificationAttempt.at)).where(
                here, VerificationAttempt.at > now - WINDOW
            )
        ).one()
        if asked[0] >= QUESTIONS_IN_WINDOW:
            raise TooManyQuestions(max(1, math.ceil((asked[1] + WINDOW - now).total_seconds())))
        session.add(VerificationAttempt(address=address, at=now))


def public_keys() -> tuple[PublicKey, ...]:
    """Every key that papers have been signed with, the oldest first."""
    with reading() as session:
        rows = session.execute(
            select(Provider.name, Provider.inn, StatementKey.public_key, StatementKey.since)
            .join(Provider, Provider.id == StatementKey.provider_id)
            .order_by(Provider.name, StatementKey.id)
        )
        return tuple(PublicKey(*row) for row in rows)


def _verify_code(text: str, regions: Mapping[str, Region]) -> Verification:
    code = read_page_code(text)
    with reading() as session:
        paper = _newest(session, Paper.code == code)
        if paper is None:
            return Verification(Verdict.CODE_UNKNOWN)
        return Verification(Verdict.CODE_KNOWN, verified_paper(session, paper, regions))


def _verify_statement(signed: SignedStatement, regions: Mapping[str, Region]) -> Verification:
    """Only the keys of the paper's own provider count: another one's would prove nothing."""
    said = signed.statement
    with reading() as session:
        paper = _newest(session, Paper.code == said.code)
        owner = Provider.inn == said.inn
        if paper is not None:
            owner = or_(owner, Provider.id == paper.provider_id)
        keys = session.execute(
            select(StatementKey.provider_id, StatementKey.public_key)
            .join(Provider, Provider.id == StatementKey.provider_id)
            .where(owner)
        ).all()
        signers = {row.provider_id for row in keys if signed.is_signed_by(row.public_key)}
        if not signers:
            return Verification(Verdict.FORGED)
        if paper is None:
            return Verification(Verdict.SIGNED_MISSING)
        if paper.provider_id not in signers:
            return Verification(Verdict.FORGED)
        return Verification(Verdict.SIGNED, verified_paper(session, paper, regions))


def _newest(session: Session, which: ColumnElement[bool]) -> Paper | None:
    found: Paper | None = session.scalar(
        select(Paper).where(which).order_by(Paper.id.desc()).limit(1)
    )
    return found


def _named_in(session: Session, content: bytes) -> Paper | None:
    """The paper whose code stands in a file."""
    for found in islice(_CODE_IN_FILE.finditer(content), _CODES_TRIED):
        paper = _newest(session, Paper.code == b"-".join(found.groups()).decode("ascii"))
        if paper is not None:
            return paper
    return None


def _sealed_copy(session: Session, paper: Paper) -> bytes | None:
    return session.scalar(
        select(PaperContent.content)
        .join(PaperSeal, PaperSeal.sha256 == PaperContent.sha256)
        .where(PaperSeal.paper_id == paper.id)
    )


def _difference(content: bytes, ours: bytes, copy: bytes | None) -> tuple[Verdict, int]:
    """What was done to our file or to its sealed ``copy``, and the first byte that is not ours."""
    if not ours or not content.startswith(ours):
        return Verdict.CHANGED, first_difference(content, ours)
    if copy is not None and content.startswith(copy):
        return Verdict.EXTENDED, len(copy) + 1
    if copy is not None and carries_seal(content, copy, len(ours)):
        return Verdict.SEALED_CHANGED, first_difference(content, copy)
    return Verdict.EXTENDED, len(ours) + 1
