"""evalpolicy sources: the report, for a terminal, as JSON, and as a page."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import define, field
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from evalpolicy.source_coverage.measure import measure
from tests.properties.support import NOTICE as NOTICE_2024H2
from tests.source_coverage.small import NOTICE, POLICY, model_of, write

VOID = {"meta", "br", "hr", "img", "input", "link"}


def run(*arguments: object, lang: str = "en") -> Result:
    return CliRunner().invoke(main, ["sources", *map(str, arguments), "--lang", lang])


# --- text --------------------------------------------------------------------------------------------


def test_the_report_lists_what_is_not_cited_first(tmp_path: Path) -> None:
    path = write(tmp_path)
    result = run(path)
    assert result.exit_code == 0
    assert result.output == f"""small  small <b>policy</b>  ({path})
  notice  关于报名的通知  ({tmp_path}/notice.txt)
    normative sentences (80.0 %): 3 cited, 1 passed over, 1 not cited
    other sentences: 4 not cited
    normative, not cited
      {tmp_path}/notice.txt:10:1: 1、费用320元。
        not cited: 320元 (amount)
5 normative sentences, 80.0 % cited or passed over
"""


def test_every_sentence_with_what_cites_it(tmp_path: Path) -> None:
    output = run(write(tmp_path), "--all", lang="zh").output
    assert "引用者：规则 few, 规则 apart" in output
    assert "略过，因为：落款" in output
    assert output.index("320元") < output.index("最多报两个") < output.index("欢迎报名")


@pytest.mark.parametrize(("percent", "code"), [("80", 0), ("80.1", 1), ("100", 1), ("0", 0)])
def test_fail_under(tmp_path: Path, percent: str, code: int) -> None:
    result = run(write(tmp_path), "--fail-under", percent)
    assert result.exit_code == code
    assert ("less than" in result.output) == bool(code)


def test_a_folder_and_an_id() -> None:
    assert run(NOTICE_2024H2.parent, "2024H2", "--fail-under", "100").exit_code == 0


@pytest.mark.parametrize("arguments", [("nowhere.policy",), (), ("2024H2", "--format", "xml"), ("2024H2", "--fail-under", "101")])
def test_bad_usage(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_what_does_not_load_is_told_and_the_rest_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path)
    broken = tmp_path / "broken.policy"
    broken.write_text(POLICY.replace("最多报两个项目", "最多报三个项目"), encoding="utf-8")
    result = CliRunner().invoke(main, ["sources", str(broken), str(path), "--format", "json", "--lang", "en"])
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert [problem["code"] for problem in document["problems"]] == ["quote-not-found", "quote-not-found"]
    assert [policy["policy"] for policy in document["policies"]] == ["small"]


def test_an_empty_folder(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["sources", str(tmp_path), "--format", "json", "--lang", "en"])
    assert result.exit_code == 2
    assert "no *.policy files found" in result.stderr


# --- JSON --------------------------------------------------------------------------------------------


def test_the_document(tmp_path: Path) -> None:
    document = json.loads(run(write(tmp_path), "--format", "json").output)
    (policy,) = document["policies"]
    (source,) = policy["sources"]
    assert (document["percent"], policy["percent"], source["percent"], document["problems"]) == (80.0, 80.0, 80.0, [])
    assert source["normative"] == {"sentences": 5, "cited": 3, "passed_over": 1, "partly_cited": 0, "not_cited": 1}
    assert source["other"] == {"sentences": 4, "cited": 0, "passed_over": 0, "partly_cited": 0, "not_cited": 4}
    fees = next(each for each in source["sentences"] if "320" in each["text"])
    place = {"line": 10, "column": 1, "end_line": 10, "end_column": 12}
    word = {"kind": "amount", "text": "320元", "line": 10, "column": 6, "end_line": 10, "end_column": 11, "covered": False}
    assert fees == {
        "text": "1、费用320元。",
        **place,
        "normative": True,
        "status": "not_cited",
        "words": [word],
        "cited_by": [],
        "passed_over": [],
    }
    pay = next(each for each in source["sentences"] if each["text"] == "10月12日17：00截止。")
    assert pay["cited_by"] == [{"kind": "step", "id": "pay", "title": "缴费", "line": 17, "place": "二", "quote": "10 月 12 日 17：00 截止"}]
    signed = source["sentences"][-1]
    assert signed["passed_over"] == [{"because": "落款", "quote": "某某大学教务处 2024 年 9 月 18 日", "line": 11}]


# --- the page ----------------------------------------------------------------------------------------


@define
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    parts: list[Node | str] = field(factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part.walk()

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def plain(self) -> str:
        """The text without what the page adds to it."""
        return "".join(part if isinstance(part, str) else "" if part.has("ref") or part.has("flag") else part.plain for part in self.parts)

    def has(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


class Reader(HTMLParser):
    """Reads a page and holds it to being well-formed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open = [Node("", {})]
        self.feed(page)
        self.close()
        assert [node.tag for node in self.open] == [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def page_of(folder: Path, *paths: Path, lang: str = "en") -> Node:
    output = folder / "page.html"
    result = run(*paths, "--format", "html", "--output", output, lang=lang)
    assert (result.exit_code, result.output) == (0, "")
    return Reader(output.read_text(encoding="utf-8")).open[0]


@pytest.fixture(name="small", scope="module")
def small_page(tmp_path_factory: pytest.TempPathFactory) -> Node:
    folder = tmp_path_factory.mktemp("page")
    return page_of(folder, write(folder))


@pytest.fixture(name="whole", scope="module")
def page_of_the_notice(tmp_path_factory: pytest.TempPathFactory) -> Node:
    folder = tmp_path_factory.mktemp("page")
    return page_of(folder, NOTICE_2024H2, *sorted(NOTICE_2024H2.parents[1].glob("docs/examples/*/*.policy")), lang="zh")


def by_id(page: Node) -> dict[str, Node]:
    ids = Counter(node.attributes["id"] for node in page.walk() if "id" in node.attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    return {node.attributes["id"]: node for node in page.walk() if "id" in node.attributes}


@pytest.mark.parametrize("name", ["small", "whole"])
def test_every_link_leads_to_a_place_on_the_page(name: str, request: pytest.FixtureRequest) -> None:
    page: Node = request.getfixturevalue(name)
    ids = by_id(page)
    links = [node.attributes["href"] for node in page.walk() if "href" in node.attributes]
    assert len(links) > 10
    assert [link for link in links if link[0] != "#" or link[1:] not in ids] == []


def test_the_page_needs_nothing_else(whole: Node) -> None:
    assert [node.tag for node in whole.walk() if node.tag in {"script", "link", "img", "iframe", "object"} or "src" in node.attributes] == []
    (style,) = (node.text for node in whole.walk() if node.tag == "style")
    assert "url(" not in style
    assert "@import" not in style


def test_the_text_is_on_the_page_to_the_letter(whole: Node) -> None:
    notices = [node for node in whole.walk() if node.has("notice")]
    (guide,) = (node for node in notices if any("guide.txt" in each.text for each in node.walk() if each.tag == "small"))
    words = [node.plain for node in guide.walk() if node.has("words")]
    text = (NOTICE_2024H2.parent / "sources" / "2024H2" / "guide.txt").read_text(encoding="utf-8")
    assert words == [line for line in text.split("\n") if line.strip()]


def test_each_quote_leads_to_its_words_and_back(small: Node, tmp_path: Path) -> None:
    ids = by_id(small)
    (measured,) = measure(model_of(tmp_path))
    for number, quote in enumerate(measured.quotes):
        item = ids[f"p0-q{number}"]
        targets = [node.attributes["href"][1:] for node in item.walk() if node.has("line-of")]
        assert len(targets) == len(quote.places) == 1
        words = ids[targets[0]]
        assert "".join(quote.text.split()).startswith("".join(words.text.split()))
        back = {node.attributes["href"] for node in small.walk() if node.tag == "a" and not node.has("line-of")}
        assert f"#p0-q{number}" in back


def test_words_cited_by_several_lead_to_each(small: Node) -> None:
    """The words lead to the first one that cites them, the numbers behind them to each."""
    (line,) = (node for node in small.walk() if node.has("line") and "不能重复" in node.text)
    numbers = [(node.text, node.attributes["aria-label"]) for node in line.walk() if node.has("ref")]
    assert numbers == [("3", "cited by 3: rule 最多两个"), ("4", "cited by 4: rule 不重复")]


def test_what_is_not_cited_is_told_in_words(small: Node) -> None:
    (line,) = (node for node in small.walk() if node.has("line") and "费用 320" in node.text)
    assert [node.text for node in line.walk() if node.has("flag")] == ["not cited"]
    assert [node.text for node in line.walk() if node.has("missing")] == ["320 元"]
    (left,) = (node for node in small.walk() if node.has("left"))
    assert "1、费用320元。" in left.text


def test_a_declaration_is_shown_with_its_lines(small: Node) -> None:
    shown = next(node for node in small.walk() if node.has("declaration") and "few" in node.text)
    (code,) = (node for node in shown.walk() if node.tag == "pre")
    assert code.text.split("\n") == [
        '19  rule few "最多两个"',
        '20    cite notice "一1" "考生一次最多报两个项目"',
        "21    require at most 2 selections",
    ]


HOSTILE = """<script>alert(1)</script>&amp; "' </style> \x0c 考生必须<img src=x onerror=alert(1)>到场\x01。"""


def test_texts_are_never_markup(tmp_path: Path) -> None:
    policy = POLICY.replace("small <b>policy</b>", "</title><script>alert(2)</script>").replace('"最多两个"', '"<i>x</i> onclick=y"')
    page = page_of(tmp_path, write(tmp_path, policy, NOTICE + HOSTILE + "\n"))
    tags = {node.tag for node in page.walk()}
    assert not tags & {"script", "img", "i"}
    assert "<script>alert(1)</script>&amp; \"' </style>" in page.plain
    assert "\ufffd 考生必须<img src=x onerror=alert(1)>到场\ufffd。" in page.plain
    assert any(node.attributes.get("aria-label") == "cited by 3: rule <i>x</i> onclick=y" for node in page.walk())
    assert not any(re.match("on", name) for node in page.walk() for name in node.attributes)


@pytest.mark.parametrize("notice", ["", "\n\n", "。", NOTICE.replace("\n", "\r\n"), NOTICE.replace("\n", "\u2028")])
def test_any_text_makes_a_page(tmp_path: Path, notice: str) -> None:
    cut = POLICY if "考生" in notice else "\n".join(line for line in POLICY.split("\n") if not line.startswith(("  passes", "  cite")))
    by_id(page_of(tmp_path, write(tmp_path, cut, notice)))


def test_the_page_and_the_command_work_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "政策"
    folder.mkdir()
    write(folder)
    monkeypatch.chdir(tmp_path)
    document = json.loads(run("政策/small.policy", "--format", "json").output)
    assert document["policies"][0]["sources"][0]["file"] == "政策/notice.txt"
    shutil.rmtree(folder)


def test_nothing_is_said_of_what_does_not_load(tmp_path: Path) -> None:
    """No share of sentences that nobody could read."""
    (tmp_path / "broken.policy").write_text("policy p\n", encoding="utf-8")
    result = run(str(tmp_path / "broken.policy"))
    assert (result.exit_code, result.stdout) == (2, "")
