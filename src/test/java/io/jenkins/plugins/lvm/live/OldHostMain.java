package io.jenkins.plugins.lvm.live;

import java.lang.reflect.Method;
import java.net.DatagramSocket;
import java.net.InetAddress;

/**
 * Starts Winstone on the old host's exploded war. The host's XStream knows only the Java vendors of its time, and the VM takes
 * this property from no command line.
 */
public final class OldHostMain {
    private OldHostMain() {}

    public static void main(final String[] args) throws Exception {
        System.setProperty("java.vm.vendor", "Oracle Corporation");
        // It wants to answer discovery on all interfaces, and takes only an occupied port for a no.
        final DatagramSocket occupied = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        System.setProperty("hudson.udp", String.valueOf(occupied.getLocalPort()));
        final Method main = Class.forName("winstone.Launcher").getMethod("main", String[].class);
        main.invoke(null, (Object) args);
    }
}
