package io.jenkins.plugins.lvm.verifier.artifact;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Where artifacts are taken from. What it gives is checked by who takes it. */
public interface ArtifactSource extends Closeable {

    /** Opens one. */
    InputStream open(Artifact artifact) throws IOException;

    @Override
    default void close() throws IOException {}

    /** Opens a connection, through a proxy where one is needed. */
    interface Connector {
        URLConnection connect(URI address) throws IOException;
    }

    /** Whether a source is an address, and not a folder or an archive. */
    static boolean isAddress(String source) {
        return source.startsWith("http://") || source.startsWith("https://");
    }

    /** Connects through a proxy. */
    static Connector through(Proxy proxy) {
        return address -> address.toURL().openConnection(proxy);
    }

    /**
     * The source of a name.
     *
     * @param source address of a Maven repository; or an absolute path: of a folder or a zip archive that holds the files side by side
     *     or in a repository's layout
     * @throws IOException if it is none of them
     */
    static ArtifactSource of(String source, Connector connector) throws IOException {
        if (isAddress(source)) {
            return new Repository(source.endsWith("/") ? source : source + "/", connector);
        }
        Path path = Path.of(source);
        if (Files.isDirectory(path)) {
            return artifact -> Files.newInputStream(inFolder(path, artifact));
        }
        if (Files.isRegularFile(path)) {
            return new Archive(new ZipFile(path.toFile()));
        }
        throw new FileNotFoundException("there is neither a folder nor an archive " + source);
    }

    private static Path inFolder(Path folder, Artifact artifact) {
        Path flat = folder.resolve(artifact.name());
        return Files.exists(flat) ? flat : folder.resolve(artifact.path());
    }

    /**
     * A Maven repository.
     *
     * @param address ends with a slash
     */
    record Repository(String address, Connector connector) implements ArtifactSource {
        private static final int CONNECT_MILLIS = 20_000;
        private static final int READ_MILLIS = 60_000;

        @Override
        public InputStream open(Artifact artifact) throws IOException {
            URLConnection connection = connector.connect(URI.create(address + artifact.path()));
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            return connection.getInputStream();
        }
    }

    /** A zip archive. */
    record Archive(ZipFile zip) implements ArtifactSource {

        @Override
        public InputStream open(Artifact artifact) throws IOException {
            ZipEntry flat = zip.getEntry(artifact.name());
            ZipEntry entry = flat == null ? zip.getEntry(artifact.path()) : flat;
            if (entry == null) {
                throw new FileNotFoundException(zip.getName() + " holds no " + artifact.name());
            }
            return zip.getInputStream(entry);
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }
}
