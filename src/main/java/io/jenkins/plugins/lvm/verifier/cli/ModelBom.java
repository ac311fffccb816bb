package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.component.ModelCard;
import org.cyclonedx.model.component.data.ComponentData;
import org.cyclonedx.model.component.data.DatasetChoice;
import org.cyclonedx.model.component.modelCard.InputOutputParameter;
import org.cyclonedx.model.component.modelCard.ModelParameters;
import org.cyclonedx.model.component.modelCard.PerformanceMetric;
import org.cyclonedx.model.component.modelCard.QuantitativeAnalysis;
import org.cyclonedx.model.metadata.ToolInformation;
import org.jspecify.annotations.Nullable;

/**
 * A bill of materials of verified models: <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>, a machine-learning model with its
 * card for each checkpoint and device, the data that it was measured on, and the software that measured. What CycloneDX has no word for
 * is a property whose name begins with {@code lvm:}.
 */
final class ModelBom {
    private static final String PREFIX = "lvm:";
    /** Half the width of a 95 % confidence interval in standard errors. */
    private static final double SURE = 1.96;

    private final Bom bom = new Bom();
    private final Map<String, Component> data = new LinkedHashMap<>();

    private ModelBom() {}

    /**
     * Describes what a report says.
     *
     * @param end of the verification
     */
    static String render(VerificationReport report, Instant end) {
        ModelBom made = new ModelBom();
        made.bom.setSerialNumber("urn:uuid:" + serial(report, end));
        made.bom.setVersion(1);
        made.metadata(report, end);
        report.verifications().forEach(made::model);
        made.data.values().forEach(made.bom::addComponent);
        try {
            return BomGeneratorFactory.createJson(Version.VERSION_16, made.bom).toJsonString();
        } catch (GeneratorException e) {
            throw new IllegalStateException("The bill of materials cannot be written.", e);
        }
    }

