"""Tables for spreadsheets: UTF-8 with BOM and semicolons, as Russian Excel opens them, with nothing in them that it runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, about: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """A CSV file to download: a line that says what it is, the heading, the rows."""
    written = io.StringIO()
    sheet = csv.writer(written, delimiter=";", lineterminator="\r\n")
    sheet.writerow([neutral(about)])
    sheet.writerow([neutral(cell) for cell in heading])
    sheet.writerows([neutral(cell) for cell in row] for row in rows)
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def neutral(cell: str) -> str:
    """The cell as text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
