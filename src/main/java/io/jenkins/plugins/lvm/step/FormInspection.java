package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Hudson;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.lvm.step.AgentShell.Ending;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The button of the form that inspects a checkpoint: the verifier on an agent reads it there, as data, in the workspace that the job has.
 * Few run at a time, each for less than a browser or a proxy waits, and none outside of the workspace but for administrators.
 */
final class FormInspection {
    private static final int AT_ONCE = 2;
    private static final int MOST_SECONDS = 50;
    private static final int PROCESS_SECONDS = 40;
    private static final int MOST_BYTES = 4 << 20;
    /** JSON's last bracket, or the last line of an error. */
    private static final Pattern END = Pattern.compile("(?m)^\\}\\s*\\z|^[^\\s{}][^\\n]*\\n\\z");

    private static final Pattern JSON = Pattern.compile("(?m)^\\{");
    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");

    private final Semaphore running = new Semaphore(AT_ONCE);

    /**
     * Inspects for whoever asks.
     *
     * @param job whose form it is; null elsewhere, where only administrators may ask
     * @param checkpoint path or pattern in the workspace
     * @param agent name or label of an agent; null for any that has the file
     */
    FormValidation of(@Nullable Job<?, ?> job, @Nullable String checkpoint, @Nullable String agent) {
        if (job == null) {
            Hudson.getInstance().checkPermission(Hudson.ADMINISTER);
        } else {
            job.checkPermission(Item.CONFIGURE);
            job.checkPermission(Item.WORKSPACE);
        }
        boolean anywhere = Hudson.getInstance().hasPermission(Hudson.ADMINISTER);
        String path = Util.fixEmptyAndTrim(checkpoint);
        String refusal = refusal(path, job != null, anywhere);
        if (path == null || refusal != null) {
            return FormValidation.error(refusal);
        }
        if (!running.tryAcquire()) {
            return FormValidation.warning(Messages.of("inspect.busy"));
        }
        // What it comes to is put into words in the language of the request, which another thread does not know.
        Future<Supplier<FormValidation>> answer = Computer.threadPoolForRemoting.submit(() -> {
            try {
                return inspect(job, path, Util.fixEmptyAndTrim(agent), anywhere);
            } finally {
                running.release();
            }
        });
        return awaited(answer);
    }

    /** Why a path is not looked at; null if it is. */
    static @Nullable String refusal(@Nullable String path, boolean hasWorkspace, boolean anywhere) {
        if (path == null) {
            return Messages.of("needed.path");
        }
        if (path.contains("$")) {
            return Messages.of("inspect.variable");
        }
        boolean outside = CheckpointFiles.isAbsolute(path)
                || Arrays.asList(SEPARATOR.split(path)).contains("..");
        if (outside && !anywhere) {
            return Messages.of("inspect.outside");
        }
        return outside || hasWorkspace ? null : Messages.of("inspect.job");
    }

    /** What takes longer goes on: the verifier that comes to an agent for the first time is there for the next one. */
    private static FormValidation awaited(Future<Supplier<FormValidation>> answer) {
        try {
            return answer.get(MOST_SECONDS, TimeUnit.SECONDS).get();
        } catch (TimeoutException e) {
            return slow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return slow();
        } catch (ExecutionException e) {
            return e.getCause() instanceof AbortException known
                    ? FormValidation.error(Sentences.printable(String.valueOf(known.getMessage())))
                    : FormValidation.error(Messages.of("inspect.failed", Sentences.of(e)));
        }
    }

    private static FormValidation slow() {
        return FormValidation.warning(Messages.of("inspect.slow", Integer.toString(MOST_SECONDS)));
    }

    private static Supplier<FormValidation> inspect(
            @Nullable Job<?, ?> job, String path, @Nullable String agent, boolean anywhere)
            throws IOException, InterruptedException {
        List<InspectionPlace> places = InspectionPlace.of(job, agent, anywhere && CheckpointFiles.isAbsolute(path));
        if (places.isEmpty()) {
            return () -> FormValidation.error(Messages.of("inspect.nowhere"));
        }
        for (InspectionPlace place : places) {
            List<FilePath> found = place.find(path);
            if (!found.isEmpty()) {
                Ending ending = inspect(place, found.get(0), anywhere);
                return () -> told(place, found, ending);
            }
        }
        String agents = places.stream().map(InspectionPlace::agent).collect(Collectors.joining(", "));
        return () -> FormValidation.error(Messages.of("inspect.none", path, agents));
    }

    private static Ending inspect(InspectionPlace place, FilePath file, boolean anywhere)
            throws IOException, InterruptedException {
        AgentShell shell =
                new AgentShell(place.node().createLauncher(TaskListener.NULL), place.folder(), new EnvVars());
        AgentJava java = AgentJava.find(shell, null, place.node().toComputer());
        String classPath = VerifierInstallation.prepareReader(
                place.node(), shell, java, new StepLog(TaskListener.NULL.getLogger()));
        return shell.bounded(
                END,
                MOST_BYTES,
                PROCESS_SECONDS,
                VerifierScript.inspection(
                        java, classPath, anywhere ? null : place.folder().getRemote(), file.getRemote()));
    }

    private static FormValidation told(InspectionPlace place, List<FilePath> found, Ending ending) {
        String printed = ending.printed();
        if (ending.exitCode() != 0) {
            String last = printed.lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line.strip());
            return last.isEmpty() ? slow() : FormValidation.error(Sentences.bounded(last));
        }
        String file = place.shown(found.get(0));
        String where = found.size() == 1
                ? Messages.of("inspect.file", file, place.agent())
                : Messages.of("inspect.first", file, place.agent(), Integer.toString(found.size()));
        try {
            String json = JSON.matcher(printed)
                    .results()
                    .findFirst()
                    .map(at -> printed.substring(at.start()))
                    .orElse("");
            InspectionAnswer answer = InspectionAnswer.of(AgentJson.parse(json), where);
            return answer.isComplete()
                    ? FormValidation.okWithMarkup(answer.markup())
                    : FormValidation.warningWithMarkup(answer.markup());
        } catch (IllegalArgumentException e) {
            return FormValidation.error(Messages.of("inspect.failed", Sentences.of(e)));
        }
    }
}
