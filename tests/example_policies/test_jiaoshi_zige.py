from __future__ import annotations

from typing import Any

import pytest

from tests.example_policies import Case, assert_decided, example_policy

ID = "430105200002290085"


def application(
    *selections: dict[str, object],
    applied: str = "2026-04-20T09:00",
    confirmed: str | None = "2026-04-28T10:00",
    medical: str = "2026-04-10",
    fit: bool = True,
    files: list[str] | None = None,
    steps: dict[str, object] | None = None,
    top: dict[str, object] | None = None,
    **facts: object,
) -> dict[str, object]:
    done: dict[str, object] = {"网上申报": {"at": applied}, **(steps or {})}
    if confirmed is not None:
        paths = [f"{ID}/证件照.jpg", f"{ID}/承诺书.pdf"] if files is None else files
        handed_in = [{"path": path, "format": "JPEG" if path.endswith("jpg") else "PDF", "size": 90_000} for path in paths]
        done["现场确认"] = {"at": confirmed, "体检日": medical, "体检合格": fit, "files": handed_in}
    applicant: dict[str, object] = {
        "证件号": ID,
        "对象": "户籍",
        "学历": "本科",
        "普通话": "二级乙等",
        "受过刑罚": False,
        "证明": [{"种类": "初级中学", "到期": "2027-12-31"}],
    }
    return {"applicant": applicant | facts, "selections": list(selections), "steps": done, **(top or {})}


JUNIOR: dict[str, object] = {"item": "初中教师资格", "学科": "数学"}


def scores(*rows: tuple[str, int, str]) -> dict[str, Any]:
    return {"证明": [], "笔试": [{"科目": subject, "分数": points, "考试日": day} for subject, points, day in rows]}


CASES = [
    Case("初级中学数学，都办完了", application(JUNIOR), "accepted", fee="180"),
    Case("标签和别名都可以用", application({"item": "初级中学教师资格"}, 学历="大专", 对象="户籍在本县"), "accepted", fee="180"),
    Case("中师学历申请初级中学", application(JUNIOR, 学历="中专"), "rejected", violated=("学历",), fee="180"),
    # 180 + 20
    Case("邮寄证书", application(JUNIOR, top={"邮寄": True}), "accepted", fee="200"),
    # 225 免收，只付邮寄费 20
    Case(
        "低保家庭申请幼儿园，邮寄",
        application({"item": "幼儿园"}, 低保=True, 证明=[{"种类": "幼儿园", "到期": "2027-12-31"}], top={"邮寄": True}),
        "accepted",
        fee="20",
    ),
    Case("体检不合格", application(JUNIOR, fit=False), "rejected", violated=("体检",), fee="180"),
    # 4 月 28 日前 30 日是 3 月 29 日
    Case("体检正好在 30 日前", application(JUNIOR, medical="2026-03-29"), "accepted", fee="180"),
    Case("体检在 31 日前", application(JUNIOR, medical="2026-03-28"), "rejected", violated=("体检",), fee="180"),
    Case(
        "确认早于申报", application(JUNIOR, applied="2026-04-24T17:30", confirmed="2026-04-22T10:00"), "rejected", violated=("现场确认",), fee="180"
    ),
    Case("申报晚了一秒", application(JUNIOR, applied="2026-04-24T17:30:01"), "rejected", violated=("网上申报",), fee="180"),
    Case("没有承诺书", application(JUNIOR, files=[f"{ID}/证件照.jpg"]), "rejected", violated=("现场确认",), fee="180"),
    Case("在读学生 4 月 27 日确认", application(JUNIOR, 对象="在读", confirmed="2026-04-27T08:30"), "accepted", fee="180"),
    Case(
        "对象没有填：居住证和确认的日子都等这一项",
        application(JUNIOR, 对象=None),
        "pending",
        pending=("居住证", "现场确认"),
        fee="180",
    ),
    Case(
        "居住证确认那天已经到期",
        application(JUNIOR, 对象="居住", top={"居住证到期": "2026-04-25"}),
        "undetermined",
        undetermined=("居住证",),
        fee="180",
    ),
    Case("居住证申报那天已经到期", application(JUNIOR, 对象="居住", top={"居住证到期": "2026-04-19"}), "rejected", violated=("居住证",), fee="180"),
    Case("居住证两天都有效", application(JUNIOR, 对象="居住", top={"居住证到期": "2026-04-28"}), "accepted", fee="180"),
    Case(
        "两科 70 分，2024 年 4 月 20 日考到：到 2026 年 4 月 20 日申报有效",
        application(JUNIOR, 面试合格=True, **scores(("综合素质", 70, "2024-04-20"), ("教育知识", 90, "2025-03-08"))),
        "accepted",
        fee="180",
    ),
    Case(
        "晚一天申报",
        application(JUNIOR, applied="2026-04-21T00:00", 面试合格=True, **scores(("综合素质", 70, "2024-04-20"), ("教育知识", 90, "2025-03-08"))),
        "rejected",
        violated=("考试",),
        fee="180",
    ),
    Case(
        "面试没有填",
        application(JUNIOR, **scores(("综合素质", 70, "2024-09-21"), ("教育知识", 90, "2025-03-08"))),
        "pending",
        pending=("考试",),
        fee="180",
    ),
    Case(
        "2026 年 3 月 31 日到期的，延长；4 月 1 日到期的，不延长",
        application(JUNIOR, 笔试=[], 证明=[{"种类": "初级中学", "到期": "2026-03-31"}]),
        "accepted",
        fee="180",
    ),
    Case(
        "4 月 1 日到期",
        application(JUNIOR, 笔试=[], 证明=[{"种类": "初级中学", "到期": "2026-04-01"}]),
        "rejected",
        violated=("考试",),
        fee="180",
    ),
    # 现场确认 4 月 28 日；29 日、30 日，5 月 6 日、7 日、8 日：第 5 个工作日是 5 月 8 日
    Case("补正在第 5 个工作日", application(JUNIOR, steps={"补正": {"at": "2026-05-08T23:59"}}), "accepted", fee="180"),
    Case(
        "补正晚了一天，虽然 5 月 9 日是调休上班日",
        application(JUNIOR, steps={"补正": {"at": "2026-05-09T08:00"}}),
        "rejected",
        violated=("补正",),
        fee="180",
    ),
    # 暂定的日子不作为理由
    Case("领证过了 60 日", application(JUNIOR, steps={"领证": {"at": "2026-08-20T09:00"}}), "accepted", fee="180"),
    Case("撤销整 5 年", application(JUNIOR, 撤销日="2021-04-20"), "accepted", fee="180"),
    Case("高等学校不在认定的种类里", application({"item": "高等学校教师资格"}), "rejected", violated=("种类",), pending=("考试",), fee="180"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_decision(case: Case) -> None:
    assert_decided(example_policy("jiaoshi-zige"), case)


def test_messages_are_chinese() -> None:
    decision = example_policy("jiaoshi-zige").check(application(JUNIOR, 学历="中师"))
    assert "初级中学教师资格" in decision.finding("学历").message
