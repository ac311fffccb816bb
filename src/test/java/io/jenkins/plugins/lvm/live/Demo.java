package io.jenkins.plugins.lvm.live;

import java.time.Instant;

/** Starts a controller to look at: the plugin, an agent, and jobs with a history. Ends with the process. */
public final class Demo {
    private Demo() {}

    public static void main(final String[] args) throws Exception {
        try (ControllerProcess controller = new ControllerProcess(Host.chosen(), "demo")) {
            controller.start();
            AgentProcess.start(controller, "agent", 2);
            Incident.create(controller, Instant.now());
            System.out.println("All models:  " + controller.url("lvm-verification/"));
            System.out.println("One job:     " + controller.url("job/release-check/lvm-verification/"));
            System.out.println("One model:   "
                    + controller.url("job/release-check/" + Incident.BUILDS + "/lvm-verification/checkpoint/model-3/"));
            System.out.println("End it with Ctrl-C.");
            Thread.currentThread().join();
        }
    }
}
