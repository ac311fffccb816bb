package io.jenkins.plugins.lvm.step;

import hudson.ExtensionPoint;
import hudson.model.Run;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Somewhere private keys are kept under names, on the controller. */
public abstract class SigningKeySource implements ExtensionPoint {

    /**
     * Looks a key up, for one signature.
     *
     * @param id what the job calls it
     * @param run the build that signs, which has to be allowed to use it
     * @return the private key in PEM; null where it is not here, or not for this build
     * @throws IOException if it cannot be read; the message holds nothing of it
     */
    public abstract @Nullable String pem(String id, Run<?, ?> run) throws IOException;
}
