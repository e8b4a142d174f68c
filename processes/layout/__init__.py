"""Readable coordinates for a diagram without them."""

from processes.layout.laying import lay_out

__all__ = ["lay_out"]
