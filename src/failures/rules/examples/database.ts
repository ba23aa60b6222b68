// Examples of the rules for databases, caches and queues.
import type { Examples } from '../../examples.ts'

export const databaseExamples: Record<string, Examples> = {
  'db-duplicate-key': {
    examples: [
      'error: duplicate key value violates unique constraint "users_email_key"',
      'sqlite3.IntegrityError: UNIQUE constraint failed: users.email',
      "ER_DUP_ENTRY: Duplicate entry 'a@example.test' for key 'users.email'",
      'MongoServerError: E11000 duplicate key error collection: app.users index: email_1 dup key: { email: "a" }',
    ],
    counterExamples: ['removed 3 duplicate rows', 'created unique index users_email_key'],
  },
  'db-missing-object': {
    examples: [
      'ERROR:  relation "orders" does not exist at character 15',
      'sqlite3.OperationalError: no such table: orders',
      "Error: Table 'app.orders' doesn't exist",
      'error: column "totl" does not exist',
    ],
    counterExamples: ['relation "orders" already exists, skipping', 'the file does not exist yet, creating it'],
  },
  'db-constraint': {
    examples: [
      'error: insert or update on table "orders" violates foreign key constraint "orders_user_id_fkey"',
      'error: null value in column "name" of relation "users" violates not-null constraint',
      'SqliteError: FOREIGN KEY constraint failed',
    ],
    counterExamples: ['added foreign key constraint orders_user_id_fkey', 'no constraint violated'],
  },
  'db-auth': {
    examples: [
      'FATAL:  password authentication failed for user "app"',
      "Access denied for user 'root'@'localhost' (using password: YES)",
      'ReplyError: NOAUTH Authentication required.',
    ],
    counterExamples: ['user app authenticated', 'authentication succeeded for user app'],
  },
  'db-deadlock': {
    examples: [
      'error: deadlock detected',
      'could not serialize access due to concurrent update',
      'Lock wait timeout exceeded; try restarting transaction',
    ],
    counterExamples: ['deadlock detector started', 'no deadlocks in the last hour'],
  },
  'db-locked': {
    examples: [
      'SqliteError: database is locked',
      'SQLITE_BUSY: database is locked',
      'sqlite3.DatabaseError: database disk image is malformed',
    ],
    counterExamples: ['database unlocked', 'took the lock of the database'],
  },
  'db-too-many-connections': {
    examples: [
      'FATAL:  sorry, too many clients already',
      'Error: Too many connections',
      'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00',
      'Timed out fetching a new connection from the connection pool',
    ],
    counterExamples: ['connection pool has 5 connections', 'connection pool ready'],
  },
  'db-unreachable': {
    examples: [
      'MongoServerSelectionError: Server selection timed out after 30000 ms',
      "Can't reach database server at `db:5432`",
      'FATAL:  terminating connection due to administrator command',
      'Error: Connection terminated unexpectedly',
    ],
    counterExamples: ['connected to the database server at db:5432', 'connection terminated by the client as planned'],
  },
  'redis-refused': {
    examples: [
      'ReplyError: MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk',
      "READONLY You can't write against a read only replica.",
      'CLUSTERDOWN The cluster is down',
    ],
    counterExamples: ['readonly replica attached', 'loading redis client'],
  },
  queue: {
    examples: [
      'KafkaJSNumberOfRetriesExceeded: Broker not connected',
      'job stalled more than allowable limit',
      'Channel closed by server: 406 (PRECONDITION_FAILED) with message "inequivalent arg \'durable\'"',
      'Error: Missing lock for job 12. moveToFinished',
    ],
    counterExamples: ['stalled jobs: 0', 'connected to Kafka', 'job 12 done'],
  },
  'db-query-failed': {
    examples: [
      'QueryFailedError: syntax error at or near "FORM"',
      'PrismaClientKnownRequestError: An operation failed',
      'java.sql.SQLException: Parameter index out of range',
      'SQLSTATE[42000]: Syntax error or access violation',
    ],
    counterExamples: ['query took 12 ms', 'executed 12 queries'],
  },
  'db-connection-issue': {
    examples: [
      'database connection lost',
      'DB query failed',
      'Failed to connect to database',
      'Postgres connection error',
      'redis is down',
    ],
    counterExamples: [
      'database connection errors: 0',
      'database query completed without error',
      'database connection restored',
      'connected to postgres',
    ],
  },
}
