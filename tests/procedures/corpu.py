"""Drives the setting up of a regional certification centre without HTTP, in the words of the regulation.

The cast: *Volkova* heads an organisation, *Gromov* is to head its Centre, *Titov* to be the Centre's administrator, *Belkin*
another one; *Serova* represents TsORPU, *Lavrova* signs for it, *Fomin* edits the site.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from service.about import showing
from service.operations import read_attachment
from service.operations.read_attachment import File
from service.outcome import Outcome
from storage import registers
from storage.models import RegisterRow
from tests.procedures.office import Cast, Office

ENQUIRY: Mapping[str, Any] = {
    "org_name": "ООО «Волга-Проект»",
    "region": "Самарская область",
    "contact": "Волкова Нина Андреевна",
    "email": "volkova@example.org",
    "phone": "+7 846 200-10-10",
}

QUESTIONNAIRE: Mapping[str, Any] = {
    "org_full_name": "ООО «Волга-Проект»",
    "inn": "6316000000",
    "ogrn": "1026300000000",
    "address_legal": "443010, Самара, ул. Садовая, д. 5",
    "address_actual": "443010, Самара, ул. Садовая, д. 5",
    "region": "Самарская область",
    "city": "Самара",
    "pm_activity": "works",
    "pm_description": "Управляем проектами в строительстве и обучаем руководителей проектов с 2015 года.",
    "leader_kind": "appointee",
    "leader_name": "Громов Павел Ильич",
    "leader_post": "Руководитель Центра",
    "leader_email": "gromov@example.org",
    "leader_order": [{"file": "order.pdf"}],
    "site_address": "443010, Самара, ул. Садовая, д. 5, зал 2",
    "site_check": [{"meets": True}] * 4,
    "site_confirmed": True,
    "is_provider": False,
    "contact": "Волкова Нина Андреевна",
    "phone": "+7 846 200-10-10",
    "email": "volkova@example.org",
}
"""An organisation that works in the field and whose site meets every requirement."""

ADMINISTRATOR: Mapping[str, Any] = {
    "admin_name": "Титов Роман Ильич",
    "admin_phone": "+7 846 200-10-11",
    "admin_email": "titov@example.org",
    "second_channel": "Мессенджер, +7 917 000-00-00",
    "rules_read": True,
}

CONTRACT: Mapping[str, Any] = {
    "contract_no": "РЦ-7",
    "contract_date": "2026-03-20",
    "remuneration_terms": "Десять процентов от суммы, оплаченной участниками сессии, ежемесячно по акту.",
    "term": "Один год с продлением",
}

PAGE: Mapping[str, bool] = dict.fromkeys(
    ("separate_page_style", "logo_corpu", "logo_pm", "link_corpu_logo", "link_pm_logo", "info_system", "info_sessions"), True
)  # fmt: skip

SITE: Mapping[str, Any] = {
    "site_name": "Самарский центр сертификации",
    "logo": [{"file": "logo.png"}],
    "region": "Самарская область",
    "city": "Самара",
    "phone": "+7 846 200-10-12",
    "email": "samara@example.org",
    "page_url": "https://example.org/pm-standard",
}

SCHEDULE: Mapping[str, Any] = {
    "period_from": "2026-05-01",
    "period_to": "2026-06-30",
    "sessions": [
        {"date": "2026-05-20", "time": "10:00", "place": "Самара, зал 2", "capacity": 12},
        {"date": "2026-06-17", "place": "Самара, зал 2"},
    ],
}

SEEN: Mapping[str, Any] = {"visit": "papers"}


def signature(by: str, on: str, kind: str = "scan", **changed: Any) -> dict[str, Any]:
    """The block of a signature, as somebody fills it in."""
    copy = {} if kind == "electronic" else {"signed_file": [{"file": "signed.pdf"}]}
    return {"signed_by": by, "signed_on": on, "signature_kind": kind, "seal": kind != "electronic", **copy, **changed}


def rows(bad: Sequence[int] = ()) -> list[dict[str, Any]]:
    """The four requirements, some of them not met."""
    return [
        {"meets": n not in bad, **({"comment": "Мест меньше, чем участников"} if n in bad else {})} for n in range(4)
    ]


class Corpu(Office):
    """TsORPU with its people, and those of an organisation."""

    procedure = "center-onboarding"
    people: ClassVar[Cast] = {
        "volkova": ("Волкова Нина Андреевна", "org_head"),
        "gromov": ("Громов Павел Ильич", "center_head"),
        "titov": ("Титов Роман Ильич", "center_admin"),
        "belkin": ("Белкин Олег Юрьевич", "center_admin"),
        "serova": ("Серова Ольга Дмитриевна", "corpu_rep"),
        "lavrova": ("Лаврова Елена Павловна", "corpu_signatory"),
        "fomin": ("Фомин Денис Львович", "corpu_web"),
        "admin": ("Администратор", "admin"),
    }
    clerk = "serova"
    head = "lavrova"

    # ------------------------------------------------------------------ the steps, as they usually go

    def enquire(self, by: str = "volkova", **answers: Any) -> Outcome:
        """An organisation asks to become a Centre."""
        self.player = self._player()
        return self._step("ONB-00", by, {**ENQUIRY, **answers})

    def fill_in(self, element: str = "ONB-10", on: str = "2026-03-01", **answers: Any) -> Outcome:
        """The head of the organisation sends the questionnaire; an answer None is left out."""
        raw = {**QUESTIONNAIRE, "signature": signature("Волкова Н. А., директор", on), **answers}
        return self.do(element, by="volkova", **{name: value for name, value in raw.items() if value is not None})

    def review(self, verdict: str = "conforms", bad: Sequence[int] = (), **answers: Any) -> Outcome:
        """The representative decides on the questionnaire."""
        return self.do("ONB-20", by="serova", **{**SEEN, "site_review": rows(bad), "verdict": verdict, **answers})

    def appoint(self, by: str = "gromov", **answers: Any) -> Outcome:
        """The head of the Centre appoints its administrator, whom the representative reaches."""
        self.do("ONB-30", by=by, **{**ADMINISTRATOR, **answers})
        return self.do("ONB-35", by="serova", reached=True, checked_on=f"{self.clock.now():%Y-%m-%d}")

    def draft(self, version: int = 1, **answers: Any) -> Outcome:
        """The representative sends a draft of the contract."""
        told = {"comment": "Замечания учтены"} if version > 1 else {}
        file = [{"file": f"contract-{version}.pdf"}]
        return self.do("ONB-40", by="serova", **{**CONTRACT, "file": file, **told, **answers})

    def sign(self, on: str = "2026-03-01") -> None:
        """Both sides sign the agreed contract."""
        self.do("ONB-42", by="volkova", signature=signature("Волкова Н. А., директор", on))
        self.do("ONB-43", by="lavrova", signature=signature("Лаврова Е. П., генеральный директор", on))

    def conclude(self) -> None:
        """From the request to the signed contract, in a day."""
        self.enquire()
        self.fill_in()
        self.review()
        self.appoint()
        self.draft()
        self.do("ONB-41", by="volkova", answer="agreed")
        self.sign()

    def certify(self) -> None:
        self.do(
            "ONB-44", by="serova", issued_on=f"{self.clock.now():%Y-%m-%d}",
            signatory_post="Генеральный директор", signatory_name="Лаврова Е. П.",
        )  # fmt: skip

    def show_page(self) -> None:
        address = {"page_url": SITE["page_url"], "application_link": "https://example.org/apply"}
        self.do("ONB-50", by="titov", **{**PAGE, **address})

    def check_page(self, **answers: Any) -> None:
        self.do("ONB-51", by="serova", **{**PAGE, "application_link": True, **answers})

    def send_schedule(self, **answers: Any) -> None:
        self.do("ONB-70", by="titov", **{**SCHEDULE, **answers})

    def send_site_info(self, **answers: Any) -> None:
        self.do("ONB-60", by="titov", **{**SITE, **answers})

    def publish_centre(self) -> None:
        self.do("ONB-61", by="fomin", published_on=f"{self.clock.now():%Y-%m-%d}")

    def hold_webinar(self, **answers: Any) -> None:
        held = {"held_on": f"{self.clock.now():%Y-%m-%d}T09:00", "trainer": "Серова Ольга Дмитриевна"}
        people = [{"name": "Титов Роман Ильич"}]
        self.do("ONB-80", by="serova", **{**held, "participants": people, "admin_attended": True, **answers})

    def hand_over_templates(self) -> None:
        self.do("ONB-81", by="serova", templates_sent=["sheet", "act"])
        self.do("ONB-82", by="titov", received=True)

    def tell_the_media(self) -> None:
        day = f"{self.clock.now():%Y-%m-%d}"
        media = [{"media": "Волжская газета", "sent_on": day}]
        self.do("ONB-90", by="gromov", event_kind="release", event_on=day, media=media)

    # ------------------------------------------------------------------ what people see

    def through_the_database(self) -> None:
        """The service starts anew; every case replays as recorded, and everything made from the logs is as they say."""
        self.restart()
        self.holds_together()

    def waiting(self) -> set[str]:
        """The steps of the case that are open."""
        return {task.element for task in self.tasks() if task.status in ("open", "claimed")}

    def centre(self) -> RegisterRow:
        """The Centre's row in the register."""
        with self.here.database.reading() as session:
            return registers.get(session, "R-CENTERS", self.number)

    def states(self) -> list[str]:
        """The states that the Centre has had, in order, each once in a row."""
        with self.here.database.reading() as session:
            found = [version.state for version in registers.versions(session, "R-CENTERS", self.number)]
        return [state for n, state in enumerate(found) if n == 0 or found[n - 1] != state]

    def public_page(self) -> list[dict[str, Any]]:
        """What everybody reads on the page of regional centres: title of a column and its text, a row each."""
        page = showing.page(self.here, self.procedure, "centers", {}, "ru")
        assert page.rows is not None
        said = dict(page.rows.once)
        rows = [row for section in page.rows.sections for row in section.rows]
        return [{**said, **{cell.title: cell.picture or cell.text for cell in row.cells}} for row in rows]

    def opens(self, by: str, attachment: str) -> File:
        """The person opens a file of the case; raises NotFound."""
        return read_attachment.read(self.here, self.who(by), attachment)
