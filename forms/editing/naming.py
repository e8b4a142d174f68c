"""Keys for those who think in labels: «Дата рождения» is called data_rozhdeniya."""

from __future__ import annotations

import re
from collections.abc import Collection

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p"),
            *("r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"),
        ),
        strict=True,
    )
)
_LONGEST = 40


def key_for(label: str, taken: Collection[str]) -> str:
    """A key in Latin letters that says what the label says and is not taken."""
    latin = "".join(_LATIN.get(sign, sign) for sign in label.lower())
    words = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")
    whole = words if words[:1].isalpha() else f"question_{words}".rstrip("_")
    short = whole if len(whole) <= _LONGEST else whole[: _LONGEST + 1].rpartition("_")[0] or whole[:_LONGEST]
    return next(key for number in range(1, len(taken) + 2) if (key := _numbered(short, number)) not in taken)


def _numbered(key: str, number: int) -> str:
    return key if number == 1 else f"{key}_{number}"
