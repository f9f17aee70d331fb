"""A mixed set of applications of 2024H2: ordinary dicts with ISO instants, as other systems send them.

About six in ten are accepted. The others have one fault or several: late or missing steps, missing facts, wrong amounts, unknown items, levels that
are not offered, three items, files out of place, and a few per cent that are malformed. Ids and instants are all different.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from benchmarks.handwritten import COSTS, GRADE, SPECIAL, ZONE
from evalpolicy.classes import define, field

Application = dict[str, Any]

FAULTY, MALFORMED = 0.42, 0.03
"""Shares of the set: with faults, and malformed."""
SPELLINGS = (("code", 0.6), ("label", 0.35), ("typed", 0.05))
"""How names are written: codes, the notice's own words, those words as somebody types them."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Of the digits of an id number, for its last character."""
STARTS = {"registration": dt.datetime(2024, 9, 21), "materials": dt.datetime(2024, 9, 25), "confirmation": dt.datetime(2024, 10, 8)}
ENDS = {"registration": dt.datetime(2024, 10, 1), "materials": dt.datetime(2024, 10, 10, 17), "confirmation": dt.datetime(2024, 10, 12, 17)}
STARTS["payment"], ENDS["payment"] = dt.datetime(2024, 9, 26), ENDS["confirmation"]
WORDS = {
    "campus": "校内考生",
    "public": "社会人员",
    "initial": "初次评价",
    "retake": "补考",
    "theory": "理论",
    "practical": "实操",
    "5": "初级",
    "4": "中级",
    "3": "高级",
}


def mixed(number: int = 10_000, seed: int = 2024) -> list[Application]:
    """So many applications, the same ones for the same seed."""
    return Drawing(random.Random(seed)).applications(number)


