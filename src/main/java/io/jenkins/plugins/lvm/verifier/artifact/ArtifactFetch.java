package io.jenkins.plugins.lvm.verifier.artifact;

import io.jenkins.plugins.lvm.verifier.attestation.Sha256;
import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Brings artifacts into a folder. A file gets its name only when its digest is the pinned one. */
public final class ArtifactFetch {
    private static final int TRIES = 3;
    private static final int BUFFER = 1 << 16;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ArtifactSource source;
    private final Duration pause;
    private final PrintStream log;

    /** Brings from a source. */
    public ArtifactFetch(ArtifactSource source, PrintStream log) {
        this(source, PAUSE, log);
    }

    /** @param pause between tries */
    ArtifactFetch(ArtifactSource source, Duration pause, PrintStream log) {
        this.source = source;
        this.pause = pause;
        this.log = log;
    }

    /** What came is not what was pinned. */
    private static final class WrongContentException extends IOException {
        private static final long serialVersionUID = 1;

        WrongContentException(String message) {
            super(message);
        }
    }

    /**
     * Brings all of a list; those that are there are left.
     *
     * @throws IOException if one cannot be brought, or is not what was pinned
     */
    public void bring(ArtifactList list, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        long done = 0;
        for (Artifact artifact : list.artifacts()) {
            bring(artifact, folder.resolve(artifact.name()));
            done += artifact.bytes();
            if (artifact.bytes() >= 1 << 23) {
                log.println("  " + artifact.name() + " (" + (done >> 20) + " of " + (list.bytes() >> 20) + " MB)");
            }
        }
    }

    /** Brings one to a file, unless it is there. */
    public void bring(Artifact artifact, Path file) throws IOException, InterruptedException {
        if (Files.isRegularFile(file)
                && Files.size(file) == artifact.bytes()
                && digest(file).equals(artifact.sha256())) {
            return;
        }
        for (int tries = 1; ; tries++) {
            try {
                AtomicFile.write(file, aside -> download(artifact, aside));
                return;
            } catch (WrongContentException e) {
                throw e;
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw new IOException("cannot fetch " + artifact.name() + ": " + said(e), e);
                }
                Thread.sleep(pause.toMillis());
            }
        }
    }

    private static String said(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private void download(Artifact artifact, Path file) throws IOException {
        long left = artifact.bytes() + 1;
        try (InputStream in = source.open(artifact);
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read; left > 0 && (read = in.read(buffer, 0, (int) Math.min(BUFFER, left))) >= 0; left -= read) {
                out.write(buffer, 0, read);
            }
        }
        if (left > 1) {
            throw new IOException("it ended " + (left - 1) + " bytes too early");
        }
        if (left < 1 || !digest(file).equals(artifact.sha256())) {
            throw new WrongContentException(artifact.name()
                    + " is not the one that this version was built with: its SHA-256 is not " + artifact.sha256());
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.hex(in);
        }
    }
}
