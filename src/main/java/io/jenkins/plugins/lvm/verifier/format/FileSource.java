package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which input files are opened: only a regular file is, since opening a pipe waits for its other end and a device never
 * ends. What a path leads to is looked at before it is opened and once more afterwards.
 *
 * <p>Reads are positional, not mapped: a file that is cut short meanwhile then ends in an error, where a mapping ends the process. For one
 * pass over the file that costs one copy of each byte, which is little beside hashing it.
 *
 * <p>A sparse file of any size may be opened: nothing here takes memory in proportion to a file's size, and what a header says of sizes
 * is held against the limits of each format. (How much of a file is allocated cannot be asked in Java, and data with holes is valid.)
 */
public final class FileSource implements RandomAccess, Closeable {
    private static final String HINT = "Name a regular file.";

    private final Path path;
    private final FileChannel channel;
    private final long size;

    private FileSource(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /**
     * Opens a regular file, at once.
     *
     * @param what is to be named instead of something else, such as {@code the .npz file}
     * @throws VerifierException if there is no such file, or it is a folder, pipe, socket or device, or not permitted to be read
     */
    public static FileSource openRegular(Path path, String what) {
        try {
            Object checked = requireRegular(path, what).fileKey();
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                if (!Objects.equals(checked, requireRegular(path, what).fileKey())) {
                    throw changed(path);
                }
                return new FileSource(path, channel, channel.size());
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw unopened(path, e);
        }
    }

    private static BasicFileAttributes requireRegular(Path path, String what) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw VerifierException.unreadable(path + " is a folder.", "Name " + what + ".");
        }
        if (!attributes.isRegularFile()) {
            throw VerifierException.unreadable(path + " is a pipe, a socket or a device, not a regular file.", HINT);
        }
        return attributes;
    }

    private static VerifierException unopened(Path path, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return new VerifierException(Reason.NOT_FOUND, path + " does not exist.", "Check the path.", failure);
        }
        if (failure instanceof AccessDeniedException) {
            return new VerifierException(
                    Reason.UNREADABLE, path + " may not be read.", "Check its permissions.", failure);
        }
        @Nullable
        String why = failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
        return new VerifierException(
                Reason.UNREADABLE,
                path + " cannot be opened" + (why == null ? "." : ": " + FileErrors.printable(why) + "."),
                "Check the path, and the links in it.",
                failure);
    }

    /**
     * Reads a whole text file in UTF-8.
     *
     * @param what it is to be, such as {@code a report}
     * @param longest bytes that it may have
     * @throws VerifierException as by {@link #openRegular}, and if it is longer or not text
     */
    public static String readText(Path path, String what, int longest) {
        try (FileSource file = openRegular(path, "the file of " + what)) {
            if (file.size() > longest) {
                throw file.refused("has " + file.size() + " bytes, which is too many for " + what + ".");
            }
            byte[] bytes = file.read(0, longest);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new VerifierException(Reason.UNREADABLE, path + " is not text in UTF-8.", "Name " + what + ".", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** The failure of a file that the operating system does not give. */
    public static VerifierException unreadable(Path path, IOException cause) {
        return new VerifierException(
                Reason.UNREADABLE,
                path + " cannot be read: " + FileErrors.printable(String.valueOf(cause.getMessage())) + ".",
                "Was it changed or cut off while it was being read?",
                cause);
    }

    /** The failure of a file that is no longer what it was. */
    public static VerifierException changed(Path path) {
        return VerifierException.unreadable(
                path + " changed while it was being verified.",
                "Verify it again when nothing writes to it any more, or verify a copy.");
    }

    @Override
    public VerifierException refused(String predicate, @Nullable String hint) {
        return VerifierException.unreadable(path + " " + predicate, hint);
    }

    /** The file as asked for. */
    public Path path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    /** For reads by others; it stays this object's. */
    public FileChannel channel() {
        return channel;
    }

    @Override
    public byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(length, size - position))];
        int read = read(position, bytes, bytes.length);
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }

    /** Fills the beginning of an array; returns how many bytes there were. */
    int read(long position, byte[] into, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(into, 0, length);
        while (target.hasRemaining() && channel.read(target, position + target.position()) >= 0) {
            // A read may give less than was asked for.
        }
        return target.position();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw refused("could not be closed (" + e.getMessage() + ").");
        }
    }
}
