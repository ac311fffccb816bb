package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import io.jenkins.plugins.lvm.verifier.format.ZipArchive;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleInput;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's zip format (since 1.6): in one folder {@code data.pkl}, {@code version}, one entry {@code data/<key>} for each storage, and
 * what newer versions add. Only what {@code torch.save} itself wrote is read; see {@link TorchArchive}.
 */
final class TorchZip {
    private static final String PICKLE = "data.pkl";
    private static final String VERSION = "version";
    private static final String BYTE_ORDER = "byteorder";
    private static final String FORMAT_VERSION = ".format_version";
    private static final String ALIGNMENT = ".storage_alignment";
    private static final String STORAGE = "data/";
    private static final Set<String> RECORDS =
            Set.of(PICKLE, VERSION, BYTE_ORDER, FORMAT_VERSION, ALIGNMENT, ".data/serialization_id");
    private static final Pattern KEY = Pattern.compile("[0-9A-Za-z_]+");
    private static final Pattern SUPPORTED_VERSION = Pattern.compile("([1-9]|10)\n?");
    private static final Pattern POWER_OF_TWO = Pattern.compile("[1-9][0-9]{0,5}");
    private static final int LONGEST_TEXT = 16;

    private final VerifiedFile file;
    private final ReadLimits limits;
    private final ZipArchive archive;
    /** By their names in the folder. */
    private final Map<String, ArchiveEntry> records = new LinkedHashMap<>();
    /** Records that no tensor was seen to need. */
    private final Set<String> unused = new LinkedHashSet<>();

    private String folder = "";

    private TorchZip(VerifiedFile file, ReadLimits limits, ZipArchive archive) {
        this.file = file;
        this.limits = limits;
        this.archive = archive;
    }

    /** What {@code torch.save} was given, tensors as {@link Tensor}. Reads the whole file, for its digest and checksums. */
    static @Nullable Object read(VerifiedFile file, ReadLimits limits) throws IOException {
        TorchZip zip = new TorchZip(file, limits, ZipArchive.read(file, limits.directoryBytes()));
        zip.requireCheckpoint();
        zip.findRecords();
        TorchArchive.require(file, zip.archive, zip.alignment());
        file.digest(new RecordChecksums(zip.archive.entries(), file));
        return zip.load();
    }

    /** Names what other archives are. */
    private void requireCheckpoint() {
        List<String> names = archive.entries().stream().map(ArchiveEntry::name).toList();
        if (names.stream().anyMatch(name -> name.endsWith(".npy"))) {
            throw file.refused("is a NumPy archive, not a checkpoint.", "Were checkpoint and data swapped?");
        }
        long pickles =
                names.stream().filter(name -> name.endsWith("/" + PICKLE)).count();
        if (pickles != 1) {
            throw file.refused("is a zip archive with " + (pickles == 0 ? "no" : "more than one")
                    + " data.pkl: not a PyTorch checkpoint.");
        }
        if (names.stream().anyMatch(name -> name.endsWith("/constants.pkl") || name.contains("/code/"))) {
            throw file.refused(
                    "is a TorchScript archive: it holds a program, not only weights.",
                    "Save model.state_dict() with torch.save.");
        }
        archive.entries().stream()
                .filter(entry -> entry.method() != ArchiveEntry.STORED)
                .findFirst()
                .ifPresent(entry -> {
                    throw TorchArchive.deviates(file, "the entry " + shown(entry.name()) + " is compressed");
                });
    }

    private void findRecords() {
        String first = archive.entries().get(0).name();
        folder = first.substring(0, first.indexOf('/') + 1);
        for (ArchiveEntry entry : archive.entries()) {
            if (folder.isEmpty() || !entry.name().startsWith(folder)) {
                throw TorchArchive.deviates(
                        file, "the entry " + shown(entry.name()) + " is not in the folder of the first one");
            }
            String name = entry.name().substring(folder.length());
            boolean known = RECORDS.contains(name)
                    || (name.startsWith(STORAGE)
                            && KEY.matcher(name.substring(STORAGE.length())).matches());
            if (!known) {
                throw TorchArchive.deviates(file, "it holds the entry " + shown(entry.name()));
            }
            records.put(name, entry);
            if (name.startsWith(STORAGE)) {
                unused.add(name);
            }
        }
    }

    private int alignment() throws IOException {
        String text = text(ALIGNMENT, String.valueOf(TorchArchive.ALIGNMENT));
        int alignment = POWER_OF_TWO.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (Integer.bitCount(alignment) != 1 || alignment > 1 << 15) {
            throw TorchArchive.deviates(file, "it says to be aligned to " + shown(text) + " bytes");
        }
        return alignment;
    }

    private @Nullable Object load() throws IOException {
        ArchiveEntry pickle = records.get(PICKLE);
        if (pickle == null) {
            throw TorchArchive.deviates(file, "data.pkl is not in the folder of the first entry");
        }
        String version = text(VERSION, "");
        if (!SUPPORTED_VERSION.matcher(version).matches()) {
            throw file.refused(
                    version.isEmpty()
                            ? "is damaged: it lacks the version of its format."
                            : "is in the unknown version " + shown(version) + " of PyTorch's format.",
                    "Save it again with a released version of PyTorch.");
        }
        PersistentStorages storages = new PersistentStorages(file, this::storage, byteOrder());
        try (InputStream in = new BufferedInputStream(file.stream(pickle.dataOffset(), pickle.dataEnd()))) {
            PickleInput input =
                    new PickleInput(in, pickle.size(), limits.pickle().bytes(), file);
            Object root = new PickleReader(input, AllowedGlobals.list(limits), storages::load, limits, file).readAll();
            if (!unused.isEmpty()) {
                throw TorchArchive.deviates(
                        file,
                        "nothing refers to " + shown(folder + unused.iterator().next()));
            }
            return root;
        }
    }

    private ByteOrder byteOrder() throws IOException {
        String text = text(BYTE_ORDER, "little");
        return switch (text) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw file.refused("has the unknown byte order " + shown(text) + ".");
        };
    }

    /** The beginning of a record's text, or what is to be taken where there is no such record. */
    private String text(String name, String absent) throws IOException {
        ArchiveEntry record = records.get(name);
        if (record == null) {
            return absent;
        }
        int length = (int) Math.min(record.size(), LONGEST_TEXT);
        return new String(file.read(record.dataOffset(), length), StandardCharsets.ISO_8859_1);
    }

    private StorageBytes storage(String key, long bytes) {
        ArchiveEntry record = records.get(STORAGE + key);
        if (record == null) {
            throw file.refused(
                    "is damaged: it lacks " + shown(folder + STORAGE + key) + ", which holds values of a tensor.");
        }
        if (record.size() != bytes) {
            throw file.refused("is damaged: " + shown(record.name()) + " has " + record.size() + " bytes where " + bytes
                    + " are needed.");
        }
        unused.remove(STORAGE + key);
        return offset -> file.stream(record.dataOffset() + offset, record.dataEnd());
    }

    private static String shown(String text) {
        return FileErrors.printable(text);
    }
}
