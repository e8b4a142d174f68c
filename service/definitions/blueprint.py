"""The one blueprint of /definitions; pages for reading, for the owner and for the second person put themselves onto it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("definitions", __name__)
