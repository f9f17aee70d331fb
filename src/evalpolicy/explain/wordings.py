"""The sentences that the library itself says in a finding, in both languages."""

from __future__ import annotations

from evalpolicy.wording import Wording


def sentence(words: Wording) -> Wording:
    """The words with the full stop of their language."""
    return Wording(f"{words.zh}。", f"{words.en}.")


def late(title: str, done: Wording, due: Wording) -> Wording:
    return Wording(
        f"“{title}”应在 {due.zh} 之前（含）完成，实际完成于 {done.zh}，已逾期。",
        f"“{title}” was due by {due.en}; it was done on {done.en}, which is late.",
    )


def early(title: str, done: Wording, opens: Wording) -> Wording:
    return Wording(
        f"“{title}”从 {opens.zh} 开始，实际完成于 {done.zh}，过早。",
        f"“{title}” opens on {opens.en}; it was done on {done.en}, which is too early.",
    )


def outside(title: str, done: Wording, stated: str) -> Wording:
    return Wording(
        f"“{title}”的完成时间 {done.zh} 不在规定的时段内（{stated}）。",
        f"“{title}” was done on {done.en}, outside the stated times ({stated}).",
    )


def missed(title: str, due: Wording) -> Wording:
    return Wording(f"“{title}”未在 {due.zh} 之前完成。", f"“{title}” was not done by {due.en}.")


def not_done(title: str, due: Wording | None) -> Wording:
    if due is None:
        return Wording(f"“{title}”尚未完成。", f"“{title}” is not done yet.")
    return Wording(f"“{title}”尚未完成，截止 {due.zh}。", f"“{title}” is not done yet; it is due by {due.en}.")


def order(title: str, earlier: str) -> Wording:
    return Wording(f"“{title}”须在“{earlier}”之后进行。", f"“{title}” has to come after “{earlier}”.")


def not_met(text: str) -> Wording:
    return Wording(f"不符合要求：{text}。", f"this does not hold: {text}.")


def waits_for(labels: str) -> Wording:
    return Wording(f"还缺：{labels}", f"still missing: {labels}")


def asked_elsewhere(labels: str) -> Wording:
    return Wording(f"这里要看{labels}，而这份申请不用填它", f"this asks for {labels}, which does not apply to this application")


def nearest(names: str) -> Wording:
    return Wording(f"相近的有：{names}。", f"Nearest: {names}.")


def unlisted(name: str, reason: str, near: str) -> Wording:
    also = nearest(near) if near else Wording("", "")
    return Wording(
        f"所列名单中没有“{name}”，而名单没有列全（{reason}），原文不能确定是否可报。{also.zh}",
        f"“{name}” is not on the list, and the list is not complete ({reason}): the sources do not settle whether it is offered. {also.en}".rstrip(),
    )


def not_offered(name: str, near: str) -> Wording:
    also = nearest(near) if near else Wording("", "")
    return Wording(f"“{name}”不在可报的名单中。{also.zh}", f"“{name}” is not offered. {also.en}".rstrip())


def doubtful(member: str, column: str, item: str) -> Wording:
    return Wording(
        f"原文没有说明“{item}”的{column}是否包括“{member}”。",
        f"the sources do not say whether the {column} of “{item}” includes “{member}”.",
    )


def amount_not_stated(what: str) -> Wording:
    return Wording(f"原文没有写明“{what}”的金额。", f"the sources state no amount for “{what}”.")


def not_settled() -> Wording:
    return Wording("原文没有说明，无法据此判定。", "the sources do not settle this.")


def depends_on(question: str, branches: str) -> Wording:
    return Wording(f"原文没有说明：{question} {branches}。", f"the sources leave open: {question} {branches}.")


def branch(answer: str, status: Wording) -> Wording:
    return Wording(f"若“{answer}”，则{status.zh}", f"if “{answer}”: {status.en}")


SOMETHING = Wording("所填的值", "the value given")

STATUS = {
    "satisfied": Wording("符合", "satisfied"),
    "violated": Wording("不符合", "violated"),
    "undetermined": Wording("无法判定", "undetermined"),
    "pending": Wording("待补充", "pending"),
    "advice": Wording("建议", "advice"),
    "not_applicable": Wording("不适用", "not applicable"),
}

OUTCOME = {
    "accepted": Wording("通过", "accepted"),
    "rejected": Wording("不通过", "rejected"),
    "undetermined": Wording("无法判定（原文未明）", "undetermined (the sources do not settle it)"),
    "pending": Wording("待办（尚缺事实或步骤）", "pending (facts or steps are missing)"),
    "invalid": Wording("申请数据有误", "invalid (the application is malformed)"),
}
