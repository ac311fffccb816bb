package io.jenkins.plugins.lvm.live;

/** Scripts that run as somebody, without a request. */
final class Impersonation {
    private Impersonation() {}

    /** The script that runs another as a user, and prints what it throws. */
    static String of(String user, String script) {
        return """
                import org.acegisecurity.*
                import org.acegisecurity.providers.*
                def context = org.acegisecurity.context.SecurityContextHolder.context
                def before = context.authentication
                context.authentication = new UsernamePasswordAuthenticationToken(
                    '%s', '', [new GrantedAuthorityImpl('authenticated')] as GrantedAuthority[])
                try {
                  %s
                } catch (Exception e) {
                  print e.class.simpleName + ': ' + e.message
                } finally {
                  context.authentication = before
                }
                """
                .formatted(user, script);
    }
}
