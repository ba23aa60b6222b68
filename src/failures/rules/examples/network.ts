// Examples of the network rules.
import type { Examples } from '../../examples.ts'

export const networkExamples: Record<string, Examples> = {
  'port-in-use': {
    examples: [
      'Web server failed to start. Port 8080 was already in use.',
      'Error: listen EADDRINUSE: address already in use :::3000',
      'OSError: [Errno 98] Address already in use',
      'listen tcp :8080: bind: address already in use',
      'Port 5173 is already in use',
      'Bind for 0.0.0.0:5432 failed: port is already allocated',
    ],
    counterExamples: [
      'port 8080 was free',
      'Port 3000 is in use, trying another one...',
      'Port 5173 is in use, using 5174 instead',
      'listening on port 3000',
      'checked that no port is in use',
    ],
  },
  'connection-refused': {
    examples: [
      'GET http://localhost:3000/ net::ERR_CONNECTION_REFUSED',
      'Error: connect ECONNREFUSED 127.0.0.1:5432',
      'dial tcp 10.0.0.5:6379: connect: connection refused',
      'psql: error: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused',
      "curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server",
      'Unable to connect to the gateway at api:8080',
    ],
    counterExamples: [
      'if you are unable to connect to the VPN, see the handbook',
      'ECONNREFUSED once, retry succeeded',
      'connection accepted from 127.0.0.1:5432',
      'connection established after 2 tries',
    ],
  },
  dns: {
    examples: [
      'Error: getaddrinfo ENOTFOUND api.example.test',
      'getaddrinfo EAI_AGAIN db',
      'dial tcp: lookup api.example.test on 127.0.0.11:53: no such host',
      'curl: (6) Could not resolve host: example.test',
      'socket.gaierror: [Errno -2] Name or service not known',
      'java.net.UnknownHostException: api.example.test',
    ],
    counterExamples: ['resolved host api.example.test to 10.0.0.2', 'the DNS cache has 12 entries', 'lookup took 3 ms'],
  },
  tls: {
    examples: [
      'Error: certificate has expired',
      'x509: certificate signed by unknown authority',
      'Error: self-signed certificate in certificate chain',
      'Received fatal alert: protocol_version',
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)',
      'javax.net.ssl.SSLHandshakeException: PKIX path building failed',
    ],
    counterExamples: [
      'certificate renewed for example.test',
      'TLS handshake completed in 12 ms',
      'the certificate has not expired',
      'SSL is enabled',
    ],
  },
  'connection-reset': {
    examples: [
      'net::ERR_CONNECTION_RESET at https://shop.example.com/',
      '[amqp] connection closed: 320 (CONNECTION-FORCED) with message "CONNECTION_FORCED - broker forced connection closure"',
      'stream error: stream disconnected before completion',
      'Error: read ECONNRESET',
      'Error: socket hang up',
      'ConnectionResetError: [Errno 104] Connection reset by peer',
      'write tcp 10.0.0.1:80->10.0.0.2:5000: write: broken pipe',
    ],
    counterExamples: [
      'the stream was disconnected as planned',
      'connection closed by the client',
      'connection pool was reset by the operator',
      'pipeline is done',
    ],
  },
  unreachable: {
    examples: [
      'connect EHOSTUNREACH 10.1.2.3:443',
      'dial tcp 10.1.2.3:443: connect: no route to host',
      'ping: connect: Network is unreachable',
    ],
    counterExamples: ['removed 3 unreachable blocks', 'host is reachable', 'warning: unreachable code'],
  },
  timeout: {
    examples: [
      'net::ERR_CONNECTION_TIMED_OUT',
      'Error: connect ETIMEDOUT 10.0.0.3:443',
      'TimeoutError: The operation was aborted due to timeout',
      'context deadline exceeded',
      'upload timed out after 30000ms',
      'AxiosError: timeout of 5000ms exceeded',
      "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.example.test', port=443): Read timed out. (read timeout=5)",
    ],
    counterExamples: [
      'timeout is set to 5000 ms',
      'request timeout: 30s',
      '12 passed, 0 timed out',
      'no timeout occurred',
      'session timeout changed to 10 minutes',
      'if the request timed out, try again',
    ],
  },
}
