package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Puts the verifier into a folder of the agent, once per content. A folder named after the content's digest appears under its name
 * only when it is complete, so that neither an interrupted copy nor two builds at once can leave a half one behind.
 */
final class VerifierStaging {
    private static final String UNFINISHED = "unfinished-";
    /** Touched whenever a folder is used. */
    private static final String USED = "used";

    private static final int SIZE_TRIES = 20;
    private static final long SIZE_WAIT_MILLIS = 100;
    private static final long FORGOTTEN_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final FilePath root;
    private final Lock lock;
    private final PrintStream log;

    /**
     * Staging below a folder.
     *
     * @param root where the folders lie; made when needed
     * @param lock that of the root, so that what several builds need is sent once
     */
    VerifierStaging(FilePath root, Lock lock, PrintStream log) {
        this.root = root;
        this.lock = lock;
        this.log = log;
    }

    /** Returns the folder with a part's files, after putting it there if it is missing. */
    FilePath stage(final VerifierPart part) throws IOException, InterruptedException {
        final FilePath folder = root.child(part.folder());
        if (!isComplete(folder, part)) {
            try {
                once(lock, log, () -> isComplete(folder, part), () -> copy(part, folder));
            } catch (final IOException e) {
                throw new AbortException(notStaged(part, e));
            }
        }
        folder.child(USED).touch(System.currentTimeMillis());
        return folder;
    }

    /** Whether there is nothing left to do. */
    interface Check {
        boolean isDone() throws IOException, InterruptedException;
    }

    /** What is to be done. */
    interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** Does a task unless it is done, also by someone else who was at it when this was called. */
    static void once(Lock lock, PrintStream log, Check check, Task task) throws IOException, InterruptedException {
        if (!lock.tryLock()) {
            log.println("Another build puts the verifier on the agent; waiting for it.");
            lock.lockInterruptibly();
        }
        try {
            if (!check.isDone()) {
                task.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private static String notStaged(final VerifierPart part, final IOException cause) {
        return "The verifier cannot be put on the agent: " + Sentences.of(cause) + ". It needs "
                + part.megabytes()
                + " MB there, and later about twice as much for the unpacked libraries.";
    }

    /** Removes what no build has used for a day: older versions, and what interrupted copies left. */
    void removeForgotten(final List<FilePath> inUse) throws InterruptedException {
        try {
            final long now = root.child(inUse.get(0).getName()).child(USED).lastModified();
            for (final FilePath folder : root.listDirectories()) {
                if (!inUse.contains(folder) && now - lastUsed(folder) > FORGOTTEN_MILLIS) {
                    folder.deleteRecursive();
                    log.println("Removed " + folder.getRemote() + ", which nothing has used for a day.");
                }
            }
        } catch (final IOException e) {
            log.println("Could not remove older versions of the verifier below " + root.getRemote() + ": "
                    + e.getMessage());
        }
    }

    private static long lastUsed(final FilePath folder) throws IOException, InterruptedException {
        final FilePath used = folder.child(USED);
        return used.exists() ? used.lastModified() : folder.lastModified();
    }

    private static boolean isComplete(final FilePath folder, final VerifierPart part)
            throws IOException, InterruptedException {
        if (!folder.exists()) {
            return false;
        }
        final Set<String> present = new HashSet<>();
        for (final FilePath file : folder.list()) {
            present.add(file.getName());
        }
        return present.containsAll(part.files());
    }

    private void copy(final VerifierPart part, final FilePath folder) throws IOException, InterruptedException {
        log.println("Putting " + part.folder() + " on the agent (" + part.megabytes() + " MB, once).");
        final FilePath unfinished = root.child(UNFINISHED + UUID.randomUUID());
        try {
            unfinished.mkdirs();
            part.copyTo(unfinished);
            publish(unfinished, folder, part);
        } finally {
            if (unfinished.exists()) {
                unfinished.deleteRecursive();
            }
        }
    }

    /** An agent's failure to write, such as on a full disk, does not always come back to the one who sends. */
    static void requireSize(final FilePath file, final long size) throws IOException, InterruptedException {
        long written = file.length();
        for (int tries = 0; written < size && tries < SIZE_TRIES; tries++) {
            Thread.sleep(SIZE_WAIT_MILLIS);
            written = file.length();
        }
        if (written != size) {
            throw new IOException("only " + written + " of " + size + " bytes of " + file.getName()
                    + " arrived; the disk may be full");
        }
    }

    /** Gives the folder its name, unless another build was faster. */
    private static void publish(final FilePath unfinished, final FilePath folder, final VerifierPart part)
            throws IOException, InterruptedException {
        if (folder.exists() && !isComplete(folder, part)) {
            folder.deleteRecursive();
        }
        IOException failure = null;
        try {
            unfinished.renameTo(folder);
        } catch (final IOException e) {
            failure = e;
        }
        if (!isComplete(folder, part)) {
            throw failure == null ? new IOException("cannot rename " + unfinished.getRemote()) : failure;
        }
    }
}
