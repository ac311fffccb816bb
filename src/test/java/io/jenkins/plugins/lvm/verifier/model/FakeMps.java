package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A graphics processor of Apple's as far as one can be had without: it is called {@code mps}, one thread feeds it, and it computes on the
 * CPU, but refuses float64 as PyTorch does there, for what is made on it and for what is left of a computation.
 */
final class FakeMps extends Engine {
    private static final Device MPS = Device.fromName("mps");

    private FakeMps() {}

    static TorchDevice device() {
        return new TorchDevice(new FakeMps(), MPS, "mps", "Apple M2 GPU", 1, List.of());
    }

    private static Engine torch() {
        return Engine.getEngine("PyTorch");
    }

    private static NDManager refusing(NDManager real) {
        return (NDManager) Proxy.newProxyInstance(
                FakeMps.class.getClassLoader(), new Class<?>[] {NDManager.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getDevice")) {
                        return MPS;
                    }
                    if (arguments != null && Arrays.stream(arguments).anyMatch(FakeMps::isDouble)) {
                        throw refusal();
                    }
                    if (method.getName().equals("close")
                            && real.getManagedArrays().stream().anyMatch(FakeMps::isDouble)) {
                        real.close();
                        throw refusal();
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        if (isDouble(result)) {
                            throw refusal();
                        }
                        return result instanceof NDManager manager ? refusing(manager) : result;
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }

    private static boolean isDouble(Object value) {
        return value == DataType.FLOAT64
                || value instanceof double[]
                || value instanceof DoubleBuffer
                || value instanceof Double
                || (value instanceof NDArray array && array.getDataType() == DataType.FLOAT64);
    }

    private static IllegalStateException refusal() {
        return new IllegalStateException(
                "Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't support float64.");
    }

    @Override
    public NDManager newBaseManager() {
        return newBaseManager(MPS);
    }

    @Override
    public NDManager newBaseManager(Device device) {
        return refusing(torch().newBaseManager(Device.cpu()));
    }

    @Override
    public Engine getAlternativeEngine() {
        return null;
    }

    @Override
    public String getEngineName() {
        return torch().getEngineName();
    }

    @Override
    public int getRank() {
        return torch().getRank();
    }

    @Override
    public String getVersion() {
        return torch().getVersion();
    }

    @Override
    public boolean hasCapability(String capability) {
        return false;
    }

    @Override
    public Model newModel(String name, Device device) {
        throw new UnsupportedOperationException(name);
    }
}
