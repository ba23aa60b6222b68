// syslog-ng: Debian's, with its http() destination, as a sender under test.
// Promises: a block that would stand in /etc/syslog-ng/conf.d runs as it is, but for the folder of its disk buffer, which is ours; its
//   `s_src`, the machine's own log in Debian, is here a TCP port that takes RFC 5424.
// Leaves to others: the block; where it sends to.
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { environmentOf, unpacked } from './debs.ts'
import { freePorts, served } from './process.ts'

export type SyslogNg = {
  /** One connection to its port. */
  connect(): Promise<SyslogLine>
  stop(): Promise<void>
}

export type SyslogLine = {
  /** `line`: one message of RFC 5424. Resolves when it may be followed by the next. */
  send(line: string): Promise<void>
  end(): void
}

export const startSyslogNg = async (block: string): Promise<SyslogNg> => {
  const home = await unpacked('syslog-ng', ['syslog-ng-core', 'syslog-ng-mod-http'])
  const env = environmentOf(home)
  env.LD_LIBRARY_PATH = `${join(home, 'usr/lib/syslog-ng')}:${env.LD_LIBRARY_PATH}`
  const [port] = (await freePorts(1)) as [number]
  const place = served()
  const config = join(place.folder, 'syslog-ng.conf')
  const source = `network(ip("127.0.0.1") port(${port}) transport("tcp") flags(syslog-protocol))`
  const own = block.replaceAll('disk-buffer(', `disk-buffer(dir("${place.folder}") `)
  writeFileSync(config, `@version: 3.38\noptions { keep-hostname(yes); };\nsource s_src { ${source}; };\n${own}`)
  const within = (name: string) => join(place.folder, name)
  const paths = ['-f', config, '-R', within('state'), '-c', within('control'), '-p', within('pid')]
  try {
    await place.start({
      program: join(home, 'usr/sbin/syslog-ng'),
      args: ['--foreground', '--no-caps', '--module-path', join(home, 'usr/lib/syslog-ng/3.38'), ...paths],
      env,
      answers: async () => {
        ;(await open(port)).end()
        return true
      },
    })
  } catch (error) {
    await place.stop()
    throw error
  }
  return { connect: () => open(port), stop: place.stop }
}

const open = (port: number): Promise<SyslogLine> => {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () =>
      resolve({
        async send(line) {
          if (!socket.write(`${line}\n`)) await new Promise((drained) => socket.once('drain', drained))
        },
        end: () => void socket.end(),
      }),
    )
  })
}
