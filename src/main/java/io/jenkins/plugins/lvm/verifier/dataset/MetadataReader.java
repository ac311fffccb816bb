package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.PickleStack.Misuse;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.IntegerDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes integer columns out of a pickled one-dimensional object array of dicts, as numpy writes it (pickle protocols 2 to 5), without
 * making the objects: a pickle machine over symbols, in one pass, with work and memory in proportion to the bytes read. What a row
 * holds besides the wanted columns is stepped over. Names other than those of numpy's arrays and numbers are refused.
 */
final class MetadataReader {
    private static final int PAYLOAD_SHIFT = 4;
    private static final int MAX_PAYLOAD = (1 << (31 - PAYLOAD_SHIFT)) - 1;
    private static final int MAX_PROTOCOL = 5;
    private static final int MAX_TEXT = 256;
    private static final int MAX_CONTENT_TUPLE = 8;
    private static final int MAX_TYPES = 4096;
    private static final int MAX_OBJECTS_PER_ROW = 256;
    private static final int BASE_OBJECTS = 1 << 16;
    /** Picklers number what they remember without gaps. */
    private static final int MAX_MEMO_GAP = 1024;

    private static final int PROTO = 0x80;
    private static final int NEWOBJ = 0x81;
    private static final int TUPLE1 = 0x85;
    private static final int TUPLE2 = 0x86;
    private static final int TUPLE3 = 0x87;
    private static final int NEWTRUE = 0x88;
    private static final int NEWFALSE = 0x89;
    private static final int LONG1 = 0x8a;
    private static final int LONG4 = 0x8b;
    private static final int SHORT_BINUNICODE = 0x8c;
    private static final int BINUNICODE8 = 0x8d;
    private static final int BINBYTES8 = 0x8e;
    private static final int EMPTY_SET = 0x8f;
    private static final int ADDITEMS = 0x90;
    private static final int FROZENSET = 0x91;
    private static final int NEWOBJ_EX = 0x92;
    private static final int STACK_GLOBAL = 0x93;
    private static final int MEMOIZE = 0x94;
    private static final int FRAME = 0x95;
    private static final int BYTEARRAY8 = 0x96;

    /** What Python would have on its stack. The payload of a symbol depends on it. */
    @SuppressWarnings("EnumOrdinal") // Symbols do not outlive the process.
    private enum Kind {
        /** Nothing that matters here: None, a float, a bool, ... */
        OTHER,
        /** Payload: the value. */
        INTEGER,
        /** Payload: where in {@link #wide} the value is. */
        WIDE_INTEGER,
        /** Payload: index of a known text, or -1; content: the text, if it is short. */
        TEXT,
        /** Payload: 1 + the byte if it is a single one, else 0; content: the bytes, if they are few. */
        BYTES,
        /** Payload: number of the dict. */
        DICT,
        /** Payload: 1 for the list of the rows, else 0. */
        LIST,
        /** Content: the elements, if they are few. */
        TUPLE,
        /** Payload: index in {@link Global#ALL}. */
        GLOBAL,
        /** Payload: where in {@link #types} it is. */
        TYPE,
        /** Payload: 1 for the array of the rows, else 0. */
        ARRAY;

        private static final Kind[] ALL = values();

        static Kind of(final int symbol) {
            return ALL[symbol & ((1 << PAYLOAD_SHIFT) - 1)];
        }

        int symbol(final int payload) {
            return (payload << PAYLOAD_SHIFT) | ordinal();
        }
    }

    /** The names that a pickled array of dicts may refer to. */
    private enum Global {
        RECONSTRUCT,
        SCALAR,
        NDARRAY,
        DTYPE,
        ENCODE,
        /** Makes something that does not matter here. */
        MAKE_OTHER;

        private static final List<Global> ALL = List.of(values());
        private static final Map<String, Global> BY_NAME = Map.ofEntries(
                Map.entry("numpy.core.multiarray._reconstruct", RECONSTRUCT),
                Map.entry("numpy._core.multiarray._reconstruct", RECONSTRUCT),
                Map.entry("numpy.core.multiarray.scalar", SCALAR),
                Map.entry("numpy._core.multiarray.scalar", SCALAR),
                Map.entry("numpy.ndarray", NDARRAY),
                Map.entry("numpy.dtype", DTYPE),
                Map.entry("_codecs.encode", ENCODE),
                Map.entry("numpy.core.numeric._frombuffer", MAKE_OTHER),
                Map.entry("numpy._core.numeric._frombuffer", MAKE_OTHER),
                Map.entry("builtins.set", MAKE_OTHER),
                Map.entry("builtins.frozenset", MAKE_OTHER),
                Map.entry("__builtin__.set", MAKE_OTHER),
                Map.entry("__builtin__.frozenset", MAKE_OTHER));
    }

