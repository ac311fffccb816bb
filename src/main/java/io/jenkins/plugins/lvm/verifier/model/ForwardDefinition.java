package io.jenkins.plugins.lvm.verifier.model;

/**
 * One mathematical forward pass, as an entry of the registry.
 *
 * @param name its name for users
 * @param binder finds out by names and shapes whether it fits
 */
record ForwardDefinition(String name, Binder binder) {

    /** Binds a definition to a state dict. */
    @FunctionalInterface
    interface Binder {
        /**
         * Binds all tensors that the definition uses.
         *
         * @throws Misfit if one is missing or has another shape
         */
        Network bind(ParameterBinder shapes) throws Misfit;
    }
}
