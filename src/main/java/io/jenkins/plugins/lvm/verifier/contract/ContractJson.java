package io.jenkins.plugins.lvm.verifier.contract;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.Strictness;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Requests and reports as JSON. NaN and infinities are refused in both directions. */
public final class ContractJson {
    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private ContractJson() {}

    /** Renders a request or a report. */
    public static String render(Object contract) {
        return GSON.toJson(contract);
    }

    /** Writes a request or a report so that a reader sees all of it or nothing. */
    public static void write(Object contract, Path file) throws IOException {
        AtomicFile.write(file, aside -> {
            try (Writer writer = Files.newBufferedWriter(aside, StandardCharsets.UTF_8)) {
                GSON.toJson(contract, writer);
                writer.write('\n');
            }
        });
    }

    /**
     * Reads a request.
     *
     * @throws VerifierException if it is damaged or of another version
     */
    public static VerificationRequest readRequest(Path file) throws IOException {
        VerificationRequest request = parse(Files.readString(file), VerificationRequest.class, "request");
        if (request.schemaVersion() != VerificationRequest.SCHEMA_VERSION) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The request has schema version " + request.schemaVersion() + "; this verifier understands "
                            + VerificationRequest.SCHEMA_VERSION + ".",
                    "Use the same version of the plugin on both sides.");
        }
        return request;
    }

    /**
     * Reads a report of this version or an earlier one, without judging what it says.
     *
     * @throws VerifierException if it is not a report
     */
    public static VerificationReport readReport(String json) {
        return parse(json, VerificationReport.class, "report", ReportMigration::toCurrent);
    }

    /**
     * Reads an attestation.
     *
     * @throws VerifierException if it is not one of a verification
     */
    public static Attestation readAttestation(String json) {
        Attestation attestation = parse(json, Attestation.class, "attestation");
        attestation.requireComplete();
        return attestation;
    }

    /**
     * Reads any JSON.
     *
     * @param what it is to be, such as {@code attestation}
     * @throws VerifierException if it is not JSON, or empty
     */
    public static JsonElement readTree(String json, String what) {
        return parse(json, JsonElement.class, what);
    }

    private static <T> T parse(String json, Class<T> type, String what) {
        return parse(json, type, what, UnaryOperator.identity());
    }

    private static <T> T parse(String json, Class<T> type, String what, UnaryOperator<JsonElement> migration) {
        try {
            T value = GSON.fromJson(migration.apply(GSON.fromJson(json, JsonElement.class)), type);
            if (value == null) {
                throw VerifierException.unreadable("The " + what + " is empty.");
            }
            return value;
        } catch (VerifierException e) {
            throw e;
        } catch (RuntimeException e) {
            // What the library throws is not of one kind: a record whose constructor fails, for one.
            throw new VerifierException(
                    Reason.UNREADABLE, "The " + what + " is not valid: " + inOneLine(e) + ".", null, e);
        }
    }

    /** The library's reason without its class name and the address of its manual. */
    private static String inOneLine(Exception failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(reason.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll("\\.$", "");
    }
}
