import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;

/**
 * DynamoDB Local, in memory, on a free port of the loopback interface. Its own main class must be told a port, and
 * listens on every interface.
 */
public final class DynamoDbOnLoopback {
  public static void main(String[] arguments) throws Exception {
    var inMemory = true;
    var oneForAllCredentials = true;
    var slowTables = false;
    var tables = new LocalDynamoDBRequestHandler(0, inMemory, null, oneForAllCredentials, slowTables);
    var server = new Server(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    server.setHandler(new LocalDynamoDBServerHandler(tables, null));
    server.start();
    System.out.println("listening on http://127.0.0.1:" + server.getURI().getPort());
    server.join();
  }
}
