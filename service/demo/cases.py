"""The demo cases: one in every state that a case of the exam can be in, and some that are late.

Days count back from today.  A case stops where its script stops; what time does after that, it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from service.demo.calendar import Calendar
from service.demo.course import HR, RECORDS, SECRETARY, Course, Qualification

_Case = Callable[..., Course]

OLDEST = 68
"""How many days ago the first case began."""

SESSIONS = (42, 28, 21, 14, 7, 3, 0, -1, -3, -9, -16, -23)
"""Days of exam sessions; below zero are days to come."""

SMALL = {-3: 2}
"""Sessions with few places: this one is full."""

_MISSING = "Вместо копии трудовой книжки приложена справка о доходах."
_REPEAT = "Повторить раздел «Оценка персонала» и выполнить тренировочные задания 4–9."
_STUDY = "Изучить порядок ведения кадровых документов и пройти пробный тест ещё раз."


def courses(calendar: Calendar, chance: Random) -> Iterator[Course]:
    """The scripts of all demo cases."""

    def case(candidate: str, qualification: Qualification, **more: Any) -> Course:
        return Course(calendar, chance, candidate, qualification, **more)

    day = calendar.session

    yield from _ended(calendar, case)
    yield from _after_the_exam(calendar, case)

    # The exam: over, today, tomorrow, in some days.
    yield case("belov", HR, examiner="lebedeva").settled(28, day(7)).absent()
    yield (
        case("titov", SECRETARY, clerk="petrova").settled(34, day(14)).absent()
        .rescheduled(12, "reschedule", "Соискатель болел, есть справка.").proposed_again(11, day(-9)).agreed(10)
    )  # fmt: skip
    yield case("zaytseva", HR, clerk="petrova").settled(26, day(3)).shown().theory()
    yield case("krylova", RECORDS).settled(25, day(0))
    yield case("morozov", SECRETARY, clerk="petrova").settled(24, day(0))
    yield case("fedorova", HR).settled(22, day(-1))
    yield case("egorov", RECORDS, channel="phone").settled(20, day(-3))

    # The date is agreed, the money is not there.
    yield (
        case("nikitina", HR, clerk="petrova").applied(19).contract(18)
        .accepted(15).proposed(15, day(-3)).agreed(14)
    )  # fmt: skip
    yield (
        case("sokolov", RECORDS, clerk="petrova").applied(24).contract(23)
        .accepted(20).proposed(20, day(3)).agreed(19)
    )  # fmt: skip
    yield (
        case("vasilieva", SECRETARY).applied(29).contract(28).accepted(25).proposed(25, day(7)).agreed(24)
        .paid(6).received(4)
    )  # fmt: skip
    yield case("kim", RECORDS, clerk="petrova").applied(17).accepted(13).proposed(13, day(-16)).agreed(12)
    yield (
        case("alieva", SECRETARY).applied(12).contract(11).paid(11).accepted(8).proposed(8, day(-16)).agreed(7)
        .not_received(6)
    )  # fmt: skip

    # A date is being agreed.
    yield case("gusev", HR, clerk="petrova").settled_before_answer(9, day(-9))
    yield case("alieva", RECORDS, channel="cabinet").settled_before_answer(18, day(-9))
    yield (
        case("kim", HR).settled_before_answer(14, day(-1))
        .wished(5, "Прошу дату не раньше следующей недели: я в отъезде.")
    )  # fmt: skip
    yield (
        case("orlova", SECRETARY).settled_before_answer(24, day(-3))
        .wished(18, "В этот день дежурство.").proposed_again(16, day(-9))
        .wished(14, "Снова дежурство, можно после обеда?").proposed_again(12, day(-16))
        .wished(2, "Прошу назначить на другой месяц.")
    )  # fmt: skip

    yield case("nikitina", HR, directed=True).settled_before_answer(10, day(-9)).candidate_agreed(4)
    yield case("zaytseva", SECRETARY, represented=True, clerk="petrova").settled_before_answer(8, day(-9))

    # No exam: the money.
    yield (
        case("sokolov", SECRETARY, clerk="petrova").settled(24, day(-9))
        .withdrew(3, "Меняю место работы, экзамен больше не нужен.")
    )  # fmt: skip

    # Documents are being considered or completed.
    yield case("belov", SECRETARY).applied(13).contract(12).incomplete(8, "Скан не читается.", education="unreadable")
    yield (
        case("titov", RECORDS, channel="post", clerk="petrova").applied(31)
        .incomplete(27, "Диплом приложен дважды, удостоверения нет.", training="missing")
        .completed_set(24, "training").incomplete(20, "Это снова диплом.", training="wrong")
    )  # fmt: skip
    yield (
        case("zaytseva", RECORDS).applied(14).contract(13)
        .incomplete(10, "Не хватает удостоверения.", training="missing").completed_set(4, "training")
    )  # fmt: skip
    yield case("krylova", SECRETARY).applied(13)
    yield case("morozov", HR).applied(10).contract(8)
    yield case("fedorova", SECRETARY).applied(4).contract(3).paid(2)
    yield case("egorov", SECRETARY, channel="phone").applied(7).contract(6).paid(4)
    yield case("nikitina", RECORDS).applied(1)
    yield case("sokolov", HR, channel="cabinet").applied(2)


def _ended(calendar: Calendar, case: _Case) -> Iterator[Course]:
    """Cases that are over, each in another way."""
    day = calendar.session
    yield (
        case("orlova", HR).settled(61, day(42)).shown().theory().practice().protocol(39).decided(32)
        .certified(28).handed_over(25)
    )  # fmt: skip
    yield (
        case("belov", RECORDS, delivery="by_address", clerk="petrova").settled(59, day(42)).shown().theory().practice()
        .protocol(38).decided(32).certified(27).handed_over(24)
    )  # fmt: skip
    yield (
        case("titov", HR, delivery="by_address").settled(58, day(42)).shown().theory().practice("failed").protocol(38)
        .decided(31, "unsatisfactory", "Практическая часть не сдана.").concluded(27, _REPEAT).handed_over(22)
    )  # fmt: skip
    yield (
        case("zaytseva", SECRETARY, clerk="petrova", examiner="lebedeva").settled(50, day(28)).shown().theory("failed")
        .protocol(24).decided(17, "unsatisfactory", "Теоретическая часть не сдана.").concluded(14, _STUDY)
        .handed_over(11)
    )  # fmt: skip
    yield (
        case("krylova", HR, channel="phone").applied(52).contract(51).accepted(48).proposed(48, day(28))
        .withdrew(45, "Изменились планы, буду сдавать осенью.")
    )  # fmt: skip
    yield case("morozov", HR).applied(OLDEST - 1).contract(OLDEST - 2).incomplete(64, _MISSING, experience="wrong")
    yield (
        case("fedorova", RECORDS).settled(50, day(28)).shown(without="training")
        .rescheduled(26, "close", "Подлинника удостоверения у соискателя нет.")
        .refunded(24, "part", "Удержаны расходы на подготовку экзамена.")
    )  # fmt: skip
    yield (
        case("egorov", HR, clerk="petrova", examiner="lebedeva").settled(48, day(28)).shown().theory().practice()
        .protocol(24).decided(18).certified(14).handed_over(12)
    )  # fmt: skip
    yield (
        case("kim", SECRETARY, clerk="petrova").settled(46, day(21)).shown().theory().practice()
        .protocol(18).decided(13).certified(10).handed_over(8)
    )  # fmt: skip

    yield (
        case("vasilieva", RECORDS, directed=True, clerk="petrova").settled(47, day(28)).shown().theory().practice()
        .protocol(24).decided(19).certified(15).handed_over(13)
    )  # fmt: skip


def _after_the_exam(calendar: Calendar, case: _Case) -> Iterator[Course]:
    """Protocol, council, certificate: in hand and late."""
    day = calendar.session
    yield (
        case("nikitina", SECRETARY, delivery="by_address").settled(47, day(28)).shown().theory().practice()
        .protocol(24).decided(16).certified(5)
    )  # fmt: skip
    yield (
        case("sokolov", HR, examiner="lebedeva").settled(45, day(28)).shown().theory().practice()
        .protocol(23).decided(10)
    )  # fmt: skip
    yield (
        case("vasilieva", HR, clerk="petrova").settled(60, day(42)).shown().theory().practice().protocol(36).decided(20)
    )  # fmt: skip
    yield case("gusev", RECORDS, examiner="lebedeva").settled(40, day(21)).shown().theory().practice().protocol(16)
    yield case("alieva", HR, clerk="petrova").settled(38, day(14)).shown().theory().practice().protocol(9)
    yield case("morozov", RECORDS).settled(33, day(14)).shown().theory().practice()
    yield case("orlova", RECORDS, examiner="lebedeva").settled(30, day(7)).shown().theory().practice()
    yield (
        case("titov", SECRETARY, payer="Титова Марина Львовна").settled(43, day(21)).shown().theory().practice()
        .protocol(18).decided(11).certified(6).handed_over(2)
    )  # fmt: skip
    # The tick is in no font of the documents: an incident, said in words that lead to it.
    yield (
        case("gusev", SECRETARY).settled(41, day(21)).shown().theory("failed").protocol(18)
        .decided(12, "unsatisfactory", "Теоретическая часть не сдана.").concluded(6, f"👍 {_STUDY}")
    )  # fmt: skip
