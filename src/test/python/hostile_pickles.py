"""Pickles that execute, import, or are read in two ways, as the data.pkl of an otherwise canonical archive.

Each is the trainer's dictionary with one more item under the key "x", unless it says otherwise.
"""

import struct

from torch_oracle import CANARY, PAYLOAD

MARK, STOP, POP, REDUCE, BUILD, EMPTY_TUPLE, EMPTY_DICT = b"(", b".", b"0", b"R", b"b", b")", b"}"
MEMOIZE, STACK_GLOBAL, NEWOBJ, NEWOBJ_EX, SETITEM, PERSISTENT = b"\x94", b"\x93", b"\x81", b"\x92", b"s", b"Q"
OTHER = "other"  # a second storage as large as the first, for two_readings
OPEN = "open('%s', 'w').close()" % CANARY


def name(module, attribute):
    return b"c" + module.encode() + b"\n" + attribute.encode() + b"\n"


def text(value):
    raw = value.encode() if isinstance(value, str) else value
    return b"X" + struct.pack("<I", len(raw)) + raw


def number(value):
    raw = value.to_bytes(9, "little", signed=True) if abs(value) >= 1 << 31 else None
    return b"\x8a\x09" + raw if raw else b"J" + struct.pack("<i", value)


def pack(*items):
    return MARK + b"".join(items) + b"t"


def call(callable_, *arguments):
    return callable_ + pack(*arguments) + REDUCE


SYSTEM = name("posix", "system")
EVAL = name("builtins", "eval")
GETATTR = name("builtins", "getattr")


def executed(command=PAYLOAD):
    return call(SYSTEM, text(command))


def storage(key="0", elements=12, kind="FloatStorage", location="cpu", module="torch", extra=b""):
    return pack(text("storage"), name(module, kind), text(key), text(location), number(elements), extra) + PERSISTENT


def tensor(shape=(12,), stride=(1,), offset=0, of=None, rebuild="_rebuild_tensor_v2"):
    geometry = [pack(*[number(n) for n in axes]) for axes in (shape, stride)]
    hooks = call(name("collections", "OrderedDict"))
    return call(name("torch._utils", rebuild), of or storage(), number(offset), *geometry, b"\x89", hooks)


