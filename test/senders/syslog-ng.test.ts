// syslog-ng, Debian's own, configured as docs/senders.md has it; and what happens when the service is killed while it sends.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { orNoted } from '../servers/servers.ts'
import { startSyslogNg } from '../servers/syslog-ng.ts'
import { flow, killed } from './killed.ts'
import { at, blockOf } from './page.ts'
import { openStage, told } from './stage.ts'
import { until } from './until.ts'

const stage = await openStage()
after(stage.stop)
const syslog = await orNoted('syslog-ng', () => startSyslogNg(at(stage.url, blockOf('syslog-ng'))))
after(() => syslog?.stop())

/** RFC 5424; severities 0 (emerg) to 7 (debug), facility user. */
const line = (severity: number, ms: number, program: string, text: string) =>
  `<${8 + severity}>1 2026-02-02T00:00:00.${ms}Z h1 ${program} 42 - - ${text}`

if (syslog) {
  test('syslog-ng sends text, level, program and time of each message, in order', async () => {
    await stage.begin('syslog')
    const connection = await syslog.connect()
    const texts = [
      'plain',
      'with "quotes", a \\ and a {brace}',
      'ümläute – 中文 – 😀',
      '{"looks":"like JSON"}',
      'tab\there',
    ]
    const levels = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']
    const sent = levels.map((level, severity) => ({ level, text: texts[severity % texts.length]!, severity }))
    for (const { severity, text } of sent) await connection.send(line(severity, 100 + severity, 'shop', text))
    connection.end()
    const kept = await until(
      () => stage.kept('syslog'),
      (records) => records.length >= sent.length,
    )
    assert.deepEqual(
      told(kept),
      sent.map(({ level, text }) => ['shop', level, text]),
    )
    assert.deepEqual(
      kept.map(({ ts }) => ts),
      sent.map(({ severity }) => `2026-02-02T00:00:00.${100 + severity}Z`),
    )
    assert.ok(kept.every(({ attributes }) => attributes?.host === 'h1'))
  })

  test('syslog-ng: the service is killed twice while it sends; no message is missing, and what is doubled was on its way', async () => {
    await stage.begin('killed')
    const connection = await syslog.connect()
    const sending = flow((n) => connection.send(line(6, 100, 'shop', `line ${n}`)))
    for (let kills = 0; kills < 2; kills++) await killed(stage, 'killed')
    const count = await sending.end()
    connection.end()
    const texts = Array.from({ length: count }, (_, n) => `line ${n}`)
    const kept = await until(
      () => stage.kept('killed'),
      (records) => records.at(-1)?.message === texts.at(-1),
    )
    const messages = kept.map(({ message }) => message)
    assert.deepEqual([...new Set(messages)], texts)
    // a batch that was taken in when its answer was lost comes again, since syslog-ng gives it no id
    assert.ok(messages.length - count <= 2 * 500, `${messages.length - count} doubled`)
  })
}
