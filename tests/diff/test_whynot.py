"""Ways out: the fewest changes after which an application is accepted, each decided anew; nothing that is over is changed."""

from __future__ import annotations

import copy
import json
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalpolicy.application import Application
from evalpolicy.cli import main
from evalpolicy.errors import ApplicationError
from evalpolicy.explain.whynot import WhyNot, why_not
from evalpolicy.policy import Policy
from evalpolicy.testing import applications
from tests.language.declarations import load_small
from tests.proof.test_verify import PAID, STEP, small
from tests.properties.support import NOTICE, named

APPLICANT = {"id": "430105200501010017", "audience": "campus"}
REGISTERED = {"registration": {"at": "2024-09-25T10:00:00+08:00"}}


def patched(application: dict[str, Any], edits: list[dict[str, Any]]) -> dict[str, Any]:
    """A JSON patch, made independently of the search and as RFC 6902 has it: members on the way have to be there."""
    whole = copy.deepcopy(application)
    for edit in edits:
        *path, last = edit["path"].split("/")[1:]
        place: Any = whole
        for part in path:
            place = place[int(part) if isinstance(place, list) else part]
        key: Any = int(last) if isinstance(place, list) else last
        assert isinstance(place, dict | list)
        assert edit["op"] == "add" or isinstance(place, list) or key in place
        if edit["op"] == "remove":
            del place[key]
        else:
            place[key] = copy.deepcopy(edit["value"])
    return whole


def notice(selections: list[dict[str, str]], steps: dict[str, Any], at: str | None = None) -> WhyNot:
    return why_not(named("2024H2"), {"applicant": APPLICANT, "selections": selections, "steps": steps}, at=at)


def test_a_change_that_breaks_another_rule_is_followed_by_what_puts_that_right() -> None:
    items = [{"item": "office"}, {"item": "photoshop"}, {"item": "linux"}]
    found = notice(items, {**REGISTERED, "payment": {"at": "2024-10-11T10:00:00+08:00", "amount": "600"}})
    cure = found.decision.finding("at_most_two_items").cure
    assert cure is not None
    assert [edit.to_dict() for edit in cure.edits] == [edit.to_dict() for edit in found.ways[0].edits]
    assert cure.alternatives[0].text == "去掉“图形图像处理（Photoshop CS6）”，并退回多缴的 200 元"
    assert [edit.to_dict() for edit in found.ways[0].edits] == [
        {"op": "remove", "path": "/selections/0"},
        {"op": "replace", "path": "/steps/payment/amount", "value": "400"},
    ]
    assert {len(way.edits) for way in found.ways} == {2}
    assert "200" in found.ways[0].text.zh
    assert "200" in found.ways[0].text.en


def test_of_as_few_changes_the_cheapest_come_first() -> None:
    rows = "".join(f"  | i{fee} | {fee} |\n" for fee in range(10, 60, 10))
    items = "".join(f"  | i{fee} | Item {fee} |\n" for fee in range(10, 60, 10))
    body = f'catalog d "d"\n  | item | name |\n{items}fee g "fee" per selection\n  | item | amount |\n{rows}'
    policy = load_small(body + PAID + 'rule two "at most two"\n  require at most 4 selections\n', steps=STEP)
    selections = [{"item": f"i{fee}"} for fee in range(10, 60, 10)]
    application = {"selections": selections, "steps": {"enrol": {"at": "2024-05-01T10:00:00+08:00", "amount": "150"}}}
    found = why_not(policy, application)
    assert [way.decision.fee.total for way in found.ways] == [100, 110, 120]
    assert {len(way.edits) for way in found.ways} == {2}


def test_what_is_missing_is_stated() -> None:
    found = notice([{"item": "electrician", "level": "4"}], {})
    (way,) = found.ways[:1]
    assert way.decision.outcome == "accepted"
    assert set(way.application["steps"]) == {"registration", "materials", "confirmation", "payment"}
    assert way.application["steps"]["payment"]["amount"] == "320"


def test_what_is_stated_is_said_as_people_say_it() -> None:
    text = notice([{"item": "electrician", "level": "4"}], {}).ways[0].text
    assert "个人承诺已抄写并签名：是；" in text.zh
    assert "“系统报名”的完成时间：2024年9月21日 00:00" in text.zh
    assert f"“资料提交”的文件：{APPLICANT['id']}/证件复印件/{APPLICANT['id']}.jpg、" in text.zh
    assert ": yes; " in text.en
    assert not any(mark in text.zh + text.en for mark in ("True", "{", "T00:00"))


def test_a_choice_is_said_by_its_label() -> None:
    policy = small('type way = post "by post" | desk "at the desk"\nfact application.way : way\nrule chosen\n  require way is stated\n')
    found = why_not(policy, {"selections": [], "steps": {"enrol": {"at": "2024-05-01T10:00:00+08:00", "amount": "0"}}})
    assert [(way.text.en, way.application["way"]) for way in found.ways] == [
        ("state way: by post", "post"),
        ("state way: at the desk", "desk"),
    ]


