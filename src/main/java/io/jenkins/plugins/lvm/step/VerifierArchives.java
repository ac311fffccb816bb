package io.jenkins.plugins.lvm.step;

import hudson.model.Hudson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What travels with the plugin for the agents: the engine and, for each platform, its native libraries. The controller only
 * passes these archives on; {@code runtime.properties} beside them says what is in them.
 */
final class VerifierArchives {
    private static final String PLUGIN = "lvm-checkpoint-verifier";
    private static final String ENGINE = "engine";

    private final URL base;
    private final Properties properties;

    VerifierArchives(final URL base) {
        this.base = base;
        this.properties = new Properties();
        try (InputStream in = open("runtime.properties")) {
            properties.load(in);
        } catch (final IOException e) {
            throw new UncheckedIOException("The plugin is incomplete: its folder holds no verifier.", e);
        }
    }

    /** Those of the installed plugin. */
    static VerifierArchives ofPlugin() throws IOException {
        final URL plugin = Hudson.getInstance().getPluginManager().getPlugin(PLUGIN).baseResourceURL;
        return new VerifierArchives(new URL(plugin, "WEB-INF/verifier/"));
    }

    /** One archive of jars. */
    final class Archive {
        private final String name;

        private Archive(final String name) {
            this.name = name;
        }

        /** Name of the folder that holds its files on an agent; it changes with their content. */
        String folder() {
            return name + "-" + property(name + ".sha256").substring(0, 16);
        }

        /** Names of its files. */
        List<String> files() {
            return List.of(property(name + ".files").split(","));
        }

        /** Size of its files together, rounded up. */
        long megabytes() {
            return (Long.parseLong(property(name + ".bytes")) >> 20) + 1;
        }

        /** Opens the zip. */
        InputStream open() throws IOException {
            return VerifierArchives.this.open(name + ".zip");
        }
    }

    /** The platform-neutral part. */
    Archive engine() {
        return new Archive(ENGINE);
    }

    /** The native libraries of a platform; null if there are none for it. */
    @Nullable
    Archive natives(final AgentPlatform platform) {
        return platforms().contains(platform.name()) ? new Archive(platform.name()) : null;
    }

    /** Names of the platforms with native libraries. */
    List<String> platforms() {
        return List.of(property("platforms").split(","));
    }

    /** The version of libtorch that everything is made for. */
    String libtorchVersion() {
        return property("libtorch");
    }

    private InputStream open(final String file) throws IOException {
        return new URL(base, file).openStream();
    }

    private String property(final String key) {
        final String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalStateException("runtime.properties lacks " + key);
        }
        return value;
    }
}
