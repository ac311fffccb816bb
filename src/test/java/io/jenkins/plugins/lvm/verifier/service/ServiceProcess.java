package io.jenkins.plugins.lvm.verifier.service;

import io.jenkins.plugins.lvm.PythonFixtures;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A service of real torch behind real HTTP, which serves the fixtures well and badly. */
public final class ServiceProcess implements AutoCloseable {
    private final Process process;
    private final String address;

    private ServiceProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** The folder with checkpoints and data. */
    public static Path fixtures() {
        return PythonFixtures.run("service_fixtures.py", "service");
    }

    /** Starts it, and waits until it listens. */
    public static ServiceProcess start(String... arguments) throws IOException {
        Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("lvm.python", "/usr/bin/python3"),
                root.resolve("src/test/python/lvm_service.py").toString(),
                fixtures().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        BufferedReader out = process.inputReader();
        String port = out.readLine();
        if (port == null) {
            process.destroyForcibly();
            throw new IOException("the service did not start");
        }
        boolean secure = List.of(arguments).contains("tls");
        return new ServiceProcess(process, (secure ? "https" : "http") + "://127.0.0.1:" + port + "/");
    }

    public String url(String path) {
        return address + path;
    }

    /** What it saw, as JSON. */
    public String stats() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
