package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.model.Computer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Java that runs the verifier.
 *
 * @param executable its path, or a name that the search path resolves
 * @param version its version
 * @param platform what it runs on
 */
record AgentJava(String executable, String version, AgentPlatform platform) {
    private static final int OLDEST = 17;
    /** Java knows the option since 17, when it would print a warning of its own. */
    private static final int WARNS_OF_NATIVE_ACCESS = 22;

    private static final int KNOWS_UNSAFE_ACCESS = 23;
    /** The version comes behind all properties. */
    private static final Pattern SETTINGS = Pattern.compile("(?s)os\\.name = .* VM ");

    private static final Pattern LIBC = Pattern.compile("(?i)libc");

    /**
     * Looks for a Java that is new enough: the one named, else the agent's own, else the one on the search path.
     *
     * @throws AbortException if there is none, or if it is linked to another C library than the native libraries need
     */
    static AgentJava find(final AgentShell shell, @Nullable String javaHome, @Nullable Computer computer)
            throws IOException, InterruptedException {
        final List<String> found = new ArrayList<>();
        for (final String executable : candidates(javaHome, computer)) {
            final String properties = shell.output(SETTINGS, executable, "-XshowSettings:properties", "-version");
            final String specification = property(properties, "java.specification.version");
            String version = property(properties, "java.version");
            String system = property(properties, "os.name");
            String architecture = property(properties, "os.arch");
            if (specification == null || version == null || system == null || architecture == null) {
                continue;
            }
            if (feature(specification) >= OLDEST) {
                AgentPlatform platform = AgentPlatform.of(system, architecture);
                refuseMusl(shell, platform);
                return new AgentJava(executable, version, platform);
            }
            found.add(version + " (" + executable + ")");
        }
        throw new AbortException("The verifier needs Java " + OLDEST + " or newer where the build runs, and "
                + (found.isEmpty() ? "there is none" : "finds only " + String.join(", ", found))
                + ". Install one there, or name its folder with 'javaHome'.");
    }

    private static List<String> candidates(@Nullable String javaHome, @Nullable Computer computer)
            throws IOException, InterruptedException {
        if (javaHome != null) {
            return List.of(executable(javaHome));
        }
        final List<String> candidates = new ArrayList<>();
        final Object agentsOwn =
                computer == null ? null : computer.getSystemProperties().get("java.home");
        if (agentsOwn != null) {
            candidates.add(executable(agentsOwn.toString()));
        }
        candidates.add("java");
        return candidates;
    }

    private static String executable(final String javaHome) {
        return javaHome.replaceFirst("[/\\\\]+$", "") + "/bin/java";
    }

    private static void refuseMusl(final AgentShell shell, final AgentPlatform platform)
            throws AbortException, InterruptedException {
        if (platform.isLinux() && shell.output(LIBC, "ldd", "--version").contains("musl")) {
            throw new AbortException(
                    "The build runs where musl is the C library (as in Alpine), and PyTorch's native libraries"
                            + " need glibc. Use an image that is based on Debian, Ubuntu or Red Hat.");
        }
    }

    /** The options without which this Java warns of what the verifier's libraries do: load native code, and reach into memory. */
    List<String> grants() {
        int feature = feature(version.replaceFirst("^(1\\.)?(\\d{1,4}).*$", "$2"));
        List<String> options = new ArrayList<>();
        if (feature >= WARNS_OF_NATIVE_ACCESS) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        if (feature >= KNOWS_UNSAFE_ACCESS) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    private static int feature(final String specification) {
        final String digits = specification.startsWith("1.") ? specification.substring(2) : specification;
        return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
    }

    private static @Nullable String property(final String settings, final String name) {
        final Matcher matcher = Pattern.compile("(?m)^\\s*" + Pattern.quote(name) + " = (\\S.*?)\\s*$")
                .matcher(settings);
        return matcher.find() ? matcher.group(1) : null;
    }
}
