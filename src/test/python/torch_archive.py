"""The archive that torch.save writes (1.6 to 2.x), byte by byte: made from records, and made wrong on purpose.

All integers are little-endian. An archive is exactly this, with nothing before, between or after:

    record*  directory  zip64-end-record  zip64-end-locator  end-record

RECORD, for each entry in the order of the directory, the first at offset 0:
    local header, 30 bytes
        0  "PK\\3\\4"
        4  version needed          0
        6  flags                   0x0808 (sizes follow the data, names are UTF-8); 0x0800 for a record without bytes
        8  method                  0 (stored)
       10  time, date              0, 0
       14  CRC-32, two sizes       0, 0, 0 (they stand in descriptor and directory)
       26  length of name          n
       28  length of extra field   e
    name, n bytes                  "<root>/<record>"; one root for all: the file's name without its last extension, "archive" where torch
                                   was given a stream (2.x: or a name that is not ASCII)
    extra field, e bytes
        zip64 part                 only if the record has 4 GiB or more, or begins at 4 GiB or later: id 1, length, then
                                   [size, size] (if the record has 4 GiB or more) and [offset] (if it begins at 4 GiB or later)
        padding                    "FB", count (2 bytes), then count times "Z" (older: what the writer's buffer held; 1.13 to 2.7.1: "Z");
                                   count is the least that puts the data at a multiple of the alignment
    data                           at a multiple of the alignment: 64, from 2.7 on whatever .storage_alignment says (a power of 2)
    descriptor                     absent for a record without bytes; else 16 bytes "PK\\7\\8", CRC-32, size (4), size (4), or 24 bytes with
                                   sizes of 8 bytes where the local header has a zip64 part

DIRECTORY, an entry for each record, 46 bytes + name + extra:
        0  "PK\\1\\2"
        4  made by, needed         0, 0
        8  flags, method           as in the local header
       12  time, date              0, 0
       16  CRC-32                  of the data; 0 in every record if the writer computes none (torch >= 2.6,
                                   torch.serialization.set_crc32_options(False)); 0 in a record without bytes anyway
       20  size, size              equal (stored); 0xffffffff if the record has 4 GiB or more
       28  name length
       30  extra length            0, or that of the zip64 part (id 1): [size, size] and/or [offset]
       32  comment, disk, internal and external attributes   all 0
       42  offset of the local header, 0xffffffff if it is 4 GiB or more

ZIP64 END RECORD, always, 56 bytes: "PK\\6\\6", 44 (8), made by 0x031e, needed 0x002d, disk 0 (4), disk 0 (4), entries (8), entries (8),
    directory size (8), directory offset (8).
ZIP64 END LOCATOR, always, 20 bytes: "PK\\6\\7", disk 0 (4), offset of the zip64 end record (8), disks 1 (4).
END RECORD, 22 bytes: "PK\\5\\6", disk 0, disk 0, entries (2), entries (2) (0xffff where more), directory size (4), directory offset (4) (0xffffffff
    where more), comment length 0. The file ends here.

RECORDS in their order, by the version that wrote them:
    data.pkl                   always the first
    .format_version            "1"; since 2.6 or 2.7
    .storage_alignment         "64"; since 2.7
    byteorder                  "little" or "big", no newline; since 2.1
    data/<key>                 storages; keys 0, 1, 2, ... as decimal text, before 1.8 addresses; in the order of the keys as text, since 2.6 as
                               numbers; each exactly as many bytes as its persistent id says elements times size
    version                    "3\\n"; always ("2\\n" in 1.4 and 1.5, which wrote it first)
    .data/serialization_id     40 decimal digits; since 2.1. Two numbers of 20: hash of the names, hash of the CRCs (0-padded)
TorchScript writes more (code/, constants.pkl, .data/version, and so on): not a checkpoint.

How this was found: caffe2/serialize/inline_container.cc and miniz 2.1.0/3.0.2 of PyTorch were read; archives of Debian's torch 1.13 and of the
writer in libtorch 2.7.1 (PyTorchStreamWriter, with and without CRC-32, alignments 64 and 4096, one record of 4.4 GB) were compared with it.

What READS differently: torch looks names up without regard to case and by binary search in a sorted directory, takes the last end record,
follows the zip64 record if there is one, ignores CRC-32, local headers but for the two lengths, and everything that no entry refers to.
"""

