package io.jenkins.plugins.lvm.verifier.contract;

/** The version of this product, as its jar states it. */
public final class ProductVersion {
    private ProductVersion() {}

    /** Such as {@code 0.1.0}; {@code development} outside a jar. */
    public static String get() {
        String version = ProductVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
