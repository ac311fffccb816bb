package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import hudson.PluginWrapper;
import hudson.model.Hudson;
import io.jenkins.plugins.lvm.verifier.artifact.Artifact;
import io.jenkins.plugins.lvm.verifier.artifact.ArtifactList;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What the plugin has for the agents. Its own classes travel with it; the engine's libraries and, for each platform, native ones do so
 * too, or stand in a list of what is to be fetched. The controller only passes archives on; {@code runtime.properties} beside them says
 * what is in them.
 */
final class VerifierArchives {
    private static final String PLUGIN = "lvm-checkpoint-verifier";
    private static final String ENGINE = "engine";
    private static final String LIST = "artifacts.txt";

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
        PluginWrapper plugin = Hudson.getInstance().getPluginManager().getPlugin(PLUGIN);
        URL folder = Objects.requireNonNull(plugin, "This is the plugin's own code.").baseResourceURL;
        return new VerifierArchives(new URL(folder, "WEB-INF/verifier/"));
    }

    /** One archive of jars. */
    final class Archive implements VerifierPart {
        private final String name;

        private Archive(final String name) {
            this.name = name;
        }

        @Override
        public String folder() {
            return name + "-" + property(name + ".sha256").substring(0, 16);
        }

        @Override
        public List<String> files() {
            return List.of(property(name + ".files").split(","));
        }

        @Override
        public long megabytes() {
            return (Long.parseLong(property(name + ".bytes")) >> 20) + 1;
        }

        @Override
        public void copyTo(FilePath folder) throws IOException, InterruptedException {
            Map<String, Long> sizes = new LinkedHashMap<>();
            try (ZipInputStream zip = new ZipInputStream(VerifierArchives.this.open(name + ".zip"))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    try (OutputStream out = folder.child(entry.getName()).write()) {
                        zip.transferTo(out);
                    }
                    sizes.put(entry.getName(), entry.getSize());
                }
            }
            for (Map.Entry<String, Long> file : sizes.entrySet()) {
                VerifierStaging.requireSize(folder.child(file.getKey()), file.getValue());
            }
        }
    }

    /** The plugin's own classes, and the libraries that travel with it. */
    Archive engine() {
        return new Archive(ENGINE);
    }

    /** Whether there are native libraries for a platform. */
    boolean has(AgentPlatform platform) {
        return platforms().contains(platform.name());
    }

    /** Whether libraries have to be fetched. */
    boolean isListed() {
        return properties.containsKey("repository");
    }

    /** Address of the Maven repository that listed libraries are fetched from, unless someone names another source. */
    String repository() {
        return property("repository");
    }

    /**
     * What a platform needs beside the engine, native libraries last.
     *
     * @param delivery brings what is listed
     */
    List<VerifierPart> beside(AgentPlatform platform, ArtifactDelivery delivery) throws IOException {
        List<VerifierPart> parts = new ArrayList<>(besideOfReader(delivery));
        if (has(platform)) {
            parts.add(isListed() ? listed(platform.name(), delivery) : new Archive(platform.name()));
        }
        return parts;
    }

    /** What is needed beside the engine where it reads files and computes nothing: no native libraries. */
    List<VerifierPart> besideOfReader(ArtifactDelivery delivery) throws IOException {
        return isListed() ? List.of(listed(Artifact.LIBRARIES, delivery)) : List.of();
    }

    private VerifierPart listed(String part, ArtifactDelivery delivery) throws IOException {
        return delivery.part(part, ArtifactList.read(open(LIST)).of(part));
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
            throw new IllegalStateException("The plugin is incomplete: its runtime.properties lacks " + key + ".");
        }
        return value;
    }
}
