// Tasks: the settings of task logs. Rows of table.ts.
import { folder, type Row, row, text, whole, yesNo } from './row.ts'

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
  taskPackAfterMs: row(
    'SPOOR_TASK_PACK_AFTER_MS',
    '604800000',
    whole(100),
    'the JSONL files of a task are compressed by gzip when nothing was appended for this long',
  ),
} satisfies Record<string, Row<unknown>>
