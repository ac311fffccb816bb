package io.jenkins.plugins.lvm.verifier.format.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** Reads pickles by CPython and holds what it finds against what the machines here find. */
abstract class PickleTwins {
    static final FileErrors ERRORS = (predicate, hint) -> VerifierException.unreadable("twin " + predicate, hint);
    static final String PYTHON = System.getProperty("lvm.python", "/usr/bin/python3");

    /** Prints for each pickle what it holds, or "refused". */
    static final String ORACLE =
            """
            import argparse, pickle, sys
            import numpy
            def shown(v):
                if isinstance(v, dict): return '{' + ','.join(str(k) + ':' + shown(i) for k, i in v.items()) + '}'
                if isinstance(v, argparse.Namespace): return shown(vars(v))
                if isinstance(v, (list, numpy.ndarray)): return '[' + ','.join(map(shown, v)) + ']'
                if isinstance(v, tuple): return '(' + ','.join(map(shown, v)) + ')'
                if isinstance(v, (set, frozenset)): return '<' + ','.join(sorted(map(shown, v))) + '>'
                if isinstance(v, (bytes, bytearray)): return 'b' + v.hex()
                if isinstance(v, str): return "'" + v.encode('utf-8', 'replace').decode() + "'"
                return str(v)
            for line in sys.stdin:
                try: print(shown(pickle.loads(bytes.fromhex(line.strip()))))
                except Exception as e: print('refused')
            """;

    final Map<String, byte[]> equal = new LinkedHashMap<>();
    final Map<String, byte[]> refused = new LinkedHashMap<>();

    static void assertRefused(Map<String, byte[]> refused, Consumer<byte[]> reader) {
        for (Map.Entry<String, byte[]> twin : refused.entrySet()) {
            assertThatExceptionOfType(VerifierException.class)
                    .as(twin.getKey())
                    .isThrownBy(() -> reader.accept(twin.getValue()))
                    .withMessageStartingWith("twin ")
                    .withMessageEndingWith(".");
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static String python(Map<String, byte[]>... twins) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of(PYTHON)), () -> "needs Python with numpy (" + PYTHON + ")");
        Path log = Files.createTempFile("oracle", ".txt");
        Path errors = Files.createTempFile("oracle", ".err");
        try {
            Process python = new ProcessBuilder(PYTHON, "-c", ORACLE)
                    .redirectOutput(log.toFile())
                    .redirectError(errors.toFile())
                    .start();
            String lines = Arrays.stream(twins)
                    .flatMap(map -> map.values().stream())
                    .map(HexFormat.of()::formatHex)
                    .collect(Collectors.joining("\n", "", "\n"));
            python.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
            python.getOutputStream().close();
            assertThat(python.waitFor()).as(text(errors)).isZero();
            return text(log);
        } finally {
            Files.delete(log);
            Files.delete(errors);
        }
    }

    static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
