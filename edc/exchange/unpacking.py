"""The one place that opens ZIP files from outside: the folder of a study version, packed.

Nothing is written where a ZIP says. Its files are read into memory under their bare names,
and no more of them than was promised, whatever the ZIP claims about their sizes.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator

from edc.exchange.words import ExchangeRefusal
from edc.study.values.characters import quoted

MOST_PACKED = 2 * 1024 * 1024
"""Bytes of the ZIP itself."""
MOST_UNPACKED = 10 * 1024 * 1024
"""Bytes of all its files together."""
MOST_FILES = 200

_FILE = re.compile(r"[^./\\:][^/\\:]{0,60}\.(toml|csv)")
"""Short enough for any disk, in whatever letters."""
_UTF8, _ENCRYPTED = 0x800, 0x2041
"""Bits of a member: its name is UTF-8; it is encrypted in one of three ways (APPNOTE 4.4.4)."""
_MAC = "__MACOSX"
"""The folder that macOS packs beside what it was told to, with window positions and the like, as in ``.DS_Store``."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
"""What ``zipfile`` raises for bytes that are not as they should be; ``RuntimeError`` holds ``NotImplementedError``."""
_CHUNK = 64 * 1024


def unpacked(content: bytes) -> dict[str, bytes]:
    """Bare file name to content of each file in a ZIP that holds one version folder, or the files of one.

    Raises :class:`ExchangeRefusal`: ``zip_large``, ``zip_unreadable``, ``zip_many``, ``zip_encrypted``,
    ``zip_name``, ``zip_path``, ``zip_link``, ``zip_kind``, ``zip_folders``, ``zip_twice``, ``zip_bomb``,
    ``zip_no_study``.
    """
    if len(content) > MOST_PACKED:
        raise ExchangeRefusal("zip_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            named = _named(archive.infolist())
            files = _contents(archive, named)
    except _UNREADABLE as error:
        raise ExchangeRefusal("zip_unreadable") from error
    if "study.toml" not in files:
        raise ExchangeRefusal("zip_no_study")
    return files


def _named(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Bare file name to member, every member judged before anything is read."""
    if len(members) > MOST_FILES:
        raise ExchangeRefusal("zip_many")
    found: dict[str, zipfile.ZipInfo] = {}
    folders: set[str] = set()
    known: set[str] = set()
    for member in members:
        folder, name = _place(member)
        if not name:
            continue
        if not _FILE.fullmatch(name):
            raise ExchangeRefusal("zip_kind", name=quoted(name))
        folders.add(folder)
        if len(folders) > 1:
            raise ExchangeRefusal("zip_folders", name=quoted(f"{folder}/{name}"))
        # two names that one disk holds apart may be the same on another
        alike = unicodedata.normalize("NFC", name).casefold()
        if alike in known:
            raise ExchangeRefusal("zip_twice", name=quoted(name))
        known.add(alike)
        found[name] = member
    return found


def _place(member: zipfile.ZipInfo) -> tuple[str, str]:
    """Folder and bare name of *member*, the name empty where nothing of it is read."""
    if member.flag_bits & _ENCRYPTED:
        raise ExchangeRefusal("zip_encrypted")
    said = member.orig_filename
    if not (said.isascii() or member.flag_bits & _UTF8) or not said.isprintable():
        raise ExchangeRefusal("zip_name")
    # some packers write the separator of Windows
    *folders, name = said.replace("\\", "/").split("/")
    if folders[:1] == [_MAC] or name == ".DS_Store":
        return "", ""
    outside = any(step in ("", ".", "..") or ":" in step for step in folders)
    if outside or len(folders) > 1 or name in (".", ".."):
        raise ExchangeRefusal("zip_path", name=quoted(said))
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG if name else stat.S_IFDIR):
        raise ExchangeRefusal("zip_link", name=quoted(said))
    if member.compress_type not in _METHODS:
        raise ExchangeRefusal("zip_unreadable")
    return "".join(folders), name


def _contents(archive: zipfile.ZipFile, named: dict[str, zipfile.ZipInfo]) -> dict[str, bytes]:
    files, left = {}, MOST_UNPACKED
    for name, member in named.items():
        read = bytearray()
        for chunk in _chunks(archive, member):
            left -= len(chunk)
            if left < 0:
                raise ExchangeRefusal("zip_bomb")
            read += chunk
        files[name] = bytes(read)
    return files


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What *member* holds, piece by piece: its size is what comes out, not what it says."""
    with archive.open(member) as source:
        while chunk := source.read(_CHUNK):
            yield chunk
