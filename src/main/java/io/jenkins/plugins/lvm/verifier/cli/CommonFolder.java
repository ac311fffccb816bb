package io.jenkins.plugins.lvm.verifier.cli;

import java.nio.file.Path;
import java.util.List;

/** The folders that all paths of a table share. */
final class CommonFolder {
    private CommonFolder() {}

    /** Leaves them out of the first column, below the head of the table. */
    static void leaveOut(List<String[]> rows) {
        List<Path> paths = rows.stream().skip(1).map(row -> Path.of(row[0])).toList();
        Path common = paths.get(0).getParent();
        while (common != null && !allStartWith(paths, common)) {
            common = common.getParent();
        }
        if (common != null) {
            for (int i = 0; i < paths.size(); i++) {
                rows.get(i + 1)[0] = common.relativize(paths.get(i)).toString();
            }
        }
    }

    private static boolean allStartWith(List<Path> paths, Path folder) {
        return paths.stream().allMatch(path -> path.startsWith(folder));
    }
}
