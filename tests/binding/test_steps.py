"""Steps that are reported, their facts and their files."""

from __future__ import annotations

import pytest

from evalpolicy.core.formats import canonical_format
from tests.binding.club import ID, bound, codes, problems


def files(*written: object, applicant: str = ID) -> tuple[list[dict[str, object]], list[tuple[str, str]]]:
    """The files of a step, and the warnings about them."""
    facts = bound({"applicant": {"id": applicant}, "steps": {"materials": {"files": list(written)}}})
    rows = facts.lists["materials", "files"]
    assert [row.pointer for row in rows] == [f"/steps/materials/files/{index}" for index in range(len(written))]
    return [dict(row.values) for row in rows], codes(facts.warnings)


def test_a_step_with_its_facts() -> None:
    facts = bound({"steps": {"payment": {"at": "2024-10-11T16:00", "amount": "320.50"}, "registration": {"told": "2024-09-01T08:00"}}})
    assert facts.values["payment", "amount"] == 32050
    assert facts.values["payment", "by"] == "self"
    assert ("registration", "at") not in facts.values
    assert facts.reported == {"payment", "registration"}
    assert facts.explicit == {"/selections/0/item", "/steps/payment/at", "/steps/payment/amount", "/steps/registration/told"}


def test_a_step_may_be_reported_with_nothing_known_of_it() -> None:
    facts = bound({"steps": {"payment": {}}})
    assert facts.reported == {"payment"}
    assert ("payment", "at") not in facts.values


@pytest.mark.parametrize("written", [None, {}, {"payment": None}])
def test_no_step_is_reported(written: object) -> None:
    """Nor do the facts of a step that is not reported have their defaults."""
    facts = bound({"steps": written})
    assert facts.reported == frozenset()
    assert ("payment", "by") not in facts.values


@pytest.mark.parametrize(
    ("written", "pointer"),
    [
        ([], "/steps"),
        ("done", "/steps"),
        (True, "/steps"),
        ({"payment": True}, "/steps/payment"),
        ({"payment": "2024-10-11T16:00"}, "/steps/payment"),
        ({"payment": []}, "/steps/payment"),
        ({"materials": {"files": {}}}, "/steps/materials/files"),
        ({"materials": {"files": "a.jpg"}}, "/steps/materials/files"),
        ({"materials": {"files": ["a.jpg"]}}, "/steps/materials/files/0"),
        ({"materials": {"files": [{}, None]}}, "/steps/materials/files/1"),
        ({"materials": {"files": [{"path": 5}]}}, "/steps/materials/files/0/path"),
        ({"materials": {"files": [{"format": ["JPEG"]}]}}, "/steps/materials/files/0/format"),
        ({"materials": {"files": [{"size": "5"}]}}, "/steps/materials/files/0/size"),
        ({"materials": {"files": [{"size": 5.0}]}}, "/steps/materials/files/0/size"),
        ({"materials": {"files": [{"size": True}]}}, "/steps/materials/files/0/size"),
    ],
)
def test_steps_of_the_wrong_kind(written: object, pointer: str) -> None:
    assert codes(problems({"steps": written})) == [(pointer, "wrong-type")]


@pytest.mark.parametrize("size", [-1, 10**40])
def test_sizes_are_bounded(size: int) -> None:
    assert codes(problems({"steps": {"materials": {"files": [{"size": size}]}}})) == [("/steps/materials/files/0/size", "out-of-range")]


# --- names that are not known ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected", "near"),
    [
        ({"paymnet": {"at": "x"}}, ("/steps/paymnet", "unknown-field"), "payment"),
        ({"payment": {"att": 1}}, ("/steps/payment/att", "unknown-field"), "at"),
        ({"payment": {"ammount": 1}}, ("/steps/payment/ammount", "unknown-field"), "amount"),
        ({"materials": {"file": []}}, ("/steps/materials/file", "unknown-field"), "files"),
        ({"materials": {"files": [{"paht": 1}]}}, ("/steps/materials/files/0/paht", "unknown-field"), "path"),
    ],
)
def test_unknown_names_are_remarks_with_the_nearest(written: object, expected: tuple[str, str], near: str) -> None:
    (warning,) = bound({"steps": written}).warnings
    assert (warning.pointer, warning.code) == expected
    assert f"did you mean {near!r}?" in warning.message.en
    assert f"“{near}”" in warning.message.zh


