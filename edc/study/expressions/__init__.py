"""The language of derived values, edit checks and conditions.

One line that a data manager can read: Python's own syntax, a short list of what
may stand in it, names that are resolved when the study loads, and three-valued
logic, so that a missing operand neither fires nor passes a check.
"""

from edc.study.expressions.compiling import Compiled, compile_expression
from edc.study.expressions.names import ExpressionError, Ref
from edc.study.expressions.reading import Frame, Reading, plans_of

__all__ = ["Compiled", "ExpressionError", "Frame", "Reading", "Ref", "compile_expression", "plans_of"]
