package io.jenkins.plugins.lvm;

import hudson.FilePath;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TopLevelItem;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder;
import java.io.File;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** The shipped checkpoints, and an agent that verifies them. */
final class Examples {
    static final String GRU = path("gru_healthy.pt");
    static final String AMN = path("amn_healthy.pt");
    static final String BROKEN = path("lstm_broken.pt");
    static final String DATA = path("sequences.npz");

    private Examples() {}

    private static String path(final String name) {
        return Path.of(System.getProperty("lvm.examples", "examples"), name)
                .toAbsolutePath()
                .toString();
    }

    /** An agent that is online. All tests give it the same folder, so that the verifier is put there once. */
    static DumbSlave agent(final JenkinsRule jenkins) throws Exception {
        final File root =
                new File(System.getProperty("buildDirectory", "target/jenkins/target"), "agent").getAbsoluteFile();
        final DumbSlave agent = new DumbSlave("agent", root.getPath(), jenkins.createComputerLauncher(null));
        agent.setLabelString("gpu cpu");
        agent.setNumExecutors(4);
        jenkins.jenkins.addNode(agent);
        jenkins.waitOnline(agent);
        return agent;
    }

    /** The workspace of a job on the agent, empty but for what is put there. */
    static FilePath workspace(final DumbSlave agent, final TopLevelItem job) throws Exception {
        final FilePath workspace = agent.getWorkspaceFor(job);
        workspace.deleteRecursive();
        workspace.mkdirs();
        return workspace;
    }

    static FreeStyleProject freestyle(
            final JenkinsRule jenkins, final DumbSlave agent, final String name, final String checkpoint)
            throws Exception {
        final FreeStyleProject job = jenkins.createFreeStyleProject(name);
        job.setAssignedNode(agent);
        job.getBuildersList().add(new VerifyLvmCheckpointBuilder(checkpoint, DATA));
        return job;
    }

    /** Runs a sandboxed Pipeline to its end. The words AGENT, GRU, AMN, BROKEN and DATA stand for the examples. */
    static WorkflowRun run(final JenkinsRule jenkins, final String name, final String script) throws Exception {
        final WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(
                script.replace("AGENT", "'agent'")
                        .replace("GRU", quoted(GRU))
                        .replace("AMN", quoted(AMN))
                        .replace("BROKEN", quoted(BROKEN))
                        .replace("DATA", quoted(DATA)),
                true));
        return jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
    }

    static String quoted(final String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Page of a build's or job's verifications, below the root. */
    static String page(final Run<?, ?> run) {
        return run.getUrl() + "lvm-verification/";
    }

    static String page(final Job<?, ?> job) {
        return job.getUrl() + "lvm-verification/";
    }
}
