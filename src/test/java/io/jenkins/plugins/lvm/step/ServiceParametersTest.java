package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The step that checks a service has what {@link Settings} declares, as {@link ParametersTest} says of the other one. */
class ServiceParametersTest {
    private static final Path RESOURCES =
            Path.of("src/main/resources/io/jenkins/plugins/lvm/step/VerifyLvmServiceBuilder");
    private static final Path DOCUMENT = Path.of("docs/service.md");
    private static final Pattern FIELD = Pattern.compile("<f:entry title=\"[^\"]+\" field=\"([^\"]*)\"");
    private static final List<Setting<?>> SETTINGS = Settings.of(Use.SERVICE_STEP);

    private static List<Setting<?>> own() {
        return SETTINGS.stream().filter(setting -> !setting.isFor(Use.JENKINS)).toList();
    }

    private static String capitalized(Setting<?> setting) {
        return Character.toUpperCase(setting.name().charAt(0)) + setting.name().substring(1);
    }

    @Test
    void everySettingHasItsMembers() {
        assertMembers(methods(VerifyLvmServiceBuilder.class, VerifyLvmCheckpointBuilder.class));
        List<String> checks =
                methods(VerifyLvmServiceBuilder.DescriptorImpl.class, VerifyLvmCheckpointBuilder.DescriptorImpl.class);
        for (Setting<?> setting : SETTINGS) {
            if (setting.isRequired() || setting.isBounded()) {
                assertThat(checks).contains("doCheck" + capitalized(setting));
            }
        }
    }

    /** In a Pipeline, what only the build step had would be accepted, and nothing would run. */
    @Test
    void everySettingIsAlsoOneOfThePipelinesStep() {
        assertMembers(methods(
                VerifyLvmServiceStep.class, VerifyLvmCheckpointStep.class, VerifyLvmCheckpointParameters.class));
    }

    private static void assertMembers(List<String> methods) {
        for (Setting<?> setting : SETTINGS) {
            assertThat(methods).containsAnyOf("get" + capitalized(setting), "is" + capitalized(setting));
            if (!setting.isRequired()) {
                assertThat(methods).contains("set" + capitalized(setting));
            }
        }
    }

    private static List<String> methods(Class<?>... types) {
        return Arrays.stream(types)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .map(Method::getName)
                .toList();
    }

    @Test
    void theFormHasEverySettingTheRequiredFirstInGroupsThatAnEyeTakesIn() throws IOException {
        String form = Files.readString(RESOURCES.resolve("config.jelly"));
        assertThat(fields(form))
                .containsExactlyInAnyOrderElementsOf(
                        SETTINGS.stream().map(Setting::name).toList());
        assertThat(fields(form).subList(0, 3)).containsExactly("checkpoint", "data", "url");
        for (String group : form.split("<f:advanced ")) {
            assertThat(fields(group)).as(group).hasSizeBetween(5, 9);
            for (String field : fields(group)) {
                assertThat(group).contains("description=\"${descriptor.sentence('" + field + "')}\"");
                assertThat(FormChecks.sentence(field)).as(field).endsWith(".");
            }
        }
    }

    private static List<String> fields(String form) {
        return FIELD.matcher(form).results().map(result -> result.group(1)).toList();
    }

    @Test
    void everySettingOfItsOwnHasItsHelp() throws IOException {
        for (Setting<?> setting : own()) {
            ParametersTest.assertHelp(RESOURCES, setting);
        }
    }

