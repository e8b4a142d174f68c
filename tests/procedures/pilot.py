"""Drives a pilot of the certification model without HTTP, in the words of the recommendations.

The cast: *Ershova* executes the project, *Zaitsev* answers for the customer; *Severov* and *Yuzhina* are experts of the pilot
sites «Север» and «Юг», *Vostokova* and *Zapadov* of the expert sites «Восток» and «Запад»; *Chuzhov* takes no part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from forms import widgets
from forms.fields.circumstances import Circumstances
from processes.facts import DecisionMade, TaskCompleted
from service.operations import replay, show_task
from service.outcome import Outcome
from service.refs import task_ref
from storage import parties, registers
from storage.models import RegisterRow, Task
from tests.prepared import FILES, Ground, Make
from tests.procedures.office import Cast, Office

BLOCKS = {
    "B1": ("B1.1", "B1.2", "B1.3", "B1.4", "B1.5"),
    "B2": ("B2.1", "B2.2", "B2.3", "B2.4", "B2.5"),
    "B3": ("B3.1", "B3.2", "B3.3", "B3.4"),
    "B4": ("B4.1", "B4.2", "B4.3", "B4.5", "B4.4"),
    "B5": ("B5.1", "B5.2", "B5.3", "B5.4"),
}
"""The processes of each block, in the order of annex 1."""

ALL = tuple(BLOCKS)
PARAMETERS = ("participants", "methods", "sequence", "objects", "methodical", "legal", "results", "documents")

NORTH = {"name": "Север", "kind": "pilot", "expert_name": "Северов И. П.", "expert_email": "severov@example.org"}
SOUTH = {"name": "Юг", "kind": "pilot", "expert_name": "Южина А. А.", "expert_email": "yuzhina@example.org"}
EAST = {"name": "Восток", "kind": "expert", "expert_name": "Востокова О. Л.", "expert_email": "vostokova@example.org"}
WEST = {"name": "Запад", "kind": "expert", "expert_name": "Западов К. К.", "expert_email": "zapadov@example.org"}

EXPERTS = {"Север": "severov", "Юг": "yuzhina", "Восток": "vostokova", "Запад": "zapadov"}


def model(blocks: Sequence[str] = ALL) -> list[dict[str, str]]:
    """The content of the model: a line for each process, two for the first of them."""
    lines = [code for block in blocks for code in BLOCKS[block]]
    lines[:1] = lines[:1] * 2
    return [
        {"process": code, **{parameter: f"{code}: {parameter}, как в модели" for parameter in PARAMETERS}}
        for code in lines
    ]


def launched(*sites: Mapping[str, Any], **answers: Any) -> dict[str, Any]:
    """The form that starts a pilot with these sites (two of each kind)."""
    return {
        "title": "Апробация модели",
        "year": 2026,
        "customer_name": "Министерство",
        "customer_email": "zaitsev@example.org",
        "sites": list(sites) or [NORTH | {"blocks": list(ALL)}, SOUTH | {"blocks": list(ALL)}, EAST, WEST],
        "model": model(),
        **answers,
    }


@dataclass(frozen=True)
class Given:
    """A place on a ground: its database at `url`, on which an office is made, or stands already."""

    ground: Ground
    url: str
    stands: bool

    def copied(self, name: str, folder: Path, make: Make) -> str:
        if not self.stands:
            make(folder, self.url)
            self.ground.settle(self.url)
        return self.url


def prepared(ground: Ground, folder: Path, *sites: Mapping[str, Any]) -> Pilot:
    """A pilot with these sites whose checks have just opened, on 13 October; made once and copied."""

    def make(template: Path, url: str) -> None:
        pilot = Pilot(template, Given(ground, url, stands=False), at="2026-10-01 10:00")
        pilot.begin(*sites)
        pilot.here.close()

    name = "pilot-" + "-".join(f"{site['name']}{''.join(site.get('blocks', ()))}" for site in sites)
    url = ground.copied(name, folder, make)
    pilot = Pilot(folder, Given(ground, url, stands=True), at="2026-10-13 10:00")
    pilot.turn_to_case(1)
    return pilot


def agreeing(row: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    """A row of annex 1 whose process is implemented just as the model says."""
    return {**row, "implemented": "yes", **{name: {"matches": "yes"} for name in PARAMETERS}, **changed}


class Pilot(Office):
    """The executor of a pilot with the customer and four sites."""

    procedure = "pilot-approbation"
    people: ClassVar[Cast] = {
        "ershova": ("Ершова Дарья Ильинична", "executor"),
        "zaitsev": ("Зайцев Пётр Андреевич", "customer"),
        "severov": ("Северов Игорь Павлович", "pilot_expert"),
        "yuzhina": ("Южина Анна Андреевна", "pilot_expert"),
        "vostokova": ("Востокова Ольга Львовна", "site_expert"),
        "zapadov": ("Западов Кирилл Кириллович", "site_expert"),
        "chuzhov": ("Чужов Олег Олегович", "pilot_expert"),
        "admin": ("Администратор", "admin"),
    }
    clerk = "ershova"
    head = "ershova"

    def __init__(self, folder: Path, ground: Ground = FILES, at: str = "2026-10-01 10:00") -> None:
        super().__init__(folder, ground, at)

    def _restored_is_live(self) -> None:
        """Not after every step, of which a pilot has many: a scenario says where it is `proved`."""

    def proved(self) -> None:
        """What is live comes out of the log again, which replays as recorded; then the service starts anew."""
        super()._restored_is_live()
        replayed = replay.replay(self.here, self.case)
        assert replayed.equal, replayed.difference
        self.restart()

    # ------------------------------------------------------------------ the steps, as they usually go

    def launch(self, *sites: Mapping[str, Any], **answers: Any) -> Outcome:
        """The executor starts a pilot."""
        self.player = self._player()
        return self._step("PIL-00", "ershova", launched(*sites, **answers))

    def plan(self, **changed: Any) -> Outcome:
        """The executor confirms the plan as it is counted, with what is changed."""
        return self.do("PIL-00P", by="ershova", **{**self.shown("PIL-00P", "ershova"), **changed})

    def agree_sites(self) -> Outcome:
        """The customer agrees to all sites."""
        rows = [{**row, "agreed": "yes"} for row in self.shown("PIL-00C", "zaitsev")["sites"]]
        return self.do("PIL-00C", by="zaitsev", sites=rows)

    def inform(self) -> None:
        """The executor publishes the recommendations and drafts the programme."""
        today = f"{self.clock.now():%Y-%m-%d}"
        self.do("PIL-02", by="ershova", title="Методические рекомендации", file=[{"file": "guide.pdf"}],
                link="https://example.org/guide", published_on=today)  # fmt: skip
        self.draft()

    def draft(self) -> None:
        """The executor drafts the programme from the plan."""
        self.do("PIL-04", by="ershova", **{**self.shown("PIL-04", "ershova"), "file": [{"file": "programme.pdf"}]})

    def answer(self, *sites: str, answer: str = "agreed", **answers: Any) -> None:
        """These sites answer on the programme."""
        for site in sites:
            who = EXPERTS[site]
            self.do("PIL-05", by=who, **{**self.shown("PIL-05", who), "answer": answer, **answers})

    def prepare(self) -> None:
        """Seminar, channels, website: all is done today."""
        today = f"{self.clock.now():%Y-%m-%d}"
        rows = [{**row, "how": "webinar"} for row in self.shown("PIL-07", "ershova")["attendance"]]
        self.do("PIL-07", by="ershova", held_on=today, in_person=True, webinar=True, attendance=rows)
        for element in ("PIL-08", "PIL-09"):
            items = [{**row, "works": "yes", "tested_on": today} for row in self.shown(element, "ershova")["items"]]
            self.do(element, by="ershova", items=items, checked_on=today)

    def publish_programme(self) -> None:
        """The executor publishes the final programme."""
        today = f"{self.clock.now():%Y-%m-%d}"
        self.do("PIL-10", by="ershova", file=[{"file": "final.pdf"}], link="https://example.org/p", published_on=today)

    def begin(self, *sites: Mapping[str, Any], at: str = "2026-10-13 10:00") -> None:
        """A pilot up to the moment at which the checks open: everything was done in time."""
        self.launch(*sites)
        self.plan()
        self.agree_sites()
        self.inform()
        self.answer(*(site["name"] for site in sites or (NORTH, SOUTH, EAST, WEST)))
        self.do("PIL-06C", by="zaitsev", answer="agreed")
        self.until(at)
        self.prepare()
        self.publish_programme()

    def post(self, site: str, block: str, mode: str = "table", **changed: Any) -> None:
        """A pilot site goes through the check of a block of which it has just one open."""
        who = EXPERTS[site]
        self.take(who, block, mode)
        element = "PCK-20" if mode == "table" else "PCK-20T"
        rows = self.shown(element, who)["rows"]
        if mode == "table":
            answered = [agreeing(row, **changed) for row in rows]
        else:
            answered = [{**row, "implemented": "yes", **dict.fromkeys(PARAMETERS, "Как в модели")} for row in rows]
        self.do(element, by=who, rows=answered)
        self.do("PCK-30", by=who, recommendations="Уточнить документы.")
        self.do("PCK-40", by=who, confirmed=True)

    def take(self, who: str, block: str, mode: str = "table") -> None:
        """The site takes this block, and says in which form it answers."""
        assert self.shown("PCK-10", who)["block_title"], f"{block} is not open"
        self.do("PCK-10", by=who, mode=mode)

    def review(self, site: str) -> None:
        """An expert site discusses the stage of which it has just one open."""
        who = EXPERTS[site]
        self.do("PRV-10", by=who, text="Обсудили в форуме.")
        rows = [{**row, "assessment": "Проверено полно."} for row in self.shown("PRV-20", who)["rows"]]
        self.do("PRV-20", by=who, rows=rows, recommendations="Уточнить модель.")
        self.conclude(who)
        self.do("PRV-40", by=who, summary="Модель применима.")

    def conclude(self, who: str, **changed: Any) -> None:
        """The conclusion on completeness and adequacy."""
        answers = {
            "completeness": "full", "adequacy": "full", "conclusion": "Проверка полна.",
            "model_conclusion": "Модель применима.", "proposals": "Уточнить термины.", **changed,
        }  # fmt: skip
        self.do("PRV-30", by=who, **answers)

    def close(self, site: str, stage: str, reason: str = "Материалы не представлены") -> None:
        """The executor closes a stage of a site, or the whole site."""
        key = next(row.key for row in self.rows("R-PIL-SITES") if row.data["name"] == site)
        self.act("PIL-CLOSE", by="ershova", site=key, stage=stage, reason=reason)

    # ------------------------------------------------------------------ what is seen

    def shown(self, element: str, who: str) -> dict[str, Any]:
        """The answers with which the person's open task of this element opens."""
        view = show_task.show(self.here, self.who(who), self.ref(element, who))
        return dict(view.answers)

    def ref(self, element: str, who: str) -> str:
        task = self.his(element, who)
        return task_ref(task.instance_id, task.task)

    def beside(self, element: str, who: str, column: str) -> dict[str, str]:
        """What stands beside the answers in a column of the step's table, by what its rows are called."""
        view = show_task.show(self.here, self.who(who), self.ref(element, who))
        assert view.form is not None
        day = Circumstances(today=self.clock.now().date(), zone=self.config.zone)
        drawn = widgets.drawn(view.form, view.answers, circumstances=day, case=view.names)
        table = next(widget for widget in drawn if widget.rows)
        return {
            row.widgets[0].value: next(widget.beside for widget in row.widgets if widget.field.key == column)
            for row in table.rows
        }

    def review_of(self, site: str) -> list[dict[str, Any]]:
        """The rows of annex 2 that an expert site has filled in, going through its review."""
        self.review(site)
        (made,) = [told.fact for told in self.facts(TaskCompleted, "PRV-20")][-1:]
        return [dict(row) for row in self.analysed(made.task)]

    def analysed(self, task: int) -> list[Mapping[str, Any]]:
        """The rows of annex 2 as they were sent."""
        view = show_task.show(self.here, self.who("ershova"), task_ref(self.case, task))
        return list((view.given or {})["rows"])

    def decided(self, element: str) -> list[Mapping[str, Any]]:
        """What the decision table of this step has answered so far."""
        return [told.fact.outputs for told in self.facts(DecisionMade, element)]

    def joins(self, who: str, other: str) -> None:
        """The person becomes a member of the other's site too."""
        with self.here.database.writing() as session:
            (party,) = [one.id for one in parties.of_person(session, self.cast[other]) if one.kind == "organisation"]
            parties.join(session, party, self.cast[who], position="member", at=self.clock.now())

    def his(self, element: str, who: str) -> Task:
        """The first open task of this element that waits for the person."""
        keys = self.who(who).keys
        found = [task for task in self.tasks(element) if task.status in ("open", "claimed") and keys & set(task.roles)]
        assert found, f"{element} is not open to {who}"
        return found[0]

    def rows(self, register: str) -> list[RegisterRow]:
        with self.here.database.reading() as session:
            return list(registers.rows(session, register))

    def done_on(self) -> dict[int, str | None]:
        """The rows of the plan on the website, and when each was done."""
        return {row.data["number"]: row.data["done_on"] for row in self.rows("R-PIL-PLAN")}