import dataclasses
import struct
import zlib

ALIGNMENT = 64
STREAMED = 0x0808
MANY = 0xFFFFFFFF


@dataclasses.dataclass
class Record:
    """One record, and how it deviates: fields of `local` and `central` override what torch would write."""

    name: object
    data: bytes
    crc: int = None
    flags: int = None
    method: int = 0
    stored: bytes = None  # the bytes in the file, where they differ from the data
    local: dict = dataclasses.field(default_factory=dict)
    central: dict = dataclasses.field(default_factory=dict)
    padding: bytes = None  # the whole extra field of the local header
    central_extra: bytes = b""
    comment: bytes = b""
    descriptor: bytes = None
    before: bytes = b""  # bytes that nothing refers to, before the local header
    listed: bool = True  # whether the directory has it
    written: bool = True  # whether the file has it

    def bytes_of_name(self):
        return self.name if isinstance(self.name, bytes) else self.name.encode()


@dataclasses.dataclass
class Archive:
    """Records and the three records at the end; `end64`, `locator` and `end` override fields."""

    records: list
    alignment: int = ALIGNMENT
    with_crc: bool = True
    prefix: bytes = b""
    shifted: bool = True  # whether offsets count the prefix
    before_directory: bytes = b""
    after_directory: bytes = b""
    before_locator: bytes = b""
    before_end: bytes = b""
    comment: bytes = b""
    suffix: bytes = b""
    end64: dict = dataclasses.field(default_factory=dict)
    locator: dict = dataclasses.field(default_factory=dict)
    end: dict = dataclasses.field(default_factory=dict)
    with_zip64: bool = True
    reverse_directory: bool = False
    places: dict = dataclasses.field(default_factory=dict)  # filled by bytes(): name -> (header, data, end)

    def record(self, suffix):
        """The record whose name ends so."""
        return next(record for record in self.records if record.bytes_of_name().decode("utf-8", "replace").endswith(suffix))

    def bytes(self):
        out = bytearray(self.prefix)
        base = 0 if self.shifted else len(self.prefix)
        listed = []
        for record in self.records:
            out += record.before
            header = len(out) - base
            if record.written:
                self.write(record, out, base)
            if record.listed:
                listed.append((record, header))
        out += self.before_directory
        start = len(out) - base
        for record, header in reversed(listed) if self.reverse_directory else listed:
            out += self.entry(record, header)
        size = len(out) - base - start
        out += self.after_directory
        count = len(listed)
        record_at = len(out) - base
        if self.with_zip64:
            out += end64(count, size, start, **self.end64)
            out += self.before_locator
            out += locator(record_at, **self.locator)
        out += self.before_end
        out += end(count, size, start, len(self.comment), **self.end)
        return bytes(out + self.comment + self.suffix)

    def write(self, record, out, base):
        name = record.bytes_of_name()
        stored = record.data if record.stored is None else record.stored
        flags = record.flags if record.flags is not None else (STREAMED if record.data else 0x0800)
        at = len(out) - base
        padding = padded(at, len(name), self.alignment) if record.padding is None else record.padding
        fields = dict(version=0, flags=flags, method=record.method, time=0, date=0, crc=0, packed=0, size=0, name=name, extra=padding)
        fields.update(record.local)
        out += local_header(**fields)
        data_at = len(out) - base
        out += stored
        if record.descriptor is not None:
            out += record.descriptor
        elif flags & 8:
            out += struct.pack("<4sIII", b"PK\7\x08", self.crc(record), len(stored), len(record.data))
        self.places[name] = (at, data_at, data_at + len(stored))

    def crc(self, record):
        if record.crc is not None:
            return record.crc
        return zlib.crc32(record.data) if self.with_crc else 0

    def entry(self, record, header):
        flags = record.flags if record.flags is not None else (STREAMED if record.data else 0x0800)
        stored = record.data if record.stored is None else record.stored
        fields = dict(
            made=0, needed=0, flags=flags, method=record.method, time=0, date=0, crc=self.crc(record), packed=len(stored), size=len(record.data),
            name=record.bytes_of_name(), extra=record.central_extra, comment=record.comment, disk=0, internal=0, external=0, offset=header,
        )  # fmt: skip
        fields.update(record.central)
        return central_header(**fields)


