package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ListView;
import hudson.tools.InstallSourceProperty;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.lvm.report.LvmColumn;
import io.jenkins.plugins.lvm.step.LvmGlobalConfiguration;
import io.jenkins.plugins.lvm.step.LvmVerifierInstaller;
import io.jenkins.plugins.lvm.step.LvmVerifierTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The user guide's YAML does what the guide says. */
@WithJenkins
class ConfigurationAsCodeTest {
    private static final Pattern BLOCK = Pattern.compile("(?m)^```yaml\\n((?s:.*?))^```$");

    @Test
    void theGuidesYamlConfiguresViewDefaultsAndTool(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        String guide = Files.readString(Path.of(System.getProperty("lvm.docs", "docs"), "user-guide.md"));
        StringBuilder yaml = new StringBuilder();
        BLOCK.matcher(guide).results().forEach(block -> yaml.append(block.group(1)));

        ConfigurationAsCode.get()
                .configure(
                        Files.writeString(folder.resolve("jenkins.yaml"), yaml).toString());

        ListView view = (ListView) jenkins.jenkins.getView("Models");
        assertThat(view.getColumns()).hasAtLeastOneElementOfType(LvmColumn.class);

        LvmGlobalConfiguration defaults = jenkins.jenkins.getDescriptorByType(LvmGlobalConfiguration.class);
        assertThat(defaults.getData()).isEqualTo("/data/training_sequences_ctx5.npz");
        assertThat(defaults.getUnstableThreshold()).isEqualTo(0.03);
        assertThat(defaults.getFailThreshold()).isEqualTo(0.08);
        assertThat(defaults.getDeviceLabels()).contains("gpu = cuda", "mac = mps");

        LvmVerifierTool[] tools = jenkins.jenkins
                .getDescriptorByType(LvmVerifierTool.DescriptorImpl.class)
                .getInstallations();
        assertThat(tools).singleElement().satisfies(tool -> assertThat(tool.getProperties()
                        .get(InstallSourceProperty.class)
                        .installers
                        .get(LvmVerifierInstaller.class))
                .extracting(LvmVerifierInstaller::getSource)
                .isEqualTo("https://mirror.example.org/maven"));
    }

    /** What administrators set by hand is saved as it was shown. */
    @Test
    void theFormOfToolsKeepsTheSource(JenkinsRule jenkins) throws Exception {
        LvmVerifierTool.DescriptorImpl tools =
                jenkins.jenkins.getDescriptorByType(LvmVerifierTool.DescriptorImpl.class);
        tools.setInstallations(new LvmVerifierTool(
                "LVM verifier",
                "",
                List.of(new InstallSourceProperty(List.of(new LvmVerifierInstaller("linux", "/opt/lvm/libraries"))))));

        jenkins.submit(jenkins.createWebClient().goTo("manage/configureTools/").getFormByName("config"));

        LvmVerifierInstaller installer = tools.getInstallations()[0]
                .getProperties()
                .get(InstallSourceProperty.class)
                .installers
                .get(LvmVerifierInstaller.class);
        assertThat(installer.getSource()).isEqualTo("/opt/lvm/libraries");
        assertThat(installer.getLabel()).isEqualTo("linux");
    }
}
