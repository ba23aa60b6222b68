// Tasks: the settings of task logs. Rows of table.ts.
import { folder, maxTimerMs, type Row, row, text, whole, yesNo } from './row.ts'

export const taskRows = {
  taskId: row('SPOOR_TASK_ID', '', text, 'the task that commands started here are part of; set by spoor run --task'),
  taskLogsEnabled: row('TASK_LOGS_ENABLED', 'true', yesNo, 'true or false: whether logs of tasks are kept'),
  taskLogsDir: row(
    'TASK_LOGS_DIR',
    '',
    (value) => (value === '' ? '' : folder(value)),
    'folder with one folder a task; <SPOOR_DATA>/tasks unless said. It may lie on another disk',
  ),
  taskLogsRetentionDays: row(
    'TASK_LOGS_RETENTION_DAYS',
    '30',
    whole(1, 36_500),
    'a task is deleted this many days after its last change',
  ),
  maxTimelineStreams: row(
    'SPOOR_MAX_TIMELINE_STREAMS',
    '16',
    whole(1, 1000),
    'runs of a task that its time line looks into, and tasks of a run',
  ),
  taskPackAfterMs: row(
    'SPOOR_TASK_PACK_AFTER_MS',
    '604800000',
    whole(100),
    'the JSONL files of a task are compressed by gzip when nothing was appended for this long',
  ),
  taskQueueRecords: row(
    'SPOOR_TASK_QUEUE_RECORDS',
    '100000',
    whole(1),
    'records of tasks that wait to be written while the store takes nothing; what comes beyond it is lost, counted and said in the log',
  ),
  taskQueueBytes: row('SPOOR_TASK_QUEUE_BYTES', '33554432', whole(1024), 'the same in bytes'),
  taskEndMs: row(
    'SPOOR_TASK_END_MS',
    '2000',
    whole(10, maxTimerMs),
    'how long the end of a task log, or of the service, waits for a store that takes nothing',
  ),
  taskLostAfterMs: row(
    'SPOOR_TASK_LOST_AFTER_MS',
    '300000',
    whole(1000, maxTimerMs),
    'a task whose spoor run --task gives no sign of life for this long has been aborted; it gives five in that time',
  ),
  taskErrorBytes: row(
    'SPOOR_TASK_ERROR_BYTES',
    '262144',
    whole(1024),
    'errors of its app that are copied into a task when it ends, with the lines around them',
  ),
  maxJoinedTasks: row(
    'SPOOR_MAX_JOINED_TASKS',
    '200',
    whole(1),
    "tasks of agents of which is remembered what was told already: an agent's stream, its hooks and its telemetry are one log",
  ),
  maxJoinedRecords: row('SPOOR_MAX_JOINED_RECORDS', '500', whole(1), 'the newest records of each that are remembered'),
  maxAgentEvents: row(
    'SPOOR_MAX_AGENT_EVENTS',
    '10000',
    whole(1),
    'events of hooks and of telemetry that wait behind their answers; what comes beyond it is lost and counted',
  ),
  maxDeliveries: row(
    'SPOOR_MAX_DELIVERIES',
    '10000',
    whole(1),
    'webhooks remembered that have become no task; beyond it the oldest are forgotten',
  ),
  maxDeliveryBytes: row(
    'SPOOR_MAX_DELIVERY_BYTES',
    '262144',
    whole(1024),
    'what is kept of one webhook until its task is known',
  ),
  deliveryTtlMs: row('SPOOR_DELIVERY_TTL_MS', '259200000', whole(1000), 'a webhook is remembered this long'),
} satisfies Record<string, Row<unknown>>
