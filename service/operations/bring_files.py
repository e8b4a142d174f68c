"""Files that a program brings: published or proposed, kept as a sketch, or only checked; refused with all that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from processes.definition import digest
from processes.gate import Finding
from service import bundle, checking
from service.actor import Actor
from service.bundle import Bundle
from service.errors import GateClosed
from service.installation import Installation
from service.operations import publish, redesign
from service.operations.publish import Grounds, Published, Sketched
from service.operations.repeats import Repeat, Repeatable

_SKETCHABLE = frozenset({"procedure.main", "process.not_executable"})
"""What a set of files may lack and still be kept as a sketch."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A finding, and the file that it speaks of if that is known."""

    finding: Finding
    part: str | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict(Repeatable):
    """What the check says of files, and whether they could be published."""

    key: str | None
    publishable: bool
    findings: tuple[Placed, ...]

    @classmethod
    def from_plain(cls, body: Mapping[str, Any], *, repeated: bool) -> Self:
        kept = checking.kept_findings(one["finding"] for one in body["findings"])
        parts = [one["part"] for one in body["findings"]]
        placed = tuple(Placed(finding=finding, part=part) for finding, part in zip(kept, parts, strict=True))
        return cls(**{**body, "findings": placed, "repeated": repeated})


def publish_files(
    installation: Installation, actor: Actor, files: Bundle, grounds: Grounds, *, idempotency: str | None = None
) -> Published:
    """The files as the next version of their procedure.  Raises as `publish.publish_upload`."""
    redesign.require_some_owner(actor)
    if files.findings:
        raise _refused(installation, files)
    try:
        return publish.publish_upload(installation, actor, files.parts, grounds, idempotency=idempotency)
    except GateClosed as closed:
        raise GateClosed.of(files.key or "?", closed.findings) from closed


def sketch_files(
    installation: Installation, actor: Actor, files: Bundle, grounds: Grounds, *, idempotency: str | None = None
) -> Sketched:
    """The files kept with all that is wrong with them; nobody can start a case of them.  Raises as `publish.keep_sketch`."""
    redesign.require_some_owner(actor)
    if files.key is None or any(one.code not in _SKETCHABLE for one in files.findings):
        raise _refused(installation, files)
    done = publish.keep_sketch(installation, actor, files.key, files.parts, grounds, idempotency=idempotency)
    return replace(done, findings=(*files.findings, *done.findings))


def check_files(
    installation: Installation, actor: Actor, files: Bundle, *, idempotency: str | None = None
) -> Verdict:  # fmt: skip
    """What the check says of the files; nothing of them is kept.  Raises NotAllowed."""
    redesign.require_some_owner(actor)
    found = [asdict(one) for one in files.findings]
    repeat = Repeat(Verdict, actor, idempotency, "check", files.key, digest(files.parts), found)
    with installation.database.reading() as session:
        known = repeat.answered(session)
    if known is not None:
        return known
    verdict = _verdict(installation, files)
    if idempotency is None:
        return verdict
    with installation.database.writing() as session:
        known = repeat.answered(session)
        return known or repeat.remember(session, verdict, at=installation.now())


def _verdict(installation: Installation, files: Bundle) -> Verdict:
    found = [Placed(finding=one) for one in files.findings]
    if found or not files.parts:
        return Verdict(key=files.key, publishable=False, findings=tuple(found))
    checked = installation.quarantine.check(files.parts)
    found = [Placed(finding=one, part=checked.part_of(one)) for one in checked.findings]
    return Verdict(key=files.key, publishable=checked.publishable, findings=tuple(found))


def _refused(installation: Installation, files: Bundle) -> GateClosed:
    """Everything that is wrong: with the files as a set, and with each of them as far as it can be told."""
    found = files.findings
    if files.parts and all(one.code in _SKETCHABLE for one in found):
        checked = installation.quarantine.check(files.parts)
        found = (*found, *(one for one in checked.findings if one.code != "definition.refused"))
    return GateClosed.of(files.key or "?", found or (bundle.unnamed(),))
