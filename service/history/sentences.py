"""What each kind of fact is called in the history: one line a kind, Russian and English, with its places.

Places: {step} the step's name, {roles} and {role} titles of roles, {due} and {late} in words, {who} a person's name,
{name}, {number}, {condition}, {rules}, {by}, {why}, {core} and {reason} as the fact says.  `main` facts tell the case to a reader;
the others are how the engine got there and are folded away.  Add a line for each new fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """How one kind of fact reads, its icon, and whether it belongs to the story or to its machinery."""

    ru: str
    en: str
    icon: str = "circle-dot"
    main: bool = True

    def tell(self, language: str, places: Mapping[str, str]) -> str:
        return (self.ru if language == "ru" else self.en).format_map(places)


SENTENCES: dict[str, Sentence] = {
    "InstanceStarted": Sentence("Дело {number} начато{why}", "Case {number} began{why}", "play"),
    "ParticipantJoined": Sentence("{who} участвует в деле: {role}", "{who} takes part: {role}", "user", main=False),
    "FlowTaken": Sentence("Переход к «{step}»{condition}", "On to “{step}”{condition}", "route", main=False),
    "TaskOpened": Sentence("Открыта задача «{step}»: {roles}{due}", "“{step}” opened for {roles}{due}", "inbox"),
    "TaskClaimed": Sentence("{who}: задача «{step}» взята", "{who} took “{step}”", "hand"),
    "TaskAssigned": Sentence(
        "Задача «{step}» поручена: {who}. {reason}", "“{step}” was given to {who}. {reason}", "hand"
    ),
    "TaskReleased": Sentence("Задача «{step}» возвращена в роль", "“{step}” went back to its role", "undo-2"),
    "TaskReaddressed": Sentence("Задача «{step}» теперь у других: {roles}", "“{step}” is now with {roles}", "inbox"),
    "TaskCompleted": Sentence("Выполнено «{step}»{late}", "“{step}” done{late}", "circle-check"),
    "TaskCancelled": Sentence("Задача «{step}» снята{by}", "“{step}” was taken back{by}", "ban"),
    "DataWritten": Sentence(
        "«{step}»: записано «{name}»{condition}", "“{step}” wrote “{name}”{condition}", "pencil", main=False
    ),
    "DecisionMade": Sentence("Таблица решений «{name}»: {rules}", "Decision table “{name}”: {rules}", "scale"),
    "TimerArmed": Sentence("Ожидается срок «{step}»{due}", "“{step}” is awaited{due}", "clock", main=False),
    "TimerFired": Sentence("Наступил срок «{step}»{late}", "“{step}” came due{late}", "clock"),
    "TimerCancelled": Sentence("Срок «{step}» больше не ждут", "“{step}” is no longer awaited", "clock", main=False),
    "MessageAwaited": Sentence("Доступно: «{step}»", "Open to act: “{step}”", "mail", main=False),
    "EventCaught": Sentence("Сработало «{step}»", "“{step}” was caught", "triangle-alert"),
    "ActReaddressed": Sentence(
        "«{step}» теперь доступно: {roles}", "“{step}” is now open to {roles}", "mail", main=False
    ),
    "MessageReceived": Sentence("Получено «{step}»", "“{step}” was received", "mail"),
    "SubscriptionClosed": Sentence("«{step}» больше недоступно", "“{step}” is no longer open", "mail", main=False),
    "ConditionAwaited": Sentence("Ожидается условие «{step}»", "“{step}” is awaited", "scale", main=False),
    "ConditionMet": Sentence("Выполнилось условие «{step}»", "The condition “{step}” came true", "scale"),
    "ConditionClosed": Sentence(
        "Условия «{step}» больше не ждут", "The condition “{step}” is no longer awaited", "scale", main=False
    ),
    "ActionRequested": Sentence("Служба выполняет «{step}»", "The service does “{step}”", "settings", main=False),
    "ActionCompleted": Sentence("Служба выполнила «{step}»", "The service did “{step}”", "settings"),
    "ActionCancelled": Sentence("Действие «{step}» отменено", "“{step}” was called off", "ban", main=False),
    "ReminderDue": Sentence("Напоминание о «{step}»: {roles}{due}", "Reminder of “{step}” to {roles}{due}", "bell"),
    "AlertRaised": Sentence("Срок «{step}» прошёл, сообщено: {role}", "“{step}” is past due, told: {role}", "bell"),
    "IncidentRaised": Sentence("Сбой на шаге «{step}»: {reason}", "Incident at “{step}”: {reason}", "triangle-alert"),
    "IncidentResolved": Sentence("Сбой на шаге «{step}» устранён", "Incident at “{step}” resolved", "check"),
    "ThreadOpened": Sentence("Открыто обсуждение", "A discussion was opened", "message-square"),
    "PostWritten": Sentence("Сообщение в обсуждении", "A post in a discussion", "message-square", main=False),
    "PostWithdrawn": Sentence("Сообщение отозвано: {reason}", "A post was withdrawn: {reason}", "ban", main=False),
    "ThreadClosed": Sentence("Обсуждение закрыто", "A discussion was closed", "message-square"),
    "ThreadReopened": Sentence("Обсуждение снова открыто", "A discussion was reopened", "message-square"),
    "InstanceFinished": Sentence("Дело завершено: {name}", "Case closed: {name}", "circle-check"),
    "CoreUpgraded": Sentence(
        "Дело ведёт новый выпуск программы: ядро {core}",
        "A new release of the program keeps the case: core {core}",
        "refresh-cw",
    ),
    "InstanceSuspended": Sentence("Дело приостановлено: {reason}", "Case suspended: {reason}", "pause"),
    "InstanceResumed": Sentence("Дело возобновлено: {reason}", "Case resumed: {reason}", "play"),
    "InstanceCancelled": Sentence("Дело остановлено: {reason}", "Case stopped: {reason}", "ban"),
}