def test_files_are_not_known_where_a_step_takes_none() -> None:
    assert codes(bound({"steps": {"payment": {"files": []}}}).warnings) == [("/steps/payment/files", "unknown-field")]


def test_an_event_is_not_reported() -> None:
    facts = bound({"steps": {"contest": {"at": "nonsense"}}})
    assert codes(facts.warnings) == [("/steps/contest", "not-reported")]
    assert facts.reported == frozenset()


# --- files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "folder", "stem", "extension"),
    [
        ("a/b/photo.JPG", "a/b", "photo", "jpg"),
        ("photo.tar.gz", "", "photo.tar", "gz"),
        ("a/photo", "a", "photo", ""),
        ("a/photo.", "a", "photo", ""),
        ("a.b/photo", "a.b", "photo", ""),
        ("a/../photo.jpg", "a/..", "photo", "jpg"),
    ],
)
def test_a_path_is_split(path: str, folder: str, stem: str, extension: str) -> None:
    ((values,), _) = files({"path": path})
    assert values == {"path": path, "folder": folder, "stem": stem, "extension": extension}


@pytest.mark.parametrize("path", ["a\\b\\photo.jpg", "./a/b/photo.jpg", ".\\a\\b/photo.jpg"])
def test_paths_of_other_systems(path: str) -> None:
    ((values,), warnings) = files({"path": path})
    assert values["path"] == "a/b/photo.jpg"
    assert warnings == []


def test_an_id_in_a_path_is_read_in_upper_case() -> None:
    written = f"{ID.lower()}/x/{ID}-{ID.lower()}.jpg"
    ((values,), warnings) = files({"path": written})
    assert values["path"] == f"{ID}/x/{ID}-{ID}.jpg"
    assert warnings == [("/steps/materials/files/0/path", "id-normalised")]


def test_another_id_in_a_path_is_left_alone() -> None:
    ((values,), warnings) = files({"path": f"{ID.lower()}/photo.jpg"}, applicant="11010519491231002X")
    assert values["folder"] == ID.lower()
    assert warnings == []


def test_a_text_that_looks_like_an_id_is_none() -> None:
    """Only what the policy declares to be a resident id is one."""
    facts = bound({"centre": ID, "steps": {"materials": {"files": [{"path": f"{ID.lower()}.jpg"}]}}})
    assert facts.lists["materials", "files"][0].values["stem"] == ID.lower()


def test_a_file_of_which_nothing_is_known() -> None:
    assert files({}, {"path": None, "format": None, "size": None}) == ([{}, {}], [])


@pytest.mark.parametrize("name", ["path", "format"])
def test_blank_is_not_given(name: str) -> None:
    assert files({name: " "}) == ([{}], [(f"/steps/materials/files/0/{name}", "blank")])


@pytest.mark.parametrize("written", ["JPEG", "jpeg", "jpg", "JPG", ".jpg", "image/jpeg", "image/JPG", " Jpg ", "ＪＰＧ", "image/jpeg; q=1", "jpe"])
def test_formats_have_one_name(written: str) -> None:
    ((values,), _) = files({"format": written})
    assert values == {"format": "JPEG"}


@pytest.mark.parametrize(
    ("written", "name"),
    [("pdf", "PDF"), ("application/pdf", "PDF"), ("text/plain", "TXT"), ("tif", "TIFF"), ("png", "PNG"), ("application/x-foo", "FOO"), ("", "")],
)
def test_other_formats(written: str, name: str) -> None:
    assert canonical_format(written) == name
    assert canonical_format(name) == name
