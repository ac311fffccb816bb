package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.views.ListViewColumn;
import hudson.views.ListViewColumnDescriptor;
import java.util.List;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;

/** A column of a list of jobs: the worst of each job's models, as last verified. */
public final class LvmColumn extends ListViewColumn {

    @DataBoundConstructor
    public LvmColumn() {}

    /** What the column says of one job. */
    public static final class Cell {
        private final List<CheckpointLine> models;
        private final CheckpointLine worst;

        Cell(final List<CheckpointLine> models) {
            this.models = models;
            CheckpointLine candidate = models.get(0);
            for (final CheckpointLine model : models) {
                if (model.rank() > candidate.rank()) {
                    candidate = model;
                }
            }
            this.worst = candidate;
        }

        /** The worst model. */
        public CheckpointLine getWorst() {
            return worst;
        }

        /** What there is to say of it beside the verdict. */
        public String getText() {
            String text = worst.record().isError()
                    ? Messages.of("column.error")
                    : Messages.of("column.numbers", worst.getActualText(), worst.getClaimText());
            return text
                    + (worst.isStale() ? ", " + Messages.count("stale", worst.getBuildsSince()) : "")
                    + (models.size() > 1 ? ", " + Messages.of("column.worst", "" + models.size()) : "");
        }

        public int getModels() {
            return models.size();
        }

        /** Verdicts sort by how bad they are. */
        public int getSortKey() {
            return worst.rank();
        }
    }

    /** The cell of a job; null if nothing was said of any checkpoint, or the viewer may not read it. */
    public @Nullable Cell cell(final Object row) {
        if (!(row instanceof Job<?, ?> job)
                || !job.hasPermission(Item.READ)
                || !JobHistories.get().exist(job)) {
            return null;
        }
        List<CheckpointLine> models = JobHistories.get().latest(job);
        return models.isEmpty() ? null : new Cell(models);
    }

    /** Offers the column in the configuration of a list. */
    @Extension
    @Symbol("lvmVerification")
    public static final class DescriptorImpl extends ListViewColumnDescriptor {
        @Override
        public String getDisplayName() {
            return Messages.of("name");
        }

        /** Only where an administrator asks for it. */
        @Override
        public boolean shownByDefault() {
            return false;
        }
    }
}
