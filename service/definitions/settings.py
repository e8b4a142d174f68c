"""The settings of a procedure, changed in procedure.yaml at their very places: nothing else in the file moves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from processes import yaml_part
from processes.definition import Setting
from service.errors import Unfit

PART = "procedure.yaml"
LONGEST = 500
BIGGEST = 1_000_000
_MARK = "\ufeff"


@dataclass(frozen=True, kw_only=True)
class SettingShown:
    """A setting as a form asks for it; `kind`: number, choice (yes or no) or text."""

    name: str
    title: str
    kind: str
    value: int | str | bool
    clause: str | None


def shown(content: bytes, language: str) -> tuple[SettingShown, ...]:
    """The settings of a procedure.yaml, in its order; raises DefinitionRefused if it cannot be read."""
    outline = yaml_part.read(content, PART)
    written = outline.get("settings") if isinstance(outline, Mapping) else None
    found = []
    for name, body in (written if isinstance(written, Mapping) else {}).items():
        if isinstance(body, Mapping) and isinstance(body.get("value"), bool | int | str):
            title = body.get("ru" if language == "ru" else "en") or name
            found.append(
                SettingShown(
                    name=str(name),
                    title=str(title),
                    kind=_kind(body["value"]),
                    value=body["value"],
                    clause=str(body["clause"]) if body.get("clause") else None,
                )
            )
    return tuple(found)


def read_value(setting: SettingShown | Setting, typed: str) -> int | str | bool:
    """What somebody typed for a setting, in the setting's own type; raises Unfit naming it."""
    title = setting.title if isinstance(setting, SettingShown) else setting.ru
    kind = _kind(setting.value)
    if kind == "choice":
        return typed == "true"
    if kind == "text":
        if not typed.strip() or len(typed) > LONGEST or any(ord(sign) < 32 for sign in typed):
            raise Unfit(
                f"«{title}»: от 1 до {LONGEST} знаков", f"{title!r}: 1 to {LONGEST} characters", field=setting.name
            )
        return typed.strip()
    text = typed.strip().removeprefix("+")
    if not text.isascii() or not text.isdigit() or int(text[:10]) > BIGGEST or len(text) > 7:
        raise Unfit(
            f"«{title}»: целое число от 0 до {BIGGEST}",
            f"{title!r}: a whole number from 0 to {BIGGEST}",
            field=setting.name,
        )
    return int(text)


def written(content: bytes, values: Mapping[str, int | str | bool]) -> bytes:
    """The file with these settings changed, every other byte as it was.

    Raises DefinitionRefused if the file cannot be read, Unfit for a setting that it does not have.
    """
    before = yaml_part.read(content, PART)
    text = content.decode("utf-8")
    mark, text = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    places = _places(text)
    for name in values:
        if name not in places:
            raise Unfit(f"Настройки «{name}» в процедуре нет", f"The procedure has no setting {name!r}", setting=name)
    for name, node in sorted(places.items(), key=lambda place: -int(place[1].start_mark.index)):
        if name in values and before["settings"][name]["value"] != values[name]:
            text = text[: node.start_mark.index] + _scalar(values[name], node) + text[node.end_mark.index :]
    changed = (mark + text).encode()
    _require_only(before, yaml_part.read(changed, PART), values)
    return changed


def _places(text: str) -> dict[str, yaml.ScalarNode]:
    """Setting -> the scalar that holds its value."""
    settings = _under(yaml.compose(text, Loader=yaml.SafeLoader), "settings")
    if not isinstance(settings, yaml.MappingNode):
        return {}
    found = {}
    for name, body in settings.value:
        value = _under(body, "value")
        if isinstance(value, yaml.ScalarNode):
            found[str(name.value)] = value
    return found


def _under(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _scalar(value: int | str | bool, node: yaml.ScalarNode) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    plain = node.style is None and yaml.safe_load(f"[{value}]") == [value] if _is_simple(value) else False
    return value if plain else json.dumps(value, ensure_ascii=False)


def _is_simple(value: str) -> bool:
    return all(sign.isalnum() or sign in " -_." for sign in value) and value == value.strip()


def _require_only(before: Mapping[str, object], after: object, values: Mapping[str, int | str | bool]) -> None:
    """Whatever the file looked like: nothing but these values may differ."""
    settings = before["settings"]
    if not isinstance(settings, Mapping):
        raise Unfit("procedure.yaml: нет раздела settings", "procedure.yaml: there is no section settings")
    wanted = {name: {**body, "value": values[name]} if name in values else body for name, body in settings.items()}
    if after != {**before, "settings": wanted}:
        raise Unfit(
            "procedure.yaml записан так, что настройку не изменить отдельно; измените её в самом файле",
            "procedure.yaml is written so that a setting cannot be changed alone; change it in the file itself",
        )


def _kind(value: int | str | bool) -> str:
    if isinstance(value, bool):
        return "choice"
    return "number" if isinstance(value, int) else "text"
