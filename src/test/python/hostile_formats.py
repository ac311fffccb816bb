"""Old-format files, safetensors, tensors whose geometry lies, big-endian files and numpy objects."""

import collections
import io
import json
import pickle
import pickletools
import struct
import tarfile

import hostile_pickles as p
from torch_oracle import PAYLOAD

MAGIC = 0x1950A86A20F9469CFC6C


class Payload:
    def __reduce__(self):
        import posix

        return posix.system, (PAYLOAD,)


# ---- the old format: five pickles, then for each storage a count and the elements


def parts_of(legacy):
    """The five pickles of a file of the old format, and what follows."""
    stream = io.BytesIO(legacy)
    found = []
    for _ in range(5):
        start = stream.tell()
        collections.deque(pickletools.genops(stream), maxlen=0)
        found.append(legacy[start : stream.tell()])
    return found, legacy[stream.tell() :]


def old(legacy, evil, archive):
    parts, tail = parts_of(legacy)
    found = []

    def add(name, what, data):
        found.append((name, what, data))

    def replaced(index, part):
        return b"".join(parts[:index] + [part] + parts[index + 1 :]) + tail

    for index, which in enumerate(("magic", "version", "facts", "contents", "keys")):
        add("payload_in_" + which, "the pickle of the %s executes" % which, replaced(index, pickle.dumps(Payload(), 2)))
        add("dropped_" + which, "the pickle of the %s is missing" % which, replaced(index, b""))
        add("list_as_" + which, "the pickle of the %s is a list" % which, replaced(index, pickle.dumps([1], 2)))
    add("magic_other", "another magic number", replaced(0, pickle.dumps(MAGIC + 1, 2)))
    add("magic_float", "the magic number as a float", replaced(0, pickle.dumps(float(MAGIC), 2)))
    add("version_1000", "version 1000", replaced(1, pickle.dumps(1000, 2)))
    add("version_float", "version 1001.0, equal for Python", replaced(1, pickle.dumps(1001.0, 2)))
    facts = dict(protocol_version=1001, little_endian=True, type_sizes=dict(short=2, int=4, long=4))
    add("facts_big", "said to be big-endian", replaced(2, pickle.dumps(dict(facts, little_endian=False), 2)))
    add("facts_sizes", "said to have other type sizes", replaced(2, pickle.dumps(dict(facts, type_sizes=dict(short=8, int=8, long=8)), 2)))
    add("facts_protocol", "said to be of another protocol", replaced(2, pickle.dumps(dict(facts, protocol_version=7), 2)))
    keys = pickle.loads(parts[4])
    add("keys_twice", "a storage is listed twice", replaced(4, pickle.dumps(keys + keys[:1], 2)))
    add("keys_reversed", "the storages are listed in another order", replaced(4, pickle.dumps(keys[::-1], 2)))
    add("keys_missing", "a storage is not listed", replaced(4, pickle.dumps(keys[:1], 2)))
    add("keys_unknown", "an unknown storage is listed", replaced(4, pickle.dumps(keys + ["nowhere"], 2)))
    add("keys_tuple", "the storages are a tuple", replaced(4, pickle.dumps(tuple(keys), 2)))
    body = b"".join(parts)
    for label, count in (("less", -1), ("more", 1), ("negative", -(1 << 40)), ("huge", 1 << 60)):
        first = struct.unpack("<q", tail[:8])[0]
        add("count_" + label, "the count of the first storage is %+d" % count, body + struct.pack("<q", first + count) + tail[8:])
    add("trailing", "text after the last storage", legacy + b"trailing")
    add("trailing_pickle", "a pickle that executes after the last storage", legacy + pickle.dumps(Payload(), 2))
    add("trailing_zip", "an archive after the last storage", legacy + archive)
    add("trailing_old", "another file of the old format after it", legacy + evil)
    add("protocol_4", "the magic number in protocol 4", replaced(0, pickle.dumps(MAGIC, 4)))
    add("leading_pickle", "a pickle before the magic number", pickle.dumps(1, 2) + legacy)
    add("leading_text", "a text before the magic number", b"\x80\x02" + legacy)
    add("magic_computed", "the magic number is followed by POP and another value", replaced(0, parts[0][:-1] + b"0" + parts[0][2:]))
    for share in (2, 30, 60, 90, 99):
        add("truncated_%d" % share, "cut off after %d %% of its bytes" % share, legacy[: len(legacy) * share // 100])
    tar = tarred(pickle.dumps(0, 2) + pickle.dumps([], 2), pickle.dumps(0, 2), pickle.dumps({}, 2))
    add("tar", "a tar file as torch wrote it before 0.2", tar)
    add("tar_before", "a tar header whose name is an old-format file's beginning", legacy + tar[512:])
    add("tar_polyglot", "an old-format file that is a tar file, too", polyglot(legacy))
    return found


def tarred(*contents):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in zip(("storages", "tensors", "pickle"), contents):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def polyglot(legacy):
    """A tar file, which torch tries first and whose member `pickle` executes, within a text of the magic number's pickle that is popped."""
    header = bytearray(512)  # of an empty member, whose name is the beginning of that pickle
    header[100:156] = b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % 0 * 2 + b" " * 8
    header[156:157] = b"0"
    header[257:265] = b"ustar\x0000"
    tar = tarred(pickle.dumps(0, 2) + pickle.dumps([], 2), pickle.dumps(0, 2), pickle.dumps(Payload(), 2))
    beginning = b"\x80\x02X"
    header[:7] = beginning + struct.pack("<I", 512 + len(tar) - 7)
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + tar + p.POP + legacy


# ---- safetensors


def safetensors(header, data, padding=b"", length=None, tail=b""):
    raw = (header if isinstance(header, bytes) else json.dumps(header).encode()) + padding
    return struct.pack("<Q", len(raw) if length is None else length) + raw + data + tail


def entry(dtype="F32", shape=(3,), offsets=(0, 12)):
    return dict(dtype=dtype, shape=list(shape), data_offsets=list(offsets))


def safe(archive, legacy):
    """(name, what is hostile, bytes, whether it is right)."""
    data = struct.pack("<6f", 1, 2, 3, 4, 5, 6)
    two = dict(a=entry(), b=entry(offsets=(12, 24)))
    raw = json.dumps(two)
    metadata = dict(__metadata__=dict(format="pt", val_cosine="0.5"), **two)
    right = [
        ("plain", "two tensors", safetensors(two, data)),
        ("metadata", "with metadata", safetensors(metadata, data)),
        ("padded", "a header padded with spaces", safetensors(two, data, padding=b" " * 5)),
        ("unordered", "the header in another order than the data", safetensors(dict(b=two["b"], a=two["a"]), data)),
        ("also_old", "an old-format file as the values of a tensor, which is where no reader looks for one", also(legacy)),
        ("scalar", "a scalar and an empty tensor", safetensors(dict(a=entry(shape=(), offsets=(0, 4)), e=entry(shape=(0, 3), offsets=(4, 4))), data[:4])),
    ]
    wrong = [
        ("text_after_header", "text after the header's JSON", safetensors(raw.encode() + b"hello", data)),
        ("json_after_header", "a second JSON object in the header", safetensors(raw.encode() + b"{}", data)),
        ("tab_padding", "a header padded with tabs", safetensors(two, data, padding=b"\t\t")),
        ("newline_padding", "a header padded with newlines", safetensors(two, data, padding=b"\n\n")),
        ("nul_padding", "a header padded with zeros", safetensors(two, data, padding=b"\0\0\0")),
        ("space_before", "a space before the header's JSON", safetensors(b" " + raw.encode(), data)),
        ("byte_order_mark", "a byte order mark before the JSON", safetensors(b"\xef\xbb\xbf" + raw.encode(), data)),
        ("key_twice", "a tensor's name twice", safetensors(('{"a":%s,"a":%s}' % (json.dumps(two["a"]), json.dumps(two["b"]))).encode(), data)),
        ("key_twice_same", "a tensor's name twice with the same place", safetensors(('{"a":%s,"a":%s,"b":%s}' % (json.dumps(two["a"]), json.dumps(two["a"]), json.dumps(two["b"]))).encode(), data)),
        ("key_twice_escaped", "a name twice, once with an escape", safetensors(('{"a":%s,"\\u0061":%s}' % (json.dumps(two["a"]), json.dumps(two["b"]))).encode(), data)),
        ("field_twice", "data_offsets twice", safetensors(b'{"a":{"dtype":"F32","shape":[3],"data_offsets":[12,24],"data_offsets":[0,12]}}', data[:12])),
        ("shape_twice", "shape twice", safetensors(b'{"a":{"dtype":"F32","shape":[1],"shape":[3],"data_offsets":[0,12]}}', data[:12])),
        ("dtype_twice", "dtype twice", safetensors(b'{"a":{"dtype":"I32","dtype":"F32","shape":[3],"data_offsets":[0,12]}}', data[:12])),
        ("metadata_twice", "metadata twice", safetensors(('{"__metadata__":{"x":"1"},"__metadata__":{"x":"2"},%s' % raw[1:]).encode(), data)),
        ("metadata_key_twice", "a key of the metadata twice", safetensors(('{"__metadata__":{"val_cosine":"0.1","val_cosine":"0.9"},%s' % raw[1:]).encode(), data)),
        ("metadata_number", "a number in the metadata", safetensors(dict(__metadata__=dict(x=1), **two), data)),
        ("metadata_null", "metadata is null", safetensors(dict(__metadata__=None, **two), data)),
        ("metadata_list", "metadata is a list", safetensors(dict(__metadata__=[], **two), data)),
        ("float_shape", "a shape of 3.0", safetensors(raw.replace("[3]", "[3.0]", 1).encode(), data)),
        ("exponent_shape", "a shape of 3e0", safetensors(raw.replace("[3]", "[3e0]", 1).encode(), data)),
        ("text_shape", "a shape of \"3\"", safetensors(raw.replace("[3]", '["3"]', 1).encode(), data)),
        ("float_offset", "an offset of 12.0", safetensors(raw.replace("12", "12.0").encode(), data)),
        ("text_offset", "an offset of \"12\"", safetensors(raw.replace("[0, 12]", '[0, "12"]', 1).encode(), data)),
        ("leading_zero", "an offset of 012", safetensors(raw.replace("12", "012").encode(), data)),
        ("negative_zero", "an offset of -0", safetensors(raw.replace("[0, 12]", "[-0, 12]").encode(), data)),
        ("negative_shape", "a shape of -3", safetensors(dict(a=entry(shape=(-3,)), b=two["b"]), data)),
        ("negative_pair", "a shape of (-1, -3)", safetensors(dict(a=entry(shape=(-1, -3)), b=two["b"]), data)),
        ("negative_offset", "an offset of -12", safetensors(dict(a=entry(offsets=(-12, 0)), b=two["b"]), data)),
        ("swapped_offsets", "offsets from end to begin", safetensors(dict(a=entry(offsets=(12, 0)), b=two["b"]), data)),
        ("three_offsets", "three offsets", safetensors(dict(a=entry(offsets=(0, 12, 12)), b=two["b"]), data)),
        ("overlap", "two tensors in the same place", safetensors(dict(a=entry(), b=entry()), data[:12])),
        ("overlap_partly", "two tensors that overlap", safetensors(dict(a=entry(), b=entry(offsets=(8, 20))), data[:20])),
        ("gap", "a gap between two tensors", safetensors(dict(a=entry(), b=entry(offsets=(16, 28))), data + b"\0" * 4)),
        ("gap_at_start", "a gap before the first tensor", safetensors(dict(a=entry(offsets=(4, 16))), data[:16])),
        ("longer_file", "bytes after the last tensor", safetensors(two, data, tail=b"tail")),
        ("shorter_file", "the last tensor is cut off", safetensors(two, data[:-1])),
        ("length_more", "the header's length is one more", safetensors(two, data, length=len(raw) + 1)),
        ("length_less", "the header's length is one less", safetensors(two, data, length=len(raw) - 1)),
        ("length_huge", "the header's length is 2^63", safetensors(two, data, length=1 << 63)),
        ("length_file", "the header is longer than the file", safetensors(two, data, length=1 << 30)),
        ("length_zero", "the header's length is 0", safetensors(two, data, length=0)),
        ("eight_bytes", "nothing but a length", struct.pack("<Q", 2)),
        ("empty_header", "an empty JSON object and data", safetensors({}, data)),
        ("nothing", "an empty JSON object", safetensors({}, b"")),
        ("array_header", "a JSON array", safetensors(b"[]", b"")),
        ("dtype_unknown", "a type Q32", safetensors(dict(a=entry("Q32"), b=two["b"]), data)),
        ("dtype_lower", "a type f32", safetensors(dict(a=entry("f32"), b=two["b"]), data)),
        ("dtype_torch", "a type FloatStorage", safetensors(dict(a=entry("FloatStorage"), b=two["b"]), data)),
        ("dtype_missing", "no type", safetensors(b'{"a":{"shape":[3],"data_offsets":[0,12]}}', data[:12])),
        ("dtype_size", "a type of another size", safetensors(dict(a=entry("F64"), b=two["b"]), data)),
        ("dtype_complex", "a type C64", safetensors(dict(a=entry("C64", (3,), (0, 24))), data)),
        ("dtype_float8", "a type F8_E4M3", safetensors(dict(a=entry("F8_E4M3", (24,), (0, 24))), data)),
        ("field_unknown", "an unknown field of a tensor", safetensors(dict(a=dict(entry(), extra=1), b=two["b"]), data)),
        ("shape_huge", "a shape whose product overflows", safetensors(dict(a=entry(shape=(1 << 32, 1 << 32, 0)), b=entry(offsets=(0, 24), shape=(6,))), data)),
        ("shape_overflow", "a shape whose product is 3 after an overflow", safetensors(dict(a=entry(shape=(1 << 62, 4, 3)), b=two["b"]), data)),
        ("shape_wrong", "a shape that needs fewer bytes", safetensors(dict(a=entry(shape=(2,)), b=two["b"]), data)),
        ("axes_many", "a shape of 1000 axes", safetensors(dict(a=entry(shape=(1,) * 999 + (3,)), b=two["b"]), data)),
        ("offset_huge", "an offset of 2^64 - 1", safetensors(dict(a=entry(offsets=(0, (1 << 64) - 1))), data)),
        ("comment", "a comment in the JSON", safetensors(raw.replace("{", "{/* x */", 1).encode(), data)),
        ("trailing_comma", "a comma before the brace", safetensors((raw[:-1] + ",}").encode(), data)),
        ("single_quotes", "single quotes", safetensors(raw.replace('"', "'").encode(), data)),
        ("unquoted", "names without quotes", safetensors(raw.replace('"a"', "a").encode(), data)),
        ("nan", "a NaN in the JSON", safetensors(raw.replace("[3]", "[NaN]", 1).encode(), data)),
        ("invalid_utf8", "a name that is not UTF-8", safetensors(raw.encode().replace(b'"a"', b'"\xff"'), data)),
        ("surrogate", "a lone surrogate in a name", safetensors(raw.replace('"a"', '"\\ud800"').encode(), data)),
        ("control", "a control character in a name", safetensors(raw.encode().replace(b'"a"', b'"\x01"'), data)),
        ("deep", "a thousand nested arrays", safetensors(('{"a":%s}' % ("[" * 1000 + "]" * 1000)).encode(), b"")),
        ("deep_unknown", "a million nested arrays in an unknown field", safetensors(('{"a":{"x":%s}}' % ("[" * 1_000_000 + "]" * 1_000_000)).encode(), b"")),
        ("also_zip", "an archive of torch as the values of a tensor at the end", also(archive)),
        ("also_zip_metadata", "an archive of torch after the last tensor", safetensors(two, data, tail=archive)),
        ("length_is_pickle", "a length that is also a pickle's beginning", b"\x80\x02}q\0.\0\0" + b"{" + b" " * 40),
    ]  # fmt: skip
    return [(*one, True) for one in right] + [(*one, False) for one in wrong]


def also(inner):
    return safetensors(dict(a=entry("U8", (len(inner),), (0, len(inner)))), inner)


# ---- tensors


def tensors():
    """(name, what is hostile, operations for the tensor w over storage 0 of 12 elements, extra storages)."""
    big = bytes(7 << 20)
    count = len(big) // 4
    of_big = dict(of=p.storage("big", count))
    found = [
        ("beyond", "the last element lies one beyond the storage", p.tensor((13,))),
        ("beyond_stride", "a stride that leads out of the storage", p.tensor((4,), (4,))),
        ("beyond_offset", "an offset beyond the storage", p.tensor((1,), (1,), 12)),
        ("offset_negative", "a negative offset", p.tensor((4,), (1,), -1)),
        ("offset_huge", "an offset of 2^62", p.tensor((1,), (1,), 1 << 62)),
        ("stride_negative", "a negative stride", p.tensor((4,), (-1,), 11)),
        ("stride_huge", "a stride of 2^62", p.tensor((2,), (1 << 62,))),
        ("stride_overflow", "strides whose products overflow to 0", p.tensor((5, 5), (1 << 62, 1 << 62))),
        ("shape_negative", "a negative size", p.tensor((-4,), (1,))),
        ("shape_negative_pair", "two negative sizes", p.tensor((-2, -2), (2, 1))),
        ("shape_overflow", "sizes whose product overflows", p.tensor((1 << 32, 1 << 32), (0, 0))),
        ("zero_huge", "a size of 0 beside 2^62", p.tensor((0, 1 << 62), (1, 1))),
        ("huge_zero", "2^62 beside a size of 0", p.tensor((1 << 62, 1 << 62, 0), (1, 1, 1))),
        ("zero_offset", "no elements, an offset beyond the storage", p.tensor((0,), (1,), 1 << 40)),
        ("rank_mismatch", "more sizes than strides", p.tensor((3, 4), (1,))),
        ("rank_many", "65 axes", p.tensor((1,) * 65, (1,) * 65)),
        ("expanded", "a million elements that are one", p.tensor((1000, 1000), (0, 0))),
        ("expanded_bomb", "2^40 elements that are one", p.tensor((1 << 20, 1 << 20), (0, 0))),
        ("expanded_limit", "2^24 elements that are one", p.tensor((1 << 12, 1 << 12), (0, 0))),
        ("windows", "overlapping windows", p.tensor((10, 3), (1, 1))),
        ("interleaved", "strides in another order", p.tensor((3, 4), (1, 3))),
        ("storage_less", "a storage said to have fewer elements than its bytes", p.tensor((4,), of=p.storage(elements=4))),
        ("storage_more", "a storage said to have more elements than its bytes", p.tensor((4,), of=p.storage(elements=400))),
        ("storage_negative", "a storage of -1 elements", p.tensor((4,), of=p.storage(elements=-1))),
        ("storage_huge", "a storage of 2^61 elements", p.tensor((4,), of=p.storage(elements=1 << 61))),
        ("storage_overflow", "a storage of 2^62 + 3 elements, 12 bytes after an overflow", p.tensor((3,), of=p.storage(elements=(1 << 62) + 3))),
        ("storage_type", "a storage of half the element size", p.tensor((12,), of=p.storage(kind="HalfStorage"))),
        ("storage_double", "a storage of twice the element size", p.tensor((6,), of=p.storage(kind="DoubleStorage", elements=6))),
        ("storage_two_types", "one storage with two types", p.tensor((4,), of=p.storage()) + b"0" + p.tensor((4,), of=p.storage(kind="IntStorage"))),
        ("storage_two_sizes", "one storage with two sizes", p.tensor((4,), of=p.storage()) + b"0" + p.tensor((4,), of=p.storage(elements=4))),
        ("storage_quantized", "a quantized storage", p.tensor((4,), of=p.storage(kind="QInt8Storage"))),
        ("storage_complex", "a complex storage", p.tensor((4,), of=p.storage(kind="ComplexFloatStorage", elements=6))),
        ("storage_unknown", "a storage of an unknown class", p.tensor((4,), of=p.storage(kind="EvilStorage"))),
        ("storage_elsewhere", "a storage class of another module", p.tensor((4,), of=p.storage(module="os"))),
        ("location_cuda", "said to lie on a GPU", p.tensor(of=p.storage(location="cuda:7"))),
        ("location_odd", "said to lie at an unknown place", p.tensor(of=p.storage(location="nowhere\x1b[31m"))),
        ("location_meta", "said to lie on meta", p.tensor(of=p.storage(location="meta"))),
        ("key_path", "the key of a storage leads out of the folder", p.tensor(of=p.storage(key="../data/0"))),
        ("key_pickle", "the key of a storage is the pickle", p.tensor((3,), of=p.storage(key="../data.pkl", elements=3))),
        ("key_capitals", "the key of a storage in capitals", p.tensor((3,), of=p.storage(key="ABC", elements=3))),
        ("key_number", "the key of a storage is a number", p.tensor(of=p.pack(p.text("storage"), p.name("torch", "FloatStorage"), p.number(0), p.text("cpu"), p.number(12)) + p.PERSISTENT)),
        ("key_empty", "the key of a storage is empty", p.tensor(of=p.storage(key=""))),
        ("id_text", "a persistent id that is a text", p.tensor(of=p.text("0") + p.PERSISTENT)),
        ("id_module", "a persistent id of a module, with its source", p.tensor(of=p.pack(p.text("module"), p.name("torch", "Tensor"), p.text("/etc/passwd"), p.text("import os")) + p.PERSISTENT)),
        ("id_short", "a persistent id without a size", p.tensor(of=p.pack(p.text("storage"), p.name("torch", "FloatStorage"), p.text("0"), p.text("cpu")) + p.PERSISTENT)),
        ("id_view", "a persistent id with a view, as before 0.4", p.tensor(of=p.storage(extra=p.pack(p.text("v"), p.number(2), p.number(4))))),
        ("size_float", "sizes that are floats", p.call(p.name("torch._utils", "_rebuild_tensor_v2"), p.storage(), p.number(0), p.pack(b"G" + struct.pack(">d", 4.0)), p.pack(p.number(1)), b"\x89", p.call(p.name("collections", "OrderedDict")))),
        ("size_bool", "sizes that are truth values", p.call(p.name("torch._utils", "_rebuild_tensor_v2"), p.storage(), p.number(0), p.pack(b"\x88"), p.pack(p.number(1)), b"\x89", p.call(p.name("collections", "OrderedDict")))),
        ("rebuild_old", "_rebuild_tensor of the oldest files", p.call(p.name("torch._utils", "_rebuild_tensor"), p.storage(), p.number(0), p.pack(p.number(12)), p.pack(p.number(1)))),
        ("rebuild_sparse", "_rebuild_sparse_tensor", p.call(p.name("torch._utils", "_rebuild_sparse_tensor"), b"N", p.pack())),
        ("rebuild_quantized", "_rebuild_qtensor", p.call(p.name("torch._utils", "_rebuild_qtensor"), p.storage(), p.number(0))),
        ("rebuild_meta", "_rebuild_meta_tensor_no_storage", p.call(p.name("torch._utils", "_rebuild_meta_tensor_no_storage"), p.name("torch", "float32"), p.pack(p.number(4)), p.pack(p.number(1)), b"\x89")),
        ("hooks", "backward hooks that execute", p.call(p.name("torch._utils", "_rebuild_tensor_v2"), p.storage(), p.number(0), p.pack(p.number(12)), p.pack(p.number(1)), b"\x89", p.executed())),
    ]  # fmt: skip
    bombs = [
        ("strided_transposed", "7 MB, transposed", p.tensor((1024, count // 1024), (1, 1024), **of_big)),
        ("strided_columns", "7 MB, every 4096th element first", p.tensor((4096, count // 4096), (1, 4096), **of_big)),
        ("strided_windows", "7 MB as 16 million overlapping elements", p.tensor((1 << 20, 16), (1, 40_000), **of_big)),
        ("strided_limit", "7 MB as 60 overlapping windows of almost all of it", p.tensor((60, count - 60), (1, 1), **of_big)),
        ("strided_axes", "7 MB through 20 axes", p.tensor((2,) * 20, tuple(1 << n for n in range(20)), **of_big)),
        ("strided_many", "7 MB read through 250 tensors, each transposed", b"".join(p.tensor((1024, 64), (1, 1024), n, **of_big) + b"s" + p.text("w%d" % n) for n in range(250)) + p.tensor((1,), (1,), **of_big)),
        ("strided_many_whole", "7 MB read whole through 8 transposed tensors", b"".join(p.tensor((1024, count // 1024), (1, 1024), **of_big) + b"s" + p.text("w%d" % n) for n in range(8)) + p.tensor((1,), (1,), **of_big)),
    ]  # fmt: skip
    corners = ((2, 2), (1, count - 2))  # four elements that span all of the storage
    for many in (1, 1000, 6000):
        made = b"".join(p.tensor(*corners, **of_big) + b"s" + p.text("w%d" % n) for n in range(many))
        bombs.append(("strided_corners_%d" % many, "%d tensors of 4 elements, each spanning 7 MB" % many, made + p.tensor((1,), (1,), **of_big)))
    return [(*one, {}) for one in found] + [(*one, {"big": big}) for one in bombs]


DEFLATED = 200 << 20


def deflated():
    """(name, what is hostile, operations for w): over a storage of 200 MB of zeros, which takes 200 kB when it is deflated."""
    count = DEFLATED // 4
    of_big = dict(of=p.storage("big", count))
    return [
        ("whole", "all of it", p.tensor((count,), (1,), **of_big)),
        ("corners", "4 elements that span it", p.tensor((2, 2), (1, count - 2), **of_big)),
        ("corners_many", "40 times 4 elements that span it", b"".join(p.tensor((2, 2), (1, count - 2), **of_big) + b"s" + p.text("w%d" % n) for n in range(40)) + p.tensor((1,), (1,), **of_big)),
        ("ends_many", "40 times its last element", b"".join(p.tensor((1,), (1,), count - 1, **of_big) + b"s" + p.text("w%d" % n) for n in range(40)) + p.tensor((1,), (1,), **of_big)),
    ]  # fmt: skip


def numpy_objects():
    """(name, what is hostile, operations that leave one value)."""
    array = p.name("numpy.core.multiarray", "_reconstruct")
    ndarray = p.call(array, p.name("numpy", "ndarray"), p.pack(p.number(0)), b"C\1b")
    dtype = lambda kind, *state: p.call(p.name("numpy", "dtype"), p.text(kind), b"\x89", b"\x88") + (p.pack(*state) + p.BUILD if state else b"")  # noqa: E731
    plain = dtype("f4", p.number(3), p.text("<"), b"N", b"N", b"N", p.number(-1), p.number(-1), p.number(0))
    state = lambda shape, kind, data: p.pack(p.number(1), p.pack(*[p.number(n) for n in shape]), kind, b"\x89", data) + p.BUILD  # noqa: E731
    scalar = p.name("numpy.core.multiarray", "scalar")
    eight = b"C\x08" + struct.pack("<d", 0.5)
    return [
        ("object_array", "an array of Python objects", ndarray + state((1,), dtype("O8"), b"]" + p.executed() + b"a")),
        ("array_short", "an array with fewer bytes than its shape", ndarray + state((4,), plain, b"C\x04\0\0\0\0")),
        ("array_huge", "an array of 2^40 elements", ndarray + state((1 << 40,), plain, b"C\x04\0\0\0\0")),
        ("array_negative", "an array of negative size", ndarray + state((-1,), plain, b"C\x04\0\0\0\0")),
        ("dtype_records", "a dtype of records", ndarray + state((1,), dtype("V4", p.number(3), p.text("|"), b"N", b"N", b"N", p.number(4), p.number(1), p.number(0)), b"C\x04\0\0\0\0")),
        ("dtype_code", "a dtype by a name that is code", dtype("__import__('os')")),
        ("dtype_other_order", "a scalar in the other byte order", p.call(scalar, dtype("f8", p.number(3), p.text(">"), b"N", b"N", b"N", p.number(-1), p.number(-1), p.number(0)), eight)),
        ("scalar_short", "a scalar with too few bytes", p.call(scalar, dtype("f8"), b"C\x02ab")),
        ("scalar_object", "a scalar of a Python object", p.call(scalar, dtype("O8"), p.executed())),
        ("frombuffer", "an array over other values", p.call(p.name("numpy.core.numeric", "_frombuffer"), b"C\x04\0\0\0\0", plain, p.pack(p.number(1)), p.text("C"))),
        ("memmap", "numpy.memmap of a file", p.call(p.name("numpy", "memmap"), p.text("/etc/hostname"))),
        ("fromfile", "numpy.fromfile", p.call(p.name("numpy", "fromfile"), p.text("/etc/hostname"))),
        ("unpickled", "_reconstruct of another class", p.call(array, p.name("builtins", "dict"), p.pack(p.number(0)), b"C\1b")),
    ]  # fmt: skip
