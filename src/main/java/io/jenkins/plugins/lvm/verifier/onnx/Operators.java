package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operators that a graph may use: those of the standard that compute the same result each time, from tensors to tensors. What draws
 * random numbers, trains, or handles texts and images is not among them.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">the standard's operators</a>
 */
final class Operators {
    private static final Set<String> KNOWN = Set.of(
            ("Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BatchNormalization BitShift "
                            + "BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast CastLike Ceil Celu CenterCropPad Clip "
                            + "Col2Im Compress Concat Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh "
                            + "CumSum DFT DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu "
                            + "Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm "
                            + "GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GridSample "
                            + "GroupNormalization HammingWindow HannWindow HardSigmoid HardSwish Hardmax Identity If "
                            + "InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual "
                            + "Log LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool Mean "
                            + "MeanVarianceNormalization Min Mish Mod Mul Neg NonZero Not OneHot Or PRelu Pad Pow "
                            + "QLinearConv QLinearMatMul QuantizeLinear RNN Range Reciprocal ReduceL1 ReduceL2 "
                            + "ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum "
                            + "ReduceSumSquare Relu Reshape Resize ReverseSequence Round Scan Scatter ScatterElements "
                            + "ScatterND Selu Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax Softplus Softsign "
                            + "SpaceToDepth Split Sqrt Squeeze Sub Sum Tan Tanh ThresholdedRelu Tile TopK Transpose "
                            + "Trilu Unique Unsqueeze Upsample Where Xor")
                    .split(" "));

    private static final Set<String> RANDOM = Set.of(
            "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike");

    private Operators() {}

    /** Whether a domain is that of the standard's operators. */
    static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /**
     * Refuses what a graph may not use.
     *
     * @param node its name, to be shown
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException with the reason
     */
    static void require(String operator, String domain, String node, FileErrors file) {
        String where = node.isEmpty() ? "" : " (node '" + FileErrors.printable(node) + "')";
        String shown = "'" + FileErrors.printable(operator) + "'" + where;
        if (!isStandard(domain)) {
            throw file.refused(
                    "uses the operator " + shown + " of the domain '" + FileErrors.printable(domain)
                            + "', and only the standard's own operators are run.",
                    "Write the model with standard operators, or export it with "
                            + "operator_export_type=torch.onnx.OperatorExportTypes.ONNX.");
        }
        if (RANDOM.contains(operator)) {
            throw file.refused(
                    "draws random numbers by the operator " + shown + ", so that it gives another result each time.",
                    "Call model.eval() before the export.");
        }
        if (!KNOWN.contains(operator)) {
            throw file.refused(
                    "uses the operator " + shown + ", which is not supported.",
                    "Write the model with the operators that docs/onnx.md lists.");
        }
    }

    /** All that are known, in order. */
    static Set<String> known() {
        return new TreeSet<>(KNOWN);
    }
}
