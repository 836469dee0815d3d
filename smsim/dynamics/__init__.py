"""The rules of the model: what a person, a department, the centre and the public do in a month.

Every rule is a pure function of numbers and stands here once. Compiled, it takes scalars inside the
engine's sweeps; with the compiler off, or through ``.py_func``, it takes arrays as well.
"""
