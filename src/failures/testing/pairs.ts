// Pairs of lines as clients and servers print them, judged by hand: the same failure twice, or two.
// Only the texts' shapes are those of the clients; names and numbers are made up.

export type LinePair = { one: string; other: string; isSame: boolean }

const same = (one: string, other: string): LinePair => ({ one, other, isSame: true })
const differ = (one: string, other: string): LinePair => ({ one, other, isSame: false })

export const linePairs: readonly LinePair[] = [
  // hosts and ports
  same('Error: connect ECONNREFUSED 127.0.0.1:5432', 'Error: connect ECONNREFUSED ::1:5432'),
  same(
    'dial tcp 10.0.3.7:5432: connect: connection refused',
    'api dial tcp 10.0.3.7:5432: connect: connection refused',
  ),
  differ('dial tcp 10.0.3.7:5432: connect: connection refused', 'dial tcp 10.0.3.8:5432: connect: connection refused'),
  differ('Error: connect ECONNREFUSED 10.0.3.7:5432', 'Error: connect ECONNREFUSED 10.0.3.7:5433'),
  same(
    'Error: getaddrinfo ENOTFOUND api.example.test',
    'FetchError: request to https://api.example.test/v1/items/17 failed, reason: getaddrinfo ENOTFOUND api.example.test',
  ),
  differ('Error: getaddrinfo ENOTFOUND api.example.test', 'Error: getaddrinfo ENOTFOUND auth.example.test'),
  differ('curl: (6) Could not resolve host: one.example.test', 'curl: (6) Could not resolve host: two.example.test'),
  same('Error: connect ETIMEDOUT 10.0.0.3:443', 'Error: connect ETIMEDOUT 10.0.0.3:443 after 3 tries'),
  differ('Error: connect ETIMEDOUT 10.0.0.3:443', 'Error: connect ETIMEDOUT 10.0.0.3:80'),
  differ('Error: read ECONNRESET', 'Error: certificate has expired'),
  same('Error: connect ECONNREFUSED 127.0.0.1:41234', 'Error: connect ECONNREFUSED 127.0.0.1:51235'),
  differ('Error: connect ECONNREFUSED 127.0.0.1:4123', 'Error: connect ECONNREFUSED 127.0.0.1:5123'),
  // what is asked for
  same('GET /api/users/17 500 in 12ms', 'GET /api/users/98 500 in 340ms'),
  differ('GET /api/users/17 500 in 12ms', 'GET /api/users/17 502 in 12ms'),
  differ('GET /api/users/17 500 in 12ms', 'GET /api/orders/17 500 in 12ms'),
  differ('GET /api/users/17 500 in 12ms', 'POST /api/users/17 500 in 12ms'),
  same(
    '10.1.2.3 - - [21/Nov/2026:18:14:46 +0000] "GET /a/3f2b8c1d-1111-4222-8333-944445555666?q=1 HTTP/1.1" 503 12',
    '10.9.8.7 - - [22/Nov/2026:01:02:03 +0000] "GET /a/aaaabbbb-1111-4222-8333-944445555777?q=2 HTTP/1.1" 503 99',
  ),
  differ('AxiosError: Request failed with status code 500', 'AxiosError: Request failed with status code 503'),
  differ(
    'HTTPError: 503 Server Error: Service Unavailable for url: https://a.example.test/x',
    'HTTPError: 503 Server Error: Service Unavailable for url: https://b.example.test/x',
  ),
  // databases
  same(
    'error: duplicate key value violates unique constraint "users_email_key"',
    'ERROR:  duplicate key value violates unique constraint "users_email_key" at character 12',
  ),
  differ(
    'error: duplicate key value violates unique constraint "users_email_key"',
    'error: duplicate key value violates unique constraint "users_name_key"',
  ),
  same(
    "Duplicate entry 'ann@example.test' for key 'users.email'",
    "Duplicate entry 'bob@example.test' for key 'users.email'",
  ),
  differ('error: relation "orders" does not exist', 'error: relation "carts" does not exist'),
  differ('error: column "totl" does not exist', 'error: relation "totl" does not exist'),
  differ('SQLSTATE[42000]: Syntax error', 'SQLSTATE[42S02]: Base table not found'),
  differ(
    'FATAL:  password authentication failed for user "app"',
    'FATAL:  password authentication failed for user "admin"',
  ),
  same('SQLITE_BUSY: database is locked', 'Error: SQLITE_BUSY: database is locked'),
  differ('ReplyError: MISCONF Redis is configured to save', 'ReplyError: NOAUTH Authentication required.'),
  same(
    'MongoServerError: E11000 duplicate key error collection: app.users index: email_1 dup key: { email: "ann" }',
    'MongoServerError: E11000 duplicate key error collection: app.users index: email_1 dup key: { email: "bob" }',
  ),
  // models
  same(
    'RateLimitError: 429 Rate limit reached for gpt-4o in organization org-a1B2 on tokens: Limit 30000, Used 29000',
    'RateLimitError: 429 Rate limit reached for gpt-4o in organization org-c3D4 on tokens: Limit 30000, Used 28111',
  ),
  same(
    "BadRequestError: 400 This model's maximum context length is 8192 tokens. However, you requested 9000",
    "BadRequestError: 400 This model's maximum context length is 8192 tokens. However, you requested 8500",
  ),
  differ('RateLimitError: 429 Rate limit reached for requests', 'AuthenticationError: 401 Incorrect API key provided'),
  differ('404 The model `gpt-9` does not exist', '404 The model `gpt-8-mini` does not exist'),
  // ids, times, addresses, durations
  same(
    'ERROR job 3f2b8c1d-1111-4222-8333-944445555666 failed after 12.5s',
    'ERROR job aaaabbbb-1111-4222-8333-944445555777 failed after 900ms',
  ),
  same('ERROR could not lock 0x7ffc64a2c770', 'ERROR could not lock 0x55d1'),
  same('2026-11-21T18:14:46.123Z ERROR order 17 was lost', '2026-11-22T01:02:03.004Z ERROR order 98 was lost'),
  same('[error] mail to ann@example.test bounced', '[error] mail to bob.b@example.test bounced'),
  same('ERROR commit 4f2a9c1 could not be applied', 'ERROR commit b81d77e02 could not be applied'),
  same('ERROR retry 3 of 5 failed for user 12', 'ERROR retry 4 of 5 failed for user 99'),
  same('ERROR request from 203.0.113.7 was refused', 'ERROR request from 198.51.100.23 was refused'),
  same('error: cannot write /tmp/job-8f3a2c/out.json', 'error: cannot write /tmp/job-11b0ff/out.json'),
  same('error: cannot write /home/ann/app/out.json', 'error: cannot write /srv/app/out.json'),
  differ('error: cannot write /srv/app/out.json', 'error: cannot write /srv/app/users.json'),
  differ('ERROR order was lost', 'ERROR order was found twice'),
  differ('ERROR disk quota of the cache reached', 'ERROR memory quota of the cache reached'),
  same('web-1  | ERROR order 17 was lost', 'web-2  | ERROR order 18 was lost'),
  same('ERROR order 17 was lost', '12:00:01 [main] ERROR order 17 was lost'),
  // exit codes, signals
  differ('Process completed with exit code 1.', 'Process completed with exit code 2.'),
  differ('worker 3 was killed by SIGKILL', 'worker 3 was killed by SIGABRT'),
  same('worker 3 was killed by SIGKILL', 'worker 8 was killed by SIGKILL'),
  same(
    'Out of memory: Killed process 4711 (node) total-vm:12345kB',
    'Out of memory: Killed process 99 (node) total-vm:777kB',
  ),
  differ(
    'Out of memory: Killed process 4711 (node) total-vm:12345kB',
    'Out of memory: Killed process 4711 (postgres) total-vm:12345kB',
  ),
  differ('bash: line 3: pnpm: command not found', 'bash: line 3: jq: command not found'),
  same('bash: line 3: pnpm: command not found', 'bash: line 12: pnpm: command not found'),
  same(
    "Error: EACCES: permission denied, open '/srv/a/app.conf'",
    "Error: EACCES: permission denied, open '/home/ann/app.conf'",
  ),
  differ(
    "Error: EACCES: permission denied, open '/srv/a/app.conf'",
    "Error: EACCES: permission denied, unlink '/srv/a/app.conf'",
  ),
  same("Error: EMFILE: too many open files, open '/app/a.txt'", 'accept tcp [::]:80: accept4: too many open files'),
  // tests and builds
  differ('FAILED tests/test_sum.py::test_adds - assert 3 == 4', 'FAILED tests/test_sum.py::test_takes - assert 3 == 4'),
  same('FAILED tests/test_sum.py::test_adds - assert 3 == 4', 'FAILED tests/test_sum.py::test_adds - assert 7 == 8'),
  same('--- FAIL: TestSum (0.00s)', '--- FAIL: TestSum (1.25s)'),
  differ('--- FAIL: TestSum (0.00s)', '--- FAIL: TestTax (0.00s)'),
  same('not ok 3 - adds two numbers', 'not ok 7 - adds two numbers'),
  differ('not ok 3 - adds 2 numbers', 'not ok 3 - adds 3 numbers'),
  same(
    "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
    "src/a.ts(9,7): error TS2322: Type 'string' is not assignable to type 'number'.",
  ),
  differ(
    "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
    "src/b.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
  ),
  differ(
    "src/a.ts(3,7): error TS2304: Cannot find name 'foo'.",
    "src/a.ts(3,7): error TS2304: Cannot find name 'bar'.",
  ),
  differ('make: *** [Makefile:12: build] Error 2', 'make: *** [Makefile:12: test] Error 2'),
  same('make: *** [Makefile:12: build] Error 2', 'make: *** [Makefile:14: build] Error 2'),
  differ("Error: Cannot find module 'left-pad'", "Error: Cannot find module 'right-pad'"),
  differ("ModuleNotFoundError: No module named 'numpy'", "ModuleNotFoundError: No module named 'pandas'"),
  differ(
    "TypeError: Cannot read properties of undefined (reading 'name')",
    "TypeError: Cannot read properties of undefined (reading 'email')",
  ),
  differ('ReferenceError: foo is not defined', 'ReferenceError: bar is not defined'),
  same(
    'SyntaxError: Unexpected token \'h\', "hello wor"... is not valid JSON',
    'SyntaxError: Unexpected token \'b\', "bye" is not valid JSON',
  ),
  same(
    "ValueError: invalid literal for int() with base 10: 'abc'",
    "ValueError: invalid literal for int() with base 10: 'x y'",
  ),
  differ('Failed to initialize agent: CodeAgent', 'Failed to initialize agent: PlanAgent'),
  differ('A2A message from coordinator to builder failed', 'A2A message from coordinator to tester failed'),
  // as they are logged elsewhere
  same(
    'read tcp 10.0.0.1:51234->10.0.0.2:5432: read: connection reset by peer',
    'read tcp 10.0.0.9:40001->10.0.0.2:5432: read: connection reset by peer',
  ),
  differ(
    'read tcp 10.0.0.1:51234->10.0.0.2:5432: read: connection reset by peer',
    'read tcp 10.0.0.1:51234->10.0.0.2:6379: read: connection reset by peer',
  ),
  same('ERROR worker-3 lost its lease', 'ERROR worker-11 lost its lease'),
  same('ERROR pool-1-thread-7 was interrupted', 'ERROR pool-2-thread-19 was interrupted'),
  differ('ERROR utf-8 is not supported', 'ERROR utf-16 is not supported'),
  same('ERROR order_18273 could not be shipped', 'ERROR order_99121 could not be shipped'),
  same('ERROR could not close com.acme.Cart@1a2b3c4d', 'ERROR could not close com.acme.Cart@99ff00aa'),
  differ('ERROR could not close com.acme.Cart@1a2b3c4d', 'ERROR could not close com.acme.Order@1a2b3c4d'),
  same('ERROR User bob not found', 'ERROR User alice not found'),
  differ('ERROR User bob not found', 'ERROR Order bob not found'),
  same('ERROR token expired at Sat Nov 21 2026 18:14:46', 'ERROR token expired at Sun Jan 3 2027 01:02:03'),
  differ('ERROR GET https://api.example.test/users failed', 'ERROR GET https://api.example.test/orders failed'),
  same(
    'ERROR GET https://api.example.test/users/17?page=2 failed',
    'ERROR GET https://api.example.test/users/98?page=1 failed',
  ),
  differ('Error: 404 Not Found', 'Error: 403 Forbidden'),
  differ('Error: HTTP 404', 'Error: HTTP 403'),
  differ('Error: No such file or directory (os error 2)', 'Error: Permission denied (os error 13)'),
  differ('OSError: [Errno 13] cannot lock', 'OSError: [Errno 16] cannot lock'),
  same('Error: upload of 1.5 MB took 30s', 'Error: upload of 12 MB took 4 minutes'),
  same(
    'ERROR <app.models.Cart object at 0x7f0011> has no attribute',
    'ERROR <app.models.Cart object at 0x7f9922> has no attribute',
  ),
  same('Error: job [17/20] failed', 'Error: job [3/20] failed'),
  same(
    'Error: checksum 3b5d5c3712955042212316173ccf37be does not match',
    'Error: checksum 60b725f10c9c85c70d97880dfe8191b3 does not match',
  ),
  differ('Error: missing name', 'Error: missing age'),
  differ("KeyError: 'name'", "KeyError: 'email'"),
  same("KeyError: 'user-8123'", "KeyError: 'user-77'"),
  differ(
    "AttributeError: 'NoneType' object has no attribute 'name'",
    "AttributeError: 'NoneType' object has no attribute 'email'",
  ),
  differ(
    "AttributeError: 'Cart' object has no attribute 'name'",
    "AttributeError: 'Order' object has no attribute 'name'",
  ),
  differ(
    'psycopg2.errors.UndefinedTable: relation "carts" does not exist',
    'psycopg2.errors.UndefinedTable: relation "orders" does not exist',
  ),
  same(
    "Error: ENOENT: no such file or directory, open '/tmp/a1/x.json'",
    "Error: ENOENT: no such file or directory, open '/var/folders/zz/T/b2/x.json'",
  ),
  differ(
    "Error: ENOENT: no such file or directory, open '/tmp/a1/x.json'",
    "Error: ENOENT: no such file or directory, unlink '/tmp/a1/x.json'",
  ),
  same(
    'Error: Timeout of 5000ms exceeded. For async tests, ensure done() is called',
    'Error: Timeout of 2000ms exceeded. For async tests, ensure done() is called',
  ),
  differ('TimeoutError: page.goto: Timeout 30000ms exceeded.', 'TimeoutError: page.click: Timeout 30000ms exceeded.'),
  same(
    '2026-01-02 03:04:05 ERROR [req-8f3a] checkout failed: cart 12 is empty',
    '2026-01-02 03:09:05 ERROR [req-77bb] checkout failed: cart 98 is empty',
  ),
  differ('ERROR checkout failed: cart 12 is empty', 'ERROR checkout failed: cart 12 is locked'),
  same(
    'error: Recipe `build` failed on line 12 with exit code 1',
    'error: Recipe `build` failed on line 15 with exit code 1',
  ),
  differ(
    'error: Recipe `build` failed on line 12 with exit code 1',
    'error: Recipe `test` failed on line 12 with exit code 1',
  ),
]
