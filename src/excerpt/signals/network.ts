// Signals: hosts that cannot be reached, answers that were refusals, certificates, logins, registries.
import type { Signal } from './signal.ts'

export const network: readonly Signal[] = [
  {
    id: 'connection',
    kind: 'system',
    worth: 8,
    match:
      /\b(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|ECONNABORTED|ESOCKETTIMEDOUT)\b|\b[Cc]onnection (?:refused|reset|timed out|closed|aborted|error|failed)\b|\bCould not (?:resolve host|connect|create connection|reach)\b|\bFailed to (?:connect|fetch|download|establish|retrieve|lookup)\b|\b[Nn]ame or service not known\b|\b[Tt]emporary failure (?:in name resolution|resolving)|\bnetwork (?:is )?unreachable\b|\bgetaddrinfo\b|\bno such host\b|\bi\/o timeout\b|\bConnect(?:ion)? ?time(?:d )?out\b|\bno route to host\b|\bcouldn't connect to\b|\bRemote end closed connection\b|\bunexpected EOF\b|\bsocket hang up\b|\bRPC failed\b|\bearly EOF\b|\bbroken pipe\b|\bMax retries exceeded\b|\bProxy(?:Error| CONNECT aborted)\b|\bnetwork error\b|\bTLS handshake timeout\b|\bCouldn't (?:connect|resolve)\b/i,
    yes: [
      'connect ECONNREFUSED 127.0.0.1:5439',
      'curl: (6) Could not resolve host: a.b',
      'dial tcp: lookup a: no such host',
      'Failed to fetch http://a',
      "OSError: We couldn't connect to 'https://huggingface.co'",
    ],
    no: ['connection established'],
  },
  {
    id: 'certificate',
    kind: 'system',
    match:
      /\b(?:SSL|TLS|x509|certificate)\b.{0,120}\b(?:error|fail|expired|invalid|unknown authority|self[- ]signed|not (?:trusted|valid|match)|no certificate|doesn't match|revoked|verify|handshake|protocol_version|unable to get)|\bno certificate subject alternative name\b|\bunable to (?:get|verify) (?:the )?(?:local|first|leaf)\b|\bCERTIFICATE_VERIFY_FAILED\b|\bfatal alert\b|\bself[- ]signed certificate\b|\bcertificate has expired\b|\bPKIX path building failed\b/i,
    yes: [
      'ERROR: no certificate subject alternative name matches',
      'x509: certificate signed by unknown authority',
      'Received fatal alert: protocol_version',
      'SSL: CERTIFICATE_VERIFY_FAILED',
      'unable to get local issuer certificate',
    ],
    no: ['SSL enabled'],
  },
  {
    id: 'http-status',
    kind: 'system',
    worth: 7,
    match:
      /\b(?:HTTP|status(?: code)?|error|returned|response|Response|Error|server)\b.{0,50}?[ :(]\b(?:40[0134579]|41[0-9]|42[29]|50[0-4]|52\d)\b(?!\d|ms|\.\d)|\b(?:40[0134]|42[29]|50[0-4]):? (?:Bad Request|Unauthorized|Forbidden|Not Found|Method Not|Too Many|Internal|Bad Gateway|Service|Gateway|Unprocessable|Payment)|\b(?:rate limit|quota)(?: \w+)? (?:exceeded|reached)\b|\btoomanyrequests\b|\bToo Many Requests\b/i,
    yes: [
      'npm ERR! 404 Not Found - GET https://a',
      'The requested URL returned error: 403',
      'API rate limit exceeded for x',
      'HTTP 502',
      'Response status code does not indicate success: 401 (Unauthorized).',
    ],
    no: ['HTTP 200', 'took 404ms', 'error 4045'],
  },
  {
    id: 'auth',
    kind: 'system',
    match:
      /\b(?:authentication|authorization|login|log in|sign[- ]?in) (?:failed|required|error|was denied|denied)\b|\b[Bb]ad credentials\b|\bcould not read (?:Username|Password)\b|\binvalid (?:username|password|token|credentials?|api key|login|grant)\b|\bunauthorized\b|\bnot logged in\b|\bPermission denied \(publickey\b|\bHost key verification failed\b|\bdenied: \S|\bE(?:401|403|NEEDAUTH|OTP)\b|\bno basic auth credentials\b|\bexpired ?token\b|\btoken (?:has )?expired\b|\b(?:requires|without) authentication\b|\bAccess denied\b/i,
    yes: [
      'fatal: could not read Username for https://a',
      'remote: Bad credentials',
      'denied: requested access to the resource is denied',
      'unauthorized: authentication required',
      'Host key verification failed.',
    ],
    no: ['login succeeded'],
  },
  {
    id: 'registry',
    kind: 'system',
    worth: 9,
    match:
      /\bmanifest (?:for .{1,200} not found|unknown)\b|\bpull access denied\b|\brepository does not exist\b|\b(?:image|tag|artifact|package|version|release|branch|ref|revision|commit|repository|resource|bucket|key|template|chart|cache)s?:? .{0,160}\b(?:not found|does not exist|doesn't exist|could not be found|not available)\b|\b(?:Artifact|Release|Image|Version|Package)s? not found\b|\balready (?:exists|published|been published)\b|\bcannot publish over\b|\bErrImagePull\b|\bImagePullBackOff\b|\bUnable to (?:download|upload) artifact|\bno matching manifest\b|\bdoes not support platform\b/i,
    yes: [
      'manifest for python:3.14t not found: manifest unknown',
      'Unable to download artifact(s): Artifact not found for name: x',
      'You cannot publish over the previously published versions: 1.0.0.',
      'pull access denied for x',
    ],
    no: ['Cache restored'],
  },
  {
    id: 'database',
    kind: 'system',
    worth: 8,
    match:
      /\bno such (?:table|column|function|index)\b|\b(?:relation|column|table|database|role|schema|type) "?[\w.]+"? does not exist\b|\bduplicate key value\b|\bUNIQUE constraint failed\b|\bviolates .{1,40} constraint\b|\bSQLSTATE\b|\bOperationalError\b|\bProgrammingError\b|\bER_[A-Z_]+\b|\bmigration .{0,80}\bfailed\b|\bsyntax error at or near\b|\bQueryFailedError\b|\bORA-\d{5}\b|^Error: near line \d+|\bpsql:.*ERROR: |\bERROR \d{4} \(\w{5}\)|\bforeign key constraint\b|\bapplied migration\b.*\bmissing\b/i,
    yes: [
      'Error: near line 3: no such table: orders',
      'psycopg2.OperationalError: could not connect',
      'psql:a.sql:3: ERROR:  relation "a" does not exist',
      'ERROR 1064 (42000): You have an error',
    ],
    no: ['database ready'],
  },
]
