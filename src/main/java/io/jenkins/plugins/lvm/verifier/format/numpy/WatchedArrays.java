package io.jenkins.plugins.lvm.verifier.format.numpy;

import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import java.nio.file.Path;
import java.util.Optional;

/** All arrays of one file, which stays open and has to stay what it was. */
public abstract class WatchedArrays implements ArrayFile {
    private final FileSource file;
    private final WatchedFile state;

    /** @param state of the file before it was opened */
    protected WatchedArrays(FileSource file, WatchedFile state) {
        this.file = file;
        this.state = state;
    }

    /** The open file. */
    protected final FileSource file() {
        return file;
    }

    @Override
    public final Path path() {
        return file.path();
    }

    @Override
    public final Optional<WatchedFile> state() {
        return Optional.of(state);
    }

    @Override
    public final void requireUnchanged() {
        state.requireUnchanged();
    }

    @Override
    public final void close() {
        file.close();
    }
}
