// Rules: databases, caches and queues, as their clients report them.
import { type Rule, rule } from '../rule.ts'

const database = { type: 'database', level: 'error' } as const

export const databaseRules: readonly Rule[] = [
  rule({
    ...database,
    id: 'db-duplicate-key',
    hints: 'duplicate|UNIQUE constraint|E11000|Unique constraint',
    match:
      /duplicate key value violates unique constraint "(?<constraint>[^"]{1,200})"|UNIQUE constraint failed: (?<column>[\w.]{1,200})|Duplicate entry '.{0,200}' for key '(?<key>[^']{1,200})'|E11000 duplicate key error collection: (?<collection>\S{1,200})|Unique constraint failed on the (?:fields|constraint)/,
    by: ['constraint', 'column', 'key', 'collection'],
  }),
  rule({
    ...database,
    id: 'db-missing-object',
    hints: "does not exist|no such table|no such column|doesn't exist|Unknown column|Invalid object name",
    match:
      /\b(?<kind>relation|column|type|function|schema|database|role) "?(?<name>[\w.]{1,200}(?:\([^)]{0,200}\))?)"? (?:of relation "\w+" )?does not exist\b|no such (?:table|column): (?<sqlite>[\w.]{1,200})|Table '(?<table>[^']{1,200})' doesn't exist|Unknown column '(?<column>[^']{1,200})'|The (?:table|column) `(?<prisma>[^`]{1,200})` does not exist/,
    by: ['kind', 'name', 'sqlite', 'table', 'column', 'prisma'],
  }),
  rule({
    ...database,
    id: 'db-constraint',
    hints: 'violates|constraint fail|FOREIGN KEY|null value in column',
    match:
      /violates (?<kind>foreign key|check|not-null|exclusion) constraint(?: "(?<constraint>[^"]{1,200})")?|null value in column "(?<column>[^"]{1,200})"|(?:FOREIGN KEY|NOT NULL|CHECK) constraint failed(?:: (?<sqlite>[\w.]{1,200}))?|Cannot add or update a child row: a foreign key constraint fails/,
    by: ['kind', 'constraint', 'column', 'sqlite'],
  }),
  rule({
    ...database,
    id: 'db-auth',
    hints: 'authentication failed|Access denied for user|WRONGPASS|NOAUTH|auth failed|bad auth',
    match:
      /password authentication failed for user "(?<user>[^"]{1,100})"|Access denied for user '(?<mysql>[^']{1,100})'|\b(?<redis>WRONGPASS|NOAUTH)\b|\bMongoServerError: (?:bad auth|Authentication failed)/,
    by: ['user', 'mysql', 'redis'],
  }),
  rule({
    ...database,
    id: 'db-deadlock',
    hints: 'deadlock|could not serialize|Lock wait timeout',
    match:
      /\bdeadlock (?:detected|found)\b|\bcould not serialize access\b|\bLock wait timeout exceeded\b|\bDeadlockLoserDataAccessException\b/i,
    isCode: true,
  }),
  rule({
    ...database,
    id: 'db-locked',
    hints: 'SQLITE_|database is locked|database table is locked|disk image',
    match:
      /\b(?<code>SQLITE_(?:BUSY|LOCKED|CORRUPT|FULL|READONLY|CANTOPEN|IOERR)\w{0,40})|\bdatabase (?:table |schema )?is locked\b|database disk image is malformed/,
    by: ['code'],
  }),
  rule({
    ...database,
    id: 'db-too-many-connections',
    hints:
      'too many connections|too many clients|connection slots|connection pool|pool timeout|acquiring connection|QueuePool',
    match:
      /\btoo many (?:connections|clients)\b|remaining connection slots are reserved|QueuePool limit|\b(?:timed out|timeout)\b.{0,60}\b(?:connection (?:from the )?pool|acquir\w+ (?:a )?connection)|\bconnection pool (?:is )?(?:exhausted|timeout)|Connection is not available, request timed out/i,
  }),
  rule({
    ...database,
    id: 'db-unreachable',
    hints:
      'MongoServerSelection|MongoNetwork|PrismaClientInitialization|reach database|PROTOCOL_CONNECTION_LOST|terminating connection|server closed the connection|MaxRetriesPerRequest|ConnectionTerminated|connection terminated',
    match:
      /\bMongo(?:ServerSelection|Network)\w*Error\b|\bPrismaClientInitializationError\b|Can't reach database server at `?(?<server>[\w.:-]{1,200})|\bPROTOCOL_CONNECTION_LOST\b|terminating connection due to (?<why>[\w -]{1,60})|server closed the connection unexpectedly|\bMaxRetriesPerRequestError\b|\bConnection terminated unexpectedly\b/,
    by: ['server', 'why'],
    hasHost: true,
  }),
  rule({
    ...database,
    id: 'redis-refused',
    hints: 'MISCONF|READONLY You|LOADING Redis|CLUSTERDOWN|OOM command|CROSSSLOT|NOSCRIPT|ReplyError',
    match:
      /\b(?<code>MISCONF|CLUSTERDOWN|CROSSSLOT|NOSCRIPT|READONLY You|LOADING Redis|OOM command)\b|\bReplyError: (?<reply>[A-Z]{3,20})\b/,
    by: ['code', 'reply'],
  }),
  rule({
    ...database,
    id: 'queue',
    type: 'queue',
    hints: 'Kafka|amqp|RabbitMQ|stalled|Missing lock for job|CHANNEL_ERROR|PRECONDITION_FAILED|LEADER_NOT',
    match:
      /\bKafkaJS\w{0,60}(?:Error|Exceeded)\b|\b(?<kafka>LEADER_NOT_AVAILABLE|UNKNOWN_TOPIC_OR_PARTITION|NOT_LEADER_FOR_PARTITION|REBALANCE_IN_PROGRESS)\b|\b(?<amqp>PRECONDITION_FAILED|CHANNEL_ERROR|ACCESS_REFUSED)\b|\bAMQP\w*(?:Error|Exception)\b|\bjob stalled more than (?:allowable limit|maxStalledCount)|\bMissing lock for job\b/,
    by: ['kafka', 'amqp'],
    isCode: true,
  }),
  rule({
    ...database,
    id: 'db-query-failed',
    hints:
      'QueryFailed|SQLSTATE|sqlalchemy|psycopg|PrismaClient|SqlException|SQLException|ER_DUP|ER_NO|ER_PARSE|ER_BAD|ER_ACCESS|ER_LOCK|ER_ROW|ER_CON',
    match:
      /\bQueryFailedError\b|\bSQLSTATE[[ :=]{1,3}(?<state>[0-9A-Z]{5})\b|\b(?<module>sqlalchemy\.exc|psycopg2?\.errors?|asyncpg\.exceptions)\.\w+|\bPrismaClient\w{1,40}Error\b|\bSQL(?:Syntax)?\w{0,30}Exception\b|\b(?<mysql>ER_(?:DUP|NO|PARSE|BAD|ACCESS|LOCK|ROW|CON)[A-Z_]{0,60})\b/,
    by: ['state', 'mysql'],
    isCode: true,
  }),
  rule({
    ...database,
    id: 'db-connection-issue',
    hints: 'database|postgres|mongo|mysql|redis|db connection|db query|db error',
    also: 'connection |query |error:|is down|is unreachable|is unavailable|connect to|reach ',
    match:
      /\b(?:db|database|postgres(?:ql)?|mysql|mongo(?:db)?|redis)\b (?:\w{1,20} ){0,2}?(?<what>connection (?:error|failed|failure|lost|closed|refused|timed? ?out)|query (?:error|failed|timed? ?out)|error:|is (?:down|unreachable|unavailable))|\b(?<tried>failed|unable|could not|cannot) (?:to )?(?:connect to|reach|query) (?:the )?(?:db|database|postgres(?:ql)?|mysql|mongo(?:db)?|redis)\b/i,
    not: /\berrors?[ :=]+(?:0|none|null|false)\b|\b(?:no|0|without|zero) (?:\w+ )?(?:errors?|failures?)\b|\brestored\b|\bre-?connected\b|\bwill (?:retry|reconnect)\b.{0,40}\bsucce/i,
    by: ['what', 'tried'],
    hasHost: true,
  }),
]
