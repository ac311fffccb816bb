package io.jenkins.plugins.lvm.verifier.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Conclusion;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Errors;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest.Limits;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real service, right and wrong in every way that it can be, held against its checkpoint. */
class ServeCheckTest extends WithService {
    /** What answers at all does so within these seconds on the busiest machine: one answer is of 20 MB. */
    private static final Limits PATIENT = new Limits(4, 30, 2);
    /** For what never answers. */
    private static final Limits HASTY = new Limits(4, 1, 1);

    private static ServiceRequest asked(String url, String template) {
        return asked(url, template, PATIENT);
    }

    private static ServiceRequest asked(String url, String template, Limits limits) {
        return new ServiceRequest(url, template, List.of(), null, limits, 7L, 1e-4, null);
    }

    private static VerificationReport verify(ServiceRequest asked, String checkpoint, String data) {
        return verify(asked, checkpoint, data, null);
    }

    private static VerificationReport verify(
            ServiceRequest asked, String checkpoint, String data, @Nullable String weights) {
        return new Verifier(VerificationRequest.of(List.of(fixture(checkpoint)), fixture(data))
                        .device("cpu")
                        .threads(1)
                        .split("all")
                        .weights(weights)
                        .service(asked)
                        .build())
                .verify(new Progress() {})
                .report();
    }

    private static Verification only(VerificationReport report) {
        assertThat(report.errors()).isEmpty();
        Verification found = report.verifications().get(0);
        ReportCheck.requireSound(found);
        return found;
    }

    private static Verification check(String path) {
        return only(verify(asked(service.url(path), PLAIN), "amn.pt", "rows.npz"));
    }