@define
class Drawing:
    """Draws applications. `_ids` and `_instants` are those that are taken."""

    random: random.Random
    _ids: set[str] = field(factory=set)
    _instants: set[dt.datetime] = field(factory=set)

    def applications(self, number: int) -> list[Application]:
        """So many."""
        found = []
        for _ in range(number):
            share = self.random.random()
            application = self.sound()
            if share < MALFORMED:
                self.random.choice(MALFORMATIONS)(self, application)
            elif share < MALFORMED + FAULTY:
                for fault in self.random.choices(FAULTS, k=self.random.choice((1, 1, 1, 2, 3))):
                    fault(self, application)
            self.spell(application)
            found.append(application)
        return found

    # --- what is drawn ---------------------------------------------------------------------------

    def id(self) -> str:
        """An id number that nobody has yet."""
        while True:
            born = dt.date(1996, 1, 1) + dt.timedelta(days=self.random.randrange(4000))
            digits = f"{self.random.choice((430105, 430224, 430626, 431102))}{born:%Y%m%d}{self.random.randrange(1000):03}"
            number = digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]
            if number not in self._ids:
                self._ids.add(number)
                return number

    def instant(self, first: dt.datetime, last: dt.datetime) -> str:
        """An instant that nobody has yet, as one writes it: mostly with the offset of the place."""
        seconds = int((last - first).total_seconds())
        while True:
            found = first + dt.timedelta(seconds=self.random.randrange(seconds))
            if found not in self._instants:
                self._instants.add(found)
                break
        share = self.random.random()
        if share < 0.85:
            return f"{found.isoformat()}+08:00"
        if share < 0.95:
            return found.isoformat()
        return found.replace(tzinfo=ZONE).astimezone(dt.UTC).isoformat().replace("+00:00", "Z")

    def choice(self, *, catalog: str | None = None, initial: bool | None = None) -> Application:
        """A selection that the notice offers and prices."""
        r = self.random
        catalog = catalog or r.choice(("grade", "special"))
        initial = r.random() < 0.8 if initial is None else initial
        selection: Application
        if catalog == "grade":
            item = r.choice([item for item in GRADE if item != "electronic_debugger"])
            selection = {"item": item, "level": r.choice((4, 4, 4, 3))}
        else:
            selection = {"item": r.choice(list(SPECIAL))}
        if not initial:
            selection["attempt"] = "retake"
            parts = r.choice((["theory"], ["practical"], ["theory", "practical"]))
            selection["subjects"] = ["theory", "practical"] if selection.get("level") == 3 else parts
        elif r.random() < 0.3:
            selection["attempt"] = "initial"
        if r.random() < 0.15:
            selection["catalog"] = catalog
        return selection

    def sound(self) -> Application:
        """An application that is accepted."""
        r = self.random
        kind = r.random()
        if kind < 0.4:
            selections = [self.choice(catalog="grade")]
        elif kind < 0.6:
            selections = [self.choice(catalog="special")]
        elif kind < 0.85:
            selections = [self.choice(catalog="grade"), self.choice(catalog="special")]
        else:
            selections = [self.choice(catalog="special"), self.choice(catalog="special")]
        if len(selections) == 2 and selections[0]["item"] == selections[1]["item"]:
            del selections[1]
        r.shuffle(selections)
        grade = [s for s in selections if s["item"] in GRADE]
        audience = "public" if len(grade) == len(selections) and r.random() < 0.2 else "campus"
        application: Application = {"applicant": {"id": self.id(), "audience": audience}, "selections": selections, "steps": {}}
        if r.random() < 0.1:
            application["applicant"]["relevant_certificate"] = r.random() < 0.7
        initial = [s for s in selections if s.get("attempt") != "retake"]
        if initial:
            application["steps"]["registration"] = {"at": self.within("registration")}
        if any(s in initial for s in grade):
            application["steps"]["materials"] = {"at": self.within("materials"), "files": self.files(application["applicant"]["id"])}
            certificates = r.choice(("无", "无", f"S{r.randrange(10**12):012}", ["无"]))
            application["steps"]["confirmation"] = {"at": self.within("confirmation"), "prior_certificates": certificates, "signed": True}
        amount = fee(selections) // 100
        written = r.choice((amount, amount, amount, amount, float(amount), f"{amount}.00"))
        application["steps"]["payment"] = {"at": self.within("payment"), "amount": written}
        return application

    def within(self, step: str) -> str:
        """An instant in time for a step."""
        return self.instant(STARTS[step], ENDS[step])

    def files(self, id: str) -> list[Application]:
        """The two files that the notice asks for."""
        r = self.random
        extension, form = r.choice((("jpg", "JPEG"), ("jpg", "jpg"), ("jpeg", "JPEG"), ("JPG", "image/jpeg")))
        copy = {"path": f"{id}/证件复印件/{id}.{extension}", "format": form, "size": r.randrange(40_000, 200 * 1024)}
        report = {"path": f"{id}/学历证书/{id}.pdf", "format": "PDF", "size": r.randrange(100_000, 900_000)}
        return [copy, report]

    # --- how it is written -----------------------------------------------------------------------

    def spell(self, application: Application) -> None:
        """Write the names in one way throughout."""
        how = self.random.choices([how for how, _ in SPELLINGS], [share for _, share in SPELLINGS])[0]
        if how == "code":
            return

        def written(value: Any) -> Any:
            word = GRADE[value][0] if value in GRADE else SPECIAL[value] if value in SPECIAL else WORDS.get(str(value), value)
            return self.typed(word) if how == "typed" and isinstance(word, str) else word

        applicant, selections = application.get("applicant"), application.get("selections")
        if isinstance(applicant, dict) and isinstance(applicant.get("audience"), str):
            applicant["audience"] = written(applicant["audience"])
        for selection in selections if isinstance(selections, list) else ():
            for name in ("item", "level", "attempt") if isinstance(selection, dict) else ():
                if isinstance(selection.get(name), str | int) and not isinstance(selection[name], bool):
                    selection[name] = written(selection[name])
            if isinstance(selection, dict) and isinstance(selection.get("subjects"), list):
                selection["subjects"] = [written(subject) if isinstance(subject, str) else subject for subject in selection["subjects"]]

    def typed(self, word: str) -> str:
        """A word as somebody types it: with spaces, in full width, in other capitals."""
        match self.random.randrange(3):
            case 0:
                return f" {word} "
            case 1:
                return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in word)
            case _:
                return word.replace(" ", "").upper()