def padded(at, name_length, alignment):
    """The extra field that puts the data of a record beginning at `at` at a multiple of the alignment."""
    count = -(at + 30 + name_length + 4) % alignment
    return b"FB" + struct.pack("<H", count) + b"Z" * count


def local_header(version, flags, method, time, date, crc, packed, size, name, extra, name_length=None, extra_length=None, signature=b"PK\3\4"):
    lengths = (len(name) if name_length is None else name_length, len(extra) if extra_length is None else extra_length)
    return struct.pack("<4sHHHHHIIIHH", signature, version, flags, method, time, date, crc, packed, size, *lengths) + name + extra


def central_header(
    made, needed, flags, method, time, date, crc, packed, size, name, extra, comment, disk, internal, external, offset, name_length=None,
    signature=b"PK\1\2",
):  # fmt: skip
    length = len(name) if name_length is None else name_length
    fixed = struct.pack(
        "<4sHHHHHHIIIHHHHHII", signature, made, needed, flags, method, time, date, crc, packed, size, length, len(extra), len(comment), disk,
        internal, external, offset,
    )  # fmt: skip
    return fixed + name + extra + comment


def end64(count, directory_size, directory_start, signature=b"PK\6\6", length=44, disk=0, **other):
    fields = dict(here=count, total=count, size=directory_size, start=directory_start)
    fields.update(other)
    return struct.pack("<4sQHHIIQQQQ", signature, length, 0x031E, 0x2D, disk, disk, *[fields[key] for key in ("here", "total", "size", "start")])


def locator(record_at, signature=b"PK\6\7", disk=0, disks=1, at=None):
    return struct.pack("<4sIQI", signature, disk, record_at if at is None else at, disks)


def end(count, directory_size, directory_start, comment_length, signature=b"PK\5\6", disk=0, **other):
    most = min(count, 0xFFFF)
    fields = dict(here=most, total=most, size=min(directory_size, MANY), start=min(directory_start, MANY), comment=comment_length)
    fields.update(other)
    keys = ("here", "total", "size", "start", "comment")
    return struct.pack("<4sHHHHIIH", signature, disk, disk, *[fields[key] for key in keys])


def parse(data):
    """The records of a real archive, in the order of its directory; made again by Archive(records).bytes() they give the same bytes."""
    record_at = struct.unpack_from("<Q", data, len(data) - 22 - 20 + 8)[0]
    count, _, start = struct.unpack_from("<QQQ", data, record_at + 32)
    records = []
    at = start
    for _ in range(count):
        size, name_length, extra_length, comment_length = struct.unpack_from("<IHHH", data, at + 24)
        offset = struct.unpack_from("<I", data, at + 42)[0]
        name = bytes(data[at + 46 : at + 46 + name_length])
        lengths = struct.unpack_from("<HH", data, offset + 26)
        data_at = offset + 30 + sum(lengths)
        records.append(Record(name.decode(), bytes(data[data_at : data_at + size])))
        at += 46 + name_length + extra_length + comment_length
    return records


def torch2(records, alignment=ALIGNMENT, with_crc=True, byteorder=b"little", serialization_id=True, format_version=True):
    """The same contents as torch 2.x archives them: from 2.1 with byte order and serialization id, from 2.7 with both format records."""
    root = records[0].name.split("/")[0]
    pickle = next(record for record in records if record.name.endswith("/data.pkl"))
    storages = [record for record in records if "/data/" in record.name]
    if format_version:
        storages.sort(key=lambda record: int(record.name.rsplit("/", 1)[1]))
    made = [Record(pickle.name, pickle.data)]
    if format_version:
        made += [Record(root + "/.format_version", b"1"), Record(root + "/.storage_alignment", str(alignment).encode())]
    if byteorder is not None:
        made.append(Record(root + "/byteorder", byteorder))
    made += [Record(record.name, record.data) for record in storages]
    made.append(Record(root + "/version", b"3\n"))
    if serialization_id:
        made.append(Record(root + "/.data/serialization_id", b"0968652707186616887700065221375168263989"))
    return Archive(made, alignment=alignment, with_crc=with_crc)
