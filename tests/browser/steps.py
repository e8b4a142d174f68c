"""The steps of the exam with the answers of an uneventful case, for what a test does not want to click through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Step = tuple[str, str, Mapping[str, Any]]

ACCEPTED: Step = ("EXM-40", "orlova", {"accepted": True})
REVIEWED: Step = (
    "EXM-30",
    "ivanova",
    {"statement": "accepted", "education": "accepted", "training": "accepted", "experience": "accepted"},
)
AGREED: Step = ("EXM-51", "orlova", {"answer": "agree"})
ORIGINALS: Step = (
    "EXM-60",
    "ivanova",
    {
        "arrived": "yes",
        "statement": True,
        "same_qualification": True,
        "identity": True,
        "identity_kind": "passport",
        "education": True,
        "training": True,
        "experience": True,
    },
)
COUNCIL_SAID_YES = {"decision": "positive", "decision_no": "17/2026"}


def paid(day: str) -> tuple[Step, Step]:
    scan = {"scan": [{"file": "payment.pdf"}], "amount": "12000.00", "payer_name": "Орлова Анна Сергеевна"}
    return (
        ("EXM-41", "orlova", {**scan, "paid_on": day}),
        ("EXM-42", "kuznetsov", {"result": "received", "received_on": day}),
    )


def proposed(session: str) -> Step:
    return ("EXM-50", "ivanova", {"session": session})


def passed(day: str) -> tuple[Step, Step]:
    tasks = [{"task": "Составить профиль должности", "done": "yes"}]
    return (
        ("EXM-70", "sidorov", {"held_on": day, "score": 34, "max_score": 40, "result": "passed"}),
        ("EXM-71", "sidorov", {"held_on": day, "tasks": tasks, "result": "passed"}),
    )


def protocol(day: str) -> Step:
    return ("EXM-75", "ivanova", {"protocol_no": "12-2026", "protocol_date": day, "scan": [{"file": "protocol.pdf"}]})


def council(day: str) -> Step:
    return ("EXM-80", "pavlova", {**COUNCIL_SAID_YES, "decision_date": day})


def certificate(day: str) -> Step:
    signed = {"signatory_post": "Руководитель центра", "signatory_name": "Громова Н. П."}
    return ("EXM-90", "ivanova", {**signed, "issued_on": day})
