package io.jenkins.plugins.lvm.verifier.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * Brings reports of earlier layouts, which builds have stored and people keep as baselines, to the current one.
 *
 * <p>Version 2 calls {@code naivePredictors} what version 1 called {@code baselines}: a baseline is an earlier checkpoint.
 */
final class ReportMigration {
    private static final String VERSION = "schemaVersion";

    private ReportMigration() {}

    /** The report in the current layout; what is not a report of an earlier version stays as it is. */
    static JsonElement toCurrent(JsonElement report) {
        if (report instanceof JsonObject object
                && object.get(VERSION) instanceof JsonPrimitive version
                && version.getAsString().equals("1")) {
            if (object.has("verifications") && object.get("verifications").isJsonArray()) {
                object.getAsJsonArray("verifications").forEach(ReportMigration::nameNaivePredictors);
            }
            object.addProperty(VERSION, VerificationReport.SCHEMA_VERSION);
        }
        return report;
    }

    private static void nameNaivePredictors(JsonElement verification) {
        if (verification instanceof JsonObject object && object.has("baselines")) {
            object.add("naivePredictors", object.remove("baselines"));
        }
    }
}
