package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** A device that is there and works. */
public final class TorchDevice {
    private static final int READING_AND_FEEDING = 3;
    /** More than these wait for the rows to be copied. */
    private static final int MOST_SCORERS = 8;

    private final Engine engine;
    private final Device device;
    private final String used;
    private final String name;
    private final int threads;
    private final List<String> notes;

    TorchDevice(
            final Engine engine,
            final Device device,
            final String used,
            final String name,
            final int threads,
            final List<String> notes) {
        this.engine = engine;
        this.device = device;
        this.used = used;
        this.name = name;
        this.threads = threads;
        this.notes = List.copyOf(notes);
    }

    /** {@code cpu}, {@code cuda:0} or {@code mps}. */
    public String used() {
        return used;
    }

    /** What people call it, such as the processor's model. */
    public String name() {
        return name;
    }

    /** What the user should know about the choice, in words. */
    public List<String> notes() {
        return notes;
    }

    /** How many threads feed it: the cores that a CPU may use, one for a card. */
    int threads() {
        return threads;
    }

    /** How many threads may score what a card predicts: all cores but those that read and that feed it. A CPU's own cores predict. */
    int scorers() {
        return isCpu() ? 1 : scorersOf(Runtime.getRuntime().availableProcessors());
    }

    /** The same on a machine with so many cores. */
    public static int scorersOf(int cores) {
        return Math.max(1, Math.min(MOST_SCORERS, cores - READING_AND_FEEDING));
    }

    /** The same, fed by one thread: random numbers are then drawn in one order. */
    TorchDevice inOneThread() {
        return new TorchDevice(engine, device, used, name, 1, notes);
    }

    /** Begins torch's sequence of random numbers anew. */
    void seed(int seed) {
        engine.setRandomSeed(seed);
    }

    /** The same device, fed by another number of threads; a card is fed by one. */
    public TorchDevice withOtherThreads() {
        return isCpu() ? new TorchDevice(engine, device, used, name, threads > 1 ? 1 : 2, List.of()) : this;
    }

    /** Whether it is a CPU, which computes float32 as float32. */
    public boolean isCpu() {
        return used.equals("cpu");
    }

    boolean isCuda() {
        return device.isGpu() && used.startsWith("cuda");
    }

    /** Which of several. */
    int number() {
        return device.getDeviceId();
    }

    NDManager newManager() {
        return engine.newBaseManager(device);
    }

    @Override
    public String toString() {
        return used;
    }
}
