package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.model.ListView;
import io.jenkins.plugins.lvm.report.LvmColumn;
import io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is entered into a form, or written by symbol, is what is kept. */
@WithJenkins
class ConfigurationRoundTripTest {
    private static final DescribableModel<VerifyLvmCheckpointBuilder> MODEL =
            DescribableModel.of(VerifyLvmCheckpointBuilder.class);

    private static final Map<String, Object> LEAST = Map.of("checkpoint", "models/**/best.pt", "data", "/data/d.npz");

    /** Everything but what stays at its default. */
    private static final Map<String, Object> MOST = Map.ofEntries(
            Map.entry("checkpoint", "models/**/best.pt"),
            Map.entry("data", "/data/d.npz"),
            Map.entry("split", "random"),
            Map.entry("seed", 7),
            Map.entry("validationFraction", 0.2),
            Map.entry("permutation", "numpy"),
            Map.entry("maxSamples", 1000),
            Map.entry("forward", "additive-memory"),
            Map.entry("servingForward", "attention-mixture"),
            Map.entry("loose", true),
            Map.entry("weights", "ema_state_dict"),
            Map.entry("servingWeights", "model_state_dict"),
            Map.entry("device", "cuda:1"),
            Map.entry("devices", List.of("cpu", "cuda")),
            Map.entry("precision", "float64"),
            Map.entry("diagnose", "always"),
            Map.entry("predictions", "out/served.npy"),
            Map.entry("libtorch", "/opt/torch/lib"),
            Map.entry("batchSize", 64),
            Map.entry("threads", 2),
            Map.entry("unstableThreshold", 0.01),
            Map.entry("failThreshold", 0.02),
            Map.entry("minCosine", 0.4),
            Map.entry("servingGapThreshold", 0.03),
            Map.entry("onMissingClaim", "fail"),
            Map.entry("onUnsupported", "ignore"),
            Map.entry("ambiguousForward", "fail"),
            Map.entry("qualityGates", List.of(Map.of("metric", "SKILL", "threshold", 0.1, "criticality", "FAILED"))),
            Map.entry("id", "amn-1"),
            Map.entry("model", "amn"),
            Map.entry("allowEmpty", true),
            Map.entry("alignment", true),
            Map.entry("sanityOnly", true),
            Map.entry("failBuild", false),
            Map.entry("timeoutMinutes", 5),
            Map.entry("javaHome", "/opt/java"),
            Map.entry("junit", "out/junit.xml"),
            Map.entry("describeBuild", true));

    private static String text(final VerifyLvmCheckpointBuilder builder) {
        return MODEL.uninstantiate2(builder).toString();
    }

    private static VerifyLvmCheckpointBuilder throughTheForm(
            final JenkinsRule jenkins, final VerifyLvmCheckpointBuilder builder) throws Exception {
        final FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildersList().add(builder);
        jenkins.configRoundtrip(job);
        return job.getBuildersList().get(VerifyLvmCheckpointBuilder.class);
    }

    @Test
    void formKeepsEveryParameter(final JenkinsRule jenkins) throws Exception {
        final VerifyLvmCheckpointBuilder before = MODEL.instantiate(MOST);
        final String written = text(before);
        MOST.keySet().forEach(name -> assertThat(written).contains(name + "="));

        assertThat(text(throughTheForm(jenkins, before))).isEqualTo(written);
    }

    @Test
    void formAddsNothingToDefaults(final JenkinsRule jenkins) throws Exception {
        final VerifyLvmCheckpointBuilder before = MODEL.instantiate(LEAST);

        assertThat(MODEL.uninstantiate2(before).getArguments()).containsOnlyKeys("checkpoint", "data");
        assertThat(text(throughTheForm(jenkins, before))).isEqualTo(text(before));
    }

    @Test
    void savedJobLoadsAgain(final JenkinsRule jenkins) throws Exception {
        final FreeStyleProject job = jenkins.createFreeStyleProject();
        final VerifyLvmCheckpointBuilder before = MODEL.instantiate(MOST);
        job.getBuildersList().add(before);
        job.save();
        job.doReload();

        assertThat(text(((FreeStyleProject) jenkins.jenkins.getItem(job.getName()))
                        .getBuildersList()
                        .get(VerifyLvmCheckpointBuilder.class)))
                .isEqualTo(text(before));
    }

    @Test
    void stepAndColumnAreFoundBySymbol(final JenkinsRule jenkins) throws Exception {
        assertThat(SymbolLookup.get().findDescriptor(hudson.tasks.Builder.class, "verifyLvmCheckpoint"))
                .isSameAs(jenkins.jenkins.getDescriptor(VerifyLvmCheckpointBuilder.class));
        assertThat(SymbolLookup.get().findDescriptor(hudson.views.ListViewColumn.class, "lvmVerification"))
                .isSameAs(jenkins.jenkins.getDescriptor(LvmColumn.class));
    }

    @Test
    void viewKeepsTheColumn(final JenkinsRule jenkins) throws Exception {
        final ListView view = new ListView("models", jenkins.jenkins);
        view.getColumns().add(new LvmColumn());
        jenkins.jenkins.addView(view);

        jenkins.configRoundtrip(view);

        assertThat(((ListView) jenkins.jenkins.getView("models")).getColumns().get(LvmColumn.class))
                .isNotNull();
    }
}
