package io.jenkins.plugins.lvm.report;

import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.history.StoredResult;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.servlet.http.HttpServletResponse;
import org.kohsuke.stapler.StaplerRequest;
import org.kohsuke.stapler.StaplerResponse;
import org.kohsuke.stapler.WebMethod;

/** One stored result of a build: its files, and a page for each checkpoint. */
public final class ResultPage {
    private final LvmVerificationAction action;
    private final StoredResult result;

    ResultPage(final LvmVerificationAction action, final StoredResult result) {
        this.action = action;
        this.result = result;
    }

    public LvmVerificationAction getAction() {
        return action;
    }

    public String getId() {
        return result.id();
    }

    StoredResult result() {
        return result;
    }

    /** The page of the checkpoint at a position, from 0. */
    public CheckpointPage getDynamic(final String position) {
        return position.matches("\\d{1,3}")
                        && Integer.parseInt(position) < result.models().size()
                ? new CheckpointPage(this, Integer.parseInt(position))
                : null;
    }

    /** The build's page lists what is here. */
    public void doIndex(final StaplerRequest request, final StaplerResponse response) throws IOException {
        response.sendRedirect("../");
    }

    /** The report as the verifier wrote it. */
    @WebMethod(name = "report.json")
    public void doReport(final StaplerRequest request, final StaplerResponse response) throws IOException {
        final byte[] report = ContractJson.render(result.report()).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = download(response, "application/json", "report.json")) {
            out.write(report);
        }
    }

    /** The cosine of every row, little-endian float32, one checkpoint after the other. */
    @WebMethod(name = "cosines.f32")
    public void doCosines(final StaplerRequest request, final StaplerResponse response) throws IOException {
        final Path cosines = action.folder().cosines(result.id());
        if (!hasCosines()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try (OutputStream out = download(response, "application/octet-stream", "cosines.f32")) {
            Files.copy(cosines, out);
        }
    }

    public boolean hasCosines() {
        return Files.exists(action.folder().cosines(result.id()));
    }

    private OutputStream download(final StaplerResponse response, final String type, final String name)
            throws IOException {
        run().checkPermission(Item.READ);
        response.setContentType(type);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        return response.getOutputStream();
    }

    private Run<?, ?> run() {
        return action.getRun();
    }
}
