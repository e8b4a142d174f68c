"""Demo data: a centre with people in every role and cases in every state.

The exam's cases are written in `course` and `cases`; another procedure brings its people and plays in `demo.yaml`.
Played from two months ago through the real operations on one virtual timeline, so that reminders, alerts and what is
overdue came about by themselves.  Only into an empty database.
"""

from service.demo.filling import Demo, fill, known
from service.demo.people import Account

__all__ = ["Account", "Demo", "fill", "known"]
