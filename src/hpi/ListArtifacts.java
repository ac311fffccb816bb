import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists the jars of a class path by part, SHA-256, size and place in Maven's repository:
 * {@code java ListArtifacts.java LOCAL-REPOSITORY CLASS-PATH LIST UPDATE}. Fails if the list is another and is not to be updated.
 */
final class ListArtifacts {
    private static final Pattern NATIVE = Pattern.compile(".*-(linux-x86_64|osx-aarch64|macosx-arm64)\\.jar");
    /** Brings nothing that the others do not bring. */
    private static final Pattern LEFT_OUT = Pattern.compile("nd4j-native-preset-.*-(linux|macosx)-.*\\.jar");

    private ListArtifacts() {}

    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]);
        TreeSet<String> lines = new TreeSet<>(Comparator.comparing(ListArtifacts::place));
        for (String entry : arguments[1].split(Pattern.quote(System.getProperty("path.separator")))) {
            Path jar = Path.of(entry);
            if (jar.startsWith(repository)
                    && !LEFT_OUT.matcher(jar.getFileName().toString()).matches()) {
                lines.add(part(jar) + " " + sha256(jar) + " " + Files.size(jar) + " "
                        + repository.relativize(jar).toString().replace('\\', '/'));
            }
        }
        Path list = Path.of(arguments[2]);
        List<String> listed = Files.exists(list)
                ? Files.readAllLines(list).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList()
                : List.of();
        if ("true".equals(arguments[3])) {
            Files.writeString(
                    list,
                    "# Part, SHA-256, size and place of each library; written by the build.\n"
                            + String.join("\n", lines) + "\n");
        } else if (!List.copyOf(lines).equals(listed)) {
            throw new IllegalStateException(
                    list + " lists other libraries than the build uses; -Dartifacts.update=true writes it anew.");
        }
    }

    /** Part and path: the order of the list. */
    private static String place(String line) {
        String[] fields = line.split(" ");
        return fields[0] + " " + fields[3];
    }

    private static String part(Path jar) {
        Matcher platform = NATIVE.matcher(jar.getFileName().toString());
        return !platform.matches()
                ? "libraries"
                : platform.group(1).equals("linux-x86_64") ? "linux-x86_64" : "osx-aarch64";
    }

    private static String sha256(Path jar) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(jar), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IOException(jar + " cannot be read", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
