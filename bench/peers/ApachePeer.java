import java.util.List;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** Apache FtpServer for everybody, to read and write: {@code java ApachePeer.java PORT DIR}. Run from source, next to its jars. */
public final class ApachePeer {
    public static void main(String[] arguments) throws Exception {
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(Integer.parseInt(arguments[0]));
        listener.setIdleTimeout(3000);
        ConnectionConfigFactory limits = new ConnectionConfigFactory();
        limits.setMaxLogins(20_000);
        limits.setMaxAnonymousLogins(20_000);
        limits.setMaxThreads(32);
        limits.setAnonymousLoginEnabled(true);
        BaseUser user = new BaseUser();
        user.setName("anonymous");
        user.setHomeDirectory(arguments[1]);
        user.setAuthorities(List.of(new WritePermission()));
        FtpServerFactory server = new FtpServerFactory();
        server.setConnectionConfig(limits.createConnectionConfig());
        server.addListener("default", listener.createListener());
        server.getUserManager().save(user);
        server.createServer().start();
    }
}
