"""BPMN read once into our own objects."""

from processes.model.elements import Diagram
from processes.model.reading import read, recognised
from processes.model.rehearsal import as_if_executable
from processes.model.roles import lane_of, listed, role_of

__all__ = ["Diagram", "as_if_executable", "lane_of", "listed", "read", "recognised", "role_of"]
