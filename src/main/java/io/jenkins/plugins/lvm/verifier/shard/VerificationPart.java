package io.jenkins.plugins.lvm.verifier.shard;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import io.jenkins.plugins.lvm.verifier.score.ChanceLevel;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one part of the rows, as exactly as it was measured. Rows are in file order. It states no verdict.
 *
 * @param numbers of each row what copying the last vector reaches, and the mean of the context
 * @param leaked whether the row's target stands in its own context
 * @param scores of each definition
 * @param chance what the chance level is made of
 */
public record VerificationPart(
        PartHead head,
        PartRows rows,
        List<double[]> numbers,
        boolean[] leaked,
        List<DefinitionScores> scores,
        ChanceLevel chance) {

    private static final long MAGIC = 0x4c564d2d50415254L; // LVM-PART
    private static final int LONGEST_HEAD = 16 << 20;
    private static final int MOST_DEFINITIONS = 64;
    private static final int MOST_COMPONENTS = 1 << 16;
    private static final int DIGEST = 32;
    private static final int NAIVE = 2;
    private static final int OF_METRIC = 2;
    private static final String HINT = "Name what a run with --shard has written.";
    private static final Gson JSON = new Gson();

    /**
     * Which rows they are.
     *
     * @param positions in the evaluation order of all rows
     * @param numbers in the file
     * @param articles of each row; null where the data names none
     * @param digests 32 bytes of each row
     */
    public record PartRows(int[] positions, int[] numbers, long @Nullable [] articles, byte[] digests) {
        private void write(DataOutputStream out) throws IOException {
            out.writeInt(numbers.length);
            for (int row = 0; row < numbers.length; row++) {
                out.writeInt(positions[row]);
                out.writeInt(numbers[row]);
                if (articles != null) {
                    out.writeLong(articles[row]);
                }
            }
            out.write(digests);
        }

        private static PartRows read(DataInputStream in, int count, boolean ofArticles) throws IOException {
            int[] positions = new int[count];
            int[] numbers = new int[count];
            long[] articles = ofArticles ? new long[count] : null;
            for (int row = 0; row < count; row++) {
                positions[row] = in.readInt();
                numbers[row] = in.readInt();
                if (articles != null) {
                    articles[row] = in.readLong();
                }
            }
            byte[] digests = in.readNBytes(count * DIGEST);
            require(digests.length == count * DIGEST);
            return new PartRows(positions, numbers, articles, digests);
        }
    }

    /** How many rows it has. */
    public int size() {
        return rows.numbers().length;
    }

    /** How many rows all parts have. */
    public int allRows() {
        return head.rows();
    }

    /** Writes all of it. */
    public void write(Path file) throws IOException {
        byte[] json = ContractJson.render(head).getBytes(StandardCharsets.UTF_8);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeLong(MAGIC);
            out.writeInt(json.length);
            out.write(json);
            rows.write(out);
            for (double[] values : numbers) {
                write(out, values);
            }
            for (boolean row : leaked) {
                out.writeBoolean(row);
            }
            for (DefinitionScores of : scores) {
                write(out, of.cosines());
                write(out, of.squaredErrors());
                write(out, of.norms());
            }
            chance.write(out);
        }
    }

    private static void write(DataOutputStream out, double[] values) throws IOException {
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    /**
     * Reads a part, which may be anyone's: its sizes are held against that of the file before memory is taken for them.
     *
     * @throws VerifierException if there is no such file, or it is not a part
     */
    public static VerificationPart read(Path file) {
        try (FileSource source = FileSource.openRegular(file, "what a run with --shard has written");
                DataInputStream in =
                        new DataInputStream(new BufferedInputStream(Channels.newInputStream(source.channel())))) {
            VerificationPart part = read(in, source.size());
            if (in.read() >= 0) {
                throw new IOException("there is something behind it");
            }
            return part;
        } catch (IOException | JsonParseException | IllegalArgumentException | NullPointerException e) {
            throw new VerifierException(Reason.UNREADABLE, file + " is not a part of a verification.", HINT, e);
        }
    }

    private static VerificationPart read(DataInputStream in, long fileSize) throws IOException {
        require(in.readLong() == MAGIC);
        int length = in.readInt();
        require(length > 0 && length <= LONGEST_HEAD && length <= fileSize);
        PartHead head = JSON.fromJson(new String(in.readNBytes(length), StandardCharsets.UTF_8), PartHead.class);
        // What is missing shows here.
        require(head.differsFrom(head) == null && head.rows() >= 1);
        int definitions = head.definitions().size();
        require(definitions >= 1 && definitions <= MOST_DEFINITIONS);
        int dimension = head.sizes().dimension();
        require(dimension >= 1 && dimension <= MOST_COMPONENTS && head.sizes().batch() >= 1);
        require(head.served() >= -1 && head.served() < definitions);
        Metric metric = head.metric();
        require(metric == null || metric.rows() instanceof Rows.OfVectors);
        int numbers = metric == null ? NAIVE : NAIVE + OF_METRIC;
        int count = in.readInt();
        long bytes = 2L * Integer.BYTES
                + DIGEST
                + Byte.BYTES
                + (long) Double.BYTES
                        * (numbers + 3 * definitions + (head.sizes().articles() ? 1 : 0));
        require(count >= 1 && count <= head.rows() && count * bytes <= fileSize);
        PartRows rows = PartRows.read(in, count, head.sizes().articles());
        List<double[]> ofRows = new ArrayList<>();
        for (int i = 0; i < numbers; i++) {
            ofRows.add(doubles(in, count));
        }
        boolean[] leaked = new boolean[count];
        for (int row = 0; row < count; row++) {
            leaked[row] = in.readBoolean();
        }
        List<DefinitionScores> scores = new ArrayList<>();
        for (int i = 0; i < definitions; i++) {
            scores.add(new DefinitionScores(doubles(in, count), doubles(in, count), doubles(in, count)));
        }
        return new VerificationPart(head, rows, ofRows, leaked, scores, ChanceLevel.read(in, dimension));
    }

    private static double[] doubles(DataInputStream in, int count) throws IOException {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    private static void require(boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("it is not a part");
        }
    }
}
