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
]
