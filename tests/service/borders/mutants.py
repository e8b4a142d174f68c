"""Files that a stranger might bring: what we ship and what other tools write, spoiled in one to four ways by a seed.

Same number, same bytes: a failure is found again by its number alone.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from tests.service import permit
from tests.service.leave import LEAVE

ROOT = Path(__file__).parents[3]
KINDS = ("diagram", "diagram", "diagram", "form", "table", "expression", "expression", "outline")
"""What the n-th file is: three in eight are diagrams."""

LARGEST = 400_000
"""Characters that a mutation may blow a file up to; the limit of the service is told by other tests."""

HOSTILE = (
    "", " ", "0", "-1", "9" * 400, "1e999", "NaN", "P999999999Y", "PT0S", "R/PT0S", "R999999999/PT1S", "../../etc/passwd",
    "file:///etc/passwd", "http://127.0.0.1:1/", "__import__('os').system('id')", "${T(java.lang.Runtime)}", "#{a.b()}", "=a",
    "${" * 200, "(" * 300, "[" * 300, "not(" * 100, "a" * 5000, "ы" * 5000, "\u202e\u2066", "\ud7ff\ue000", "<b>&amp;</b>", "{{7*7}}",
    "if " * 100, "some x in [1..9999999] satisfies x", "9 ** 9 ** 9", "a.b.c.d." * 50, '"' * 99, "true", "null", "P1D", "now()",
    "date(\"9999-99-99\")", "string join(a, a)", "\n\t\r", "S", "E", "A", "Start", "P.EndJoin", "settings", "case",
)  # fmt: skip
WORDS = (
    "a", "b.c", "application.directed", "1", "0.5", "10", '"x"', '"да"', "true", "false", "null", "(", ")", "[", "]", "{", "}", ",", ":",
    "+", "-", "*", "/", "=", "!=", "<", ">", "<=", ">=", "..", "and", "or", "not(", "in", "if", "then", "else", "some", "every", "x in",
    "satisfies", "between", "date(", "date and time(", "duration(", "count(", "sum(", "min(", "max(", "string join(", "contains(", "now()",
    "days_after(", "months_after(", "workdays_after(", "today()", "?", "-", "@\"2026-01-05\"", "// x", "/* x */", "${", "}", "=", "**", "'y'",
    "substring(", "replace(", "split(", "9" * 40, "P10D", "R3/PT1H", "get value(", "[1]", "[-1]", "\\", "\u00a0", "ё",
)  # fmt: skip


SHAPES = ("[]", "{}", "[1, [2]]", "{a: {b: c}}", "~", "2026-01-05", "&x *x", "!!python/object:os.system x", "5", "yes")
"""Values of YAML that are no text."""

MEANT = (
    'a > 1 and b.c != null', 'if a > 3 then "много" else "мало"', "days_after(now(), a * 2)", 'some x in b.c satisfies x = "x"',
    "count(b.c) + sum([1, 2, 3]) / 4", 'date("2026-01-05") + duration("P1M")', 'every x in [1, 2, 3] satisfies x > a',
    'a in [1..5] or a in (<3, >7)', 'not(application.directed) and a between 1 and 10', 'string join(b.c, ", ")',
    'x = a + 1\ny = x\n# z', 'upper case("ы") = "Ы"', 'min(b.c)', '"x", "y"', "[1..a)", "< 5, > 10", "-", "contains(?, \"x\")",
    "R3/PT1H", "P1Y2M3DT4H5M6S", "2026-05-01T12:00:00+03:00", "${a > 1 && !b.c}", "#{a eq 'x' or (b.c ne null)}", "Ждать 10 рабочих дней",
    "months_before(date(\"2026-03-31\"), a)", "round half up(a / 3, 2) * 10", '{x: 1, y: {z: a}}.y.z', 'a[1]', 'split("a,b", ",")[-1]',
    'substring("образец", 2, 3)', "workdays_after(today(), 10)", "years_after(date(a), 5)", 'replace("aaa", "a", "bbb")', "a * a * a * a",
)  # fmt: skip


def mutant(number: int) -> tuple[str, bytes]:
    """The kind of the n-th file, and its bytes."""
    rng = random.Random(number)
    kind = KINDS[number % len(KINDS)]
    if kind == "expression":
        return kind, _expression(rng).encode("utf-8", "replace")
    base = rng.choice(bases()[kind])
    content = _json(rng, base) if kind == "form" else _lines(rng, base) if kind == "outline" else _tree(rng, base, kind)
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        content = rng.choice(_ON_BYTES)(rng, content)
    return kind, content


@cache
def bases() -> dict[str, list[bytes]]:
    catalog = ROOT / "processes/catalog/candidate-exam"
    samples = [path.read_bytes() for path in sorted((ROOT / "tests/processes/imports/samples").glob("*.bpmn"))]
    return {
        "diagram": [*samples, *samples, LEAVE, LEAVE, *_contents(catalog, "*.bpmn")],
        "form": _contents(ROOT / "forms/catalog/candidate-exam", "*.json"),
        "table": _contents(catalog, "*.dmn"),
        "outline": [permit.PROCEDURE.encode()],
    }


def _contents(folder: Path, pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob(pattern))]


# ---------------------------------------------------------------------- bytes


def _flipped(rng: random.Random, content: bytes) -> bytes:
    spoiled = bytearray(content)
    for _ in range(rng.randint(1, 20)):
        if spoiled:
            spoiled[rng.randrange(len(spoiled))] ^= 1 << rng.randrange(8)
    return bytes(spoiled)


def _cut(rng: random.Random, content: bytes) -> bytes:
    first, last = _span(rng, content)
    return content[:first] + content[last:]


def _doubled(rng: random.Random, content: bytes) -> bytes:
    first, last = _span(rng, content)
    return content[:last] + content[first:last] * rng.randint(1, 5) + content[last:]


def _ended(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _strewn(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) + 1)
    junk = rng.choice(
        (
            b"\0",
            b"\xff\xfe",
            b"<!DOCTYPE x>",
            b"&x;",
            b"<![CDATA[",
            b"]]>",
            b"<!--",
            b"\xd0",
            b"{" * 99,
            b"&a" * 9,
            b"*a ",
            b"!!python/x ",
        )
    )
    return content[:at] + junk + content[at:]


def _recoded(rng: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-le", "cp1251", "utf-32", "koi8-r", "utf-8-sig")), "replace")


def _span(rng: random.Random, content: bytes) -> tuple[int, int]:
    first = rng.randrange(len(content) + 1)
    return first, min(len(content), first + rng.randint(1, 400))


_ON_BYTES: tuple[Callable[[random.Random, bytes], bytes], ...] = (_flipped, _cut, _doubled, _ended, _strewn, _recoded)

# ---------------------------------------------------------------------- trees


def _tree(rng: random.Random, content: bytes, kind: str) -> bytes:
    root = etree.fromstring(content)
    for _ in range(rng.randint(1, 4)):
        rng.choice(_ON_TREES)(rng, root, kind)
    written = etree.tostring(root, encoding="utf-8", xml_declaration=rng.random() < 0.5)
    return written if len(written) <= LARGEST else content


def _some(rng: random.Random, root: Any) -> Any:
    return rng.choice([element for element in root.iter(etree.Element) if element is not root] or [root])


def _repeated(rng: random.Random, root: Any, kind: str) -> None:
    element = _some(rng, root)
    if element is not root:
        for number in range(rng.choice((1, 2, 30))):
            twin = copy.deepcopy(element)
            if rng.random() < 0.7:
                for inner in twin.iter(etree.Element):
                    if inner.get("id"):
                        inner.set("id", f"{inner.get('id')}_{number}"[:200])
            element.addnext(twin)


def _removed(rng: random.Random, root: Any, kind: str) -> None:
    element = _some(rng, root)
    if element is not root:
        element.getparent().remove(element)


def _moved(rng: random.Random, root: Any, kind: str) -> None:
    element, place = _some(rng, root), _some(rng, root)
    if element is not root and element not in (place, *place.iterancestors()):
        place.append(element)


def _swapped(rng: random.Random, root: Any, kind: str) -> None:
    one, other = _some(rng, root), _some(rng, root)
    ours, theirs = dict(one.attrib), dict(other.attrib)
    for element, attributes in ((one, theirs), (other, ours)):
        element.attrib.clear()
        element.attrib.update(attributes)


def _set(rng: random.Random, root: Any, kind: str) -> None:
    element = _some(rng, root)
    value = _writable(rng.choice(HOSTILE))
    if element.attrib and rng.random() < 0.7:
        element.set(rng.choice(list(element.attrib)), value)
    else:
        element.text = value


def _redirected(rng: random.Random, root: Any, kind: str) -> None:
    """A reference that leads to another element."""
    ids = [element.get("id") for element in root.iter(etree.Element) if element.get("id")]
    names = (
        "sourceRef",
        "targetRef",
        "attachedToRef",
        "default",
        "calledElement",
        "bpmnElement",
        "processRef",
        "messageRef",
        "href",
    )
    pointing = [(element, name) for element in root.iter(etree.Element) for name in names if element.get(name)]
    for element, name in rng.sample(pointing, min(len(pointing), rng.randint(1, 4))):
        element.set(name, rng.choice(ids))


def _renamed(rng: random.Random, root: Any, kind: str) -> None:
    """An element that becomes one of another kind of the same file."""
    element, other = _some(rng, root), _some(rng, root)
    element.tag = other.tag


def _nested(rng: random.Random, root: Any, kind: str) -> None:
    element = _some(rng, root)
    for _ in range(rng.choice((1, 5, 100, 300))):
        inner = etree.SubElement(element, element.tag, {"id": f"n{rng.randrange(10**9)}"})
        element = inner


def _spliced(rng: random.Random, root: Any, kind: str) -> None:
    other = etree.fromstring(rng.choice(bases()[kind]))
    _some(rng, root).append(copy.deepcopy(_some(rng, other)))


def _writable(text: str) -> str:
    return "".join(sign for sign in text if sign in "\t\n\r" or sign >= " ")


_ON_TREES: tuple[Callable[[random.Random, Any, str], None], ...] = (
    _repeated, _removed, _moved, _swapped, _set, _set, _redirected, _redirected, _renamed, _nested, _spliced,
)  # fmt: skip

# ---------------------------------------------------------------------- forms


def _json(rng: random.Random, content: bytes) -> bytes:
    body = json.loads(content)
    for _ in range(rng.choice((1, 1, 2, 4))):
        holder, key = _place(rng, body)
        chance = rng.random()
        if chance < 0.2:
            del holder[key]
        elif chance < 0.5:
            holder[key] = rng.choice((*HOSTILE, None, True, -1, 1e300, [], {}, [[[[]]]], {"a": {"b": {}}}, 10**40))
        elif chance < 0.7:
            other, name = _place(rng, body)
            holder[key] = copy.deepcopy(other[name])
        elif chance < 0.8:
            for _ in range(rng.choice((2, 20, 200))):
                holder[key] = {"type": "group", "key": "g", "components": [holder[key]]}
        elif isinstance(holder[key], list):
            holder[key] = (holder[key] * rng.choice((2, 50)))[:2000]
    written = _dumped(body)
    return written if len(written) <= LARGEST else content


def _dumped(body: Any) -> bytes:
    try:
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    except RecursionError:
        return b"{" * 5000


def _place(rng: random.Random, body: Any) -> tuple[Any, Any]:
    """A holder and the key or index of one of its values, anywhere."""
    holder = body
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = rng.choice(keys)
        inner = holder[key]
        if not (isinstance(inner, dict | list) and inner) or rng.random() < 0.25:
            return holder, key
        holder = inner


def _lines(rng: random.Random, content: bytes) -> bytes:
    """Lines of YAML moved about, with values of another shape."""
    lines = content.decode().splitlines()
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        name, colon, _ = lines[at].partition(":")
        chance = rng.random()
        if chance < 0.3:
            del lines[at]
        elif chance < 0.5:
            lines.insert(rng.randrange(len(lines)), lines[at])
        elif chance < 0.8 and colon:
            value = rng.choice((*(json.dumps(text) for text in HOSTILE), *SHAPES))
            lines[at] = f"{name}: {value}"
        else:
            lines[at] = rng.choice(("  ", "    ", "- ")) + lines[at]
        if not lines:
            break
    return "\n".join(lines).encode("utf-8", "replace")


def _spoken(rng: random.Random) -> str:
    """What somebody might mean, with some of its words replaced, left out or said twice."""
    words = re.findall(r"\w+|\s+|[^\w\s]", rng.choice(MEANT))
    for _ in range(rng.randint(0, 3)):
        at = rng.randrange(len(words))
        words[at : at + rng.randint(0, 1)] = [rng.choice((*WORDS, words[at], words[at] * 2, ""))] * rng.choice(
            (1, 1, 1, 60)
        )
    return "".join(words)


def _expression(rng: random.Random) -> str:
    if rng.random() < 0.1:
        return rng.choice(HOSTILE)
    if rng.random() < 0.6:
        return _spoken(rng)
    text = " ".join(rng.choice(WORDS) for _ in range(rng.choice((3, 8, 20, 200))))
    if rng.random() < 0.2:
        text = rng.choice(("${", "#{")) + text + "}"
    return text + rng.choice(("", "", "", ")" * 5, "\n" * 50 + "x = 1", text * 3))
