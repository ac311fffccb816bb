package io.jenkins.plugins.lvm.step;

import hudson.ExtensionPoint;
import hudson.model.Run;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Somewhere secrets are kept under names, on the controller: private keys that sign, and what services want to be sent. */
public abstract class SecretSource implements ExtensionPoint {

    /**
     * Looks a secret up, for one use.
     *
     * @param id what the job calls it
     * @param run the build that uses it, which has to be allowed to
     * @return null where it is not here, or not for this build
     * @throws IOException if it cannot be read; the message holds nothing of it
     */
    public abstract @Nullable KeptSecret find(String id, Run<?, ?> run) throws IOException;
}
