"""How many items stand in lines: two columns of much the same length, parted where a section begins."""

from __future__ import annotations

from edc.web.shapes import GroupShape, ItemShape

SECTION = {"en": "Results", "zh": "结果"}


def group(count: int, *sections: int, hidden: tuple[int, ...] = (), **first: object) -> GroupShape:
    """Items ``I0`` ...; a section begins at each of *sections*."""
    items = [
        ItemShape(
            path=f"I{n}",
            label={"en": "Item"},
            type="number",
            section=SECTION if n in sections else None,
            hidden=n in hidden,
            **(first if n == 0 else {}),  # type: ignore[arg-type]  # fields of the shape
        )
        for n in range(count)
    ]
    return GroupShape("G", tuple(items))


def lengths(shape: GroupShape) -> list[int]:
    return [sum(len(part.items) for part in half) for half in shape.halves]


def test_a_section_near_the_middle_begins_the_second_column() -> None:
    """Twenty items whose second section has the last nine are not parted within it; one that begins too early is."""
    assert lengths(group(20, 0, 11)) == [11, 9]
    assert lengths(group(20, 0, 4)) == [10, 10]
    assert lengths(group(25)) == [13, 12]


def test_what_is_hidden_takes_no_place() -> None:
    """Of twelve items the first six are hidden: three and three are seen side by side."""
    assert lengths(group(12, hidden=(0, 1, 2, 3, 4, 5))) == [9, 3]


def test_lines_have_only_the_columns_that_one_of_them_needs() -> None:
    """Where no item has a unit, a reference range or something beside it, its field has the room."""
    assert group(3).columns == ""
    assert group(3, unit="mg").columns == "items-units"
    beside = (ItemShape(path="CS", label={"en": "Significance"}, type="choice"),)
    assert group(3, unit="mg", ranged=True, beside=beside).columns == "items-units items-ranges items-beside"


def test_items_stand_under_their_sections() -> None:
    """Items before the first section, then each section with its own."""
    assert [(part.section, len(part.items)) for part in group(5, 2).parts] == [(None, 2), (SECTION, 3)]
