package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Hudson;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.slaves.NodeSpecific;
import hudson.tools.InstallSourceProperty;
import hudson.tools.ToolDescriptor;
import hudson.tools.ToolInstallation;
import hudson.tools.ToolInstaller;
import hudson.tools.ToolLocationNodeProperty;
import hudson.tools.ToolProperty;
import hudson.util.StreamTaskListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * Where agents get the verifier's libraries from, as a tool of the controller. Without one they come from the Maven repository that the
 * build took them from. Of several the first counts: which libraries they are is the plugin's choice, so that there is nothing to choose.
 */
public final class LvmVerifierTool extends ToolInstallation implements NodeSpecific<LvmVerifierTool> {
    private static final long serialVersionUID = 1;
    /** System property of the controller: the source where no tool names one. */
    private static final String SOURCE = "io.jenkins.plugins.lvm.verifier.source";

    /**
     * A place, or installers by labels of agents.
     *
     * @param name such as {@code LVM verifier}
     * @param home folder of the agents that holds the libraries, side by side or in a Maven repository's layout; may be empty
     */
    @DataBoundConstructor
    public LvmVerifierTool(String name, @Nullable String home, @Nullable List<? extends ToolProperty<?>> properties) {
        super(name, home, properties == null ? List.of() : properties);
    }

    @Override
    public LvmVerifierTool forNode(Node node, TaskListener log) throws IOException, InterruptedException {
        return new LvmVerifierTool(getName(), translateFor(node, log), List.of());
    }

    /** The source for an agent: a repository's address, or the path of a folder or an archive. */
    static String source(@Nullable Computer computer, VerifierArchives archives, PrintStream log)
            throws IOException, InterruptedException {
        Node node = computer == null ? null : computer.getNode();
        LvmVerifierTool[] tools = descriptor().getInstallations();
        String source = node == null || tools == null || tools.length == 0 ? null : tools[0].sourceFor(node, log);
        return source != null ? source : System.getProperty(SOURCE, archives.repository());
    }

    private @Nullable String sourceFor(Node node, PrintStream log) throws IOException, InterruptedException {
        ToolLocationNodeProperty places = node.getNodeProperties().get(ToolLocationNodeProperty.class);
        InstallSourceProperty installers = getProperties().get(InstallSourceProperty.class);
        if (installers != null && (places == null || places.getHome(this) == null)) {
            for (ToolInstaller installer : installers.installers) {
                if (installer instanceof LvmVerifierInstaller own && own.appliesTo(node)) {
                    return own.getSource();
                }
            }
        }
        return Util.fixEmptyAndTrim(forNode(node, new StreamTaskListener(log, StandardCharsets.UTF_8))
                .getHome());
    }

    private static DescriptorImpl descriptor() {
        return (DescriptorImpl) Hudson.getInstance().getDescriptorOrDie(LvmVerifierTool.class);
    }

    /** Lists the tools in Jenkins' configuration of tools. */
    @Extension
    @Symbol("lvmVerifier")
    public static final class DescriptorImpl extends ToolDescriptor<LvmVerifierTool> {

        public DescriptorImpl() {
            load();
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.tool");
        }

        @Override
        public List<? extends ToolInstaller> getDefaultInstallers() {
            return List.of(new LvmVerifierInstaller(null, null));
        }

        @Override
        public void setInstallations(LvmVerifierTool... installations) {
            super.setInstallations(installations);
            save();
        }
    }
}
