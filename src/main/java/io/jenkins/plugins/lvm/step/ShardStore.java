package io.jenkins.plugins.lvm.step;

import com.google.gson.Gson;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parts of verifications that steps of a build have measured, kept with the build until they are joined. What a part holds is not looked
 * at here: that is done where it is joined, and the report of that is checked as any other.
 */
final class ShardStore {
    /** Bytes above which a part is not kept. */
    private static final long LARGEST = 1L << 30;

    private static final int BUFFER = 1 << 16;

    private static final String FOLDER = "lvm-parts";
    private static final String SETTINGS = ".json";
    private static final Gson JSON = new Gson();

    private final Path folder;

    ShardStore(Run<?, ?> run) {
        folder = run.getRootDir().toPath().resolve(FOLDER);
    }

    /**
     * Where a part was measured.
     *
     * @param checkpoint its path there
     * @param agent name of the agent
     */
    record Origin(String checkpoint, String workspace, String agent) {}

    /** What is kept beside a part; the settings as JSON. */
    private record Beside(String settings, Origin origin) {}

    /**
     * All parts of one verification.
     *
     * @param settings of all parts
     * @param origin of the first part
     * @param parts in order
     */
    record Kept(VerificationSettings settings, Origin origin, List<Path> parts) {}

    /** Keeps a part in place of what was kept of the same one, which an agent may have lost and another measured again. */
    void keep(VerificationSettings settings, Origin origin, FilePath part) throws IOException, InterruptedException {
        long size = new AgentFile(part).size();
        if (size <= 0 || size > LARGEST) {
            throw new AbortException(
                    "The agent sent no part of the verification, or one of more than " + (LARGEST >> 20) + " MB.");
        }
        Files.createDirectories(folder);
        Path file = folder.resolve(name(settings));
        if (copy(part, file, size) != size) {
            Files.delete(file);
            throw new AbortException("The part of the verification changed while it was copied. Measure it again.");
        }
        Files.writeString(beside(file), JSON.toJson(new Beside(settings.toJson(), origin)), StandardCharsets.UTF_8);
    }

    /**
     * Copies a stream that is read here. An agent that writes to the controller may have said that all is written before all is there.
     *
     * @param most bytes that there should be; one more is copied at most
     * @return how many there are
     */
    private static long copy(FilePath part, Path file, long most) throws IOException, InterruptedException {
        long copied = 0;
        try (InputStream in = part.read();
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            int read = 0;
            while (read >= 0 && copied <= most) {
                out.write(buffer, 0, read);
                read = in.read(buffer, 0, (int) Math.min(buffer.length, most + 1 - copied));
                copied += Math.max(0, read);
            }
        }
        return copied;
    }

    private static Path beside(Path part) {
        return part.resolveSibling(part.getFileName() + SETTINGS);
    }

    private static Shard shard(VerificationSettings settings) {
        return Objects.requireNonNull(Shard.of(settings.get(Settings.SHARD)), "A part is one of several.");
    }

    private static String name(VerificationSettings settings) {
        String id = settings.get(Settings.ID);
        Shard shard = shard(settings);
        return (id == null ? "" : id) + "," + shard.index() + "," + shard.count() + ".part";
    }

    /**
     * The parts of the only verification, or of that with this id.
     *
     * @throws AbortException if there is none, if several are there, or if a part is missing
     */
    Kept kept(@Nullable String id) throws IOException {
        List<Path> found = new ArrayList<>();
        List<VerificationSettings> settings = new ArrayList<>();
        List<Origin> origins = new ArrayList<>();
        for (Path part : parts()) {
            Beside beside = JSON.fromJson(Files.readString(beside(part)), Beside.class);
            VerificationSettings of = VerificationSettings.fromJson(beside.settings());
            if (id == null || id.equals(of.get(Settings.ID))) {
                found.add(part);
                settings.add(of);
                origins.add(beside.origin());
            }
        }
        if (found.isEmpty()) {
            throw new AbortException("No step of this build has measured a part"
                    + (id == null ? "" : " of '" + id + "'") + ". Give 'shard' to verifyLvmCheckpoint first.");
        }
        int count = shard(settings.get(0)).count();
        boolean together = settings.stream()
                        .map(of -> of.get(Settings.ID))
                        .map(String::valueOf)
                        .distinct()
                        .count()
                == 1;
        if (!together || settings.stream().anyMatch(of -> shard(of).count() != count)) {
            throw new AbortException(
                    "The parts are of several verifications. Give each an 'id', and mergeLvmVerification the one to join.");
        }
        List<Integer> missing = new ArrayList<>();
        for (int index = 1; index <= count; index++) {
            int wanted = index;
            if (settings.stream().noneMatch(of -> shard(of).index() == wanted)) {
                missing.add(index);
            }
        }
        if (!missing.isEmpty()) {
            throw new AbortException("Of " + count + " parts these are not measured: " + missing
                    + ". Give each of them to verifyLvmCheckpoint as 'shard' first.");
        }
        return new Kept(settings.get(0), origins.get(0), found);
    }

    /** In order of their numbers. */
    private List<Path> parts() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".part"))
                    .filter(file -> Files.exists(beside(file)))
                    .sorted((one, other) -> Integer.compare(index(one), index(other)))
                    .toList();
        }
    }

    private static int index(Path part) {
        String[] fields = String.valueOf(part.getFileName()).split(",", -1);
        return Integer.parseInt(fields[fields.length - 2]);
    }

    /** Removes what was joined. */
    void forget(Kept kept) throws IOException {
        for (Path part : kept.parts()) {
            Files.deleteIfExists(beside(part));
            Files.deleteIfExists(part);
        }
    }
}
