// Tasks over HTTP: what was written of tasks, listed, added up and read; and written by other machines.
//
//   GET  /api/tasks   /api/tasks/stats   /api/tasks/{id}                                     tasks/list.ts
//   GET  /api/tasks/{id}/logs   …/logs/{metadata|input|webhook-flow|agent-output|final-result|full}   tasks/logs.ts
//   POST /api/tasks   /api/tasks/{id}/{webhook-flow|agent-output}   PUT …/{metadata|input|final-result}   tasks/write.ts
import { Hono } from 'hono'
import { type ListOptions, listRoutes } from './tasks/list.ts'
import { logsRoutes } from './tasks/logs.ts'
import { type WriteOptions, writeRoutes } from './tasks/write.ts'

export const tasksRoutes = (options: ListOptions & WriteOptions): Hono =>
  new Hono().route('/', listRoutes(options)).route('/', logsRoutes(options)).route('/', writeRoutes(options))
