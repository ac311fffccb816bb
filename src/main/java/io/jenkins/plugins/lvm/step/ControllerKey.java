package io.jenkins.plugins.lvm.step;

import hudson.model.Hudson;
import io.jenkins.plugins.lvm.verifier.attestation.SigningKey;
import io.jenkins.plugins.lvm.verifier.attestation.TrustedKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The key of this controller, made when it is first needed: Ed25519, in a file beside Jenkins' own secrets that its user alone can read. The
 * public one stands beside it, for those who deploy elsewhere.
 */
final class ControllerKey {
    /** What the parameter {@code signKey} calls it. */
    static final String NAME = "controller";

    private static final String PRIVATE = "lvm-checkpoint-verifier.key.pem";
    private static final String PUBLIC = "lvm-checkpoint-verifier.pub.pem";

    private final Path folder;

    ControllerKey() {
        this(Hudson.getInstance().getRootDir().toPath().resolve("secrets"));
    }

    ControllerKey(Path folder) {
        this.folder = folder;
    }

    /** The key, made if there is none yet. */
    SigningKey get() throws IOException {
        Path file = folder.resolve(PRIVATE);
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            SigningKey made = SigningKey.generate();
            Path aside = Files.createTempFile(folder, "lvm", ".tmp");
            try {
                restrict(aside);
                Files.writeString(aside, made.pem(), StandardCharsets.US_ASCII);
                try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                // A link, not a move: of two builds that sign for the first time, one makes the key.
                Files.createLink(file, aside);
                Files.writeString(folder.resolve(PUBLIC), made.publicKey().pem(), StandardCharsets.US_ASCII);
            } catch (FileAlreadyExistsException e) {
                // The other build's is as good.
            } finally {
                Files.deleteIfExists(aside);
            }
        }
        return SigningKey.read(Files.readString(file, StandardCharsets.US_ASCII), "The controller's key");
    }

    /** What others check its signatures with; empty where it never signed. */
    Optional<TrustedKey> publicKey() throws IOException {
        return Files.exists(folder.resolve(PRIVATE)) ? Optional.of(get().publicKey()) : Optional.empty();
    }

    private static void restrict(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }
}
