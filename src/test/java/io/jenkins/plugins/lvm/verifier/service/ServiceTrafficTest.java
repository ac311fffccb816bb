package io.jenkins.plugins.lvm.verifier.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest.Limits;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire to a service, as it saw it: how much at once, what, and when. */
class ServiceTrafficTest extends WithService {
    private static ServiceRequest asked(String path, String template, Limits limits) {
        return new ServiceRequest(service.url(path), template, List.of(), null, limits, 7L, 1e-4, null);
    }

    private static ServiceCheck check(ServiceRequest asked, String data) {
        Verification found = new Verifier(VerificationRequest.of(List.of(fixture("amn.pt")), fixture(data))
                        .device("cpu")
                        .threads(1)
                        .split("all")
                        .service(asked)
                        .build())
                .verify(new Progress() {})
                .report()
                .verifications()
                .get(0);
        return found.service();
    }

    private static JsonObject stats() throws Exception {
        return JsonParser.parseString(service.stats()).getAsJsonObject();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noMoreConnectionsThanAllowed(int connections) throws Exception {
        String path = "slow?connections=" + connections;
        ServiceCheck check = check(asked(path, PLAIN, new Limits(connections, 5, 1)), "few.npz");

        assertThat(check.rows().answered()).isEqualTo(12);
        JsonObject most = stats().getAsJsonObject("most");
        for (String what : List.of("requests", "connections")) {
            assertThat(most.getAsJsonObject(what).get("/" + path).getAsInt())
                    .as(what)
                    .isBetween(Math.min(2, connections), connections);
        }
    }

    @Test
    void nothingIsSentThatIsNotInTheData() throws Exception {
        check(asked("records", PLAIN, new Limits(2, 5, 1)), "few.npz");

        Set<List<Float>> inTheData = contexts("few.npz");
        assertThat(inTheData).hasSize(12);
        List<List<Float>> sent = new ArrayList<>();
        for (JsonElement body : stats().getAsJsonArray("records")) {
            List<Float> context = new ArrayList<>();
            for (JsonElement vector :
                    ((JsonObject) body).remove("context_vectors").getAsJsonArray()) {
                ((JsonArray) vector).forEach(number -> context.add(number.getAsFloat()));
            }
            sent.add(context);
            assertThat(body).as("the template's constants").hasToString("{\"temperature\":1.0,\"normalize\":true}");
        }
        assertThat(sent).hasSize(12).doesNotHaveDuplicates().allMatch(inTheData::contains);
    }

    /** The contexts of a file that numpy wrote, each with its 5 vectors of 24 components one after the other. */
    private static Set<List<Float>> contexts(String data) throws IOException {
        try (ZipFile file = new ZipFile(fixture(data))) {
            ByteBuffer array = ByteBuffer.wrap(file.getInputStream(file.getEntry("context_sequences.npy"))
                            .readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN);
            array.position(10 + array.getShort(8));
            Set<List<Float>> contexts = new HashSet<>();
            while (array.hasRemaining()) {
                List<Float> context = new ArrayList<>();
                for (int i = 0; i < 5 * 24; i++) {
                    context.add(array.getFloat());
                }
                contexts.add(context);
            }
            return contexts;
        }
    }

    /** A template may put a thousand contexts into a request; a wrong service is asked for few. */
    @Test
    void aWrongServiceIsCaughtWithinThirtyRowsWhateverTheBatch() throws IOException {
        Path template = Files.writeString(
                folder.resolve("own.json"),
                "{\"batch\": 512, \"input\": \"$.inputs.contexts\", \"output\": \"$.data.predictions\"}");
        ServiceCheck check = check(asked("batch_wrong", template.toString(), new Limits(4, 5, 1)), "rows.npz");

        assertThat(check.rows().asked()).isLessThanOrEqualTo(30);
        assertThat(check.computes()).isEqualTo("additive-memory");
        ServiceCheck right = check(asked("batch", template.toString(), new Limits(4, 5, 1)), "rows.npz");
        assertThat(right.latency().requests()).as("then the batch counts").isLessThan(10);
    }

    /** Half of the longest wait each time, in place of a drawn share. */
    @Test
    void triesAreFurtherAndFurtherApart() throws Exception {
        List<Long> waits = new ArrayList<>();
        Random half = new Random() {
            @Override
            public double nextDouble() {
                return 0.5;
            }
        };
        ServiceRequest nobody = new ServiceRequest(
                "http://127.0.0.1:9/infer", PLAIN, List.of(), null, new Limits(1, 1, 9), 7L, 1e-4, null);
        try (ServiceClient client = new ServiceClient(
                nobody, RequestHeaders.of(List.of(), System::getenv, BoundHeaders.NONE), waits::add, half)) {
            assertThatThrownBy(() -> client.send("{}", 100).get()).hasCauseInstanceOf(ServiceFailure.class);
        }

        assertThat(waits).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    }
}
