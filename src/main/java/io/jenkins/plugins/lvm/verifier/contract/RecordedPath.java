package io.jenkins.plugins.lvm.verifier.contract;

/** Paths in reports and checkpoints. They are those of another machine, maybe of another kind, and only text here. */
public final class RecordedPath {
    private RecordedPath() {}

    /** The last part of a path. */
    public static String fileName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
