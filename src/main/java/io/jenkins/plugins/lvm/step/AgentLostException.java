package io.jenkins.plugins.lvm.step;

import java.io.IOException;

/** The connection to the agent broke during a verification, which may go on there for a while. */
final class AgentLostException extends IOException {
    private static final long serialVersionUID = 1L;

    AgentLostException(final String message) {
        super(message);
    }
}
