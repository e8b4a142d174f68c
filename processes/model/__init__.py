"""BPMN read once into our own objects."""

from processes.model.asked import embedded_forms, fields_asked
from processes.model.dialects import form_of_fields
from processes.model.elements import Diagram
from processes.model.reading import read, recognised
from processes.model.rehearsal import as_if_executable
from processes.model.roles import lane_of, listed, role_of

__all__ = [
    "Diagram",
    "as_if_executable",
    "embedded_forms",
    "fields_asked",
    "form_of_fields",
    "lane_of",
    "listed",
    "read",
    "recognised",
    "role_of",
]
