"""Archives that torch did not write: each deviates in one place from what torch_archive.py describes."""

import struct
import zlib

import torch_archive
from torch_archive import Archive, Record, central_header, end, end64, locator

LISTED = dict(made=0, needed=0, flags=0x0808, method=0, time=0, date=0, comment=b"", disk=0, internal=0, external=0, extra=b"")


def files(good, evil, payload):
    """(name, what is hostile, bytes) of each.

    good and evil are archives of torch.save with the same names, sizes and keys but other values; payload is a data.pkl that executes.
    """
    made = []

    def add(name, what, data):
        made.append((name, what, data))

    def change(name, what, **fields):
        archive = Archive(torch_archive.parse(good))
        for key, value in fields.items():
            setattr(archive, key, value)
        add(name, what, archive.bytes())

    def change_record(file, what, suffix, **fields):
        archive = Archive(torch_archive.parse(good))
        record = archive.record(suffix)
        for key, value in fields.items():
            setattr(record, key, value)
        add(file, what, archive.bytes())

    def with_records(name, what, edit, **fields):
        records = torch_archive.parse(good)
        edit(records)
        add(name, what, Archive(records, **fields).bytes())

    directories(add, good, evil, payload)
    ends(add, change, good)
    headers(change_record, good)
    names(with_records, change_record, evil, payload)
    storage(change_record, with_records, good)
    around(add, change, good, evil)
    for share in (1, 3, 10, 25, 40, 50, 60, 75, 90, 95, 98, 99):
        add("truncated_%02d" % share, "cut off after %d %% of its bytes" % share, good[: len(good) * share // 100])
    for left in (1, 21, 22, 42, 98):
        add("truncated_end_%d" % left, "lacks its last %d bytes" % left, good[:-left])
    return made


def directory(entries):
    """entries: (name, data, offset)."""
    return b"".join(
        central_header(crc=zlib.crc32(data), packed=len(data), size=len(data), name=name.encode(), offset=offset, **LISTED)
        for name, data, offset in entries
    )


def directories(add, good, evil, payload):
    good_records = torch_archive.parse(good)
    evil_records = torch_archive.parse(evil)
    poisoned = [Record(r.name, payload if r.name.endswith("data.pkl") else r.data) for r in evil_records]
    for label, others in (("values", evil_records), ("payload", poisoned)):
        both = Archive(others + good_records)
        data = both.bytes()
        body = data[: struct.unpack_from("<I", data, len(data) - 6)[0]]
        at = offsets(body)
        first = [(r.name, r.data, o) for r, o in zip(others, at)]
        second = [(r.name, r.data, o) for r, o in zip(good_records, at[len(others) :])]
        count = len(first)
        evil_directory, good_directory = directory(first), directory(second)
        size = len(evil_directory)
        shifted = directory([(n, d, o - size) for n, d, o in second])
        start = len(body)
        plain = body + evil_directory + shifted + end(count, size, start, 0)
        add("two_directories_plain_" + label, "the end record points to one directory, another one stands before it", plain)
        swapped = body + good_directory + directory([(n, d, max(0, o - size)) for n, d, o in first]) + end(count, size, start, 0)
        add("two_directories_swapped_" + label, "as above, with the harmless one where the end record points", swapped)
        for other in ("zip64", "plain"):
            tail = body + evil_directory + good_directory
            record_at = len(tail)
            starts = (start, start + size) if other == "zip64" else (start + size, start)
            tail += end64(count, size, starts[0]) + locator(record_at) + end(count, size, starts[1], 0)
            add("two_ends_%s_%s" % (other, label), "zip64 and plain end record point to different directories", tail)
        broken = body + evil_directory + good_directory
        record_at = len(broken)
        broken += end64(count, size, start + size, signature=b"PK\6\5") + locator(record_at) + end(count, size, start, 0)
        add("zip64_signature_" + label, "the zip64 end record has a wrong signature, the plain one points elsewhere", broken)
        nested = end(count, size, start, 22) + end(count, size, start + size, 0)
        add("end_in_comment_" + label, "the comment of the end record is another end record", body + evil_directory + good_directory + nested)
        add("two_archives_" + label, "one whole archive after another", data_of(others) + good)
        hidden = Archive([Record(r.name, r.data) for r in good_records], before_directory=data_of(others))
        add("archive_in_slack_" + label, "a whole archive between the records and the directory of another", hidden.bytes())


def data_of(records):
    return Archive([Record(r.name, r.data) for r in records]).bytes()


def offsets(body):
    found, at = [], 0
    while True:
        at = body.find(b"PK\3\4", at)
        if at < 0:
            return found
        found.append(at)
        at += 4


def ends(add, change, good):
    count = len(torch_archive.parse(good))
    change("no_zip64", "no zip64 end record, as no torch writes it", with_zip64=False)
    for lie in (-2, -1, 1):
        change("count_both_%+d" % lie, "both end records count %+d entries" % lie, end64=dict(here=count + lie, total=count + lie), end=dict(here=count + lie, total=count + lie))
        change("count_zip64_%+d" % lie, "the zip64 end record counts %+d entries" % lie, end64=dict(here=count + lie, total=count + lie))
        change("count_plain_%+d" % lie, "the plain end record counts %+d entries" % lie, end=dict(here=count + lie, total=count + lie))
    change("count_plain_only_-1", "without zip64, one entry less is counted", with_zip64=False, end=dict(here=count - 1, total=count - 1))
    change("count_here", "entries on this disk and in all differ", end64=dict(here=1))
    change("count_huge", "2^62 entries are counted", end64=dict(here=1 << 62, total=1 << 62))
    for field, value in (("size", 1), ("start", 0), ("size", 1 << 31), ("start", 1 << 31)):
        for where, record in (("zip64", "end64"), ("plain", "end")):
            change("%s_%s_%d" % (where, field, value), "the %s of the directory is %d in the %s end record" % (field, value, where), **{record: {field: value}})
    change("zip64_start_huge", "the directory starts at 2^62 in the zip64 end record", end64=dict(start=1 << 62))
    change("zip64_length", "the zip64 end record says it is longer", end64=dict(length=64))
    change("zip64_disk", "the zip64 end record stands on disk 1", end64=dict(disk=1))
    change("locator_disks", "the archive is on 2 disks", locator=dict(disks=2))
    change("locator_disk", "the zip64 end record is on disk 1", locator=dict(disk=1))
    change("locator_elsewhere", "the locator points into the data", locator=dict(at=64))
    change("locator_beyond", "the locator points beyond the file", locator=dict(at=1 << 50))
    change("locator_signature", "the locator has a wrong signature", locator=dict(signature=b"PK\6\x09"))
    change("end_disk", "the end record is that of disk 1 of a split archive", end=dict(disk=1))
    change("comment", "the archive has a comment", comment=b"hello")
    change("comment_length", "the end record announces a comment that is not there", end=dict(comment=9))
    change("reversed_directory", "the directory lists the records backwards", reverse_directory=True)


def headers(change, good):
    for where, suffix in (("pickle", "data.pkl"), ("storage", "data/0")):
        length = len(Archive(torch_archive.parse(good)).record(suffix).data)
        for field, value in (("flags", 0), ("flags", 0x0800), ("method", 8), ("crc", 7), ("packed", 7), ("size", 7), ("time", 9), ("version", 20)):
            change("local_%s_%s_%d" % (where, field, value), "local header of the %s: %s is %d" % (where, field, value), suffix, local={field: value})
        change("local_%s_name" % where, "local header of the %s has another name" % where, suffix, local=dict(name=b"x" * len("archive/" + suffix)))
        change("local_%s_signature" % where, "local header of the %s has no signature" % where, suffix, local=dict(signature=b"PK\3\5"))
        change("central_%s_flags" % where, "directory: flags of the %s differ" % where, suffix, central=dict(flags=0))
        change("central_%s_size_less" % where, "directory: the %s is smaller than it is" % where, suffix, central=dict(size=length - 4, packed=length - 4))
        change("central_%s_size_more" % where, "directory: the %s is larger than it is" % where, suffix, central=dict(size=length + 4, packed=length + 4))
        change("central_%s_sizes_differ" % where, "directory: both sizes of the stored %s differ" % where, suffix, central=dict(packed=length - 4))
        change("central_%s_offset" % where, "directory: the %s is 4 bytes earlier" % where, suffix, central=dict(offset=4))
        change("central_%s_zip64" % where, "directory: a zip64 part gives the %s another size" % where, suffix, central_extra=struct.pack("<HHQQ", 1, 16, 8, 8), central=dict(size=0xFFFFFFFF, packed=0xFFFFFFFF))
        change("central_%s_disk" % where, "directory: the %s is on disk 1" % where, suffix, central=dict(disk=1))
        change("central_%s_comment" % where, "directory: the %s has a comment" % where, suffix, comment=b"c")
        change("central_%s_encrypted" % where, "directory: the %s is encrypted" % where, suffix, central=dict(flags=0x0809))
        change("encrypted_%s" % where, "the %s is marked as encrypted everywhere" % where, suffix, flags=0x0809)
        change("descriptor_%s_size" % where, "descriptor of the %s: other sizes" % where, suffix, descriptor=struct.pack("<4sIII", b"PK\7\x08", 0, 1, 2))
        change("descriptor_%s_missing" % where, "descriptor of the %s is missing" % where, suffix, descriptor=b"")
        change("descriptor_%s_unsigned" % where, "descriptor of the %s has no signature" % where, suffix, descriptor=b"\0" * 12)
        change("crc_%s_wrong" % where, "wrong CRC of the %s" % where, suffix, crc=1)
        change("crc_%s_zero" % where, "the CRC of the %s alone is 0" % where, suffix, crc=0)
        change("padding_%s_long" % where, "the %s is padded by 64 bytes too many" % where, suffix, padding=b"FB" + struct.pack("<H", 200) + b"Z" * 200)
        change("padding_%s_none" % where, "the %s is not aligned" % where, suffix, padding=b"")
        change("padding_%s_foreign" % where, "the extra field of the %s is not padding" % where, suffix, padding=b"XX\4\0abcd")
        change("padding_%s_hidden" % where, "the padding of the %s hides a record" % where, suffix, padding=b"FB" + struct.pack("<H", 80) + b"PK\3\4" + b"Z" * 76)
        change("padding_%s_length" % where, "the padding of the %s says it is longer" % where, suffix, padding=b"FB" + struct.pack("<H", 999) + b"Z" * 16)


def names(with_records, change, evil, payload):
    root = torch_archive.parse(evil)[0].name.split("/")[0]
    other = {r.name.rsplit("/", 1)[1]: r.data for r in torch_archive.parse(evil)}

    def insert(at, *records):
        return lambda all_of_them: all_of_them.__setitem__(slice(at, at), records)

    for at, where in ((0, "first"), (1, "second"), (99, "last")):
        with_records("case_pickle_%s" % where, "DATA.PKL beside data.pkl, %s" % where, insert(at, Record(root + "/DATA.PKL", other["data.pkl"])))
        with_records("case_payload_%s" % where, "Data.pkl with a payload beside data.pkl, %s" % where, insert(at, Record(root + "/Data.pkl", payload)))
        with_records("case_storage_%s" % where, "DATA/0 beside data/0, %s" % where, insert(at, Record(root + "/DATA/0", other["0"])))
        with_records("case_root_%s" % where, "another root in capitals, %s" % where, insert(at, Record(root.upper() + "/data.pkl", payload)))
        with_records("twice_pickle_%s" % where, "data.pkl twice, %s" % where, insert(at, Record(root + "/data.pkl", other["data.pkl"])))
        with_records("twice_storage_%s" % where, "data/0 twice, %s" % where, insert(at, Record(root + "/data/0", other["0"])))
        with_records("two_roots_%s" % where, "a second root folder, %s" % where, insert(at, Record("other/data.pkl", payload), Record("other/version", b"3\n")))
        with_records("two_roots_storage_%s" % where, "a storage under a second root, %s" % where, insert(at, Record("other/data/0", other["0"])))
    for label, name in (
        ("absolute", "/etc/passwd"), ("parent", root + "/../x"), ("backslash", root + "\\data.pkl"), ("drive", "C:\\x"), ("nul", root + "/data.pkl\0x"),
        ("folder", root + "/data/"), ("empty", ""), ("no_root", "data.pkl"), ("long", root + "/" + "x" * 65000), ("dot", root + "/./data.pkl"),
        ("double_slash", root + "//data.pkl"), ("newline", root + "/a\nb"), ("bidi", root + "/\u202edata"), ("unknown", root + "/extra.txt"),
        ("code", root + "/code/__torch__.py"), ("constants", root + "/constants.pkl"), ("latin", (root + "/caf\xe9").encode("latin-1")),
        ("unicode_path", root + "/x"), ("storage_zeros", root + "/data/00"), ("storage_sign", root + "/data/+0"), ("npy", root + "/a.npy"),
    ):  # fmt: skip
        extra = b""
        if label == "unicode_path":  # Info-ZIP: a name for readers that know this field, another one for the rest
            extra = struct.pack("<HHBI", 0x7075, 5 + len(root + "/data.pkl"), 1, zlib.crc32((root + "/x").encode())) + (root + "/data.pkl").encode()
        with_records("name_" + label, "an additional entry with the name %.40r" % name, insert(99, Record(name, b"x" * 8, central_extra=extra)))
    change("renamed_pickle_capitals", "the pickle is called DATA.PKL only", "data.pkl", name=root + "/DATA.PKL")
    change("renamed_storage_capitals", "the first storage is called DATA/0 only", "data/0", name=root + "/DATA/0")
    change("renamed_version", "there is no version", "version", name=root + "/versions")
    with_records("version_missing", "there is no version record", lambda records: records.pop())
    with_records("version_first", "the version comes first, as before 1.6", lambda records: records.insert(0, records.pop()))
    with_records("storage_missing", "a storage is missing", lambda records: records.pop(1))
    change("version_future", "the version is 99", "version", data=b"99\n")
    change("version_text", "the version is not a number", "version", data=b"x\n")


def storage(change, with_records, good):
    for label, suffix in (("pickle", "data.pkl"), ("storage", "data/0")):
        data = Archive(torch_archive.parse(good)).record(suffix).data
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        change("deflated_" + label, "the %s is deflated" % label, suffix, stored=packed, method=8)
        change("deflated_long_" + label, "the deflated %s gives more than its size" % label, suffix, stored=packed, method=8, central=dict(size=len(data) - 4))
        change("method_%s_99" % label, "the %s is compressed by method 99" % label, suffix, method=99)
        change("unlisted_" + label, "the %s is not in the directory" % label, suffix, listed=False)
        change("unwritten_" + label, "the %s is in the directory only" % label, suffix, written=False)
        change("slack_" + label, "bytes before the %s belong to nothing" % label, suffix, before=b"slack" * 20)
        change("ghost_" + label, "a whole record before the %s belongs to nothing" % label, suffix, before=data_of([Record("archive/data.pkl", b"\x80\x02N.")])[:90])
    change("storage_short", "a storage has 4 bytes less than its tensors need", "data/0", data=Archive(torch_archive.parse(good)).record("data/0").data[:-4])
    change("storage_long", "a storage has 400 bytes more than its tensors need", "data/0", data=Archive(torch_archive.parse(good)).record("data/0").data + b"\1" * 400)
    change("storage_empty", "a storage has no bytes", "data/0", data=b"")
    change("overlap_storage", "two storages are the same bytes of the file", "data/1", central=dict(offset=offset_of(good, "data/0"), size=12, packed=12), written=False)
    change("overlap_pickle", "a storage lies in the pickle", "data/1", central=dict(offset=0, size=12, packed=12))
    for label, text in (("newline", b"little\n"), ("capitals", b"LITTLE"), ("empty", b""), ("long", b"little" * 9), ("middle", b"middle")):
        with_records("byteorder_" + label, "the byte order is %.20r" % text, lambda records, text=text: records.insert(1, Record(records[0].name[: -len("data.pkl")] + "byteorder", text)))
    for label, record, text in (("format_version", ".format_version", b"2"), ("alignment", ".storage_alignment", b"0"), ("alignment_lies", ".storage_alignment", b"4096")):
        with_records("record_" + label, "%s is %r" % (record, text), lambda records, record=record, text=text: records.insert(1, Record(records[0].name[: -len("data.pkl")] + record, text)))


def offset_of(data, suffix):
    archive = Archive(torch_archive.parse(data))
    archive.bytes()
    return next(places[0] for name, places in archive.places.items() if name.endswith(suffix.encode()))


def around(add, change, good, evil):
    change("prefix", "text before the archive, offsets count it", prefix=b"#!/bin/sh\n")
    change("prefix_unshifted", "text before the archive, offsets do not count it", prefix=b"#!/bin/sh\n", shifted=False)
    change("prefix_record", "a whole record before the archive, offsets do not count it", prefix=data_of([Record("archive/data.pkl", b"\x80\x02N.")])[:128], shifted=False)
    change("prefix_marked", "the mark of a zip before it, offsets do not count it", prefix=b"PK\3\4" + b"\0" * 60, shifted=False)
    change("suffix", "text after the archive", suffix=b"trailing text")
    change("suffix_zeros", "a block of zeros after the archive", suffix=b"\0" * 512)
    change("suffix_64k", "70000 bytes after the archive", suffix=b"x" * 70000)
    change("slack_before_directory", "bytes before the directory", before_directory=b"slack" * 30)
    change("slack_after_directory", "bytes after the directory", after_directory=b"slack" * 30)
    change("slack_before_locator", "bytes between zip64 end record and locator", before_locator=b"slack")
    change("slack_before_end", "bytes before the end record", before_end=b"slack")
    change("evil_directory_slack", "a second directory in the slack before the directory", before_directory=evil[evil.find(b"PK\1\2") :])
    change("only_marks", "nothing but the marks of a zip", records=[])
    add("end_only", "an end record and no more", end(0, 0, 0, 0))
    add("mark_only", "the mark of a zip and no more", b"PK\3\4")
    add("mark_zeros", "the mark of a zip and zeros", b"PK\3\4" + b"\0" * 4096)
    add("empty", "no bytes", b"")
