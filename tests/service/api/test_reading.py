"""Registers, forms, roles, files and papers, as far as the token's person may see them."""

from __future__ import annotations

import io

from service.operations import publish, show_instance, start_instance
from tests.service import badge
from tests.service.api.program import Program
from tests.service.driver import GOOD, Office


def permit(office: Office) -> int:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    return begun.instance_id


def test_a_public_register_is_for_everybody_and_the_others_for_staff(
    programs: dict[str, Program], office: Office
) -> None:
    permit(office)

    def ids(login: str) -> list[str]:
        return [item["id"] for item in programs[login].get("/registers").get_json()["items"]]

    (row,) = programs["stranger"].get("/registers/R-PERMITS").get_json()["items"]
    assert ids("ivanov") == ids("admin") == ["R-GATES", "R-PERMITS"]
    assert ids("petrova") == ids("stranger") == ["R-PERMITS"]
    assert (row["key"], row["data"]["number"], row["state"]) == ("П-2026-0001", "П-2026-0001", "active")
    assert row["data"]["holder"] == "Петрова Анна"
    assert programs["stranger"].get("/registers/R-GATES").status_code == 404
    assert programs["ivanov"].get("/registers/R-NOTHING").status_code == 404


def test_rows_come_in_pages_and_a_row_says_whether_it_has_changed(programs: dict[str, Program], office: Office) -> None:
    first = programs["ivanov"].get("/registers/R-GATES?limit=1&total=true").get_json()
    second = programs["ivanov"].get(f"/registers/R-GATES?limit=1&cursor={first['page']['next']}").get_json()
    read = programs["ivanov"].get("/registers/R-GATES/north")
    known = programs["ivanov"].get("/registers/R-GATES/north", If_None_Match=read.headers["ETag"])
    permit(office)
    taken = programs["ivanov"].get("/registers/R-GATES/north", If_None_Match=read.headers["ETag"])

    assert [row["key"] for row in (*first["items"], *second["items"])] == ["north", "south"]
    assert (first["page"]["total"], second["page"]["next"]) == (2, None)
    assert (read.get_json()["free"], known.status_code) == (1, 304)
    assert (taken.status_code, taken.get_json()["free"]) == (200, 0)
    assert programs["ivanov"].get("/registers/R-GATES/nowhere").status_code == 404


def test_a_row_lapses_without_a_new_version_and_what_is_asked_for_by_state_knows_it(
    programs: dict[str, Program], office: Office
) -> None:
    publish.publish_parts(office.here, badge.parts())
    task = start_instance.start(office.here, office.who("ivanov"), procedure="badge", answers={}).waiting[0].task
    order = {"number": "З-1", "act": "issue", "basis": "Приказ 1", "until": "2026-03-10"}
    programs["ivanov"].post(f"/tasks/{task}/complete", {"answers": order}, If_Match=office.etag(task))
    valid = programs["stranger"].get("/registers/R-BADGES/З-1")

    office.wait(days=9)
    lapsed = programs["stranger"].get("/registers/R-BADGES/З-1", If_None_Match=valid.headers["ETag"])

    assert valid.get_json()["data"]["places"][0] == {"name": "kazan", "hall": 1}
    assert (valid.get_json()["state"], lapsed.status_code, lapsed.get_json()["state"]) == ("active", 200, "expired")
    for state, keys in (("active", []), ("expired", ["З-1"])):
        listed = programs["stranger"].get(f"/registers/R-BADGES?state={state}&total=true").get_json()
        assert ([row["key"] for row in listed["items"]], listed["page"]["total"]) == (keys, len(keys))


def test_what_a_register_refuses_is_told_to_a_program_as_refused_answers(
    programs: dict[str, Program], office: Office
) -> None:
    publish.publish_parts(office.here, badge.parts())
    task = start_instance.start(office.here, office.who("ivanov"), procedure="badge", answers={}).waiting[0].task
    order = {"number": "З-1", "act": "state", "state": "suspended", "basis": "Приказ 1"}

    refused = programs["ivanov"].post(f"/tasks/{task}/complete", {"answers": order}, If_Match=office.etag(task))

    assert (refused.status_code, refused.get_json()["code"]) == (422, "step.refused")
    assert "is now 'not there yet'" in refused.get_json()["errors"][0]["detail"]
    assert "Внести запись" in office.inbox("ivanov")


def test_a_form_of_a_version_never_changes(programs: dict[str, Program]) -> None:
    read = programs["stranger"].get("/forms/permit/1/F-PER-1")
    known = programs["stranger"].get("/forms/permit/1/F-PER-1", If_None_Match=read.headers["ETag"])

    assert [field["key"] for field in read.get_json()["schema"]["components"]] == [
        "full_name", "notify_channel", "scans",
    ]  # fmt: skip
    assert known.status_code == 304
    for address in ("permit/1/F-NO", "permit/2/F-PER-1", "permit/x/F-PER-1", "nothing/1/F-PER-1"):
        assert programs["stranger"].get(f"/forms/{address}").status_code == 404


def test_roles_and_the_person_whom_the_token_speaks_for(programs: dict[str, Program]) -> None:
    roles = programs["stranger"].get("/roles").get_json()["items"]
    me = programs["ivanov"].get("/people/me").get_json()

    assert {role["id"]: role["scope"] for role in roles} == {"applicant": "party", "clerk": "none", "head": "none"}
    assert (me["login"], me["roles"], me["scopes"]) == ("ivanov", ["clerk"], [])
    assert "clerk" in me["keys"] and me["id"] in me["keys"]


def test_a_file_is_read_by_its_sender_and_by_staff_once_a_case_has_it(
    programs: dict[str, Program], office: Office
) -> None:
    sent = programs["petrova"].raw(
        "POST", "/attachments", data={"file": (io.BytesIO(b"%PDF-1.7"), "скан.pdf")}, content_type="multipart/form-data"
    )
    address = sent.headers["Location"].removeprefix("/api/v1")

    before = programs["ivanov"].get(address)
    office.apply(scans=[{"attachment": sent.get_json()["attachment"]}])
    read = programs["petrova"].get(address)
    known = programs["petrova"].get(address, If_None_Match=read.headers["ETag"])

    assert (before.status_code, programs["ivanov"].get(address).status_code) == (404, 200)
    assert (read.data, read.mimetype, known.status_code) == (b"%PDF-1.7", "application/pdf", 304)
    assert read.headers["Content-Disposition"].startswith("attachment")


def test_a_paper_is_read_by_whoever_may_read_its_case(programs: dict[str, Program], office: Office) -> None:
    case = permit(office)
    paper = show_instance.show(office.here, office.who("admin"), case).documents[0].id

    assert programs["petrova"].get(f"/documents/{paper}").data.startswith(b"%PDF")
    assert programs["stranger"].get(f"/documents/{paper}").status_code == 404


def test_whoever_traces_gets_his_trace_back(programs: dict[str, Program]) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    assert programs["ivanov"].get("/roles", traceparent=trace).headers["traceparent"] == trace
    assert "traceparent" not in programs["ivanov"].get("/roles", traceparent="made up").headers
