package io.jenkins.plugins.lvm.live;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Jobs in whose histories healthy, suspicious, ambiguous and broken checkpoints can be told apart. */
final class Incident {
    static final int BUILDS = 30;
    static final String AMN = "amn";
    static final double AMN_CLAIM = 0.5329;
    static final double AMN_BROKEN = -0.0073;

    private Incident() {}

    /** Makes all jobs. */
    static void create(final ControllerProcess controller, final Instant before) throws Exception {
        for (final SampleJob job : List.of(gru(), transformer(), amn(), release())) {
            job.create(controller, before);
        }
        controller.script(
                """
                import hudson.model.*
                def view = new ListView('models', Hudson.instance)
                view.@jobNames.addAll(['gru-nightly', 'transformer-nightly', 'amn-nightly', 'release-check'])
                def loader = Hudson.instance.pluginManager.uberClassLoader
                view.columns.add(loader.loadClass('io.jenkins.plugins.lvm.report.LvmColumn').newInstance())
                Hudson.instance.addView(view)
                """);
    }

    /** Healthy from the first build to the last. */
    private static SampleJob gru() {
        final SampleJob job = new SampleJob("gru-nightly");
        final Random random = new Random(1);
        for (int i = 0; i < BUILDS; i++) {
            final double claim = 0.575 + i * 0.0006 + random.nextGaussian() * 0.003;
            job.build(
                    "gru",
                    sample("gru", i, "gru-stack", claim + random.nextGaussian() * 1e-5, 10 + i)
                            .claiming(claim));
        }
        return job;
    }

    /** Falls ever shorter of its claim: at first tolerably, then suspiciously. */
    private static SampleJob transformer() {
        final SampleJob job = new SampleJob("transformer-nightly");
        final Random random = new Random(2);
        for (int i = 0; i < BUILDS; i++) {
            final double claim = 0.5658 + random.nextGaussian() * 0.003;
            final double gap = -0.0209 - Math.max(0, i - 14) * 0.0034 + random.nextGaussian() * 0.002;
            job.build(
                    "transformer",
                    sample("transformer", i, "transformer-decoder", claim + gap, 100 + i)
                            .claiming(claim)
                            .on("/data/training_sequences_340k.npz", 340_112));
        }
        return job;
    }

    /** The weights also fit another forward definition, and nobody has said which one the service uses. */
    private static SampleJob amn() {
        final SampleJob job = new SampleJob("amn-nightly");
        final Random random = new Random(3);
        for (int i = 0; i < BUILDS; i++) {
            final double claim = AMN_CLAIM + random.nextGaussian() * 0.004;
            final SampleVerification sample = sample(
                            "amn", i, "attention-mixture", claim + random.nextGaussian() * 1e-5, 200 + i)
                    .claiming(claim);
            job.build(AMN, i < 20 ? sample : sample.alternative("additive-memory", AMN_BROKEN));
        }
        return job;
    }

    /** All models before each release; one is served through the wrong definition from build 24 on. */
    private static SampleJob release() {
        final SampleJob job = new SampleJob("release-check");
        final Random random = new Random(4);
        for (int i = 0; i < BUILDS; i++) {
            final Map<String, SampleVerification> models = new LinkedHashMap<>();
            final double gru = 0.592 + random.nextGaussian() * 0.002;
            models.put("gru", sample("gru", i, "gru-stack", gru, 300 + i).claiming(gru));
            final double lstm = 0.4102 + random.nextGaussian() * 0.004;
            models.put(
                    "lstm",
                    sample("lstm", i, "lstm-baseline", lstm - 0.004, 400 + i)
                            .claiming(lstm)
                            .device("cuda:0"));
            final double amn = i == BUILDS - 1 ? AMN_CLAIM : AMN_CLAIM + random.nextGaussian() * 0.004;
            final boolean broken = i >= 23;
            final double actual =
                    !broken ? amn : i == BUILDS - 1 ? AMN_BROKEN : AMN_BROKEN + random.nextGaussian() * 0.004;
            final SampleVerification sample = sample(
                            "amn", i, broken ? "additive-memory" : "attention-mixture", actual, 500 + i)
                    .claiming(amn);
            models.put(AMN, broken ? sample.finding(wrongDefinition(amn, actual)) : sample);
            job.build(models);
        }
        return job;
    }

    private static Finding wrongDefinition(final double claim, final double actual) {
        final Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("attention-mixture", claim);
        evidence.put("additive-memory", actual);
        return new Finding(
                "FORWARD_DEFINITION",
                Severity.ERROR,
                "The weights are good; they are read by the wrong forward definition",
                "The claim is reproduced by attention-mixture. The definition additive-memory, which loads the same weights"
                        + " without complaint, does not reproduce it. Serve this checkpoint through attention-mixture.",
                evidence,
                1.0);
    }

    private static SampleVerification sample(
            final String model, final int build, final String forward, final double actual, final long seed) {
        return new SampleVerification(
                "artifacts/lvm/models/%s_202510%02d_031500/best_model.pt".formatted(model, build + 1),
                forward,
                actual,
                seed);
    }
}
