package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Hudson;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.lvm.report.history.Histories;
import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.Series;
import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The controller's one keeper of {@link Histories}; notes the deletion of builds. */
@Extension
public final class JobHistories extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(JobHistories.class.getName());
    private static final @Nullable MethodHandle BUILD_DIRECTORY = buildDirectory();

    private final Histories histories = new Histories();

    /** The keeper. */
    static JobHistories get() {
        return Hudson.getInstance().getExtensionList(RunListener.class).get(JobHistories.class);
    }

    boolean exist(final Job<?, ?> job) {
        return histories.exists(builds(job));
    }

    /** The same as of some seconds ago, where there was none: for pages that ask every job. */
    boolean existedLately(Job<?, ?> job) {
        return histories.existedLately(builds(job));
    }

    /** The checkpoints of a job, oldest build first. Loads no build. */
    List<HistoryRecord> read(final Job<?, ?> job) {
        try {
            return histories.read(builds(job));
        } catch (final IOException e) {
            LOGGER.log(Level.WARNING, "The verification history of " + job.getFullName() + " cannot be read", e);
            return List.of();
        }
    }

    /** How each model of a job stands. */
    List<CheckpointLine> latest(Job<?, ?> job) {
        int lastBuild = lastBuild(job);
        return Series.current(read(job)).stream()
                .map(series -> CheckpointLine.latest(series, lastBuild))
                .toList();
    }

    /** Number of a job's last build that has ended; 0 if none has. */
    static int lastBuild(Job<?, ?> job) {
        Run<?, ?> last = job.getLastCompletedBuild();
        return last == null ? 0 : last.getNumber();
    }

    /** Adds a checkpoint of a build. A history that cannot be written is not a reason to fail the build. */
    void add(final Run<?, ?> run, final HistoryRecord record) {
        Path builds = beside(run.getRootDir().toPath());
        try {
            histories.add(builds, record);
        } catch (final IOException e) {
            LOGGER.log(Level.WARNING, "The verification history in " + builds + " cannot be written", e);
        }
    }

    /**
     * A build with stored results has been loaded: its job's history must know it. What could not be verified is added where it is
     * missing, since older versions kept it with the build alone.
     */
    void expect(Run<?, ?> run, List<HistoryRecord> records) {
        final Path folder = run.getRootDir().toPath();
        Path builds = beside(folder);
        try {
            if (records.stream().anyMatch(record -> !record.isError())) {
                histories.expect(builds, run.getRootDir().getName());
            }
            for (HistoryRecord record : records) {
                if (record.isError() && !histories.has(builds, record.folder(), record.id())) {
                    histories.add(builds, record);
                }
            }
        } catch (final IOException e) {
            LOGGER.log(Level.WARNING, "The verification history beside " + folder + " cannot be read", e);
        }
    }

    @Override
    public void onDeleted(final Run<?, ?> run) {
        final Path folder = run.getRootDir().toPath();
        try {
            histories.remove(beside(folder), run.getRootDir().getName());
        } catch (final IOException e) {
            // A build whose folder is gone is left out in any case.
            LOGGER.log(Level.WARNING, "The deletion of " + folder + " cannot be noted", e);
        }
    }

    /** The folder with all builds of the job. */
    private static Path beside(Path build) {
        return Objects.requireNonNull(build.getParent(), "a build lies in a folder");
    }

    /** Where a job's builds are. Administrators can keep them away from the job's own folder. */
    static Path builds(final Job<?, ?> job) {
        if (BUILD_DIRECTORY != null) {
            try {
                return ((File) BUILD_DIRECTORY.invoke(job)).toPath();
            } catch (final Throwable e) {
                throw new IllegalStateException(e);
            }
        }
        return job.getRootDir().toPath().resolve("builds");
    }

    /** {@code Job.getBuildDir()}, which has not always been public; null where it is not. */
    private static @Nullable MethodHandle buildDirectory() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Job.class, "getBuildDir", MethodType.methodType(File.class));
        } catch (final NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }
}
