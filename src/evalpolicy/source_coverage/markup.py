"""HTML made of elements, so that no text of an author or of a notice can be taken for markup."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, tostring

_NOT_HTML = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")

Content = Element | str


def element(tag: str, *contents: Content, **attributes: str | None) -> Element:
    """An element. Attributes that are None are left out; `_` in their names is `-`, and one at the end is dropped (`class_`)."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): clean(value) for name, value in attributes.items() if value is not None})
    for content in contents:
        append(made, content)
    return made


def append(parent: Element, content: Content) -> None:
    """Add text or an element at the end."""
    if not isinstance(content, str):
        parent.append(content)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + clean(content)
    else:
        parent.text = (parent.text or "") + clean(content)


def clean(text: str) -> str:
    """The text without the characters that HTML cannot hold."""
    return _NOT_HTML.sub("\ufffd", text)


def rendered(root: Element) -> str:
    """The whole document."""
    return "<!DOCTYPE html>\n" + tostring(root, encoding="unicode", method="html")
