package io.jenkins.plugins.lvm.verifier.artifact;

import io.jenkins.plugins.lvm.verifier.attestation.Sha256;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The libraries that the verifier was built and tested with, a line for each: part, SHA-256, size, path in a Maven repository. The build
 * writes the list; lines that start with # are remarks.
 *
 * @param artifacts in the list's order
 */
public record ArtifactList(List<Artifact> artifacts) {

    public ArtifactList {
        artifacts = List.copyOf(artifacts);
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if a line is not one
     */
    public static ArtifactList read(InputStream in) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new ArtifactList(lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Artifact::parse)
                    .toList());
        }
    }

    /** Those of one part. */
    public ArtifactList of(String part) {
        return new ArtifactList(artifacts.stream()
                .filter(artifact -> artifact.part().equals(part))
                .toList());
    }

    /** Names of their files. */
    public List<String> names() {
        return artifacts.stream().map(Artifact::name).toList();
    }

    /** Size of all together. */
    public long bytes() {
        return artifacts.stream().mapToLong(Artifact::bytes).sum();
    }

    /** A digest of all contents, in hexadecimal: it changes with any of them. */
    public String sha256() throws IOException {
        return Sha256.hex(new ByteArrayInputStream(text().getBytes(StandardCharsets.UTF_8)));
    }

    /** As it is read. */
    public String text() {
        return artifacts.stream().map(artifact -> artifact + "\n").collect(Collectors.joining());
    }
}
