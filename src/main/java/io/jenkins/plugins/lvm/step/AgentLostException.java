package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** The connection to the agent broke during a verification, which may go on there for a while. */
final class AgentLostException extends IOException {
    private static final long serialVersionUID = 1L;

    AgentLostException(String message, Exception failure) {
        super(message, failure);
    }

    /** What ends the step, with what the connection broke with. */
    AbortException ended() {
        return lost(String.valueOf(getMessage()), getCause());
    }

    /**
     * What ends a step whose agent is gone: with a closed channel among its causes, by which a Pipeline's {@code retry(conditions:
     * [agent()])} knows that another agent may do it.
     *
     * @param failure what the connection broke with; null if it was not there again
     */
    static AbortException lost(String message, @Nullable Throwable failure) {
        AbortException lost = new AbortException(message);
        lost.initCause(new ClosedChannelException().initCause(failure));
        return lost;
    }
}
