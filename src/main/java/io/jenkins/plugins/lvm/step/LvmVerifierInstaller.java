package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Hudson;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.tools.ToolInstallation;
import hudson.tools.ToolInstaller;
import hudson.tools.ToolInstallerDescriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.lvm.verifier.contract.ProductVersion;
import java.io.IOException;
import java.net.URI;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Puts the verifier that belongs to the plugin's version on an agent. Its libraries are known by coordinates and SHA-256, wherever they
 * are taken from.
 */
public final class LvmVerifierInstaller extends ToolInstaller {
    private final @Nullable String source;

    /**
     * An installer for the agents of a label.
     *
     * @param label null or empty for all agents
     * @param source address of a Maven repository or a mirror of one, or an absolute path of a folder or a zip archive, on the agent or
     *     on the controller; null or empty for the repository that the plugin was built from
     */
    @DataBoundConstructor
    public LvmVerifierInstaller(@Nullable String label, @Nullable String source) {
        super(label);
        this.source = Util.fixEmptyAndTrim(source);
    }

    public @Nullable String getSource() {
        return source;
    }

    @Override
    public FilePath performInstallation(ToolInstallation tool, Node node, TaskListener log)
            throws IOException, InterruptedException {
        return VerifierInstallation.prepare(node, log);
    }

    /** Offers the installer for the verifier alone. */
    @Extension
    @Symbol("lvmVerifierLibraries")
    public static final class DescriptorImpl extends ToolInstallerDescriptor<LvmVerifierInstaller> {

        @Override
        public String getDisplayName() {
            return Messages.of("name.installer", ProductVersion.get());
        }

        @Override
        public boolean isApplicable(Class<? extends ToolInstallation> toolType) {
            return toolType == LvmVerifierTool.class;
        }

        @RequirePOST
        public FormValidation doCheckSource(@QueryParameter("value") @Nullable String value) {
            Hudson.getInstance().checkPermission(Hudson.ADMINISTER);
            String source = Util.fixEmptyAndTrim(value);
            if (source == null || source.startsWith("/")) {
                return FormValidation.ok();
            }
            try {
                URI address = new URI(source);
                if (address.getUserInfo() != null) {
                    return FormValidation.error(Messages.of("source.password"));
                }
                if (address.getHost() != null
                        && String.valueOf(address.getScheme()).matches("https?")) {
                    return FormValidation.ok();
                }
            } catch (java.net.URISyntaxException e) {
                return FormValidation.error(Messages.of("source.syntax", String.valueOf(e.getMessage())));
            }
            return FormValidation.error(Messages.of("source.kind"));
        }
    }
}
