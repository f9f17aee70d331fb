"""The compiled engine: a policy's decisions as one generated Python function. It decides; the reference explains."""
