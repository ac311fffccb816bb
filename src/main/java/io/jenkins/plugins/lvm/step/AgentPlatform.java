package io.jenkins.plugins.lvm.step;

import java.util.Locale;

/**
 * An operating system and processor, as the archives of native libraries are named.
 *
 * @param name such as {@code linux-x86_64}
 */
record AgentPlatform(String name) {

    /** From the system properties {@code os.name} and {@code os.arch} of a JVM. */
    static AgentPlatform of(final String osName, final String osArch) {
        final String system = osName.toLowerCase(Locale.ROOT);
        final String os = system.startsWith("linux")
                ? "linux"
                : system.startsWith("mac")
                        ? "osx"
                        : system.startsWith("windows") ? "windows" : system.replace(' ', '-');
        final String arch =
                switch (osArch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "aarch64";
                    default -> osArch;
                };
        return new AgentPlatform(os + "-" + arch);
    }

    boolean isLinux() {
        return name.startsWith("linux-");
    }
}
