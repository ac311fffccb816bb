package io.jenkins.plugins.checks.api;

public class ChecksAnnotation {

    public enum ChecksAnnotationLevel {
        NOTICE,
        WARNING,
        FAILURE
    }

    public static class ChecksAnnotationBuilder {

        public ChecksAnnotationBuilder() {}

        public ChecksAnnotationBuilder withPath(String path) {
            throw new UnsupportedOperationException();
        }

        public ChecksAnnotationBuilder withLine(int line) {
            throw new UnsupportedOperationException();
        }

        public ChecksAnnotationBuilder withAnnotationLevel(ChecksAnnotationLevel level) {
            throw new UnsupportedOperationException();
        }

        public ChecksAnnotationBuilder withMessage(String message) {
            throw new UnsupportedOperationException();
        }

        public ChecksAnnotationBuilder withTitle(String title) {
            throw new UnsupportedOperationException();
        }

        public ChecksAnnotation build() {
            throw new UnsupportedOperationException();
        }
    }
}
