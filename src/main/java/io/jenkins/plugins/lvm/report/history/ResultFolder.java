package io.jenkins.plugins.lvm.report.history;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The results stored in one build's folder: {@code lvm-verification/ID.json} and {@code lvm-verification/ID.cosines.f32}. */
public final class ResultFolder {
    /** Name of the folder below the build's. */
    public static final String NAME = "lvm-verification";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?");
    private static final long SIZE_LIMIT = 16L << 20;
    private static final Gson GSON = new GsonBuilder().create();

    private final Path folder;

    /** The results of the build that is stored in this folder. */
    public ResultFolder(final Path buildFolder) {
        this.folder = buildFolder.resolve(NAME);
    }

    /** Says whether a name can be the id of a result: it becomes part of a file name and of a URL. */
    public static boolean isId(final String id) {
        return ID.matcher(id).matches();
    }

    /** All results that can be read, by id: numbers in their order, then names in theirs. */
    public List<StoredResult> results() throws IOException {
        final List<StoredResult> results = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (final Path file : files) {
                final StoredResult result = read(file);
                if (result != null) {
                    results.add(result);
                }
            }
        } catch (final NoSuchFileException e) {
            return List.of();
        }
        results.sort(Comparator.comparingInt((StoredResult result) -> number(result.id()))
                .thenComparing(StoredResult::id));
        return results;
    }

    /** The cosine of every row, little-endian float32, one verification after the other. The file may be missing. */
    public Path cosines(final String id) {
        return folder.resolve(id + ".cosines.f32");
    }

    /**
     * Stores a result. Whoever sees it finds all of it, and its cosines.
     *
     * @param cosines content of {@link #cosines}, or null if there is none
     */
    public void write(final StoredResult result, final InputStream cosines) throws IOException {
        Files.createDirectories(folder);
        if (cosines != null) {
            final Path aside = Files.createTempFile(folder, result.id() + ".", ".tmp");
            try {
                Files.copy(cosines, aside, StandardCopyOption.REPLACE_EXISTING);
                Files.move(aside, cosines(result.id()), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(aside);
            }
        }
        ContractJson.write(result, folder.resolve(result.id() + ".json"));
    }

    private static StoredResult read(final Path file) throws IOException {
        if (Files.size(file) > SIZE_LIMIT) {
            return null;
        }
        try {
            final StoredResult result = GSON.fromJson(Files.readString(file), StoredResult.class);
            return result == null || result.schemaVersion() > StoredResult.SCHEMA_VERSION || !isId(result.id())
                    ? null
                    : result;
        } catch (final JsonParseException | IllegalArgumentException | NullPointerException e) {
            return null;
        }
    }

    private static int number(final String id) {
        return id.length() < 10 && id.chars().allMatch(Character::isDigit) ? Integer.parseInt(id) : Integer.MAX_VALUE;
    }
}
