package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.artifact.ArtifactFetch;
import io.jenkins.plugins.lvm.verifier.artifact.ArtifactList;
import io.jenkins.plugins.lvm.verifier.artifact.ArtifactSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Brings a list of artifacts to the machine that this runs on: {@code FetchArtifacts LIST FOLDER SOURCE [PROXY-HOST:PORT]}. The step
 * starts it on an agent, with no more on its class path than the plugin's own classes.
 */
public final class FetchArtifacts {
    private static final int FAILED = 1;

    private FetchArtifacts() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String proxy = arguments.length > 3 ? arguments[3] : "";
        try (InputStream list = Files.newInputStream(Path.of(arguments[0]));
                ArtifactSource source = ArtifactSource.of(arguments[2], ArtifactSource.through(proxy(proxy)))) {
            new ArtifactFetch(source, out).bring(ArtifactList.read(list), Path.of(arguments[1]));
        } catch (IOException | IllegalArgumentException e) {
            out.println("  Not from here: " + e.getMessage() + ".");
            System.exit(FAILED);
        }
    }

    private static Proxy proxy(String address) {
        int colon = address.lastIndexOf(':');
        return colon < 0
                ? Proxy.NO_PROXY
                : new Proxy(
                        Proxy.Type.HTTP,
                        InetSocketAddress.createUnresolved(
                                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    }
}
