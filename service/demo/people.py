"""Who works at the demo centre and who applies to it.  Addresses are of example.org, telephones of nobody."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "poryadok"  # noqa: S105  the same for everybody, and told to whoever fills the demo
"""What every demo account signs in with."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A demo person and the roles that he holds."""

    login: str
    name: str
    roles: tuple[str, ...]
    ru: str
    en: str
    phone: str | None = None
    language: str = "ru"

    @property
    def email(self) -> str:
        return f"{self.login}@example.org"


STAFF: tuple[Account, ...] = (
    Account(login="ivanova", name="Иванова Мария Андреевна", roles=("coc_specialist",),
            ru="специалист ЦОК", en="centre specialist"),
    Account(login="petrova", name="Петрова Елена Викторовна", roles=("coc_specialist",),
            ru="специалист ЦОК", en="centre specialist"),
    Account(login="kuznetsov", name="Кузнецов Андрей Павлович", roles=("coc_cashier",),
            ru="бухгалтер ЦОК", en="accountant"),
    Account(login="sidorov", name="Сидоров Олег Игоревич", roles=("examiner",),
            ru="член экспертной комиссии", en="examiner"),
    Account(login="lebedeva", name="Лебедева Юлия Константиновна", roles=("examiner",),
            ru="член экспертной комиссии", en="examiner"),
    Account(login="pavlova", name="Павлова Ирина Дмитриевна", roles=("council",),
            ru="член совета по профессиональным квалификациям", en="council member"),
    Account(login="gromova", name="Громова Надежда Петровна", roles=("coc_head",),
            ru="руководитель ЦОК", en="head of the centre"),
    Account(login="owner", name="Власова Екатерина Ильинична", roles=("process_owner",),
            ru="владелец процедуры", en="process owner"),
    Account(login="auditor", name="Рогов Николай Степанович", roles=("auditor",),
            ru="аудитор", en="auditor"),
    Account(login="operator", name="Зимин Константин Львович", roles=("operator",),
            ru="оператор службы", en="operator"),
    Account(login="admin", name="Ершов Вадим Анатольевич", roles=("admin",),
            ru="администратор", en="administrator"),
)  # fmt: skip

_CANDIDATES = (
    ("orlova", "Орлова Анна Сергеевна", "1990-04-12", "115035, Москва, ул. Садовая, д. 7, кв. 12"),
    ("belov", "Белов Игорь Олегович", "1985-11-03", "127018, Москва, ул. Полевая, д. 3, кв. 48"),
    ("titov", "Титов Павел Андреевич", "1979-01-30", "195112, Санкт-Петербург, пр. Речной, д. 21, кв. 5"),
    ("zaytseva", "Зайцева Мария Ильинична", "1993-07-21", "603005, Нижний Новгород, ул. Луговая, д. 14"),
    ("krylova", "Крылова Ольга Петровна", "1996-09-09", "420111, Казань, ул. Озёрная, д. 2, кв. 90"),
    ("morozov", "Морозов Дмитрий Сергеевич", "1988-02-17", "440026, Пенза, ул. Лесная, д. 33, кв. 7"),
    ("fedorova", "Фёдорова Наталья Юрьевна", "1982-06-05", "344002, Ростов-на-Дону, ул. Степная, д. 11"),
    ("egorov", "Егоров Максим Викторович", "1991-12-25", "141070, Королёв, ул. Заводская, д. 8, кв. 16"),
    ("nikitina", "Никитина Светлана Александровна", "1987-03-14", "300041, Тула, ул. Береговая, д. 5, кв. 31"),
    ("sokolov", "Соколов Артём Денисович", "1998-08-02", "150000, Ярославль, ул. Тихая, д. 19"),
    ("vasilieva", "Васильева Татьяна Николаевна", "1976-10-28", "394018, Воронеж, ул. Мирная, д. 27, кв. 3"),
    ("gusev", "Гусев Роман Евгеньевич", "1994-05-19", "630099, Новосибирск, ул. Сосновая, д. 4, кв. 77"),
    ("alieva", "Алиева Лейла Рустамовна", "1989-01-08", "450077, Уфа, ул. Цветочная, д. 12, кв. 20"),
    ("kim", "Ким Виктория Эдуардовна", "1995-11-11", "690091, Владивосток, ул. Портовая, д. 6, кв. 9"),
)

CANDIDATES: tuple[Account, ...] = tuple(
    Account(
        login=login,
        name=name,
        roles=("candidate",),
        ru="соискатель",
        en="candidate",
        phone=f"+7 000 000-00-{number:02d}",
    )
    for number, (login, name, _, _) in enumerate(_CANDIDATES, start=1)
)

GUESTS: tuple[Account, ...] = (
    Account(login="smirnova", name="Смирнова Вера Ильинична", roles=("employer",),
            ru="работодатель, ООО «Ромашка»", en="employer, OOO Romashka"),
    Account(login="zaytsev", name="Зайцев Илья Борисович", roles=("legal_rep",),
            ru="законный представитель", en="legal representative"),
)  # fmt: skip
"""Who takes part in cases of candidates: by invitation of the case, at the address that its application names."""

BIRTHDAYS = {login: birthday for login, _, birthday, _ in _CANDIDATES}
ADDRESSES = {login: address for login, _, _, address in _CANDIDATES}
