"""BPMN read once into our own objects."""

from processes.model.elements import Diagram
from processes.model.reading import read
from processes.model.roles import lane_of, listed, role_of

__all__ = ["Diagram", "lane_of", "listed", "read", "role_of"]
