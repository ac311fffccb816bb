package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Hudson;
import hudson.model.Label;
import hudson.model.Node;
import hudson.util.FormValidation;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.GlobalConfiguration;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The controller's defaults, in its system configuration; {@code unclassified: lvmVerification:} for Configuration as Code. What a step
 * sets itself comes first.
 */
@Extension(optional = true)
@Symbol("lvmVerification")
public class LvmGlobalConfiguration extends GlobalConfiguration implements StepDefaults {
    private static final Pattern DEVICE_OF_LABEL = Pattern.compile("\\s*(\\S+)\\s*=\\s*(\\S+)\\s*");

    private @Nullable String data;
    private @Nullable Double unstableThreshold;
    private @Nullable Double failThreshold;
    private @Nullable String deviceLabels;

    public LvmGlobalConfiguration() {
        load();
    }

    @Override
    public String getDisplayName() {
        return Messages.of("name.defaults");
    }

    public @Nullable String getData() {
        return data;
    }

    /** The sequences of steps that name none. */
    @DataBoundSetter
    public void setData(@Nullable String data) {
        this.data = Util.fixEmptyAndTrim(data);
        save();
    }

    public @Nullable Double getUnstableThreshold() {
        return unstableThreshold;
    }

    /** The gap above which builds become unstable whose step sets no threshold. */
    @DataBoundSetter
    public void setUnstableThreshold(@Nullable Double unstableThreshold) {
        this.unstableThreshold = unstableThreshold;
        save();
    }

    public @Nullable Double getFailThreshold() {
        return failThreshold;
    }

    /** The gap above which builds fail whose step sets no threshold. */
    @DataBoundSetter
    public void setFailThreshold(@Nullable Double failThreshold) {
        this.failThreshold = failThreshold;
        save();
    }

    public @Nullable String getDeviceLabels() {
        return deviceLabels;
    }

    /** The device of steps that name none, by a label of the agent: lines of {@code label = device}; the first that fits counts. */
    @DataBoundSetter
    public void setDeviceLabels(@Nullable String deviceLabels) {
        this.deviceLabels = Util.fixEmptyAndTrim(deviceLabels);
        save();
    }

    @Override
    public SettingValues completed(SettingValues values) {
        SettingValues completed = or(values, Settings.DATA, data);
        // Both or none: one of a step and one of here might contradict each other.
        if (values.get(Settings.UNSTABLE_THRESHOLD) == null && values.get(Settings.FAIL_THRESHOLD) == null) {
            completed = or(completed, Settings.UNSTABLE_THRESHOLD, unstableThreshold);
            completed = or(completed, Settings.FAIL_THRESHOLD, failThreshold);
        }
        return completed;
    }

    @Override
    public SettingValues completedFor(SettingValues values, Computer agent) {
        Node node = agent.getNode();
        if (node == null || values.get(Settings.DEVICES) != null) {
            return values;
        }
        for (Map.Entry<String, String> device : devices(deviceLabels).entrySet()) {
            for (Label label : node.getAssignedLabels()) {
                if (label.getName().equals(device.getKey())) {
                    return values.orElse(Settings.DEVICE, device.getValue());
                }
            }
        }
        return values;
    }

    private static <T> SettingValues or(SettingValues values, Setting<T> setting, @Nullable T value) {
        return value == null ? values : values.orElse(setting, value);
    }

    /**
     * Devices by label.
     *
     * @throws IllegalArgumentException if a line is not one
     */
    static Map<String, String> devices(@Nullable String text) {
        Map<String, String> devices = new LinkedHashMap<>();
        if (text != null) {
            text.lines().filter(line -> !line.isBlank()).forEach(line -> {
                Matcher pair = DEVICE_OF_LABEL.matcher(line);
                if (!pair.matches()) {
                    throw new IllegalArgumentException(
                            "'" + line + "' is not a label and a device; write them like gpu = cuda:0.");
                }
                devices.putIfAbsent(pair.group(1), Settings.DEVICE.convert(pair.group(2)));
            });
        }
        return devices;
    }

    @RequirePOST
    public FormValidation doCheckDeviceLabels(@QueryParameter("value") @Nullable String value) {
        Hudson.getInstance().checkPermission(Hudson.ADMINISTER);
        try {
            devices(value);
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(Messages.refusal(String.valueOf(e.getMessage())));
        }
    }
}