def values():
    """(name, what is hostile, operations that leave one value)."""
    found = [
        ("system", "REDUCE of posix.system", executed()),
        ("system_os", "REDUCE of os.system", call(name("os", "system"), text(PAYLOAD))),
        ("eval", "REDUCE of builtins.eval", call(EVAL, text(OPEN))),
        ("eval_python2", "REDUCE of __builtin__.eval, as Python 2 called it", call(name("__builtin__", "eval"), text(OPEN))),
        ("exec", "REDUCE of builtins.exec", call(name("builtins", "exec"), text(OPEN))),
        ("open", "REDUCE of io.open", call(name("io", "open"), text(CANARY), text("w"))),
        ("path_touch", "an allowed path, then its method by getattr", call(call(GETATTR, call(name("pathlib", "PosixPath"), text(CANARY)), text("touch")))),
        ("getattr_chain", "getattr of an imported module", call(call(GETATTR, call(name("builtins", "__import__"), text("os")), text("system")), text(PAYLOAD))),
        ("importlib", "importlib.import_module", call(name("importlib", "import_module"), text("antigravity_of_no_one"))),
        ("import_only", "a global that is only named, not called", name("antigravity_of_no_one", "x")),
        ("subprocess", "subprocess.getoutput", call(name("subprocess", "getoutput"), text(PAYLOAD))),
        ("commands", "a name that Python 2 had", call(name("commands", "getoutput"), text(PAYLOAD))),
        ("pty", "pty.spawn", call(name("pty", "spawn"), pack(text("touch"), text(CANARY)))),
        ("runpy", "runpy.run_path", call(name("runpy", "run_path"), text("/dev/null"))),
        ("timeit", "timeit.timeit", call(name("timeit", "timeit"), text(OPEN))),
        ("code_object", "types.FunctionType", call(name("types", "FunctionType"), b"N")),
        ("partial", "functools.partial of os.system", call(call(name("functools", "partial"), SYSTEM, text(PAYLOAD)))),
        ("operator", "operator.methodcaller", call(call(name("operator", "methodcaller"), text("touch")), call(name("pathlib", "PosixPath"), text(CANARY)))),
        ("map", "builtins.map, walked by list", call(name("builtins", "list"), call(name("builtins", "map"), SYSTEM, pack(text(PAYLOAD))))),
        ("torch_load", "torch.load of another file", call(name("torch", "load"), text("/dev/null"))),
        ("load_from_bytes", "torch.storage._load_from_bytes of another pickle", call(name("torch.storage", "_load_from_bytes"), b"C\x02N.")),
        ("torch_hub", "torch.hub.load", call(name("torch.hub", "load"), text("x"), text("y"))),
        ("numpy_load", "numpy.load", call(name("numpy", "load"), text("/dev/null"))),
        ("module", "a whole module of torch", name("torch.nn.modules.linear", "Linear") + EMPTY_TUPLE + NEWOBJ),
        ("nested_name", "STACK_GLOBAL with a dotted name", text("os") + text("path.os.system") + STACK_GLOBAL + pack(text(PAYLOAD)) + REDUCE),
        ("nested_allowed", "a dotted name behind an allowed module", text("collections") + text("OrderedDict.__init__.__globals__") + STACK_GLOBAL),
        ("nested_torch", "torch._utils.torch.os.system", text("torch._utils") + text("torch.os.system") + STACK_GLOBAL + pack(text(PAYLOAD)) + REDUCE),
        ("allowed_split", "an allowed full name split elsewhere", text("torch") + text("_utils._rebuild_tensor_v2") + STACK_GLOBAL),
        ("allowed_split_path", "collections.OrderedDict split before the dot", text("") + text("collections.OrderedDict") + STACK_GLOBAL),
        ("unicode_letter", "a Cyrillic letter in an allowed name", text("c\u043ellections") + text("OrderedDict") + STACK_GLOBAL),
        ("unicode_wide", "full-width letters in a name", text("\uff4f\uff53") + text("system") + STACK_GLOBAL + pack(text(PAYLOAD)) + REDUCE),
        ("unicode_surrogate", "a lone surrogate in a name", text(b"os\xed\xa0\x80") + text("system") + STACK_GLOBAL),
        ("unicode_overlong", "an overlong form in a name", text(b"o\xc1\xb3") + text("system") + STACK_GLOBAL),
        ("unicode_invalid_key", "invalid UTF-8 in a text", text(b"\xff\xfe")),
        ("unicode_bidi", "a right-to-left mark in a name", text("\u202eos") + text("system") + STACK_GLOBAL),
        ("unicode_nul", "a NUL in a name", text("posix\0") + text("system") + STACK_GLOBAL),
        ("line_return", "a carriage return in a name", b"cposix\r\nsystem\r\n"),
        ("line_space", "a space in a name", b"cposix \nsystem\n"),
        ("ext1", "EXT1, an extension registry", b"\x82\x01"),
        ("ext2", "EXT2", b"\x83\x01\0"),
        ("ext4", "EXT4", b"\x84\x01\0\0\0"),
        ("inst", "INST of posix.system", MARK + b"V" + PAYLOAD.encode() + b"\n" + b"iposix\nsystem\n"),
        ("inst_allowed", "INST of an allowed class", MARK + b"icollections\nOrderedDict\n"),
        ("obj", "OBJ of posix.system", MARK + SYSTEM + text(PAYLOAD) + b"o"),
        ("obj_allowed", "OBJ of an allowed class", MARK + name("collections", "OrderedDict") + b"o"),
        ("newobj", "NEWOBJ of subprocess.Popen", name("subprocess", "Popen") + pack(text(PAYLOAD)) + NEWOBJ),
        ("newobj_ex", "NEWOBJ_EX of an allowed class", name("collections", "OrderedDict") + EMPTY_TUPLE + EMPTY_DICT + NEWOBJ_EX),
        ("reduce_of_value", "REDUCE of a dictionary", EMPTY_DICT + EMPTY_TUPLE + REDUCE),
        ("reduce_of_tensor", "REDUCE of a tensor", tensor() + EMPTY_TUPLE + REDUCE),
        ("build_setstate", "BUILD of an attribute __setstate__, then BUILD again", name("argparse", "Namespace") + EMPTY_TUPLE + NEWOBJ + EMPTY_DICT + text("__setstate__") + SYSTEM + SETITEM + BUILD + text(PAYLOAD) + BUILD),
        ("build_class", "BUILD of __class__", name("argparse", "Namespace") + EMPTY_TUPLE + NEWOBJ + EMPTY_DICT + text("__class__") + text("x") + SETITEM + BUILD),
        ("build_slots", "BUILD with a state for slots", name("argparse", "Namespace") + EMPTY_TUPLE + NEWOBJ + b"N" + EMPTY_DICT + text("a") + text("b") + SETITEM + b"\x86" + BUILD),
        ("build_on_type", "BUILD on a class itself", name("collections", "OrderedDict") + EMPTY_DICT + text("keys") + SYSTEM + SETITEM + BUILD),
        ("build_on_tensor", "BUILD on a tensor with a state", tensor() + EMPTY_DICT + text("data") + b"N" + SETITEM + BUILD),
        ("defaultdict_factory", "a defaultdict whose factory executes", call(name("collections", "defaultdict"), SYSTEM)),
        ("codecs", "_codecs.encode with a codec that imports", call(name("_codecs", "encode"), text("x"), text("antigravity_of_no_one"))),
        ("encode_bytes", "_codecs.encode with latin1", call(name("_codecs", "encode"), text("\xff"), text("latin1"))),
        ("long_text", "LONG of protocol 0 with a million digits", b"L" + b"9" * 1_000_000 + b"L\n"),
        ("int_text", "INT of protocol 0", b"I01\n"),
        ("string_text", "STRING of protocol 0 with an escape", b"S'\\x41'\n"),
        ("persistent_text", "PERSID", b"Pstorage\n"),
        ("long1_negative", "LONG1 of 255 bytes", b"\x8a\xff" + b"\xff" * 255),
        ("long4_negative", "LONG4 of negative length", b"\x8b\xff\xff\xff\xff"),
        ("text_huge", "a text of 4 GiB", b"X\xff\xff\xff\xff"),
        ("text8_huge", "a text of 2^63 bytes", b"\x8d" + b"\xff" * 8),
        ("bytes_huge", "bytes of 4 GiB", b"B\xff\xff\xff\xff"),
        ("bytes8_huge", "bytes of 2^62", b"\x8e" + struct.pack("<Q", 1 << 62)),
        ("bytearray_huge", "a bytearray of 2^62", b"\x96" + struct.pack("<Q", 1 << 62)),
        ("buffer", "NEXT_BUFFER", b"\x97"),
        ("readonly_buffer", "READONLY_BUFFER", b"N\x98"),
        ("get_unset", "GET of an entry that was never stored", b"h\xfe"),
        ("get_huge", "LONG_BINGET of entry 2^32 - 1", b"j\xff\xff\xff\xff"),
        ("put_huge", "LONG_BINPUT to entry 2^31", b"Nr\0\0\0\x80"),
        ("put_large", "LONG_BINPUT to entry 2^24", b"Nr\0\0\0\1"),
        ("get_text", "GET of protocol 0", b"g0\n"),
        ("put_text", "PUT of protocol 0", b"Np1\n"),
        ("frame_beyond", "a frame longer than the pickle", b"\x95" + struct.pack("<Q", 1 << 40) + b"N"),
        ("frame_short", "a frame that ends within an argument", b"\x95" + struct.pack("<Q", 2) + text("abc")),
        ("frame_zero", "an empty frame", b"\x95" + struct.pack("<Q", 0) + b"N"),
        ("frame_huge", "a frame of 2^63 bytes", b"\x95" + b"\xff" * 8 + b"N"),
        ("proto_twice", "PROTO in the middle", b"\x80\x04N"),
        ("proto_old", "PROTO 0 in the middle", b"\x80\x00N"),
        ("proto_unknown", "PROTO 99 in the middle", b"\x80\x63N"),
        ("unknown_opcode", "an instruction that does not exist", b"\xf0"),
        ("pop_below", "POP without a value", b"0000000000N"),
        ("pop_mark_missing", "POP_MARK without a mark", b"11N"),
        ("dup", "DUP", b"N20"),
        ("list_deep", "lists 10000 deep", b"]" * 10_000 + b"a" * 9_999),
        ("tuple_deep", "tuples 100000 deep", b")" + b"\x85" * 100_000),
        ("mark_deep", "100000 marks", MARK * 100_000 + b"t" * 100_000),
        ("set_of_list", "a set of a list, which cannot be hashed", b"\x8f(]\x90"),
        ("key_tuple_wide", "a key whose hash walks 2^40 tuples", EMPTY_DICT + b")" + b"2\x86" * 40 + b"Ns"),
        ("bomb_lists", "a list of lists of lists, 2^40 in all", bomb(40)),
        ("bomb_self", "a list that contains itself", b"]q\xf0h\xf0a"),
        ("dict_self", "a dictionary that contains itself", b"}q\xf0" + text("me") + b"h\xf0s"),
        ("setitems_odd", "SETITEMS with a key without a value", EMPTY_DICT + MARK + text("a") + b"u"),
        ("append_to_tuple", "APPEND to a tuple", b")Na"),
        ("setitem_on_list", "SETITEM on a list", b"]" + number(0) + b"Ns"),
        ("additems_list", "ADDITEMS to a list", b"](K\1\x90"),
        ("set_duplicates", "a set with the same item twice", b"\x8f(K\1K\1\x90"),
        ("float_text", "FLOAT of protocol 0", b"F1.5\n"),
        ("big_integer", "an integer of 64 bytes", b"\x8a\x40" + b"\x7f" * 64),
    ]  # fmt: skip
    return found


