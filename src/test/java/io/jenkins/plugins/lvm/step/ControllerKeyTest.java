package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.attestation.TrustedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerKeyTest {
    @TempDir
    private Path folder;

    @Test
    void isMadeOnceAndKeptToItself() throws Exception {
        ControllerKey key = new ControllerKey(folder.resolve("secrets"));
        assertThat(key.publicKey()).isEmpty();

        String hint = key.get().publicKey().hint();

        assertThat(new ControllerKey(folder.resolve("secrets"))
                        .get()
                        .publicKey()
                        .hint())
                .isEqualTo(hint);
        assertThat(key.publicKey().map(TrustedKey::hint)).contains(hint);
        try (Stream<Path> files = Files.list(folder.resolve("secrets"))) {
            List<Path> kept = files.sorted().toList();
            assertThat(kept)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("lvm-checkpoint-verifier.key.pem", "lvm-checkpoint-verifier.pub.pem");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.get(0))))
                    .isEqualTo("rw-------");
            assertThat(TrustedKey.read(Files.readString(kept.get(1)), "public").hint())
                    .isEqualTo(hint);
        }
    }

    @Test
    void twoBuildsThatSignForTheFirstTimeHaveTheSame() {
        ControllerKey key = new ControllerKey(folder);
        Set<String> hints = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 16).parallel().forEach(i -> {
            try {
                hints.add(key.get().publicKey().hint());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(hints).hasSize(1);
    }
}
