// @spoor/client on Node: logs to Spoor, and reads from it. Importing it does nothing. Elsewhere: web.ts.

export * from './everywhere.ts'
export { createClient, sessionStore, taskLog } from './node.ts'