def bomb(levels):
    made = b"]q\xf0"
    for _ in range(levels):
        made = made + b"0]q\xf1h\xf0ah\xf0a0h\xf1q\xf0"
    return made


def claims(good, evil):
    """Operations that leave a value which is `good` for who counts slots and `evil` for who counts entries, in an empty memo."""
    return good + b"q\x01" + POP + evil + MEMOIZE + POP + b"h\x01"


def two_readings():
    """(name, what is hostile, whole pickle) of dictionaries that depend on how MEMOIZE numbers."""

    def whole(first, claim, key, value=b""):
        weights = EMPTY_DICT + text("w") + tensor(of=pack(text("storage"), name("torch", "FloatStorage"), key, text("cpu"), number(12)) + PERSISTENT) + SETITEM
        return b"\x80\x02" + first + EMPTY_DICT + MARK + text("val_cosine") + claim + text("model_state_dict") + weights + value + b"u."

    cosine = lambda number_: b"G" + struct.pack(">d", number_)  # noqa: E731
    plain = (b"", cosine(0.5), text("0"))
    return [
        ("memoize_gap_claim", "a claim in the memo after a gap", whole(claims(cosine(0.1), cosine(0.9)) + POP, b"h\x01", text("0"))),
        ("memoize_gap_storage", "the key of a storage in the memo after a gap", whole(claims(text("0"), text(OTHER)) + POP, cosine(0.5), b"h\x01")),
        ("memoize_gap_payload", "the names of a global in the memo after a gap", whole(
            # entries 1 and 3 are good names for who counts slots; who counts entries finds posix.system there
            text("pathlib") + b"q\x01" + POP + text("posix") + MEMOIZE + POP + text("PosixPath") + b"q\x02" + POP,
            plain[1], plain[2],
            text("x") + b"h\x01" + text("system") + STACK_GLOBAL + pack(text(PAYLOAD)) + REDUCE)),
        ("memoize_gap_both", "module and name in the memo after gaps", whole(
            text("pathlib") + b"q\x01" + POP + text("posix") + MEMOIZE + POP + text("PosixPath") + b"q\x03" + POP
            + text("filler") + b"q\x04" + POP + text("system") + MEMOIZE + POP,
            plain[1], plain[2],
            text("x") + b"h\x01" + b"h\x03" + STACK_GLOBAL + pack(text(PAYLOAD)) + REDUCE)),
        ("memoize_overwrite", "PUT to the same entry twice, then MEMOIZE", whole(cosine(0.1) + b"q\x00q\x00" + POP + cosine(0.2) + MEMOIZE + POP, b"h\x01", text("0"))),
        ("memoize_no_gap", "MEMOIZE without a gap, as Python itself writes it", whole(cosine(0.1) + MEMOIZE + POP + cosine(0.2) + MEMOIZE + POP, b"h\x01", text("0"))),
        ("key_twice", "a key twice in one SETITEMS", whole(b"", cosine(0.1) + text("val_cosine") + cosine(0.9), text("0"))),
        ("key_number_text", "the keys 1 and '1'", whole(b"", cosine(0.1) + number(1) + cosine(0.2) + text("1") + cosine(0.3), text("0"))),
        ("key_bytes_text", "a key as bytes and as text", whole(b"", cosine(0.1) + b"C\x0aval_cosine" + cosine(0.9), text("0"))),
        ("key_python2", "a key as text of Python 2", whole(b"", cosine(0.1) + b"U\x05extra" + cosine(0.9), text("0"))),
        ("key_python2_latin", "a text of Python 2 that is not UTF-8", whole(b"", cosine(0.1) + b"U\x01\xe9" + cosine(0.9), text("0"))),
        ("key_python2_utf8", "a text of Python 2 in UTF-8", whole(b"", cosine(0.1) + b"U\x0amodel_typeU\x02\xc3\xa9", text("0"))),
        ("key_true_one", "the keys True and 1", whole(b"", cosine(0.1) + b"\x88" + cosine(0.2) + number(1) + cosine(0.3), text("0"))),
        ("state_dict_both", "two state dicts", whole(b"", cosine(0.1), text("0"), text("state_dict") + EMPTY_DICT + text("w") + tensor(of=storage(OTHER)) + SETITEM)),
        ("dictionary_changed", "items added to the state dict after it was stored", b"\x80\x02}q\x00(" + text("model_state_dict") + b"}q\x01u" + b"h\x01" + text("w") + tensor() + SETITEM + POP + STOP),
        ("ordered_dict_arguments", "an OrderedDict with items as argument", b"\x80\x02}" + text("model_state_dict") + call(name("collections", "OrderedDict"), b"](" + text("w") + tensor() + b"\x86e") + SETITEM + STOP),
        ("state_in_build", "a state dict whose items come from BUILD", b"\x80\x02}" + text("model_state_dict") + call(name("collections", "OrderedDict")) + EMPTY_DICT + text("w") + tensor() + SETITEM + BUILD + SETITEM + STOP),
        ("no_stop", "no STOP at the end", b"\x80\x02}" + text("w") + tensor() + SETITEM),
        ("stop_early", "STOP, then a pickle that executes", b"\x80\x02}" + text("w") + tensor() + SETITEM + STOP + b"\x80\x02" + executed() + STOP),
        ("trailing_text", "text after STOP", b"\x80\x02}" + text("w") + tensor() + SETITEM + STOP + b"trailing"),
        ("values_left", "values left over at STOP", b"\x80\x02NNN}" + text("w") + tensor() + SETITEM + STOP),
        ("mark_left", "a mark left over at STOP", b"\x80\x02(}" + text("w") + tensor() + SETITEM + STOP),
        ("protocol_0", "no PROTO at all", EMPTY_DICT + text("w") + tensor() + SETITEM + STOP),
        ("protocol_6", "protocol 6", b"\x80\x06}" + text("w") + tensor() + SETITEM + STOP),
        ("not_a_dictionary", "a tensor alone", b"\x80\x02" + tensor() + STOP),
        ("empty_pickle", "no bytes", b""),
        ("only_stop", "STOP alone", b"."),
    ]  # fmt: skip