def test_a_file_that_belongs_in_no_folder_is_its_name_alone() -> None:
    policy = small(steps=STEP + '  file exactly one "photo.jpg"\n')
    enrolled = {"at": "2024-05-01T10:00:00+08:00", "amount": "0"}
    stated = why_not(policy, {"selections": [], "steps": {"enrol": enrolled}}).ways[0]
    assert stated.application["steps"]["enrol"]["files"][0]["path"] == "photo.jpg"
    misplaced = policy.check({"selections": [], "steps": {"enrol": {**enrolled, "files": [{"path": "photos/photo.jpg"}]}}})
    finding = misplaced.finding("enrol")
    assert "/photo.jpg" not in finding.message.replace("photos/photo.jpg", "")
    assert finding.cure is not None
    assert finding.cure.edits[0].to_dict() == {"op": "replace", "path": "/steps/enrol/files/0/path", "value": "photo.jpg"}


@pytest.mark.parametrize("steps", [{}, {"steps": None}, {"steps": {}}, {"steps": {"registration": None, "payment": {"at": None}}}])
def test_what_is_added_has_something_to_be_added_to(steps: dict[str, Any], tmp_path: Path) -> None:
    application = {"applicant": APPLICANT, "selections": [{"item": "office"}], **steps}
    policy = named("2024H2")
    way = why_not(policy, application).ways[0]
    changed = patched(application, [edit.to_dict() for edit in way.edits])
    assert changed == way.application
    assert policy.check(changed).outcome == "accepted"
    path = tmp_path / "a.json"
    path.write_text(json.dumps(application), encoding="utf-8")
    assert CliRunner().invoke(main, ["why-not", str(NOTICE), str(path)]).exit_code == 0


def test_an_application_of_other_mappings_is_looked_at_as_it_is_read() -> None:
    paid = {"payment": {"at": "2024-10-11T10:00:00+08:00", "amount": "200"}}
    application = MappingProxyType({"applicant": APPLICANT, "selections": ({"item": "office"},), "steps": MappingProxyType(paid)})
    for handed_in in (application, Application(application)):
        (way,) = why_not(named("2024H2"), handed_in).ways
        assert [edit.to_dict()["path"] for edit in way.edits] == ["/steps/registration"]


def test_a_default_is_not_replaced_but_stated_otherwise() -> None:
    policy = small("fact application.posted : yes or no choice default yes\nrule fetched\n  require not posted\n")
    application = {"selections": [], "steps": {"enrol": {"at": "2024-05-01T10:00:00+08:00", "amount": "0"}}}
    cure = policy.check(application).finding("fetched").cure
    assert cure is not None
    assert [edit.to_dict() for edit in cure.edits] == [{"op": "add", "path": "/posted", "value": False}]
    assert policy.check(patched(application, [edit.to_dict() for edit in cure.edits])).outcome == "accepted"


def test_what_is_over_is_not_changed() -> None:
    found = notice([{"item": "office"}], {}, at="2024-10-01T10:00:00+08:00")
    assert found.decision.violated == ("registration",)
    assert (found.ways, found.exhausted) == ((), True)
    late = notice([{"item": "office"}], {"registration": {"at": "2024-10-02T10:00:00+08:00"}})
    assert late.ways == ()


def test_steps_are_done_at_the_time_of_the_decision_or_later() -> None:
    at = "2024-09-26T10:00:00+08:00"
    found = notice([{"item": "office"}], {}, at=at)
    assert found.ways[0].application["steps"]["registration"]["at"] == at


def test_an_accepted_application_needs_no_change() -> None:
    found = notice([{"item": "office"}], {**REGISTERED, "payment": {"at": "2024-10-11T10:00:00+08:00", "amount": "200"}})
    assert (found.decision.outcome, found.ways, found.exhausted) == ("accepted", (), True)


def test_what_the_sources_do_not_settle_has_no_way_out() -> None:
    assert notice([{"item": "electronic_debugger", "level": "5"}], REGISTERED).ways == ()


def test_what_only_the_applicant_knows_is_said_and_not_made_up() -> None:
    policy = small("fact applicant.born : date\nrule grown\n  require applicant.born before 2010-01-01\n")
    found = why_not(policy, {"selections": [], "steps": {"enrol": {"at": "2024-05-01T10:00:00+08:00", "amount": "0"}}})
    assert (found.ways, found.only_applicant) == ((), ("/applicant/born",))


def leads_out(policy: Policy, application: dict[str, Any], edits: list[dict[str, Any]]) -> bool:
    """Whether an application is accepted after some edits; not where they no longer fit together."""
    try:
        return policy.check(patched(dict(application), edits)).outcome == "accepted"
    except (ApplicationError, LookupError, TypeError):
        return False


