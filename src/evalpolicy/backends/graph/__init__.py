"""A policy as a graph of plain operations: what the compiled and the columnar engine run.

`evalpolicy.core.meaning` walks the policy's terms once, over an algebra whose values are nodes of this graph. Equal nodes are one node, and what
does not hang on an application is worked out beforehand (`nodes` are what it is made of, `builder` makes them).
"""