    @Test
    void theDocumentHasARowForEachOfThem() throws IOException {
        String document = Files.readString(DOCUMENT);
        String start = "| parameter | meaning |\n|---|---|\n";
        StringBuilder table = new StringBuilder(start);
        for (Setting<?> setting : own()) {
            table.append("| `" + setting + "` | " + setting.help().replace("|", "\\|") + " |\n");
        }
        int from = document.indexOf(start);
        int to = document.indexOf("\n\n", from) + 1;
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(DOCUMENT, document.substring(0, from) + table + document.substring(to));
            document = Files.readString(DOCUMENT);
        }
        assertThat(document).contains(table);
    }

    @Test
    void whatIsSetBecomesTheRequestAlsoAfterARestart() throws AbortException {
        VerifyLvmServiceBuilder step = new VerifyLvmServiceBuilder("m.pt", "d.npz", "http://localhost:9001/infer?x=1");
        step.setHeaders(List.of("Authorization=env:TOKEN, X-Team=file:/etc/team"));
        step.setCredentialsId("lvm-token");
        step.setCertificates("ca.pem");
        step.setTries(2);
        step.setServiceGapThreshold(1e-3);
        step.setDrawSeed(5L);
        VerificationRequest request = request(step);

        assertThat(request.service())
                .isEqualTo(new ServiceRequest(
                        "http://localhost:9001/infer?x=1",
                        "lvm_inference",
                        List.of(
                                "Authorization=env:TOKEN",
                                "X-Team=file:/etc/team",
                                "Authorization=credentials:lvm-token"),
                        "/w/ca.pem",
                        new ServiceRequest.Limits(4, 30, 2),
                        5L,
                        1e-3,
                        null));
        assertThat(request.gates().qualityGates().get(0).metric()).isEqualTo(GateMetric.SERVICE_GAP);
        assertThat(request.gates().qualityGates().get(0).threshold()).isEqualTo(1e-3);
        assertThat(request.service().publicUrl()).isEqualTo("http://localhost:9001/infer");
    }

    @Test
    void theStateDictThatTheServiceLoadsReachesTheRequest() throws AbortException {
        VerifyLvmServiceBuilder step = new VerifyLvmServiceBuilder("m.pt", "d.npz", "http://localhost:9001/infer");
        assertThat(request(step).weights()).isNull();
        step.setModels(List.of(Map.of("weights", "ema_state_dict")));
        assertThat(request(step).weights()).isEqualTo("ema_state_dict");
    }

    /** As after a restart. */
    private static VerificationRequest request(VerifyLvmServiceBuilder step) throws AbortException {
        return VerificationSettings.fromJson(
                        step.settings(UnaryOperator.identity()).get(0).toJson())
                .request(List.of("/w/m.pt"), path -> "/w/" + path, List.of(), List.of());
    }

    @Test
    void whatWasAttestedStandsForTheCheckpoint() throws AbortException {
        VerifyLvmServiceBuilder step = new VerifyLvmServiceBuilder(" ", "d.npz", "http://localhost:9001/infer");
        step.setAttestation("m.attestation.json");
        assertThatThrownBy(() -> step.settings(UnaryOperator.identity()))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("needs the cosines that it binds");
        step.setCosines("cosines.f32");
        step.setKey("signer.pem");
        VerificationSettings settings = VerificationSettings.fromJson(
                step.settings(UnaryOperator.identity()).get(0).toJson());
        assertThat(settings.checkpoint()).isEqualTo("m.attestation.json");
        VerificationRequest request =
                settings.request(List.of("/w/m.attestation.json"), path -> "/w/" + path, List.of(), List.of());

        assertThat(request.service().attested())
                .isEqualTo(
                        new ServiceRequest.Attested("/w/m.attestation.json", "/w/cosines.f32", null, "/w/signer.pem"));
    }

    @Test
    void namesTheCredentialsOfItsHeaders() throws AbortException {
        VerifyLvmServiceBuilder step = new VerifyLvmServiceBuilder("m.pt", "d.npz", "http://localhost:9001/infer");
        step.setHeaders(List.of("X-Key=credentials:the-key", "X-Team=env:TEAM"));
        assertThat(step.settings(UnaryOperator.identity()).get(0).service().credentials())
                .containsExactly(Map.entry("X-Key", "the-key"));
        step.setCredentialsId(" lvm-token ");
        assertThat(step.settings(UnaryOperator.identity()).get(0).service().credentials())
                .containsExactly(Map.entry("X-Key", "the-key"), Map.entry("Authorization", "lvm-token"));
    }

    @Test
    void anAddressThatCannotBeMeantIsRefused() {
        for (String url : new String[] {"", "ftp://a/b", "http://user:secret@host/", "not an address"}) {
            VerifyLvmServiceBuilder step = new VerifyLvmServiceBuilder("m.pt", "d.npz", url);
            assertThatThrownBy(() -> step.settings(UnaryOperator.identity()))
                    .isInstanceOf(AbortException.class)
                    .message()
                    .contains("url")
                    .doesNotContain("secret");
        }
    }

    @Test
    void aServiceHasALineOfItsOwnInTheTrend() throws AbortException {
        VerifyLvmServiceBuilder step = new VerifyLvmServiceBuilder("m.pt", "d.npz", "http://localhost:9001/infer");
        ResultPlaces places = ResultPlaces.of(
                List.of("/w/m.pt"), step.settings(UnaryOperator.identity()).get(0), "/w", "step", "agent", List.of());
        assertThat(places.series("/w/m.pt")).isEqualTo("service: m.pt");
    }
}
