package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.Hudson;
import hudson.model.Job;
import hudson.model.Node;
import hudson.model.TopLevelItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A folder of an agent in which a form looks for checkpoints.
 *
 * @param node that is online
 * @param folder the job's workspace there, or, for somebody who may look anywhere, the agent's own
 */
record InspectionPlace(Node node, FilePath folder) {
    private static final int MOST_FILES = 1000;

    /**
     * The places of a job: where its last build ran, then every other agent that is online, the controller's own node last.
     *
     * @param agent name or label of the agents to look at; null for all
     * @param anywhere whether an agent counts where the job has no workspace
     */
    static List<InspectionPlace> of(@Nullable Job<?, ?> job, @Nullable String agent, boolean anywhere)
            throws IOException, InterruptedException {
        List<Node> nodes = new ArrayList<>(Hudson.getInstance().getNodes());
        nodes.add(Hudson.getInstance());
        Map<String, InspectionPlace> places = new LinkedHashMap<>();
        if (job instanceof AbstractProject<?, ?> project) {
            addLast(places, project);
        }
        for (Node node : nodes) {
            FilePath root = node.getRootPath();
            if (root == null) {
                continue; // It is offline.
            }
            FilePath workspace = job instanceof TopLevelItem item ? node.getWorkspaceFor(item) : null;
            if (workspace != null && workspace.exists()) {
                places.putIfAbsent(node.getNodeName(), new InspectionPlace(node, workspace));
            } else if (anywhere) {
                places.putIfAbsent(node.getNodeName(), new InspectionPlace(node, root));
            }
        }
        return places.values().stream()
                .filter(place -> agent == null || place.isOn(agent))
                .toList();
    }

    /** Its builds may have a workspace of their own choice. */
    private static void addLast(Map<String, InspectionPlace> places, AbstractProject<?, ?> project) {
        AbstractBuild<?, ?> build = project.getSomeBuildWithWorkspace();
        Node node = build == null ? null : build.getBuiltOn();
        FilePath workspace = build == null ? null : build.getWorkspace();
        if (node != null && workspace != null) {
            places.put(node.getNodeName(), new InspectionPlace(node, workspace));
        }
    }

    private boolean isOn(String agent) {
        return node.getNodeName().equals(agent)
                || node.getAssignedLabels().stream().anyMatch(label -> agent.equals(label.getName()));
    }

    /** The files or folders that a checkpoint parameter names here, sorted by path; empty where there are none. */
    List<FilePath> find(String checkpoint) throws IOException, InterruptedException {
        FilePath named = folder.child(checkpoint);
        if (named.exists()) {
            return List.of(named);
        }
        if (!CheckpointFiles.isPattern(checkpoint) || CheckpointFiles.isAbsolute(checkpoint)) {
            return List.of();
        }
        return List.of(folder.list(checkpoint)).stream()
                .sorted(Comparator.comparing(FilePath::getRemote))
                .limit(MOST_FILES)
                .toList();
    }

    /** A file's path as somebody knows it who looks at this place. */
    String shown(FilePath file) {
        String inside = folder.getRemote() + "/";
        return file.getRemote().startsWith(inside) ? file.getRemote().substring(inside.length()) : file.getRemote();
    }

    /** The node's name, as pages show it. */
    String agent() {
        return node.getDisplayName();
    }
}
