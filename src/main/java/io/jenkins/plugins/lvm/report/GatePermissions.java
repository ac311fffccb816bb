package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Hudson;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import hudson.security.Permission;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What may be granted to people beside what everybody may who can configure a job or start a build. Both belong to administrators until
 * they are granted. A build signs with the permissions that it runs with: all of them, unless the controller is set up to run builds
 * as somebody.
 */
public final class GatePermissions {
    private static final Logger LOGGER = Logger.getLogger(GatePermissions.class.getName());

    /** To sign attestations in a build. */
    @SuppressWarnings("deprecation") // The ancestor has no scopes.
    public static final Permission SIGN = new Permission(Item.PERMISSIONS, "SignLvmAttestation", Hudson.ADMINISTER);

    /** To let a deployment pass that the gate refused. */
    @SuppressWarnings("deprecation")
    public static final Permission OVERRIDE =
            new Permission(Run.PERMISSIONS, "OverrideLvmDeployGate", Hudson.ADMINISTER);

    private GatePermissions() {}

    /** Makes them known before anybody grants them. */
    @Extension
    public static final class Registration extends ItemListener {
        @Override
        public void onLoaded() {
            LOGGER.log(Level.FINE, "There are the permissions {0} and {1}", new Object[] {SIGN, OVERRIDE});
        }
    }
}
