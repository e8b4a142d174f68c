"""Pages of procedures: for reading, for their owner, for the second person."""

from service.definitions import interview, owning, views  # noqa: F401  they put their pages onto the blueprint
from service.definitions.blueprint import blueprint

__all__ = ["blueprint"]
