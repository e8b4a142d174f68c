"""What holds for every block-structured diagram: no fault of any kind in its picture."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes import layout, model
from tests.processes.layout.diagrams import Block, blocks, bpmn
from tests.processes.layout.quality import quality_of

# Labels may find no free place where many lines are crowded: at most one in ten does.
LABELS = {"label on line", "label on label", "label on border", "label on shape"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(block=blocks, lanes=st.integers(min_value=0, max_value=4))
def test_no_shape_or_line_of_a_structured_diagram_is_at_fault(block: Block, lanes: int) -> None:
    diagram = model.read(layout.lay_out(bpmn(block, lanes)))

    quality = quality_of(diagram)

    assert [fault for fault in quality.faults if fault[0] not in LABELS] == []
    assert len(quality.faults) <= max(len(diagram.picture.labels) / 10, 1)
