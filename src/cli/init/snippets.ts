// Snippets: a file with a logger whose lines also go to Spoor.

export const loggers = ['winston', 'pino'] as const
export type Logger = (typeof loggers)[number]

/** ES modules, as the client is one. Where the service is and which run is meant, the environment says. */
export const snippetOf = (logger: Logger, source: string): string =>
  ({
    winston: `// Logs as before, and to Spoor: to SPOOR_URL, and the run of LOG_RUN_ID (a new one: spoor refresh).
import { SpoorTransport } from '@spoor/client/winston'
import winston from 'winston'

export const logger = winston.createLogger({
  transports: [new winston.transports.Console(), new SpoorTransport({ source: ${quoted(source)} })],
})
`,
    pino: `// Logs as before, and to Spoor: to SPOOR_URL, and the run of LOG_RUN_ID (a new one: spoor refresh).
import pino from 'pino'

export const logger = pino({
  transport: {
    targets: [
      { target: 'pino/file', options: { destination: 1 } },
      { target: '@spoor/client/pino', options: { source: ${quoted(source)} } },
    ],
  },
})
`,
  })[logger]

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&').replace(/[\r\n]/g, ' ')}'`
