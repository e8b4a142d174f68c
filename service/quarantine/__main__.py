"""The quarantine's process: `python -m service.quarantine`."""

from __future__ import annotations

from service.quarantine.confined import serve
from service.quarantine.reading import QUESTIONS, rehearse

if __name__ == "__main__":
    rehearse()
    serve(QUESTIONS)