def fee(selections: list[Application]) -> int:
    """What selections that the notice prices cost, in fen."""
    total = 0
    for selection in selections:
        subjects = selection.get("subjects", [])
        taken = "initial" if selection.get("attempt") != "retake" else "both" if len(subjects) == 2 else subjects[0]
        low, high, _ = COSTS["grade" if selection["item"] in GRADE else "special", selection.get("level"), taken]
        assert low == high
        total += low
    return total


# --- faults --------------------------------------------------------------------------------------

Change = Callable[[Drawing, Application], object]


def some(drawing: Drawing, application: Application) -> Application:
    """One of the selections."""
    selection: Application = drawing.random.choice(application["selections"])
    return selection


def step(drawing: Drawing, application: Application, *names: str) -> Application:
    """One of the steps of these names (all) that are reported; an empty one where there is none."""
    reported = [each for name, each in application["steps"].items() if not names or name in names]
    return drawing.random.choice(reported) if reported else {}


def file(drawing: Drawing, application: Application) -> Application:
    """One of the files; an empty one where there is none."""
    listed = application["steps"].get("materials", {}).get("files")
    return drawing.random.choice(listed) if listed else {}


def late(drawing: Drawing, application: Application) -> None:
    name = drawing.random.choice(list(application["steps"]) or ["payment"])
    found = drawing.instant(ENDS[name], ENDS[name] + dt.timedelta(days=5))
    application["steps"].setdefault(name, {})["at"] = found


def early(drawing: Drawing, application: Application) -> None:
    application["steps"]["registration"] = {"at": drawing.instant(dt.datetime(2024, 9, 18), STARTS["registration"])}


def unreported(drawing: Drawing, application: Application) -> None:
    if application["steps"]:
        del application["steps"][drawing.random.choice(list(application["steps"]))]


def only_registered(drawing: Drawing, application: Application) -> None:
    application["steps"] = {name: each for name, each in application["steps"].items() if name == "registration"}


def amount_off(drawing: Drawing, application: Application) -> None:
    paid = step(drawing, application, "payment")
    paid["amount"] = drawing.random.choice((0, 60, 176, 200, 226, 320, 380, 520, 580, 1000, "200.01", 319.5))


def without(*names: str) -> Change:
    """Leaves one of these facts out, or null, of whatever holds it."""

    def change(drawing: Drawing, application: Application) -> None:
        holders = [application["applicant"], *application["selections"], *application["steps"].values(), file(drawing, application)]
        holding = [(holder, name) for holder in holders for name in names if name in holder]
        if holding:
            holder, name = drawing.random.choice(holding)
            if drawing.random.random() < 0.5:
                holder[name] = None
            else:
                del holder[name]

    return change


def unknown_item(drawing: Drawing, application: Application) -> None:
    selection = some(drawing, application)
    selection.pop("catalog", None)
    selection["item"] = drawing.random.choice(("电功", "多媒体制作", "茶艺师", "Office 2016", "electritian", "计算机网络", "焊工", "photoshop cs5"))
    if drawing.random.random() < 0.5:
        selection["catalog"] = drawing.random.choice(("grade", "special"))


def other_level(drawing: Drawing, application: Application) -> None:
    some(drawing, application)["level"] = drawing.random.choice((5, 4, 3))


def debugger(drawing: Drawing, application: Application) -> None:
    application["selections"][0] = {"item": "electronic_debugger", "level": drawing.random.choice((5, 4, 3))}


def public(drawing: Drawing, application: Application) -> None:
    application["applicant"]["audience"] = "public"


def more(drawing: Drawing, application: Application) -> None:
    application["selections"].append(drawing.choice())


def twice(drawing: Drawing, application: Application) -> None:
    application["selections"].append(dict(some(drawing, application)))


