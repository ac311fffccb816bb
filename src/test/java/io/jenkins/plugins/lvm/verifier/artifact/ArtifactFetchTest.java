package io.jenkins.plugins.lvm.verifier.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.lvm.verifier.cli.FetchArtifacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactFetchTest {
    private static final byte[] ALPHA = "the library alpha".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BETA = "beta, for one platform".getBytes(StandardCharsets.UTF_8);
    private static final String ALPHA_PATH = "org/example/alpha/1.0/alpha-1.0.jar";
    private static final String BETA_PATH = "org/example/beta/2.0/beta-2.0-linux-x86_64.jar";
    /** Computed by sha256sum. */
    private static final ArtifactList LIST = list(
            "libraries 4ddfabac0bfbb87bea8399cf3e6193692a6b8673c106a48c0e264030c188f270 17 " + ALPHA_PATH,
            "linux-x86_64 24da926d0dd99e147212429740ce6b1a696cc1a6b5ef3dffc808cf1beab1192c 22 " + BETA_PATH);

    @TempDir
    private Path folder;

    private final Map<String, byte[]> served =
            new ConcurrentHashMap<>(Map.of("/" + ALPHA_PATH, ALPHA, "/" + BETA_PATH, BETA));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    private static ArtifactList list(String... lines) {
        try {
            return ArtifactList.read(new ByteArrayInputStream(
                    ("# A remark.\n\n" + String.join("\n", lines)).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            byte[] content = served.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length);
            try (OutputStream body = exchange.getResponseBody()) {
                if (content != null) {
                    body.write(content);
                }
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void bring(ArtifactList list, String source, Proxy proxy) throws IOException, InterruptedException {
        try (ArtifactSource opened = ArtifactSource.of(source, ArtifactSource.through(proxy))) {
            PrintStream log = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            new ArtifactFetch(opened, Duration.ofMillis(1), log).bring(list, folder.resolve("out"));
        }
    }

    @Test
    void aRepositoryGivesWhatItsLayoutHolds() throws Exception {
        bring(LIST, address(), Proxy.NO_PROXY);

        assertThat(folder.resolve("out/alpha-1.0.jar")).hasBinaryContent(ALPHA);
        assertThat(folder.resolve("out/beta-2.0-linux-x86_64.jar")).hasBinaryContent(BETA);
        assertThat(asked).containsExactly("/" + ALPHA_PATH, "/" + BETA_PATH);
    }

    @Test
    void whatIsThereIsNotFetchedAgainAndWhatIsDamagedIs() throws Exception {
        bring(LIST, address(), Proxy.NO_PROXY);
        Files.write(folder.resolve("out/alpha-1.0.jar"), "the library alphA".getBytes(StandardCharsets.UTF_8));
        asked.clear();

        bring(LIST, address(), Proxy.NO_PROXY);

        assertThat(asked).containsExactly("/" + ALPHA_PATH);
        assertThat(folder.resolve("out/alpha-1.0.jar")).hasBinaryContent(ALPHA);
    }

    @Test
    void otherContentIsRefusedAndLeavesNothing() {
        for (String other : List.of("the library alphA", "the library alpha and more")) {
            served.put("/" + ALPHA_PATH, other.getBytes(StandardCharsets.UTF_8));
            asked.clear();

            assertThatThrownBy(() -> bring(LIST, address(), Proxy.NO_PROXY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("alpha-1.0.jar is not the one that this version was built with");
            assertThat(asked).hasSize(1);
            assertThat(folder.resolve("out")).isEmptyDirectory();
        }
    }

    @Test
    void whatBreaksOffOrIsMissingIsTriedAgainAndNamed() {
        served.put("/" + ALPHA_PATH, "the lib".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> bring(LIST, address(), Proxy.NO_PROXY))
                .hasMessageContaining("cannot fetch alpha-1.0.jar")
                .hasMessageContaining("it ended 10 bytes too early");
        assertThat(asked).hasSize(3);

        served.remove("/" + ALPHA_PATH);
        assertThatThrownBy(() -> bring(LIST, address(), Proxy.NO_PROXY))
                .hasMessageContaining(address() + "/" + ALPHA_PATH);
        assertThat(folder.resolve("out")).isEmptyDirectory();
    }

    @Test
    void aProxyIsAskedWhereThereIsOne() throws Exception {
        Proxy proxy = new Proxy(Proxy.Type.HTTP, server.getAddress());

        bring(LIST, "http://repository.invalid/maven2/", proxy(proxy));

        assertThat(asked).allMatch(request -> request.startsWith("http://repository.invalid/maven2/org/example/"));
    }

    /** The proxy serves what lies below the mirror's path. */
    private Proxy proxy(Proxy proxy) {
        served.put("/maven2/" + ALPHA_PATH, ALPHA);
        served.put("/maven2/" + BETA_PATH, BETA);
        return proxy;
    }

    @Test
    void foldersAndArchivesGiveFilesSideBySideOrInARepositorysLayout() throws Exception {
        Path flat = Files.createDirectories(folder.resolve("flat"));
        Files.write(flat.resolve("alpha-1.0.jar"), ALPHA);
        Path layout = Files.createDirectories(flat.resolve(BETA_PATH).getParent());
        Files.write(layout.resolve("beta-2.0-linux-x86_64.jar"), BETA);

        bring(LIST, flat.toString(), Proxy.NO_PROXY);
        assertThat(folder.resolve("out/beta-2.0-linux-x86_64.jar")).hasBinaryContent(BETA);

        Path archive = folder.resolve("verifier.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry(ALPHA_PATH));
            zip.write(ALPHA);
            zip.putNextEntry(new ZipEntry("beta-2.0-linux-x86_64.jar"));
            zip.write(BETA);
        }
        Files.delete(folder.resolve("out/alpha-1.0.jar"));
        bring(LIST, archive.toString(), Proxy.NO_PROXY);
        assertThat(folder.resolve("out/alpha-1.0.jar")).hasBinaryContent(ALPHA);

        Files.delete(folder.resolve("out/alpha-1.0.jar"));
        Files.write(flat.resolve("alpha-1.0.jar"), "the library alphA".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> bring(LIST, flat.toString(), Proxy.NO_PROXY))
                .hasMessageContaining("its SHA-256 is not");
        assertThatThrownBy(() -> bring(LIST, folder.resolve("none").toString(), Proxy.NO_PROXY))
                .hasMessageContaining("neither a folder nor an archive");
    }

    @Test
    void theListIsReadAndNothingElse() {
        assertThat(LIST.of(Artifact.LIBRARIES).names()).containsExactly("alpha-1.0.jar");
        assertThat(LIST.of("linux-x86_64").bytes()).isEqualTo(22);
        String digest = "0".repeat(64);
        for (String line : List.of(
                "libraries " + digest + " 1 ../../etc/passwd.jar",
                "libraries " + digest + " 1 a/../b/c/d.jar",
                "libraries " + digest + " 1 /a/b/c/d.jar",
                "libraries " + digest + " 0 a/b/c/d.jar",
                "libraries 00 1 a/b/c/d.jar",
                "../up " + digest + " 1 a/b/c/d.jar")) {
            assertThatIllegalArgumentException().isThrownBy(() -> list(line)).withMessageContaining("is not a part");
        }
    }

    /** As the step starts it on an agent: a JVM of its own, with the classes alone. */
    @Test
    void aProcessOfItsOwnBringsTheListAndSaysWhatItCannot() throws Exception {
        Path list = Files.writeString(folder.resolve("list.txt"), LIST.text());

        assertThat(process(list, address())).isEqualTo("0 ");
        assertThat(folder.resolve("out/alpha-1.0.jar")).hasBinaryContent(ALPHA);
        assertThat(process(list, folder.resolve("none").toString()))
                .isEqualTo("1   Not from here: there is neither a folder nor an archive " + folder.resolve("none")
                        + ".\n");
    }

    private String process(Path list, String source) throws Exception {
        File classes = new File(FetchArtifacts.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes.toString(),
                        FetchArtifacts.class.getName(),
                        list.toString(),
                        folder.resolve("out").toString(),
                        source)
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        process.getInputStream().transferTo(said);
        return process.waitFor() + " " + said.toString(StandardCharsets.UTF_8);
    }
}
