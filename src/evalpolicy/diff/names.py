"""What the parts of a policy are called when a change of them is told."""

from __future__ import annotations

from collections.abc import Mapping

from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

KINDS: Mapping[str, Wording] = {
    "POLICY": Wording("政策", "policy"),
    "SOURCE": Wording("来源", "source"),
    "TYPE": Wording("类型", "type"),
    "RECORD": Wording("记录", "record"),
    "FACT": Wording("事实", "fact"),
    "CATALOG": Wording("目录", "catalog"),
    "PARAMETER": Wording("参数", "parameter"),
    "READING": Wording("读法", "reading"),
    "DEFINE": Wording("定义", "definition"),
    "RULE": Wording("规则", "rule"),
    "ADVICE": Wording("建议", "advice"),
    "EXCEPTION": Wording("例外", "exception"),
    "STEP": Wording("步骤", "step"),
    "EVENT": Wording("事件", "event"),
    "FEE": Wording("费用", "fee"),
    "ADJUSTMENT": Wording("调整", "adjustment"),
    "INVARIANT": Wording("不变式", "invariant"),
    "EXAMPLE": Wording("例子", "example"),
}
"""Declarations, by the keyword terminal that they begin with."""

HEADER: Mapping[str, Wording] = {
    "name": Wording("代码", "id"),
    "label": Wording("名称", "label"),
    "type": Wording("类型", "type"),
    "values": Wording("取值", "value"),
    "ordered": Wording("取值的顺序", "order of the values"),
    "default": Wording("默认值", "default"),
    "choice": Wording("是否可由申请人选择", "whether it is the applicant's choice"),
    "never_empty": Wording("是否可以为空", "whether it may be empty"),
    "condition": Wording("适用条件", "where it applies"),
    "scope": Wording("属于什么", "what it is of"),
    "value": Wording("内容", "value"),
    "advice": Wording("规则还是建议", "rule or advice"),
    "event": Wording("步骤还是事件", "step or event"),
    "target": Wording("对象", "target"),
    "per": Wording("按什么收", "what it is charged for"),
}
"""What the first line of a declaration states, by the field that holds it."""

CLAUSES: Mapping[type[tree.Clause], Wording] = {
    tree.Setting: Wording("设置", "setting"),
    tree.InForce: Wording("有效期", "period in force"),
    tree.Process: Wording("流程", "process"),
    tree.File: Wording("文件", "file"),
    tree.Cite: Wording("出处", "citation"),
    tree.PassesOver: Wording("略过的话", "words passed over"),
    tree.Field: Wording("字段", "field"),
    tree.Column: Wording("列", "column"),
    tree.Table: Wording("表格", "table"),
    tree.OpenClause: Wording("没列完的原因", "why the list is open"),
    tree.MoreFrom: Wording("其余项目的来源", "where further items come from"),
    tree.Option: Wording("选项", "option"),
    tree.Adopt: Wording("采用的读法", "reading adopted"),
    tree.Default: Wording("默认值", "default"),
    tree.AtStep: Wording("所在步骤", "step"),
    tree.When: Wording("适用条件", "where it applies"),
    tree.Require: Wording("要求", "requirement"),
    tree.Route: Wording("途径", "route"),
    tree.Message: Wording("消息", "message"),
    tree.Interpretation: Wording("解释", "interpretation"),
    tree.Consequence: Wording("后果", "consequence"),
    tree.Tentative: Wording("暂定", "tentative"),
    tree.Implied: Wording("已由别处包含", "implied"),
    tree.FileClause: Wording("要交的文件", "files asked for"),
    tree.Waive: Wording("免除", "waiver"),
    tree.Value: Wording("代替的值", "value in its place"),
    tree.NeedsApproval: Wording("批准", "approval"),
    tree.Before: Wording("优先次序", "precedence"),
    tree.Window: Wording("时间窗口", "window"),
    tree.Daily: Wording("每天的时间", "daily hours"),
    tree.Except: Wording("不办理的日子", "days without service"),
    tree.Due: Wording("截止", "due time"),
    tree.On: Wording("日期", "date"),
    tree.Asks: Wording("须填写", "facts asked for"),
    tree.Needs: Wording("须先完成", "steps needed before"),
    tree.By: Wording("由谁", "by whom"),
    tree.Amount: Wording("金额", "amount"),
    tree.Adjust: Wording("调整", "adjustment"),
    tree.After: Wording("次序", "order"),
    tree.NotWith: Wording("不与之并用", "not applied with"),
    tree.ExampleApplicant: Wording("考生", "applicant"),
    tree.ExampleApplication: Wording("申请", "application"),
    tree.ExampleRecord: Wording("记录", "record"),
    tree.ExampleSelect: Wording("所选项目", "selection"),
    tree.ExampleDone: Wording("完成的步骤", "step done"),
    tree.ExampleFile: Wording("文件", "file"),
    tree.ExampleAsOf: Wording("决定的时刻", "time of the decision"),
    tree.ExampleGiven: Wording("给定的参数", "parameter given"),
    tree.ExampleThrough: Wording("判到哪一步", "step judged up to"),
    tree.ExpectOutcome: Wording("预期的结论", "outcome expected"),
    tree.ExpectIds: Wording("预期的条目", "ids expected"),
    tree.ExpectFee: Wording("预期的费用", "fee expected"),
}
"""The clauses of declarations."""

ROW = Wording("行", "row")
ITEM = Wording("项目", "item")
HEADING = Wording("表头", "heading")
SOURCE_TEXT = Wording("原文", "text of the source")
FILE_CONTENT = Wording("文件的内容", "content of the file")


def kind_of(declaration: tree.Declaration) -> Wording:
    """What a declaration is called."""
    return KINDS[declaration.terminal]


def name_of(declaration: tree.Declaration) -> str:
    """The name that a declaration is known by; an example's title."""
    return declaration.path.dotted if isinstance(declaration, tree.FactDecl) else declaration.name.text
