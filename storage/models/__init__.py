"""The tables, one family a file.  They say what is kept; the functions beside them say what may be done with it."""

from storage.models.base import FAR_FUTURE, Base, Moment, PlainJson
from storage.models.definitions import Blob, Definition, DefinitionPart
from storage.models.files import Attachment, Document, Draft
from storage.models.instances import GENESIS, History, Instance, InstanceStatus, Personal, SearchToken
from storage.models.people import Invitation, Membership, Party, Person, RoleGrant, Token
from storage.models.registers import RegisterRow, RegisterVersion, Seat
from storage.models.waits import (
    LIVING,
    Action,
    Alert,
    InboxRow,
    Incident,
    Participant,
    Subscription,
    Task,
    TaskStatus,
    Timer,
)
from storage.models.work import Counter, Idempotency, Job, JournalEntry, Mail, Message, Setting

__all__ = [
    "FAR_FUTURE",
    "GENESIS",
    "LIVING",
    "Action",
    "Alert",
    "Attachment",
    "Base",
    "Blob",
    "Counter",
    "Definition",
    "DefinitionPart",
    "Document",
    "Draft",
    "History",
    "Idempotency",
    "InboxRow",
    "Incident",
    "Instance",
    "InstanceStatus",
    "Invitation",
    "Job",
    "JournalEntry",
    "Mail",
    "Membership",
    "Message",
    "Moment",
    "Participant",
    "Party",
    "Person",
    "Personal",
    "PlainJson",
    "RegisterRow",
    "RegisterVersion",
    "RoleGrant",
    "SearchToken",
    "Seat",
    "Setting",
    "Subscription",
    "Task",
    "TaskStatus",
    "Timer",
    "Token",
]
