// Endpoints: the host a message speaks of, in the forms that clients print.
import assert from 'node:assert/strict'
import test from 'node:test'
import { endpointIn } from './endpoint.ts'

test('host and port are found in every form, and no place in a file is taken for one', () => {
  const rows: [string, string | undefined][] = [
    ['connect ECONNREFUSED 127.0.0.1:5432', '127.0.0.1:5432'],
    ['connect ECONNREFUSED ::1:5432', '::1:5432'],
    ['dial tcp [::1]:5432: connect: connection refused', '::1:5432'],
    ['dial tcp db:5432: connect: connection refused', 'db:5432'],
    ['read tcp 10.0.0.1:51234->10.0.0.2:5432: i/o timeout', '10.0.0.2:5432'],
    ["HTTPConnectionPool(host='api.example.test', port=443): Max retries exceeded", 'api.example.test:443'],
    ['connection to server at "db" (10.0.0.2), port 5432 failed', 'db:5432'],
    ['Failed to connect to localhost port 8080 after 0 ms', 'localhost:8080'],
    ['request to https://api.example.test/v1/x failed', 'api.example.test'],
    ['postgres://app:secret@db:5432/shop is away', 'db:5432'],
    ['Connect to db/10.0.0.2:5432 failed', 'db:5432'],
    ['server.js:12: connection refused', undefined],
    ['src/main.rs:2:5', undefined],
    ['at 12:30 connection refused', undefined],
    ['connection refused', undefined],
  ]
  for (const [text, host] of rows) assert.equal(endpointIn(text), host, text)
})
