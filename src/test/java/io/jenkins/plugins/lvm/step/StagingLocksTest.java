package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StagingLocksTest {
    private static final int BUILDS = 8;

    @Test
    void ofManyBuildsAtOnceOneDoesItAndTheOthersWait() throws Exception {
        StagingLocks locks = new StagingLocks();
        AtomicInteger uploads = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(BUILDS);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream log = new PrintStream(said, true, StandardCharsets.UTF_8);
        ExecutorService builds = Executors.newFixedThreadPool(BUILDS);
        List<Future<Integer>> seen = new ArrayList<>();
        for (int i = 0; i < BUILDS; i++) {
            seen.add(builds.submit(() -> {
                started.countDown();
                VerifierStaging.once(locks.lock(null, "/agent"), log, () -> uploads.get() > 0, () -> {
                    started.await();
                    Thread.sleep(200);
                    uploads.incrementAndGet();
                });
                return uploads.get();
            }));
        }
        for (Future<Integer> build : seen) {
            assertThat(build.get()).isEqualTo(1);
        }
        builds.shutdown();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("waiting for it");
    }

    @Test
    void foldersDoNotWaitForEachOther() {
        StagingLocks locks = new StagingLocks();

        assertThat(locks.lock(null, "/a")).isSameAs(locks.lock(null, "/a")).isNotSameAs(locks.lock(null, "/b"));
    }
}
