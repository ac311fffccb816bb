package io.jenkins.plugins.lvm.verifier.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the operating system tells about processors and graphics cards, without starting any program.
 *
 * @param root the folder that {@code /proc} and {@code /dev} are in
 */
record Machine(Path root) {
    private static final List<String> NVIDIA_MARKS = List.of("proc/driver/nvidia/version", "dev/nvidiactl", "dev/dxg");

    /** The machine that this runs on. */
    static Machine here() {
        return new Machine(Path.of("/"));
    }

    /** The processor's model, else its architecture. */
    String processor() {
        return field(root.resolve("proc/cpuinfo"), "model name").orElse(System.getProperty("os.arch"));
    }

    /** Whether there is an NVIDIA card with its driver. */
    boolean hasNvidiaCard() {
        return NVIDIA_MARKS.stream().anyMatch(mark -> Files.exists(root.resolve(mark)));
    }

    /** The model of all NVIDIA cards if they are the same; the order of different ones is not that of CUDA's numbers. */
    Optional<String> nvidiaCard() {
        final List<String> models = new ArrayList<>();
        try (Stream<Path> cards = Files.list(root.resolve("proc/driver/nvidia/gpus"))) {
            cards.forEach(card -> field(card.resolve("information"), "Model").ifPresent(models::add));
        } catch (IOException e) {
            return Optional.empty();
        }
        return models.stream().distinct().count() == 1 ? Optional.of(models.get(0)) : Optional.empty();
    }

    static boolean isLinux() {
        return system().startsWith("linux");
    }

    static boolean isMac() {
        return system().startsWith("mac");
    }

    static boolean isWindows() {
        return system().startsWith("windows");
    }

    private static String system() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }

    /** The value of the first line "key : value". */
    private static Optional<String> field(final Path file, final String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key) && line.contains(":"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
