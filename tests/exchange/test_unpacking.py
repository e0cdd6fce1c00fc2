"""ZIP files from outside: what is not the folder of one version is refused before it is read."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import pytest

from edc.exchange.unpacking import MOST_FILES, unpacked
from edc.exchange.words import ExchangeRefusal

STUDY = ("study.toml", b'oid = "X"\n')
Member = tuple[str | zipfile.ZipInfo, bytes]


def packed(*members: Member, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(ExchangeRefusal) as error:
        unpacked(content)
    assert "Nothing was proposed." in str(error.value)
    return error.value.code


def link(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, 0o120777 << 16
    return member


def marked(content: bytes, bit: int) -> bytes:
    """The same ZIP with a bit of the flags set in both headers of every member."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = changed.find(signature)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", changed, at + offset)
            struct.pack_into("<H", changed, at + offset, flags | bit)
            at = changed.find(signature, at + 4)
    return bytes(changed)


@pytest.mark.parametrize("folder", ["", "2/", "2\\", "版本 2/"])
def test_one_folder_or_the_files_alone(folder: str) -> None:
    """REQ-50: files directly in the ZIP or in one folder, as Windows, macOS and Linux pack them."""
    mac: tuple[Member, ...] = (("__MACOSX/2/._study.toml", b"x"), (".DS_Store", b"x"))
    members = ((folder + STUDY[0], STUDY[1]), (f"{folder}ranges.csv", b"\xff"), *mac)
    assert unpacked(packed(*members)) == {"study.toml": STUDY[1], "ranges.csv": b"\xff"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../a.toml", "zip_path"),
        ("/a.toml", "zip_path"),
        ("..\\a.toml", "zip_path"),
        ("C:\\a.toml", "zip_path"),
        ("2/forms/a.toml", "zip_path"),
        ("..", "zip_path"),
        ("2/a.toml", "zip_folders"),
        ("a.py", "zip_kind"),
        ("A.TOML", "zip_kind"),
        (".toml", "zip_kind"),
        ("C:a.toml", "zip_kind"),
        ("x" * 300 + ".toml", "zip_kind"),
        ("STUDY.toml", "zip_twice"),
        ("a\n.toml", "zip_name"),
        (link("a.toml"), "zip_link"),
    ],
)
def test_a_member_that_is_no_file_of_a_version(name: str | zipfile.ZipInfo, code: str) -> None:
    """REQ-50: paths that climb, folders in folders, other kinds of files, names twice, links."""
    assert refused(packed(STUDY, (name, b"x = 1\n"))) == code


def test_too_many_too_large_twice_or_nothing_of_use() -> None:
    """REQ-50: the limits hold for what comes out, whatever the ZIP says of itself."""
    assert refused(packed(STUDY, *((f"f{n}.toml", b"") for n in range(MOST_FILES)))) == "zip_many"
    half = b" " * 6_000_000
    assert refused(packed(STUDY, ("a.toml", half), ("b.toml", half))) == "zip_bomb"
    assert refused(bytes(3_000_000)) == "zip_large"
    assert refused(packed(("a.toml", b""))) == "zip_no_study"
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = packed(STUDY, STUDY)
    assert refused(twice) == "zip_twice"


def test_what_cannot_be_read() -> None:
    """REQ-50: a password, a name in no encoding, a rare way of packing, a ZIP cut off, no ZIP at all."""
    good = packed(STUDY)
    assert refused(marked(good, 0x1)) == "zip_encrypted"
    chinese = packed(STUDY, ("vé.toml", b""))
    assert refused(chinese.replace("é".encode(), b"\x82\xa0")) == "zip_unreadable"
    assert refused(packed(STUDY, ("vxx.toml", b"")).replace(b"vxx", b"v\x82\xa0")) == "zip_name"
    assert refused(packed(STUDY, method=zipfile.ZIP_BZIP2)) == "zip_unreadable"
    assert refused(good[:-30]) == "zip_unreadable"
    assert refused(b"") == "zip_unreadable"


def test_spoiled_bytes_are_refused_or_read_and_never_fail() -> None:
    """REQ-50: a ZIP with some bytes changed is a ZIP, or a refusal in words."""
    good, chance = packed(STUDY, ("2.toml", b"x = 1\n" * 50)), random.Random(50)  # noqa: S311  # a story, not a secret
    for _each in range(1500):
        spoiled = bytearray(good)
        for _byte in range(chance.randint(1, 4)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        try:
            unpacked(bytes(spoiled))
        except ExchangeRefusal:
            continue