def test_fewest_is_fewest_by_brute_force() -> None:
    """Of every way to drop items, choose levels and pay, in a small space, none with fewer edits leads out."""
    policy = small()
    for number in range(1, 5):
        for paid in ("0", "30", "60", "70"):
            selections = [{"item": ("maths", "music")[place % 2]} for place in range(number)]
            application = {"selections": selections, "steps": {"enrol": {"at": "2024-05-01T10:00:00+08:00", "amount": paid}}}
            found = why_not(policy, application)
            if found.decision.outcome == "accepted":
                continue
            fewest = min(
                (number - len(kept)) + (amount != paid)
                for size in range(number + 1)
                for kept in combinations(selections, size)
                for amount in ("0", "30", "40", "60", "70", "80")
                if leads_out(policy, {**application, "selections": list(kept)}, [{"op": "replace", "path": "/steps/enrol/amount", "value": amount}])
            )
            assert {len(way.edits) for way in found.ways} == {fewest}, (number, paid)


def test_a_time_is_one_that_a_person_would_write() -> None:
    policy = small(steps=STEP.replace("  asks amount", "  window 2024-05-01 09:00 .. 2024-05-10 17:00\n  asks amount"))
    for at in (None, "2024-05-02T10:20:30.5+08:00"):
        found = why_not(policy, {"selections": [{"item": "maths"}]}, at=at)
        times = [way.application["steps"]["enrol"]["at"] for way in found.ways]
        assert times[0] == ("2024-05-01T09:00:00+08:00" if at is None else "2024-05-02T10:21:00+08:00")


@pytest.mark.parametrize("name", ["2024H2", "module-choice"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_way_out_leads_out_and_changes_no_more_than_it_says(name: str, data: st.DataObject) -> None:
    policy = named(name)
    application = data.draw(applications(policy))
    found = why_not(policy, application)
    assert found.decision.outcome == policy.check(application).outcome
    for way in found.ways:
        edits = [edit.to_dict() for edit in way.edits]
        assert not any(leads_out(policy, application, [*edits[:place], *edits[place + 1 :]]) for place in range(len(edits)))
        changed = patched(dict(application), edits)
        assert policy.check(changed).outcome == "accepted"
        assert json.loads(json.dumps(changed, default=str)) == json.loads(json.dumps(way.application, default=str))
        stated = {id: step["at"] for id, step in (application.get("steps") or {}).items() if step and step.get("at")}
        assert {id: way.application["steps"][id]["at"] for id in stated} == stated


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"applicant": APPLICANT, "selections": [{"item": "office"}], "steps": REGISTERED}), encoding="utf-8")
    run = CliRunner().invoke(main, ["why-not", str(NOTICE), str(path), "--format", "json"])
    assert run.exit_code == 0, run.output
    said = json.loads(run.stdout)
    assert (said["decision"]["outcome"], said["ways"][0]["decision"]["outcome"]) == ("pending", "accepted")
    text = CliRunner().invoke(main, ["why-not", str(NOTICE), str(path), "--lang", "en"])
    assert "accepted after this change" in text.stdout
    late = CliRunner().invoke(main, ["why-not", str(NOTICE), str(path), "--at", "2024-12-01T00:00+08:00", "--lang", "en"])
    assert late.exit_code == 1
    assert "no way out" in late.stdout


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (None, "cannot be read"),
        ("{", "not JSON"),
        ("[]", "an application is an object"),
        ('{"selections": [{"item": "no such thing", "level": []}]}', "/selections/0/level"),
    ],
)
def test_bad_applications_are_said(written: str | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    if written is not None:
        path.write_text(written, encoding="utf-8")
    run = CliRunner().invoke(main, ["why-not", str(NOTICE), str(path), "--lang", "en"])
    assert (run.exit_code, says in run.stderr) == (2, True), run.output


def test_bad_times_parameters_and_policies_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"selections": []}', encoding="utf-8")
    for arguments in (["--at", "yesterday"], ["--given", str(tmp_path / "none.json")]):
        run = CliRunner().invoke(main, ["why-not", str(NOTICE), str(path), *arguments])
        assert (run.exit_code, bool(run.stderr)) == (2, True), run.output
    assert CliRunner().invoke(main, ["why-not", "2024H3", str(path)]).exit_code == 2


@pytest.mark.parametrize("handed_in", [{}, {"applicant": None}, {"applicant": {}}, {"applicant": {"plan": "basic"}}])
def test_a_cure_can_be_made_in_the_application_as_it_was(handed_in: dict[str, Any]) -> None:
    """Also where nothing at all is stated of the applicant, and a fact has its default."""
    facts = 'type plan = basic | full | none\nfact applicant.plan : plan "plan" choice default basic\n'
    policy = load_small(facts + 'rule more "more"\n  require applicant.plan is not basic\n')
    application = {"selections": [], **handed_in}
    finding = policy.check(application).finding("more")
    assert finding is not None
    assert finding.cure is not None
    cures = [finding.cure, *finding.cure.alternatives]
    made = [patched(application, [edit.to_dict() for edit in cure.edits]) for cure in cures]
    assert [each["applicant"]["plan"] for each in made] == ["full", "none"]
    assert all("more" not in policy.check(each).violated for each in made)
