"""The graph of a policy's decisions over many applications at once: a value of a node is a column, not a number.

`evaluate` is a pure function of a chunk of applications (`inputs.Chunk`): whoever spreads chunks over threads, processes or machines gets the same.
"""
