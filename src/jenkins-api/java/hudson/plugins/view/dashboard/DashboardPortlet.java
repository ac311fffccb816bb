package hudson.plugins.view.dashboard;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.ModelObject;

public abstract class DashboardPortlet implements ModelObject, Describable<DashboardPortlet>, ExtensionPoint {

    public DashboardPortlet(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getDisplayName() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Descriptor<DashboardPortlet> getDescriptor() {
        throw new UnsupportedOperationException();
    }
}
