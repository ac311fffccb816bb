package io.jenkins.plugins.lvm.step;

import hudson.ExtensionPoint;
import hudson.model.Computer;
import hudson.model.Hudson;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What applies on a controller where a step says nothing. */
public interface StepDefaults extends ExtensionPoint {

    /** Values with this controller's own where nothing was set. */
    SettingValues completed(SettingValues values);

    /** The same with what the agent decides, once it is known. */
    SettingValues completedFor(SettingValues values, Computer agent);

    /** The controller's. */
    static List<StepDefaults> all() {
        return List.copyOf(Hudson.getInstance().getExtensionList(StepDefaults.class));
    }

    /** Settings as they apply on an agent. */
    static VerificationSettings on(@Nullable Computer agent, VerificationSettings settings) {
        SettingValues values = settings.values();
        if (agent != null) {
            for (StepDefaults defaults : all()) {
                values = defaults.completedFor(values, agent);
            }
        }
        return new VerificationSettings(values);
    }
}
