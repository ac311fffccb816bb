package io.jenkins.plugins.lvm.verifier.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file cannot be read or written, in words: the JDK's exceptions often carry a path only. */
final class IoReason {
    private IoReason() {}

    /** Such as "permission denied", without a path or a full stop. */
    static String of(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (failure instanceof FileSystemLoopException) {
            return "its links lead in a circle";
        }
        if (failure instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return "a part of its path is a file";
        }
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage().replaceFirst("[.:]+$", "");
    }

    /** The same with the file that it is about. */
    static String sentence(IOException failure) {
        return failure instanceof FileSystemException known && known.getFile() != null
                ? known.getFile() + ": " + of(failure) + "."
                : "A file could not be read or written: " + of(failure) + ".";
    }
}