    @Test
    void aServiceThatComputesWhatWasVerifiedPassesAfterAsManyRowsAsCertaintyNeeds() {
        Verification found = check("right");
        ServiceCheck check = found.service();

        assertThat(found.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(found.findings()).isEmpty();
        assertThat(check.conclusion()).isEqualTo(Conclusion.SAME);
        assertThat(check.rows().population()).isEqualTo(3000);
        assertThat(check.rows().answered()).isEqualTo(check.rows().wanted()).isBetween(1000L, 1400L);
        assertThat(check.rows().seed()).isEqualTo(7);
        assertThat(check.compared().largest()).isLessThan(1e-5);
        assertThat(check.latency().requests()).isEqualTo(check.rows().answered());
        assertThat(check.latency().p50())
                .isPositive()
                .isLessThanOrEqualTo(check.latency().p99());
    }

    /** The service loads the average. */
    @Test
    void theStateDictThatTheServiceLoadsCanBeNamed() {
        ServiceRequest asked = asked(service.url("right"), PLAIN);

        Verification named = only(verify(asked, "averaged.pt", "rows.npz", "ema_state_dict"));
        assertThat(named.service().conclusion()).isEqualTo(Conclusion.SAME);
        Verification raw = only(verify(asked, "averaged.pt", "rows.npz"));
        assertThat(raw.service().conclusion()).isEqualTo(Conclusion.DIFFERENT);
    }

    @Test
    void aWrongForwardDefinitionIsCaughtAtOnceAndNamed() {
        Verification found = check("wrong");

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(found.service().rows().asked()).isLessThanOrEqualTo(30);
        assertThat(found.service().compared().first().position()).isZero();
        assertThat(found.service().computes()).isEqualTo("additive-memory");
        assertThat(found.findings())
                .extracting(Finding::code, Finding::title)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "SERVING_MISMATCH", "The service computes additive-memory"));
    }

    @ParameterizedTest
    @CsvSource({
        "stale,",
        "rounded,",
        "last, the last vector of the context",
        "previous, attention-mixture of other rows than those that it answers",
    })
    void whatIsComputedOtherwiseIsCaughtWithinThirtyRows(String path, String computes) {
        Verification found = check(path);

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(found.service().conclusion()).isEqualTo(Conclusion.DIFFERENT);
        assertThat(found.service().rows().asked()).isLessThanOrEqualTo(30);
        assertThat(found.service().computes()).isEqualTo(computes);
        assertThat(found.findings()).extracting(Finding::code).containsExactly("SERVING_MISMATCH");
    }

    @Test
    void aNarrowerTypeIsCalledOne() {
        assertThat(check("rounded").findings().get(0).explanation()).contains("float16 or TF32");
        assertThat(check("stale").findings().get(0).explanation()).contains("other weights");
    }

    @Test
    void aServiceThatIsWrongOnFewRowsIsFound() {
        Verification found = check("sometimes");

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(found.service().compared().first().position()).isBetween(35L, 45L);
        assertThat(found.service().computes()).isNull();
        assertThat(found.findings().get(0).explanation()).contains("The others are the same");
    }

    @ParameterizedTest
    @CsvSource({
        "hangs, TIMEOUT",
        "drips, TIMEOUT",
        "partial, CONNECTION",
        "nan, NOT_FINITE",
        "zero, NOT_FINITE",
        "shape, SHAPE",
        "absent, SHAPE",
        "huge, TOO_LARGE",
        "deep, NOT_JSON",
        "text, NOT_JSON",
        "redirect, REDIRECT",
        "refused, STATUS",
    })
    void whatCannotBeUsedIsAnErrorOfItsKindAndSoonGivenUp(String path, String kind) {
        Limits limits = kind.equals("TIMEOUT") ? HASTY : PATIENT;
        Verification found = only(verify(asked(service.url(path), PLAIN, limits), "amn.pt", "rows.npz"));

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(found.service().conclusion()).isEqualTo(Conclusion.UNDECIDED);
        assertThat(found.service().rows().asked()).isLessThan(15);
        assertThat(found.service().unanswered()).isEqualTo(1);
        assertThat(found.service().errors()).extracting(Errors::kind).containsExactly(kind);
        assertThat(found.findings()).extracting(Finding::code).containsExactly("SERVICE_ANSWERS");
        assertThat(found.findings().get(0).explanation()).doesNotContain("hello", "\u001b");
    }

    @Test
    void aBusyServiceIsAskedAgain() throws Exception {
        ServiceRequest patient =
                new ServiceRequest(service.url("busy"), PLAIN, List.of(), null, new Limits(1, 5, 4), 7L, 1e-4, null);
        Verification found = only(verify(patient, "amn.pt", "few.npz"));

        assertThat(found.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(found.service().errors()).isEmpty();
        assertThat(found.service().rows().answered()).isEqualTo(12);
        assertThat(count(service.stats(), "busy")).isEqualTo(36);
        // 24 waits of up to 200 or 400 ms, 3.6 s on average: less than 1 s has a probability below 1e-8.
        assertThat(com.google.gson.JsonParser.parseString(service.stats())
                        .getAsJsonObject()
                        .get("left_alone")
                        .getAsDouble())
                .isGreaterThan(1);
    }

    /** Of a service that says that it does not scale its predictions. */
    @Test
    void predictionsOfAnotherLengthAreNamed() throws IOException {
        Path template = Files.writeString(
                folder.resolve("raw.json"), "{\"input\": \"$.context_vectors\", \"output\": \"$.predicted_vector\"}");
        Verification found = only(verify(asked(service.url("longer"), template.toString()), "amn.pt", "few.npz"));

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(found.service().computes()).isEqualTo("attention-mixture with predictions of another length");
    }

    @Test
    void aSlowServicePassesAndItsLatencyIsTold() {
        Verification found = only(verify(asked(service.url("slow"), PLAIN), "amn.pt", "few.npz"));

        assertThat(found.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(found.service().latency().p50()).isBetween(20.0, 2000.0);
    }

    @Test
    void aServiceThatDiesInTheMiddleFailsForTheRowsThatItOwes() throws IOException {
        try (ServiceProcess mortal = ServiceProcess.start()) {
            Verification found = only(verify(asked(mortal.url("dies"), PLAIN), "amn.pt", "rows.npz"));

            assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(found.service().rows().answered()).isBetween(20L, 25L);
            assertThat(found.service().conclusion()).isEqualTo(Conclusion.UNDECIDED);
            assertThat(found.service().unanswered()).isGreaterThan(0.9);
            assertThat(found.service().errors()).extracting(Errors::kind).contains("CONNECTION");
        }
    }

    @Test
    void nobodyThereFailsToo() {
        Verification found = only(verify(asked("http://127.0.0.1:9/infer", PLAIN), "amn.pt", "rows.npz"));

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(found.findings().get(0).explanation()).contains("nothing listens at its address");
    }

    @Test
    void credentialsAreSentToTheServiceAndNotWhereItSends() throws Exception {
        Path secret = Files.writeString(folder.resolve("token"), "Bearer s3cr3t\n");
        ServiceRequest request = new ServiceRequest(
                service.url("redirect"), PLAIN, List.of("Authorization=file:" + secret), null, PATIENT, 7L, 1e-4, null);
        String before = service.stats();
        VerificationReport report = verify(request, "amn.pt", "rows.npz");

        assertThat(service.stats()).contains("Bearer s3cr3t");
        assertThat(count(service.stats(), "right")).isEqualTo(count(before, "right"));
        assertThat(report.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void whatTheStepBoundIsSentOnceAndItsFileIsGone() throws Exception {
        Path file = Files.writeString(folder.resolve("headers.json"), "{\"Authorization\": \"b0und\"}");
        BoundHeaders bound = BoundHeaders.take(file);
        assertThat(file).doesNotExist();
        assertThat(BoundHeaders.take(file)).isEqualTo(BoundHeaders.NONE);
        assertThat(bound).hasToString("headers [Authorization]");
        ServiceRequest request = new ServiceRequest(
                service.url("wrong"), PLAIN, List.of("Authorization=credentials:team"), null, PATIENT, 7L, 1e-4, null);
        VerificationReport report = new Verifier(
                        VerificationRequest.of(List.of(fixture("amn.pt")), fixture("few.npz"))
                                .device("cpu")
                                .split("all")
                                .service(request)
                                .build(),
                        null,
                        bound)
                .verify(new Progress() {})
                .report();

        assertThat(only(report).service().conclusion()).isEqualTo(Conclusion.DIFFERENT);
        assertThat(service.stats()).contains("b0und");
        assertThat(report.toString()).doesNotContain("b0und");
        assertThat(verify(request, "amn.pt", "few.npz").errors())
                .extracting(Problem::message)
                .containsExactly(
                        "The header Authorization is to come from credentials, which nobody looked up for this verification.");
    }

    @Test
    void aFileThatHoldsNoHeadersIsRemovedAndNotQuoted() throws IOException {
        for (String text : List.of("s3cr3t", "[\"s3cr3t\"]", "{\"a\": null}")) {
            Path file = Files.writeString(folder.resolve("headers.json"), text);
            assertThatThrownBy(() -> BoundHeaders.take(file))
                    .isInstanceOf(VerifierException.class)
                    .message()
                    .contains("does not hold values of headers")
                    .doesNotContain("s3cr3t");
            assertThat(file).doesNotExist();
        }
    }

    private static int count(String stats, String path) {
        var counts =
                com.google.gson.JsonParser.parseString(stats).getAsJsonObject().getAsJsonObject("counts");
        return counts.has(path) ? counts.get(path).getAsInt() : 0;
    }

    @Test
    void aCertificateThatSignedItselfIsTrustedOnlyWhereItIsNamed() throws IOException {
        try (ServiceProcess secure = ServiceProcess.start("tls")) {
            Verification refused = only(verify(asked(secure.url("right"), PLAIN), "amn.pt", "rows.npz"));
            assertThat(refused.service().errors()).extracting(Errors::kind).containsExactly("TLS");

            ServiceRequest trusting = new ServiceRequest(
                    secure.url("wrong"), PLAIN, List.of(), fixture("certificate.pem"), PATIENT, 7L, 1e-4, null);
            assertThat(only(verify(trusting, "amn.pt", "rows.npz")).service().computes())
                    .isEqualTo("additive-memory");
        }
    }

    @Test
    void theTeamsOtherServiceIsSentCodesInPlaceOfTheirComponents() {
        Verification found = only(verify(asked(service.url("infer"), "lvm_server"), "coded.pt", "coded.npz"));
        assertThat(found.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(found.service().rows().answered()).isEqualTo(60);

        Verification several =
                only(verify(asked(service.url("infer_batch"), "lvm_server_batch"), "coded.pt", "coded.npz"));
        assertThat(several.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(several.service().latency().requests()).isEqualTo(4);

        Verification made = only(verify(asked(service.url("mock"), "lvm_server"), "coded.pt", "coded.npz"));
        assertThat(made.service().errors()).extracting(Errors::kind).containsExactly("UNEXPECTED");
    }

    @Test
    void aTemplateOfOnesOwnSendsSeveralContextsAtOnce() throws IOException {
        Path template = Files.writeString(
                folder.resolve("own.json"),
                """
                {"batch": 32, "input": "$.inputs.contexts", "output": "$.data.predictions"}
                """);
        Verification found = only(verify(asked(service.url("batch"), template.toString()), "amn.pt", "rows.npz"));

        assertThat(found.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(found.service().compared().measure()).isEqualTo("‖s − v‖ / ‖v‖");
    }

    @Test
    void whatCannotBeAskedIsAnErrorWithoutAVerdict() {
        VerificationReport report = verify(asked(service.url("right"), "lvm_server"), "amn.pt", "rows.npz");

        assertThat(report.verdict()).isNull();
        assertThat(report.errors())
                .extracting(Problem::code, Problem::message)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        64,
                        "The template lvm_server sends 768 components of each vector, and those of the data have 24."));
    }
}
