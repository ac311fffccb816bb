package io.jenkins.plugins.lvm.verifier.format;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;

/** JSON as RFC 8259 has it, and nothing beside. */
public final class StrictJson {

    private StrictJson() {}

    /** A reader that refuses everything else. */
    public static JsonReader reader(String text) {
        JsonReader json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        return json;
    }
}
