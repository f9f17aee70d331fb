"""Files: paths to the character, but for the case of an id's last letter and of the extension."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalpolicy.core.formats import canonical_format
from evalpolicy.explain import files
from tests.contract.support import ID, X_ID, application, policy, warned


@pytest.mark.parametrize(
    "path",
    [
        f"/{ID}/证件复印件/{ID}.jpg",
        f"{ID}//证件复印件/{ID}.jpg",
        f"{ID}/证件复印件/../证件复印件/{ID}.jpg",
        f" {ID}/证件复印件/{ID}.jpg",
        f"{ID}/证件复印件 /{ID}.jpg",
        f"{ID}/证件复印件/{ID}.jpg ",
        f"{ID}/证件复印件/{ID}.jpg/",
        f"{ID}/证件复印件/{ID}",
        f"{ID}/证件复印件/.jpg",
        f"{ID}/证件复印件/{ID}.jpg.exe",
        f"{ID}/證件複印件/{ID}.jpg",
        f"{ID}.jpg",
        ".",
        "..",
        "/",
    ],
)
def test_odd_paths_are_not_the_copy(path: str) -> None:
    assert "materials_id_copy" in policy().check(application(steps__materials__files__0__path=path)).violated


@pytest.mark.parametrize(("id", "in_path"), [(a, b) for a in (X_ID, X_ID.lower()) for b in (X_ID, X_ID.lower())])
def test_an_ids_letter_in_either_case(id: str, in_path: str) -> None:
    files = [{"path": f"{in_path}/证件复印件/{in_path}.jpg", "format": "JPEG", "size": 5}, {"path": f"{in_path}/学历证书/{in_path}.pdf"}]
    data = application(applicant__id=id, steps__materials__files=files)
    assert policy().check(data).outcome == "accepted"
    expected = [("/applicant/id", "id-normalised")] if id != X_ID else []
    expected += [(f"/steps/materials/files/{place}/path", "id-normalised") for place in (0, 1) if in_path != X_ID]
    assert warned(data) == expected


def test_letters_that_grow_in_upper_case_move_nothing() -> None:
    data = application(applicant__id=X_ID, steps__materials__files=[{"path": f"ß/{X_ID.lower()}/a"}])
    assert policy().check(data).finding("materials_layout").message.count(f"ß/{X_ID}/a") == 1


def test_blank_is_unknown() -> None:
    for name in ("path", "format"):
        where = f"steps__materials__files__0__{name}"
        assert "materials_id_copy" in policy().check(application(**{where: " "})).pending
        assert warned(application(**{where: ""})) == [(f"/steps/materials/files/0/{name}", "blank")]


@pytest.mark.parametrize(("one", "other"), [("mp3", "mpg"), ("txt", "c"), ("doc", "dot"), ("exe", "bin"), ("png", "jpg"), ("ai", "ps")])
def test_formats_that_differ(one: str, other: str) -> None:
    assert canonical_format(one) != canonical_format(other)


@given(st.text())
def test_format_names_are_stable(text: str) -> None:
    once = canonical_format(text)
    assert canonical_format(text) == once


@given(st.text())
def test_any_path_is_judged(path: str) -> None:
    assert policy().check(application(steps__materials__files__0__path=path)).outcome in ("rejected", "pending", "accepted")


@given(path=st.text("ab/.x", max_size=40), wanted=st.text("ab/.x", min_size=1, max_size=20))
def test_what_makes_looking_for_a_file_quick_leaves_nothing_out(path: str, wanted: str) -> None:
    right = SequenceMatcher(None, path, wanted).ratio()
    found = files._likeness(path, wanted)
    assert found == right if right > files.LIKE_ENOUGH else found <= files.LIKE_ENOUGH


def test_of_absurd_paths_no_more_than_their_beginning_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    class Noting(SequenceMatcher[str]):
        def __init__(self, *texts: str | None) -> None:
            super().__init__(None, *map(str, texts[1:]))
            self.length = sum(len(str(text)) for text in texts[1:])

        def ratio(self) -> float:
            compared.append(self.length)
            return super().ratio()

    monkeypatch.setattr(files, "SequenceMatcher", Noting)
    absurd = [{"path": f"{ID}/" + "a/" * number + f"{ID}.jpg"} for number in (0, 40, 4000)]
    assert policy().check(application(steps__materials__files=absurd)).findings
    # What is much longer than the place where it should be is not compared at all.
    assert 0 < max(compared) <= files.MOST_COMPARED
