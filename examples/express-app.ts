// An Express app that logs to Spoor with winston: what the README's snippet looks like in a program.
// Run: node examples/express-app.ts   (PORT, SPOOR_URL)
import express from 'express'
import winston from 'winston'
import { SpoorTransport } from '../client/src/winston.ts'

const spoor = new SpoorTransport({ source: 'shop' })
const logger = winston.createLogger({ level: 'debug', transports: [spoor] })
const app = express()
let count = 0

app.get('/order/:id', (request, response) => {
  const order = ++count
  logger.info('order begins', { order, id: request.params.id })
  if (Number(request.params.id) % 7 === 0)
    logger.error('payment failed', { order, error: new Error('ECONNREFUSED 127.0.0.1:5432') })
  logger.debug('order ends', { order })
  response.json({ order })
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  console.log(`app on http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`)
})

process.on('SIGTERM', () => {
  server.close(() => {
    // ended, not closed: winston waits for the transport, and the transport for the service
    logger.on('finish', () => process.exit(0))
    logger.end()
  })
})