    /** The same for the same checkpoints, verified at the same time. */
    private static UUID serial(VerificationReport report, Instant end) {
        StringBuilder name = new StringBuilder(end.toString());
        report.verifications().forEach(found -> name.append(found.checkpoint().sha256()));
        return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void metadata(VerificationReport report, Instant end) {
        Metadata metadata = new Metadata();
        metadata.setTimestamp(Date.from(end));
        if (!report.verifications().isEmpty()) {
            Software software = report.verifications().get(0).software();
            ToolInformation tools = new ToolInformation();
            tools.setComponents(List.of(
                    tool("lvm-verify", software.verifier()),
                    tool("libtorch", software.libtorch()),
                    tool("djl", software.djl()),
                    tool("nd4j", software.nd4j()),
                    tool("java", software.java())));
            metadata.setToolChoice(tools);
        }
        bom.setMetadata(metadata);
    }

    private static Component tool(String name, String version) {
        Component tool = new Component();
        tool.setType(Component.Type.APPLICATION);
        tool.setName(name);
        tool.setVersion(version);
        return tool;
    }

    private void model(Verification found) {
        Component component = new Component();
        component.setType(Component.Type.MACHINE_LEARNING_MODEL);
        component.setBomRef(
                "model:" + found.checkpoint().sha256() + "@" + found.device().used());
        component.setName(RecordedPath.fileName(found.checkpoint().path()));
        List<FilePart> files = found.checkpoint().files();
        if (files == null) {
            component.addHash(
                    new Hash(Hash.Algorithm.SHA_256, found.checkpoint().sha256()));
        } else {
            component.setComponents(
                    files.stream().map(file -> part(component, file)).toList());
        }
        component.setModelCard(card(found));
        component.setProperties(properties(found));
        bom.addComponent(component);
        Dependency dependency = new Dependency(component.getBomRef());
        dependency.addDependency(new Dependency(dataset(found.data(), "measured on")));
        if (found.heldOut() != null) {
            dependency.addDependency(new Dependency(dataset(found.heldOut().data(), "held out")));
        }
        bom.addDependency(dependency);
    }

    /** A file of a folder; the folder's own digest is not that of any file, and stands in its reference and property. */
    private static Component part(Component folder, FilePart file) {
        Component part = new Component();
        part.setType(Component.Type.FILE);
        part.setBomRef(folder.getBomRef() + "/" + file.name());
        part.setName(file.name());
        part.addHash(new Hash(Hash.Algorithm.SHA_256, file.sha256()));
        return part;
    }

    private ModelCard card(Verification found) {
        DatasetChoice measuredOn = new DatasetChoice();
        measuredOn.setRef(dataset(found.data(), "measured on"));
        ModelParameters parameters = new ModelParameters();
        parameters.setTask("next-vector prediction");
        parameters.setModelArchitecture(found.model().forwardDefinition());
        parameters.setDatasets(List.of(measuredOn));
        parameters.setInputs(List.of(format(
                found.model().contextLength() == 0
                        ? found.model().inputDim() + " numbers"
                        : found.model().contextLength() + " vectors of "
                                + found.model().inputDim() + " float32")));
        parameters.setOutputs(List.of(format("one vector")));
        QuantitativeAnalysis analysis = new QuantitativeAnalysis();
        analysis.setPerformanceMetrics(metrics(found));
        ModelCard card = new ModelCard();
        card.setModelParameters(parameters);
        card.setQuantitativeAnalysis(analysis);
        return card;
    }

    private static InputOutputParameter format(String text) {
        InputOutputParameter parameter = new InputOutputParameter();
        parameter.setFormat(text);
        return parameter;
    }

    private static List<PerformanceMetric> metrics(Verification found) {
        List<PerformanceMetric> metrics = new ArrayList<>();
        if (found.measured() != null) {
            metrics.add(metric(
                    found.measured().metric() + ", re-measured",
                    found.measured().value(),
                    found.split().name(),
                    found.measured().standardError()));
        }
        metrics.add(metric(
                "cosine, re-measured",
                found.actual().value(),
                found.split().name(),
                found.actual().standardError()));
        if (found.claim() != null) {
            metrics.add(
                    metric(found.claim().metric() + ", claimed", found.claim().value(), null, null));
        }
        if (found.actual().skill() != null) {
            metrics.add(metric(
                    "cosine above chance", found.actual().skill(), found.split().name(), null));
        }
        if (found.heldOut() != null) {
            metrics.add(metric(
                    "cosine, re-measured",
                    found.heldOut().actual().value(),
                    "held out",
                    found.heldOut().actual().standardError()));
        }
        return metrics;
    }

    private static PerformanceMetric metric(
            String type, double value, @Nullable String slice, @Nullable Double standardError) {
        PerformanceMetric metric = new PerformanceMetric();
        metric.setType(type);
        metric.setValue(Double.toString(value));
        metric.setSlice(slice);
        if (standardError != null) {
            PerformanceMetric.ConfidenceInterval interval = new PerformanceMetric.ConfidenceInterval();
            interval.setLowerBound(Double.toString(value - SURE * standardError));
            interval.setUpperBound(Double.toString(value + SURE * standardError));
            metric.setConfidenceInterval(interval);
        }
        return metric;
    }

    private static List<Property> properties(Verification found) {
        List<Property> properties = new ArrayList<>();
        properties.add(property("verdict", found.verdict().name()));
        if (found.checkpoint().files() != null) {
            properties.add(property("sha256OfFileList", found.checkpoint().sha256()));
        }
        properties.add(property("device", found.device().used()));
        properties.add(property("split", found.split().name()));
        properties.add(property("validationRows", Long.toString(found.split().validationRows())));
        properties.add(property("parameterCount", Long.toString(found.model().parameterCount())));
        for (GateOutcome gate : found.gates()) {
            properties.add(property("gate:" + gate.metric(), gate.outcome().name()));
        }
        for (Finding finding : found.findings()) {
            properties.add(property("finding", finding.code()));
        }
        return properties;
    }

    private static Property property(String name, String value) {
        return new Property(PREFIX + name, value);
    }

    /** The data as a component, once for each file and choice of rows; returns what refers to it. */
    private String dataset(Data found, String role) {
        String rows = found.rowsDigest() == null ? "" : found.rowsDigest();
        String reference = "data:" + found.fingerprint() + "#" + rows;
        data.computeIfAbsent(reference, key -> {
            ComponentData content = new ComponentData();
            content.setType(ComponentData.ComponentDataType.DATASET);
            content.setName(RecordedPath.fileName(found.path()));
            Component component = new Component();
            component.setType(Component.Type.DATA);
            component.setBomRef(key);
            component.setName(RecordedPath.fileName(found.path()));
            component.setData(List.of(content));
            component.setProperties(List.of(
                    property("role", role),
                    property("sequences", Long.toString(found.sequences())),
                    property("rowsDigest", rows)));
            return component;
        });
        return reference;
    }
}
