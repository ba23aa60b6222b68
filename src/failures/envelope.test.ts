// Envelopes: what programs print in front of their lines, by the manuals of who prints it.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Level } from '../record/record.ts'
import { peel } from './envelope.ts'

const rows: [line: string, tag: string, level: Level | undefined, body: string][] = [
  // winston, log4j and logback, Python, Go's log, zap
  ['2026-01-02T03:04:05.678Z ERROR no user', '', 'error', 'no user'],
  ['2026-01-02 03:04:05,678 - WARNING - no user', '', 'warn', 'no user'],
  ['03:04:05.678 [main] ERROR no user', 'main|', 'error', 'no user'],
  ['2026/01/02 03:04:05 no user', '', undefined, 'no user'],
  ['[2026-01-02T03:04:05Z] [error] no user', '', 'error', 'no user'],
  ['2026-01-02T03:04:05Z error: no user', '', 'error', 'error: no user'],
  ['[ERROR]   symbol: class A', '', 'error', '  symbol: class A'],
  ['17/06/09 20:10:40 INFO no user', '', 'info', 'no user'],
  ['3:04:05 PM [vite] no user', '', undefined, '3:04:05 PM [vite] no user'],
  ['03:04:05 PM [vite] no user', 'vite|', undefined, 'no user'],
  // docker compose, concurrently, turbo, a journal, klog, logcat, clusters, GitHub's runner
  ['web-1  | no user', 'web-1|', undefined, 'no user'],
  ['web-1  |     at run (/app/a.js:3:9)', 'web-1|', undefined, '    at run (/app/a.js:3:9)'],
  ['[0] no user', '0|', undefined, 'no user'],
  ['@app/web:dev: no user', '@app/web:dev|', undefined, 'no user'],
  ['Jan  2 03:04:05 host sshd[12]: no user', 'sshd|', undefined, 'no user'],
  ['E0102 03:04:05.678901   12 a.go:34] no user', '', 'error', 'no user'],
  ['01-02 03:04:05.678  1702  2395 E Wifi: no user', '', 'error', 'no user'],
  ['- 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.363779 R02 RAS KERNEL FATAL no user', '', 'fatal', 'no user'],
  ['2026-01-02T03:04:05.6789012Z ##[error]no user', '', 'error', 'no user'],
  // Spring Boot 3, tracing, Python, Celery, Airflow, gunicorn
  ['2026-01-02T03:04:05.678+01:00  WARN 12 --- [app] [main] c.a.App  : no user', '', 'warn', 'no user'],
  ['2026-01-02T03:04:05.678Z  INFO api::pool: no user', '', 'info', 'api::pool: no user'],
  [' INFO api::pool: no user', '', 'info', 'api::pool: no user'],
  ['2026-01-02 03:04:05,678 - app.web - ERROR - no user', '', 'error', 'no user'],
  ['ERROR:app.web:no user', '', 'error', 'no user'],
  ['ERROR:main.c:12: no user', '', 'error', 'main.c:12: no user'],
  ['[2026-01-02 03:04:05,678: ERROR/MainProcess] no user', '', 'error', 'no user'],
  ['[2026-01-02, 03:04:05 UTC] {taskinstance.py:12} ERROR - no user', '', 'error', 'no user'],
  ['[2026-01-02 03:04:05 +0000] [31244] [ERROR] no user', '', 'error', 'no user'],
  // Apache, nginx, PHP, Monolog, Envoy
  ['[Fri Jan 02 03:04:05.678901 2026] [core:error] [pid 12:tid 3400] no user', '', 'error', 'no user'],
  ['[02-Jan-2026 03:04:05 UTC] PHP Fatal error:  no user', '', undefined, 'PHP Fatal error:  no user'],
  ['[2026-01-02T03:04:05.678901+00:00] app.ERROR: no user', '', 'error', 'no user'],
  ['[2026-01-02 03:04:05.678][12][error][config] [a.cc:1] no user', '12|config|a.cc:1|', 'error', 'no user'],
  // PostgreSQL, MySQL, Redis, Elasticsearch
  ['2026-01-02 03:04:05.678 UTC [31244] ERROR:  no user', '', 'error', ' no user'],
  ['2026-01-02 03:04:05.678 UTC [31244] app@shop FATAL:  no user', '', 'fatal', ' no user'],
  ['2026-01-02T03:04:05.678901Z 12 [ERROR] [MY-010119] [Server] no user', 'MY-010119|Server|', 'error', 'no user'],
  ['12:M 02 Jan 2026 03:04:05.678 # no user', '', 'warn', 'no user'],
  ['[2026-01-02T03:04:05,678][ERROR][o.e.n.Node    ] [web-1] no user', 'o.e.n.Node|web-1|', 'error', 'no user'],
  // Ruby, Serilog, NLog, .NET, env_logger, logrus, zerolog, loguru, NestJS, pino-pretty, Paper, Sling
  ['E, [2026-01-02T03:04:05.678901 #12] ERROR -- web: no user', '', 'error', 'no user'],
  ['[03:04:05 ERR] no user', '', 'error', 'no user'],
  ['2026-01-02 03:04:05.678|ERROR|App.Web|no user', 'App.Web|', 'error', 'no user'],
  ['fail: App.Web[13]', '', 'error', 'App.Web[13]'],
  ['[2026-01-02T03:04:05Z ERROR web] no user', '', 'error', 'no user'],
  ['ERRO[0012] no user', '', 'error', 'no user'],
  ['3:04AM ERR no user', '', 'error', 'no user'],
  ['2026-01-02 03:04:05.678 | ERROR    | app:run:12 - no user', '', 'error', 'app:run:12 - no user'],
  ['[Nest] 12  - 01/02/2026, 3:04:05 AM   ERROR [Web] no user', 'Web|', 'error', 'no user'],
  ['[03:04:05.678] ERROR (web/12 on host-1): no user', '', 'error', 'no user'],
  ['[03:04:05 ERROR]: no user', '', 'error', 'no user'],
  ['[03:04:05] [main/ERROR]: no user', '', 'error', 'no user'],
  ['02.01.2026 03:04:05 *ERROR* [main] no user', 'main|', 'error', 'no user'],
  [
    '2026-01-02 03:04:05,678 - ERROR [main-/10.0.0.1:2181:Peer@562] - no user',
    'main-/10.0.0.1:2181:Peer@562|',
    'error',
    'no user',
  ],
  // syslog of every age, Heroku, the kernel, containers, Android, a file's name
  ['2026-01-02T03:04:05.678901+02:00 host sshd[12]: no user', 'sshd|', undefined, 'no user'],
  ['Jan  2 03:04:05 sshd[12]: no user', 'sshd|', undefined, 'no user'],
  ['<11>Jan  2 03:04:05 host cron: no user', 'cron|', 'error', 'no user'],
  ['<14>1 2026-01-02T03:04:05.678Z host app 12 ID1 [a@1 b="\\]"] no user', 'app|', 'info', 'no user'],
  ['2026-01-02T03:04:05.678901+00:00 app[web.1]: no user', 'app|', undefined, 'no user'],
  ['Jan 2 03:04:05 src@host sshd[12]: no user', 'sshd|', undefined, 'no user'],
  ['- 1767323045 2026.01.02 web Jan 2 03:04:05 local@web sshd[12]: no user', 'sshd|', undefined, 'no user'],
  ['[   12.345678] no user', '', undefined, 'no user'],
  ['2026-01-02T03:04:05.678901234Z stdout F 2026-01-02 03:04:05,678 WARN no user', '', 'warn', 'no user'],
  ['E/Wifi( 12): no user', '', 'error', 'no user'],
  ['web.log.3 2026-01-02 03:04:05.678 12 ERROR no user', '', 'error', 'no user'],
  // none
  ['2026-01-02 03:04:05 the ERROR page was shown', '', undefined, 'the ERROR page was shown'],
  ['2026-01-02 03:04:05 user ken saw an ERROR', '', undefined, 'user ken saw an ERROR'],
  ['Jan  2 03:04:05 is when it broke', '', undefined, 'is when it broke'],
  ['[see a/error] no user', 'see a/error|', undefined, 'no user'],
  ['<b>no user</b>', '', undefined, '<b>no user</b>'],
  ['Error: no user', '', undefined, 'Error: no user'],
  ['error: no user', '', undefined, 'error: no user'],
  ['[Error: no user]', '', undefined, '[Error: no user]'],
  ['    at run (/app/a.js:3:9)', '', undefined, '    at run (/app/a.js:3:9)'],
  ['panic: no user', '', undefined, 'panic: no user'],
  ['ERROR: test_open (tests.ZipTest)', '', undefined, 'ERROR: test_open (tests.ZipTest)'],
  ['no user', '', undefined, 'no user'],
  ['', '', undefined, ''],
]

test('time, level and tag are taken off, the rest stays as it is', () => {
  for (const [line, tag, level, body] of rows) {
    const peeled = peel(line)
    assert.deepEqual([peeled.tag, peeled.level, peeled.body], [tag, level, body], line)
  }
})
