"""The part of a load function that proves values good, which hold no fields, and makes of them what they become."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .conditions import conditions
from .load_parts import Member
from .load_values import Leaves
from .load_values import Ways
from .writer import Writer


class Proofs:
    """Writes how values are proven good."""

    def __init__(self, writer: Writer, *, strict: bool, textual: bool) -> None:
        self._write = writer
        self._strict = strict
        self._leaves = Leaves(writer, strict, textual)

    def ways(self, field: Any) -> Ways | None:
        """Give the ways to load the value of a field, without a call of anybody's code; ``None`` if there is none."""
        return self._leaves.ways(field)

    def tests(self, field: Any, ways: Ways) -> list[str] | None:
        """Give what the validators of a field ask of a value that was loaded; ``None`` if they have to be called."""
        return conditions(field.validators, ways.kind, self._write, strict=self._strict)

    def is_enough(self, field: Any) -> bool:
        """Tell whether nobody's code has a say in what becomes of a field's value, be it sent or not."""
        ways = self.ways(field)
        calls = field.pre_load or field.post_load or callable(field.load_default) or (field.attribute and "." in field.attribute)
        return ways is not None and self.tests(field, ways) is not None and not calls

    def unproven(self, member: Member, ways: Ways, tests: Iterable[str] = ()) -> str:
        """Write what becomes of a value; give the test of whether it is not known to be good.

        :param tests: what else must be true of what was loaded.
        """
        also = [in_line(test).format(v=member.value) for test in (ways.also, *tests) if test]
        if ways.keeps:
            own = " or ".join(way.test for way in ways.ways).format(v=member.sent)
            if own.count(" ") == 2 and not also:
                return own.replace(") is ", ") is not ")
            return f"not ({' and '.join([f'({own})' if len(ways.ways) > 1 else own, *also])})"
        self._convert(ways, member.sent, member.value)
        return f"{member.value} is unproven" + (f" or not ({' and '.join(also)})" if also else "")

    def _convert(self, ways: Ways, sent: str, value: str) -> None:
        write = self._write
        for number, way in enumerate(ways.ways):
            with write.block(f"{'elif' if number else 'if'} {way.test.format(v=sent)}:"):
                becomes = f"{value} = {way.becomes.format(v=sent) or sent}"
                if way.raises:
                    with write.block("try:"):
                        write.line(becomes)
                    with write.block(f"except {way.raises}:"):
                        write.line(f"{value} = unproven")
                else:
                    write.line(becomes)
        with write.block("else:"):
            write.line(f"{value} = unproven")


def in_line(test: str) -> str:
    """Write a test so that others can stand beside it."""
    return f"({test})" if " or " in test and not test.startswith("(") else test
