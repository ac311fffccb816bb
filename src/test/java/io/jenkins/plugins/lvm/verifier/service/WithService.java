package io.jenkins.plugins.lvm.verifier.service;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real service for the tests of a class. */
abstract class WithService {
    static final String PLAIN = "lvm_inference";

    static ServiceProcess service;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        service = ServiceProcess.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    static String fixture(String name) {
        return ServiceProcess.fixtures().resolve(name).toString();
    }
}
