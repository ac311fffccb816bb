package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A table of a document, which the code knows better: a test holds both against each other, or writes the document anew. */
public final class DocumentTable {
    private DocumentTable() {}

    /**
     * Holds the rows of a table against what they have to be. With {@code -Ddocs.update=true} they are written.
     *
     * @param header the line above the table's rule
     * @param rows lines below it
     */
    public static void assertShows(Path document, String header, List<String> rows) throws IOException {
        List<String> lines = Files.readAllLines(document);
        assertThat(lines).as(document.toString()).contains(header);
        int from = lines.indexOf(header) + 2;
        int to = from;
        while (to < lines.size() && lines.get(to).startsWith("|")) {
            to++;
        }
        if (Boolean.getBoolean("docs.update")) {
            List<String> changed = new ArrayList<>(lines.subList(0, from));
            changed.addAll(rows);
            changed.addAll(lines.subList(to, lines.size()));
            Files.write(document, changed);
            return;
        }
        assertThat(lines.subList(from, to)).as(header).containsExactlyElementsOf(rows);
    }
}
