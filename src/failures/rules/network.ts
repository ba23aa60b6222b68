// Rules: hosts that cannot be reached, names that cannot be resolved, certificates, ports.
import { type Rule, rule } from '../rule.ts'

const network = { type: 'network', level: 'error', hasHost: true } as const

export const networkRules: readonly Rule[] = [
  rule({
    ...network,
    id: 'port-in-use',
    hints: 'EADDRINUSE|already in use|address in use|already allocated',
    match:
      /EADDRINUSE\b(?:.{0,60}?:(?<port>\d{1,5})\b)?|\b(?:[Pp]ort|address) :?(?:\S{0,60}:)?(?<otherPort>\d{1,5})? ?(?:is |was )?already (?:in use|allocated)|address (?:already )?in use/i,
    not: /trying another|using (?:port )?\d+ instead|trying (?:port )?\d+/i,
    by: ['port', 'otherPort'],
    hasHost: false,
  }),
  rule({
    ...network,
    id: 'connection-refused',
    hints:
      "ECONNREFUSED|connection refused|ConnectionRefused|unable to connect|connection failed|couldn't connect|could not connect|could not create connection|ERR_CONNECTION_REF",
    match:
      /(?<![\w-])ECONNREFUSED|net::ERR_CONNECTION_REFUSED|\bconnection refused|ConnectionRefused|(?<!if you are )\bunable to connect to\b|could(?:n't| not) connect to\b|could not create connection to\b|\bconnection failed\b(?=.{0,80}(?:host|port|:\d))/i,
    not: /retry succeeded|connected after/i,
  }),
  rule({
    ...network,
    id: 'dns',
    hints:
      'ENOTFOUND|EAI_AGAIN|resolve host|no such host|UnknownHost|name resolution|service not known|lookup address|nodename nor|NXDOMAIN|ERR_NAME_NOT',
    match:
      /(?:(?:ENOTFOUND|EAI_AGAIN|resolve host(?:name)?:?|UnknownHostException:) ["']?|lookup (?=[\w.-]{1,253}(?: on [\d.:]{1,50})?: (?:no such host|server misbehaving)))(?<host>[\w-]{1,63}(?:\.[\w-]{1,63}){0,8})|ENOTFOUND\b|EAI_AGAIN|UnknownHostException|temporary failure in name resolution|name or service not known|failed to lookup address information|nodename nor servname|\bNXDOMAIN\b|ERR_NAME_NOT_RESOLVED/i,
  }),
  rule({
    ...network,
    id: 'tls',
    hints:
      'certificate has|certificate ver|certificate sign|certificate is|certificate sub|self-signed|self signed|local issuer|first certificate|_CERT|CERT_|_TLS_|_SSL_|SSL routines|SSLE|SSLHand|EPROTO|handshake|fatal alert',
    match:
      /\b(?<reason>CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|ERR_TLS_CERT_ALTNAME_INVALID|CERTIFICATE_VERIFY_FAILED|ERR_SSL_\w+|EPROTO|SSLHandshakeException|SSLError)\b|x509: (?<x509>certificate (?:has expired|signed by unknown authority|is (?:not )?valid for|is not trusted)[\w ]{0,40})|certificate (?:has expired|verify failed|subject alternative name matches)|self[- ]signed certificate|unable to (?:verify the first|get local issuer) certificate|SSL routines:.{0,80}(?:error|failed|wrong version|alert|handshake)|Received fatal alert: (?<alert>\w{1,40})|(?:TLS|SSL) handshake (?:failed|error|failure)/i,
    by: ['reason', 'x509', 'alert'],
  }),
  rule({
    ...network,
    id: 'connection-reset',
    hints:
      'ECONNRESET|socket hang up|connection reset|broken pipe|EPIPE|ECONNABORTED|closed unexpectedly|RemoteDisconnected|net::ERR_CONN|net::ERR_NETW|CONNECTION_FORCED|stream disconnected',
    match:
      /\bECONNRESET\b|\bsocket hang up\b|\bconnection reset by peer\b|\bConnectionResetError\b|\bbroken pipe\b|\bEPIPE\b|\bECONNABORTED\b|\bconnection (?:was )?closed unexpectedly|RemoteDisconnected|net::ERR_(?:CONNECTION_(?:RESET|CLOSED|ABORTED)|NETWORK_CHANGED)|\bCONNECTION_FORCED\b|\bstream disconnected before completion\b/i,
  }),
  rule({
    ...network,
    id: 'unreachable',
    hints: 'EHOSTUNREACH|ENETUNREACH|no route to host|unreachable',
    match: /\bE(?:HOST|NET)UNREACH\b|\bno route to host\b|\bnetwork is unreachable\b|\bhost (?:is )?unreachable\b/i,
  }),
  rule({
    ...network,
    id: 'timeout',
    type: 'performance',
    level: 'warn',
    hints: 'ETIMEDOUT|ESOCKETTIMEDOUT|timed out|timeout|deadline exceeded|TimeoutE|UND_ERR_|TIMED_OUT',
    match:
      /\b(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_\w*TIMEOUT|ERR_(?:CONNECTION_)?TIMED_OUT)\b|(?:^|\b(?<what>[\w-]{2,40}(?: [\w-]{2,40}){0,3}) )(?:has |have )?timed out\b|\b(?<operation>[\w-]{2,40}(?: [\w-]{2,40})?) timeout (?:of \d+ ?ms )?(?:exceeded|error|reached|expired|after)|\btimeout of \d+ ?ms exceeded|\b(?:context )?deadline exceeded\b|^(?:\s{0,20}|E {3,12}|Caused by: |Uncaught )(?:[\w.]{1,200}\.)?\w{0,40}Timeout(?:Error|Exception|Expired)(?=:|$)/im,
    not: /\bupstream timed out|\btimeout(?:s)? (?:is )?set\b|\b0 timed out\b|\bno timeout|if .{0,40} timed out|\bwill (?:be )?(?:time|retried)/i,
    by: ['what', 'operation'],
  }),
]
