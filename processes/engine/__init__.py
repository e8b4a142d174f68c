"""The engine room: the only place that knows SpiffWorkflow.  See README.md beside this file."""

from processes.engine.blueprint import Blueprint, build
from processes.engine.driver import STEP_BUDGET, Driver, Host, Iteration, Place

__all__ = ["STEP_BUDGET", "Blueprint", "Driver", "Host", "Iteration", "Place", "build"]
