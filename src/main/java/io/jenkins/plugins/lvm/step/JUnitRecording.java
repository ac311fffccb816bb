package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Hudson;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Records gates as test results of the build, by the build step of the plugin JUnit, where that is installed. Its members are looked up:
 * in the ancestor of Jenkins' core that this is compiled against, a type of the same name has others.
 */
final class JUnitRecording {
    private static final String STEP = "hudson.tasks.junit.JUnitResultArchiver";
    private static final String FILE = "lvm-junit.xml";
    private static final MethodType SWITCH = MethodType.methodType(void.class, boolean.class);

    private final MethodHandle create;
    private final MethodHandle leaveVerdict;
    private final MethodHandle leaveChecks;
    private final MethodHandle perform;

    private JUnitRecording(Class<?> step) throws NoSuchMethodException, IllegalAccessException {
        Lookup lookup = MethodHandles.publicLookup();
        create = lookup.findConstructor(step, MethodType.methodType(void.class, String.class));
        leaveVerdict = lookup.findVirtual(step, "setSkipMarkingBuildUnstable", SWITCH);
        leaveChecks = lookup.findVirtual(step, "setSkipPublishingChecks", SWITCH);
        perform = lookup.findVirtual(
                step,
                "perform",
                MethodType.methodType(void.class, Run.class, FilePath.class, Launcher.class, TaskListener.class));
    }

    /** What the installed plugin offers; null where there is none, or an older one. */
    static @Nullable JUnitRecording installed() {
        try {
            return of(Hudson.getInstance().getPluginManager().uberClassLoader.loadClass(STEP));
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** The same of its build step; null if it has not the members that are needed. */
    static @Nullable JUnitRecording of(Class<?> step) {
        try {
            return new JUnitRecording(step);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    /**
     * Adds test results to a build, whose result they leave alone. Where that fails, the log says so: the verification is stored in any
     * case.
     *
     * @param xml the results as JUnit XML
     */
    void record(Run<?, ?> run, FilePath workspace, Launcher launcher, TaskListener listener, String xml)
            throws InterruptedException {
        try {
            FilePath folder = workspace.createTempDir("lvm", "junit");
            try {
                folder.child(FILE).write(xml, "UTF-8");
                Object step = create.invoke(FILE);
                leaveVerdict.invoke(step, true);
                leaveChecks.invoke(step, true);
                perform.invoke(step, run, folder, launcher, listener);
            } finally {
                folder.deleteRecursive();
            }
        } catch (InterruptedException | Error e) {
            throw e;
        } catch (Throwable e) {
            new StepLog(listener.getLogger()).println("The gates could not be recorded as test results: " + e);
        }
    }
}