    /** Elements of a tuple. */
    private static final class Elements {
        private final int[] symbols;
        private final Object[] contents;

        Elements(final int count) {
            symbols = new int[count];
            contents = new Object[count];
        }
    }

    /** Texts that keep their meaning when the pickle refers back to them. */
    private static final List<String> KNOWN_TEXTS = List.of(
            "numpy",
            "numpy.core.multiarray",
            "numpy._core.multiarray",
            "_reconstruct",
            "scalar",
            "ndarray",
            "dtype",
            "_codecs",
            "encode",
            "latin1",
            "<",
            ">",
            "=",
            "|",
            "O8",
            "i1",
            "i2",
            "i4",
            "i8",
            "u1",
            "u2",
            "u4",
            "u8");

    private static final int UNKNOWN = -1;
    private static final int OTHER = Kind.OTHER.symbol(0);
    /** No symbol. */
    private static final int ABSENT = -1;
    /** In place of a dict's number: the row is no dict. */
    private static final int NO_DICT = -1;

    private final PickleInput in;
    private final long expectedRows;
    /** Bound on what is numbered: dicts, remembered objects, large integers. */
    private final int maxObjects;

    private final List<String> wanted;
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> textIndex = new HashMap<>();
    private final PickleStack stack = new PickleStack();
    private final SparseInts memo = new SparseInts(ABSENT);
    private final SparseInts rows = new SparseInts(NO_DICT);
    /** For each wanted column: by number of the dict, symbol of the value. */
    private final List<SparseInts> columns = new ArrayList<>();

    private final List<NumpyType> types = new ArrayList<>();
    private long[] wide = new long[MAX_CONTENT_TUPLE];
    private int wideCount;
    private int dictCount;
    private boolean rowsListed;
    private boolean rowsBuilt;

    private MetadataReader(final ByteSource source, final NpyHeader header, final List<String> wanted) {
        this.in = new PickleInput(source, header.length());
        this.expectedRows = header.elements();
        this.maxObjects = (int) Math.min(MAX_PAYLOAD, BASE_OBJECTS + expectedRows * MAX_OBJECTS_PER_ROW);
        this.wanted = wanted;
        texts.addAll(wanted);
        texts.addAll(KNOWN_TEXTS);
        for (int i = texts.size() - 1; i >= 0; i--) {
            textIndex.put(texts.get(i), i);
        }
        wanted.forEach(column -> columns.add(new SparseInts(ABSENT)));
    }

    /**
     * Reads columns.
     *
     * @param source the entry
     * @param header of a one-dimensional object array
     * @param wanted keys of the dicts
     * @return for each key the column, named {@code metadata.<key>}, or why there is none
     * @throws VerifierException if the pickle is damaged, or holds what numpy does not write there
     */
    static Map<String, ColumnLookup> read(final ByteSource source, final NpyHeader header, final List<String> wanted) {
        final MetadataReader reader = new MetadataReader(source, header, wanted);
        try {
            reader.run();
            return reader.columns();
        } catch (final Misuse e) {
            throw VerifierException.unreadable(
                    source.name() + " cannot be read: " + e.getMessage(),
                    "Use a split that needs no articles, or write metadata as an array of plain dicts.");
        }
    }

