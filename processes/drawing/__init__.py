"""A diagram with marks as SVG."""

from processes.drawing.marks import Marks
from processes.drawing.picture import stylesheet, svg

__all__ = ["Marks", "stylesheet", "svg"]
