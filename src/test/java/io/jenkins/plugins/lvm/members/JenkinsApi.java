package io.jenkins.plugins.lvm.members;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A list of all public and protected members of Jenkins and Pipeline, one a line: {@code type TAB member TAB modifiers}. The row
 * {@code <type>} holds a type's declaration.
 */
final class JenkinsApi {
    static final String TYPE = "<type>";

    private final Map<String, Map<String, String>> types = new HashMap<>();

    JenkinsApi(final Path list) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(list));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                final String[] columns = line.split("\t", -1);
                types.computeIfAbsent(columns[0], type -> new HashMap<>()).put(columns[1], columns[2]);
            }
        }
    }

    /** The modifiers of what a type declares itself; null if it declares no such member. */
    String modifiers(final String type, final String member) {
        return types.getOrDefault(type, Map.of()).get(member);
    }

    /** Says whether a type or one of its supertypes has a member. Supertypes outside the list are asked from the JDK. */
    boolean has(final String type, final String member) {
        if (!types.containsKey(type)) {
            return new ClassFiles().has(type.replace('.', '/'), member);
        }
        return types.get(type).containsKey(member)
                || supertypes(type).stream().anyMatch(supertype -> has(supertype, member));
    }

    private List<String> supertypes(final String type) {
        String declaration = types.get(type).get(TYPE);
        for (String shorter = ""; !shorter.equals(declaration); ) {
            shorter = declaration;
            declaration = declaration.replaceAll("<[^<>]*>", "");
            if (!declaration.equals(shorter)) {
                shorter = "";
            }
        }
        final List<String> supertypes = new ArrayList<>(List.of("java.lang.Object"));
        for (final String part : declaration.split(" (extends|implements) ")) {
            supertypes.addAll(List.of(part.split(", *")));
        }
        return supertypes.stream()
                .map(String::strip)
                .filter(name -> name.contains(".") && !name.contains(" ") && !name.equals(type))
                .toList();
    }
}