    private Map<String, ColumnLookup> columns() throws Misuse {
        if (stack.size() != 1 || Kind.of(stack.top()) != Kind.ARRAY || !rowsBuilt) {
            throw new Misuse("it is no array of objects");
        }
        if (rows.size() != expectedRows) {
            throw new Misuse("it holds " + rows.size() + " rows where its shape says " + expectedRows);
        }
        final Map<String, ColumnLookup> found = new LinkedHashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            found.put(wanted.get(i), column(wanted.get(i), columns.get(i)));
        }
        return found;
    }

    private ColumnLookup column(final String key, final SparseInts symbols) {
        final long[] values = new long[rows.size()];
        for (int row = 0; row < values.length; row++) {
            final int dict = rows.get(row);
            if (dict == NO_DICT) {
                return ColumnLookup.absent("row " + row + " of metadata is not a dict");
            }
            final int symbol = symbols.get(dict);
            if (symbol == ABSENT) {
                return ColumnLookup.absent("row " + row + " of metadata has no " + key);
            }
            switch (Kind.of(symbol)) {
                case INTEGER -> values[row] = payload(symbol);
                case WIDE_INTEGER -> values[row] = wide[payload(symbol)];
                default -> {
                    return ColumnLookup.absent(key + " in row " + row + " of metadata is not an integer");
                }
            }
        }
        return ColumnLookup.found(new IntegerColumn("metadata." + key, values));
    }

    private static int payload(final int symbol) {
        return symbol >> PAYLOAD_SHIFT;
    }

    private void run() throws Misuse {
        for (int opcode = in.unsignedByte(); opcode != '.'; opcode = in.unsignedByte()) {
            if (!number(opcode) && !text(opcode) && !container(opcode) && !memory(opcode)) {
                object(opcode);
            }
        }
    }

    private boolean number(final int opcode) throws Misuse {
        switch (opcode) {
            case 'J' -> pushInteger(in.integer());
            case 'K' -> pushInteger(in.unsignedByte());
            case 'M' -> pushInteger(in.unsignedShort());
            case LONG1 -> pushLong(in.unsignedByte());
            case LONG4 -> pushLong(in.unsignedInteger());
            case 'G' -> {
                in.skip(Double.BYTES);
                push(OTHER);
            }
            case 'N', NEWTRUE, NEWFALSE -> push(OTHER);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void pushLong(final long length) throws Misuse {
        if (length > Long.BYTES) {
            in.skip(length);
            push(OTHER);
            return;
        }
        final byte[] bytes = in.bytes((int) length);
        long value = bytes.length > 0 && bytes[bytes.length - 1] < 0 ? -1 : 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (bytes[i] & 0xff);
        }
        pushInteger(value);
    }

    private void pushInteger(final long value) throws Misuse {
        if (value >= -MAX_PAYLOAD && value <= MAX_PAYLOAD) {
            push(Kind.INTEGER.symbol((int) value));
            return;
        }
        final int place = numbered(wideCount++);
        if (place == wide.length) {
            wide = Arrays.copyOf(wide, 2 * place);
        }
        wide[place] = value;
        push(Kind.WIDE_INTEGER.symbol(place));
    }

    private boolean text(final int opcode) throws Misuse {
        switch (opcode) {
            case 'X', 'T' -> pushText(in.unsignedInteger());
            case SHORT_BINUNICODE, 'U' -> pushText(in.unsignedByte());
            case BINUNICODE8 -> pushText(in.longLength());
            case 'B' -> pushBytes(in.unsignedInteger());
            case 'C' -> pushBytes(in.unsignedByte());
            case BINBYTES8, BYTEARRAY8 -> pushBytes(in.longLength());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void pushText(final long length) throws Misuse {
        if (length > MAX_TEXT) {
            in.skip(length);
            push(Kind.TEXT.symbol(UNKNOWN));
            return;
        }
        final String text = new String(in.bytes((int) length), StandardCharsets.UTF_8);
        stack.push(Kind.TEXT.symbol(textIndex.getOrDefault(text, UNKNOWN)), text);
    }

    private void pushBytes(final long length) throws Misuse {
        if (length > Long.BYTES) {
            in.skip(length);
            push(Kind.BYTES.symbol(0));
            return;
        }
        pushBytes(in.bytes((int) length));
    }

    private void pushBytes(final byte[] bytes) throws Misuse {
        // Python has one object for each single byte, which the pickle refers back to.
        stack.push(Kind.BYTES.symbol(bytes.length == 1 ? 1 + (bytes[0] & 0xff) : 0), bytes);
    }

    private boolean container(final int opcode) throws Misuse {
        switch (opcode) {
            case '(' -> stack.mark();
            case '}' -> push(Kind.DICT.symbol(numbered(dictCount++)));
            case 's' -> setItems(stack.size() - 2);
            case 'u' -> setItems(stack.unmark());
            case ']' -> pushList();
            case 'a' -> append(stack.size() - 1);
            case 'e' -> append(stack.unmark());
            case ')' -> pushTuple(stack.size());
            case TUPLE1 -> pushTuple(stack.size() - 1);
            case TUPLE2 -> pushTuple(stack.size() - 2);
            case TUPLE3 -> pushTuple(stack.size() - 3);
            case 't' -> pushTuple(stack.unmark());
            case EMPTY_SET -> push(OTHER);
            case ADDITEMS -> stack.cut(stack.unmark());
            case FROZENSET -> {
                stack.cut(stack.unmark());
                push(OTHER);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Takes keys and values from a height up; below them is the dict. */
    private void setItems(final int from) throws Misuse {
        final int dict = stack.symbol(from - 1);
        if (Kind.of(dict) != Kind.DICT || (stack.size() - from) % 2 != 0) {
            throw new Misuse("it sets items of what is no dict");
        }
        for (int height = from; height < stack.size(); height += 2) {
            final int key = stack.symbol(height);
            if (Kind.of(key) == Kind.TEXT && payload(key) >= 0 && payload(key) < columns.size()) {
                columns.get(payload(key)).set(payload(dict), stack.symbol(height + 1));
            }
        }
        stack.cut(from);
    }

    /** The list of the rows is the first list in the array's state, which is a tuple that has only begun. */
    private void pushList() throws Misuse {
        final boolean ofRows = !rowsListed && stack.markCount() == 1;
        rowsListed |= ofRows;
        push(Kind.LIST.symbol(ofRows ? 1 : 0));
    }

    /** Takes elements from a height up; below them is the list. */
    private void append(final int from) throws Misuse {
        final int list = stack.symbol(from - 1);
        if (Kind.of(list) != Kind.LIST) {
            throw new Misuse("it appends to what is no list");
        }
        if (payload(list) == 1) {
            if (rows.size() + (long) stack.size() - from > expectedRows) {
                throw new Misuse("it holds more rows than its shape says");
            }
            for (int height = from; height < stack.size(); height++) {
                final int row = stack.symbol(height);
                rows.add(Kind.of(row) == Kind.DICT ? payload(row) : NO_DICT);
            }
        }
        stack.cut(from);
    }

    private void pushTuple(final int from) throws Misuse {
        final int count = stack.size() - from;
        Elements elements = null;
        if (count <= MAX_CONTENT_TUPLE) {
            elements = new Elements(count);
            for (int i = 0; i < count; i++) {
                elements.symbols[i] = stack.symbol(from + i);
                final Object content = stack.content(from + i);
                // A tuple in a tuple is never looked into, and must not keep others alive.
                elements.contents[i] = content instanceof Elements ? null : content;
            }
        }
        stack.cut(from);
        stack.push(Kind.TUPLE.symbol(0), elements);
    }

    private boolean memory(final int opcode) throws Misuse {
        switch (opcode) {
            case 'q' -> remember(in.unsignedByte());
            case 'r' -> remember(in.unsignedInteger());
            case MEMOIZE -> remember(memo.size());
            case 'h' -> recall(in.unsignedByte());
            case 'j' -> recall(in.unsignedInteger());
            case '0' -> stack.cut(stack.size() - 1);
            case '1' -> stack.cut(stack.unmark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void remember(final long index) throws Misuse {
        if (index > memo.size() + MAX_MEMO_GAP) {
            throw new Misuse("it numbers its objects with gaps");
        }
        memo.set(numbered((int) index), stack.top());
    }

    private void recall(final long index) throws Misuse {
        final int symbol = index < memo.size() ? memo.get((int) index) : ABSENT;
        if (symbol == ABSENT) {
            throw new Misuse("it refers back to an object that is not there");
        }
        push(symbol);
    }

    private void object(final int opcode) throws Misuse {
        switch (opcode) {
            case PROTO -> {
                final int protocol = in.unsignedByte();
                if (protocol > MAX_PROTOCOL) {
                    throw new Misuse("pickle protocol " + protocol + " is unknown");
                }
            }
            case FRAME -> in.skip(Long.BYTES);
            case 'c' -> pushGlobal(in.line(), in.line());
            case STACK_GLOBAL -> {
                final int from = stack.size() - 2;
                final String module = text(stack.symbol(from), stack.content(from));
                final String attribute = text(stack.symbol(from + 1), stack.content(from + 1));
                stack.cut(from);
                pushGlobal(module, attribute);
            }
            case 'R' -> reduce();
            case 'b' -> build();
            case NEWOBJ, NEWOBJ_EX, 'i', 'o' -> throw new Misuse("it makes objects of classes");
            default ->
                throw new Misuse(String.format(
                        Locale.ROOT, "it holds pickle instruction 0x%02x, which numpy does not write", opcode));
        }
    }

    private void pushGlobal(final String module, final String attribute) throws Misuse {
        final String full = module + "." + attribute;
        final Global global = Global.BY_NAME.get(full);
        if (global == null) {
            throw new Misuse("it refers to " + printable(full) + ", which is refused; nothing was executed");
        }
        push(Kind.GLOBAL.symbol(Global.ALL.indexOf(global)));
    }

    private static String printable(final String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Calls a name with a tuple of arguments. */
    private void reduce() throws Misuse {
        final int from = stack.size() - 2;
        final int callable = stack.symbol(from);
        if (Kind.of(callable) != Kind.GLOBAL || !(stack.content(from + 1) instanceof Elements arguments)) {
            throw new Misuse("it calls what cannot be called");
        }
        stack.cut(from);
        switch (Global.ALL.get(payload(callable))) {
            case RECONSTRUCT -> push(Kind.ARRAY.symbol(stack.size() == 0 && stack.markCount() == 0 ? 1 : 0));
            case DTYPE -> pushType(text(arguments, 0));
            case SCALAR -> pushScalar(arguments);
            case ENCODE -> {
                final String encoded = text(arguments, 0);
                pushBytes(encoded == null ? new byte[0] : encoded.getBytes(StandardCharsets.ISO_8859_1));
            }
            case MAKE_OTHER -> push(OTHER);
            case NDARRAY -> throw new Misuse("it calls numpy.ndarray");
        }
    }

    private void pushType(final String code) throws Misuse {
        if (types.size() == MAX_TYPES) {
            throw new Misuse("it holds more than " + MAX_TYPES + " element types");
        }
        types.add(code == null ? null : NumpyType.parse(code).orElse(null));
        push(Kind.TYPE.symbol(types.size() - 1));
    }

    /** A numpy scalar: a type and the bytes of one element. */
    private void pushScalar(final Elements arguments) throws Misuse {
        final NumpyType type = type(arguments, 0);
        final byte[] bytes = bytes(arguments, 1);
        if (type == null || bytes == null || !type.isInteger() || bytes.length != type.itemSize()) {
            push(OTHER);
            return;
        }
        final long value = IntegerDecoder.decode(type, bytes);
        if (value < 0 && type.kind() == 'u') {
            push(OTHER);
        } else {
            pushInteger(value);
        }
    }

    /** Sets the state of an object. */
    private void build() throws Misuse {
        final int from = stack.size() - 2;
        final int object = stack.symbol(from);
        final Object state = stack.content(from + 1);
        switch (Kind.of(object)) {
            case TYPE -> {
                final NumpyType type = types.get(payload(object));
                final String order = state instanceof Elements elements ? text(elements, 1) : null;
                if (type != null && order != null) {
                    types.set(
                            payload(object),
                            NumpyType.parse(order + type.kind() + type.itemSize())
                                    .orElse(null));
                }
            }
            case ARRAY -> {
                if (payload(object) == 1) {
                    buildRows(state);
                }
            }
            default -> throw new Misuse("it sets the state of an object of a class");
        }
        stack.cut(from + 1);
    }

    /** State of an array: version, shape, type, order, elements. */
    private void buildRows(final Object state) throws Misuse {
        final int elements = 4;
        if (!(state instanceof Elements parts)
                || parts.symbols.length <= elements
                || type(parts, 2) == null
                || !type(parts, 2).isObject()
                || Kind.of(parts.symbols[elements]) != Kind.LIST
                || payload(parts.symbols[elements]) != 1) {
            throw new Misuse("it is no array of objects");
        }
        rowsBuilt = true;
    }

    private NumpyType type(final Elements elements, final int index) {
        return index < elements.symbols.length && Kind.of(elements.symbols[index]) == Kind.TYPE
                ? types.get(payload(elements.symbols[index]))
                : null;
    }

    private String text(final Elements elements, final int index) {
        return index < elements.symbols.length ? text(elements.symbols[index], elements.contents[index]) : null;
    }

    /** The text of a symbol; null if it is none, or one that was not kept. */
    private String text(final int symbol, final Object content) {
        if (content instanceof String text) {
            return text;
        }
        return Kind.of(symbol) == Kind.TEXT && payload(symbol) >= 0 ? texts.get(payload(symbol)) : null;
    }

    private static byte[] bytes(final Elements elements, final int index) {
        if (index >= elements.symbols.length || Kind.of(elements.symbols[index]) != Kind.BYTES) {
            return null;
        }
        if (elements.contents[index] instanceof byte[] bytes) {
            return bytes;
        }
        final int payload = payload(elements.symbols[index]);
        return payload > 0 ? new byte[] {(byte) (payload - 1)} : null;
    }

    private int numbered(final int number) throws Misuse {
        if (number >= maxObjects) {
            throw new Misuse("it holds more than " + maxObjects + " objects");
        }
        return number;
    }

    private void push(final int symbol) throws Misuse {
        stack.push(symbol, null);
    }
}