def high_retake(drawing: Drawing, application: Application) -> None:
    application["selections"][0] = {"item": "programmer", "level": 3, "attempt": "retake", "subjects": ["theory"]}


def nothing_selected(drawing: Drawing, application: Application) -> None:
    application["selections"] = application["selections"][1:] or [{}]


def not_signed(drawing: Drawing, application: Application) -> None:
    step(drawing, application, "confirmation")["signed"] = False


def large(drawing: Drawing, application: Application) -> None:
    file(drawing, application)["size"] = drawing.random.randrange(200 * 1024, 9_000_000)


def misplaced(drawing: Drawing, application: Application) -> None:
    found = file(drawing, application)
    if found.get("path"):
        found["path"] = found["path"].replace("证件复印件", "证件复印").replace("学历证书", "学历")


def other_format(drawing: Drawing, application: Application) -> None:
    found = file(drawing, application)
    found["format"] = "PNG"
    if found.get("path"):
        found["path"] = found["path"].rpartition(".")[0] + ".png"


def more_files(drawing: Drawing, application: Application) -> None:
    listed = application["steps"].get("materials", {}).get("files")
    if listed:
        other = {"path": f"{drawing.id()}/照片/1.jpg", "format": "JPEG"}
        listed.append(drawing.random.choice(({**listed[0]}, {**listed[-1]}, other, other)))


def fewer_files(drawing: Drawing, application: Application) -> None:
    listed = application["steps"].get("materials", {}).get("files")
    if listed:
        listed.pop()


def misspelt_field(drawing: Drawing, application: Application) -> None:
    application["applicant"]["audiance"] = application["applicant"].pop("audience", "campus")


FAULTS: list[Change] = [
    *(late, early, unreported, only_registered, amount_off, amount_off, late, unknown_item, other_level, debugger, public, more, more, twice),
    *(high_retake, nothing_selected, not_signed, large, misplaced, other_format, more_files, fewer_files, misspelt_field),
    without("id", "audience"),
    without("item", "level"),
    without("subjects"),
    without("amount", "at"),
    without("prior_certificates", "signed"),
    without("files"),
    without("path", "format", "size"),
]


# --- malformed -----------------------------------------------------------------------------------


def held(holder: str, name: str, *values: Any) -> Change:
    """Puts one of these values where it does not belong."""

    def change(drawing: Drawing, application: Application) -> None:
        value = drawing.random.choice(values)
        match holder:
            case "applicant":
                application["applicant"][name] = value
            case "selection":
                some(drawing, application)[name] = value
            case "file":
                application["steps"].setdefault("materials", {})["files"] = [{"path": "a/b.jpg", name: value}]
            case "":
                application[name] = value
            case _:
                application["steps"].setdefault(holder, {})[name] = value

    return change


MALFORMATIONS: list[Change] = [
    held("applicant", "id", "43010520050101001", "4301052005O1010011", 430105200501010017),
    held("applicant", "audience", "校内", "students", True, 7),
    held("selection", "item", 4, ["电工"], {"name": "电工"}),
    held("selection", "level", 6, "技师", 4.0, [4]),
    held("selection", "attempt", "second", "重考"),
    held("selection", "subjects", "theory", ["理论课"], {"theory": True}),
    held("selection", "catalog", "grades", "认定"),
    held("registration", "at", "2024-09-25", "25.9.2024 10:00", "2024-09-31T10:00:00+08:00", 1727230000),
    held("payment", "at", "yesterday", "2024-10-11T25:00:00+08:00"),
    held("payment", "amount", "320元", 320.005, -320, True, [320]),
    held("confirmation", "signed", "yes", 1),
    held("confirmation", "prior_certificates", 12345, [None]),
    held("file", "size", -1, "200KB", 1.5),
    held("file", "format", 3),
    held("file", "path", ["a", "b.jpg"]),
    held("", "selections", None, "电工", {"item": "电工"}, ["电工"]),
    held("", "steps", ["registration"], "done"),
    held("", "applicant", "430105200501010017"),
]
