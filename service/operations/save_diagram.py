"""Keeping a diagram as its editor has it.  Two people at different parts of one procedure do not get in each other's way."""

from __future__ import annotations

import hashlib

from service.actor import Actor
from service.errors import EtagMissing, NotFound, RedesignChanged, Unavailable, WouldLose
from service.installation import Installation
from service.operations import redesign
from service.operations.redesign import Redesign
from storage import redesigns

_ATTEMPTS = 5


def mark(content: bytes) -> str:
    """The mark of a part's content: what an editor names when it saves over it."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def read_diagram(installation: Installation, actor: Actor, key: str, part: str) -> bytes:
    """The diagram as it stands in the redesign.  Raises NotAllowed, NotFound."""
    return _content(redesign.read(installation, actor, key), part)


def save_diagram(
    installation: Installation, actor: Actor, key: str, part: str, content: bytes, *, over: str | None
) -> str:
    """Keep what the editor wrote; `over` is the mark of the content that it was made from; answers the new mark.

    Raises NotAllowed, NotFound, EtagMissing, RedesignChanged (somebody saved this diagram meanwhile), DiagramRefused,
    WouldLose (the text lacks something that its editor cannot have taken away on purpose).
    """
    draft = _as_seen(installation, actor, key, part, over)
    lost = installation.quarantine.losses(draft.parts[part], content)
    if lost:
        raise WouldLose(lost)
    return _keep(installation, actor, draft, part, content, over)


def replace_diagram(
    installation: Installation, actor: Actor, key: str, part: str, content: bytes, *, over: str | None
) -> str:
    """Put a file from outside in the diagram's place, whatever is in it.  Raises as `save_diagram` except WouldLose."""
    installation.quarantine.losses(content, content)
    return _keep(installation, actor, _as_seen(installation, actor, key, part, over), part, content, over)


def _keep(
    installation: Installation, actor: Actor, draft: Redesign, part: str, content: bytes, over: str | None
) -> str:
    for _ in range(_ATTEMPTS):
        try:
            redesign.write_part(installation, actor, draft.key, part, content, etag=draft.etag)
            return mark(content)
        except RedesignChanged:  # most often another part: then this one may still be written
            draft = _as_seen(installation, actor, draft.key, part, over)
    raise Unavailable


def _as_seen(installation: Installation, actor: Actor, key: str, part: str, over: str | None) -> Redesign:
    """The redesign, if this part of it is as its editor saw it."""
    draft = redesign.read(installation, actor, key)
    if over is None:
        raise EtagMissing
    if over != mark(_content(draft, part)):
        with installation.database.reading() as session:
            raise redesign.changed(installation, session, redesigns.load(session, key))
    return draft


def _content(draft: Redesign, part: str) -> bytes:
    if not part.endswith(".bpmn") or part not in draft.parts:
        raise NotFound(f"В процедуре нет диаграммы «{part}»", f"The procedure has no diagram {part!r}", part=part)
    return draft.parts[part]
