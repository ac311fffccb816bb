package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Projects rows on a vector, each time by one call of libtorch: each step by itself would cost as much as the projection. Safe for use by
 * several threads.
 */
final class ProjectedRows {
    private static final String FUNCTIONS =
            """
              def project(self: __torch__.M,
                rows: Tensor,
                width: int,
                start: int,
                direction: Tensor,
                more: float) -> Tensor:
                some = torch.narrow(torch.reshape(rows, [-1, width]), 1, start, torch.size(direction, 0))
                return torch.add(torch.mv(some, direction), more)
              def differ(self: __torch__.M,
                rows: Tensor,
                width: int,
                start: int,
                direction: Tensor,
                expected: Tensor) -> float:
                some = torch.narrow(torch.reshape(rows, [-1, width]), 1, start, torch.size(direction, 0))
                return float(torch.max(torch.abs(torch.sub(expected, torch.mv(some, direction)))))
            """;

    private final PtSymbolBlock module;

    /** @param manager owns what is loaded */
    ProjectedRows(NDManager manager) {
        try {
            module = TorchScript.module(manager, FUNCTIONS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Projects some components.
     *
     * @param rows [.., width]
     * @param start first of them; there are as many as {@code direction} has
     * @param more added to each of them
     * @return one number for each row, attached to the manager of {@code rows}
     */
    NDArray project(NDArray rows, int width, int start, NDArray direction, double more) {
        try (IValue first = tensor(rows);
                IValue of = IValue.from((long) width);
                IValue from = IValue.from((long) start);
                IValue on = tensor(direction);
                IValue plus = IValue.from(more);
                IValue projected = IValueUtils.runMethod(module, "project", first, of, from, on, plus)) {
            return projected.toTensor((PtNDManager) rows.getManager());
        }
    }

    /**
     * The largest difference of such a projection from an expected one; NaN if one of them is.
     *
     * @param expected one number for each row
     */
    double differ(NDArray rows, int width, int start, NDArray direction, NDArray expected) {
        try (IValue first = tensor(rows);
                IValue of = IValue.from((long) width);
                IValue from = IValue.from((long) start);
                IValue on = tensor(direction);
                IValue than = tensor(expected);
                IValue largest = IValueUtils.runMethod(module, "differ", first, of, from, on, than)) {
            return largest.toDouble();
        }
    }

    private static IValue tensor(NDArray array) {
        return IValue.from((PtNDArray) array);
    }
}
