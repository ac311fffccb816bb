package io.jenkins.plugins.lvm.live;

import java.util.LinkedHashMap;
import java.util.Map;

/** A build step as a freestyle job's configuration holds it. */
final class StepXml {
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final Map<String, String> lists = new LinkedHashMap<>();

    private final String type;

    private StepXml(String type) {
        this.type = type;
    }

    /** A step of the plugin, by the name of its class. */
    static StepXml of(String type) {
        return new StepXml(type);
    }

    /** A step that verifies a checkpoint on the shipped examples' data. */
    static StepXml verify(final Object checkpoint) {
        return new StepXml("io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder")
                .with("checkpoint", checkpoint)
                .with("data", LiveFiles.example("sequences.npz"));
    }

    /** A shell script. */
    static String shell(final String script) {
        return "<hudson.tasks.Shell><command>" + escape(script) + "</command></hudson.tasks.Shell>";
    }

    /** Sets a parameter that is a list. */
    StepXml withAll(final String parameter, final String... values) {
        final StringBuilder list = new StringBuilder();
        for (final String value : values) {
            list.append("<string>" + escape(value) + "</string>");
        }
        lists.put(parameter, list.toString());
        return this;
    }

    StepXml with(final String parameter, final Object value) {
        parameters.put(parameter, value);
        return this;
    }

    @Override
    public String toString() {
        final StringBuilder xml = new StringBuilder("<" + type + ">");
        parameters.forEach(
                (name, value) -> xml.append("<" + name + ">" + escape(value.toString()) + "</" + name + ">"));
        lists.forEach((name, values) -> xml.append("<" + name + ">" + values + "</" + name + ">"));
        return xml + "</" + type + ">";
    }

    /** Text as it stands in XML. */
    static String escape(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
