package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.model.Computer;
import hudson.model.Hudson;
import hudson.slaves.ComputerListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Sees to it that of the builds that start at once on an agent one brings the verifier, and the others wait for it. */
@Extension
public final class StagingLocks extends ComputerListener {
    private final Map<Place, Lock> locks = new ConcurrentHashMap<>();

    /**
     * A folder of an agent.
     *
     * @param agent name of the node; empty for the controller's own
     */
    private record Place(String agent, String folder) {}

    /** The controller's. */
    static StagingLocks get() {
        return Hudson.getInstance().getExtensionList(ComputerListener.class).get(StagingLocks.class);
    }

    /** The lock of a folder, which the caller holds while it puts something there. */
    Lock lock(@Nullable Computer computer, String folder) {
        return locks.computeIfAbsent(
                new Place(computer == null ? "" : computer.getName(), folder), place -> new ReentrantLock());
    }
}
