package io.jenkins.plugins.lvm;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Assumptions;

/**
 * Files and expected numbers made by real PyTorch, which is the oracle of the tests. A script runs once per state of itself and of
 * the scripts that it imports; what it wrote is kept under {@code target/fixtures} until one of them changes. A lock file beside it
 * holds off the other test JVM, which may want the same.
 *
 * <p>Without a Python that has torch the calling test is skipped, saying so, or fails where system property or environment variable
 * {@code LVM_REQUIRE_TORCH} is {@code true}. System property {@code lvm.python} names another interpreter.
 */
public final class PythonFixtures {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path SCRIPTS = ROOT.resolve("src/test/python");
    private static final Path FIXTURES = ROOT.resolve("target/fixtures");
    private static final int TIMEOUT_MINUTES = 20;
    private static final int LOG_TAIL = 4000;
    private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*(?:from\\s+(\\S+)\\s+import\\b|import\\s+(.+)$)");

    /** Interpreters that were found to have torch: to ask one takes seconds. */
    private static final Set<String> WITH_TORCH = ConcurrentHashMap.newKeySet();

    private PythonFixtures() {}

    /**
     * Runs a script, unless its output is there already.
     *
     * @param script file name in {@code src/test/python}; it is called with one argument, the folder to write into
     * @param outputFolder name of that folder under {@code target/fixtures}
     * @param more arguments after the folder
     * @return the folder
     */
    public static synchronized Path run(String script, String outputFolder, String... more) {
        final String python = System.getProperty("lvm.python", "/usr/bin/python3");
        final Path folder = FIXTURES.resolve(outputFolder);
        try {
            Files.createDirectories(FIXTURES);
            try (FileChannel channel = FileChannel.open(FIXTURES.resolve(outputFolder + ".lock"), CREATE, WRITE)) {
                channel.lock();
                make(python, script, folder, List.of(more));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(String python, String script, Path folder, List<String> more) throws IOException {
        final Path marker = folder.resolveSibling(folder.getFileName() + ".made-by");
        final Path log = folder.resolveSibling(folder.getFileName() + ".log");
        final String wanted = script + " " + digest(script) + " " + python + String.join(" ", more);
        if (Files.exists(marker) && Files.readString(marker).equals(wanted)) {
            return;
        }
        requireTorch(python, log);
        Files.deleteIfExists(marker);
        delete(folder);
        Files.createDirectories(folder);
        List<String> command =
                new ArrayList<>(List.of(python, SCRIPTS.resolve(script).toString(), folder.toString()));
        command.addAll(more);
        int exit = execute(log, command.toArray(String[]::new));
        if (exit != 0) {
            fail("%s %s ended with %d:%n%s", python, script, exit, tail(log));
        }
        Files.writeString(marker, wanted);
    }

    /**
     * Calls a script and waits for it.
     *
     * @param script file name in {@code src/test/python}
     * @return what it printed
     */
    public static String call(final String script, final String... arguments) throws IOException {
        final String python = System.getProperty("lvm.python", "/usr/bin/python3");
        final Path log = Files.createTempFile(Files.createDirectories(FIXTURES), script, ".log");
        try {
            requireTorch(python, log);
            final List<String> command =
                    new ArrayList<>(List.of(python, SCRIPTS.resolve(script).toString()));
            command.addAll(List.of(arguments));
            final int exit = execute(log, command.toArray(String[]::new));
            if (exit != 0) {
                fail("%s ended with %d:%n%s", command, exit, tail(log));
            }
            return tail(log);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static void requireTorch(String python, Path log) throws IOException {
        if (WITH_TORCH.contains(python)) {
            return;
        }
        if (Files.isExecutable(Path.of(python)) && execute(log, python, "-c", "import torch, numpy") == 0) {
            WITH_TORCH.add(python);
            return;
        }
        final String message = "needs torch and numpy in " + python
                + " (install python3-torch, or name another one with -Dlvm.python=...)";
        if (Boolean.getBoolean("LVM_REQUIRE_TORCH") || Boolean.parseBoolean(System.getenv("LVM_REQUIRE_TORCH"))) {
            fail(message);
        }
        Assumptions.abort(message);
    }

    private static int execute(final Path log, final String... command) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        final Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                fail("%s is still running after %d minutes:%n%s", List.of(command), TIMEOUT_MINUTES, tail(log));
            }
            return process.exitValue();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String tail(final Path log) throws IOException {
        final String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - LOG_TAIL));
    }

    /** SHA-256 over the script and the scripts it imports, directly or through others. */
    private static String digest(String script) throws IOException {
        Map<String, byte[]> used = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(script));
        while (!open.isEmpty()) {
            String name = open.remove();
            Path file = SCRIPTS.resolve(name);
            if (used.containsKey(name) || !Files.exists(file)) {
                continue;
            }
            byte[] content = Files.readAllBytes(file);
            used.put(name, content);
            Matcher imported = IMPORT.matcher(new String(content, StandardCharsets.UTF_8));
            while (imported.find()) {
                String modules = imported.group(1) == null ? imported.group(2) : imported.group(1);
                for (String module : modules.split(",", -1)) {
                    open.add(module.strip().split("\\s", 2)[0] + ".py");
                }
            }
        }
        MessageDigest digest = DigestUtils.getSha256Digest();
        used.forEach((name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        return Hex.encodeHexString(digest.digest());
    }

    private static void delete(final Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
