"""Source coverage: which sentences of the texts that a policy cites are cited, and which are not.

`flow` joins broken lines, `marks` finds the words that state rules, `headings` where numbered sections begin, `sentences` splits, `places` says where
quotes stand, `measure` puts it together; `text`, `document` and `page` tell it.
"""
