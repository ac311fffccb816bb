package io.jenkins.plugins.lvm.live;

import java.time.Instant;

/**
 * Starts a controller to look at: the plugin, an agent, jobs with a history, and one that verifies the shipped examples. Ends with the
 * process.
 */
public final class Demo {
    private Demo() {}

    public static void main(final String[] args) throws Exception {
        System.out.println("Starting the controller …");
        try (ControllerProcess controller = new ControllerProcess(Host.chosen(), "demo")) {
            controller.start();
            final AgentProcess agent = AgentProcess.start(controller, "agent", 2);
            Incident.create(controller, Instant.now());
            examples(controller, agent);
            final String last = "job/release-check/" + Incident.BUILDS + "/lvm-verification/checkpoint/model-3/";
            System.out.println("All models:             " + controller.url("lvm-dashboard/"));
            System.out.println("One job:                " + controller.url("job/release-check/lvm-verification/"));
            System.out.println("The broken model:       " + controller.url(last));
            System.out.println("Verify the examples:    " + controller.url("job/examples/"));
            System.out.println("End it with Ctrl-C.");
            Thread.currentThread().join();
        }
    }

    /** A job that runs the step on the agent, with its first build on the way. */
    private static void examples(final ControllerProcess controller, final AgentProcess agent) throws Exception {
        final StringBuilder steps = new StringBuilder();
        for (final String name : new String[] {"gru_healthy", "amn_healthy", "lstm_broken"}) {
            steps.append(StepXml.verify(LiveFiles.example(name + ".pt"))
                    .with("id", name)
                    .with("model", name.substring(0, name.indexOf('_')))
                    .with("failBuild", false));
        }
        controller.createFreestyleJob("examples", agent, steps.toString());
        controller.schedule("examples");
    }
}
