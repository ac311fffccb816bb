package io.jenkins.plugins.lvm.live;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts one controller with one agent for all live tests, and ends both after the last. Each class finds it without jobs, so that names
 * are its own.
 */
final class LiveController implements BeforeAllCallback, AfterEachCallback, ParameterResolver {

    @Override
    public void beforeAll(final ExtensionContext context) throws Exception {
        pair(context).controller.script("new ArrayList(hudson.model.Hudson.instance.items).each { it.delete() }");
    }

    @Override
    public void afterEach(final ExtensionContext context) throws Exception {
        final Pair pair = pair(context);
        pair.controller.retireAgents(pair.agent);
    }

    @Override
    public boolean supportsParameter(final ParameterContext parameter, final ExtensionContext context) {
        final Class<?> type = parameter.getParameter().getType();
        return type == ControllerProcess.class || type == AgentProcess.class;
    }

    @Override
    public Object resolveParameter(final ParameterContext parameter, final ExtensionContext context) {
        final Pair pair = pair(context);
        return parameter.getParameter().getType() == AgentProcess.class ? pair.agent : pair.controller;
    }

    private static Pair pair(final ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(LiveController.class))
                .getOrComputeIfAbsent(Pair.class, key -> Pair.start(), Pair.class);
    }

    private record Pair(ControllerProcess controller, AgentProcess agent) implements AutoCloseable {

        static Pair start() {
            try {
                final ControllerProcess controller = new ControllerProcess(Host.chosen(), "controller");
                controller.start();
                return new Pair(controller, AgentProcess.start(controller, "agent", 4));
            } catch (Exception e) {
                throw new IllegalStateException("No controller to test with", e);
            }
        }

        @Override
        public void close() {
            controller.close();
        }
    }
}
