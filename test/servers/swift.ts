// Swift: OpenStack's object server as Debian 12 has it (2.30), which speaks S3 and answers 501 to every conditional PUT.
// Promises: nothing of it is reached from another machine; two or more may run at once; what was written is listed at once.
// Leaves to others: its ways. DeleteObjects wants a Content-MD5 there, and a body may not come in chunks (aws-chunked).
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environmentOf, pythonOf, unpacked } from './debs.ts'
import { freePorts } from './process.ts'
import type { S3Server } from './s3.ts'
import { listens, together } from './together.ts'

const rings = ['account', 'container', 'object'] as const
const daemons = [...rings, 'proxy'] as const

/** An S3 user of Swift's tempauth is `account:user`, its secret the password. */
const credentials = { accessKeyId: 'test:tester', secretAccessKey: 'testing' }

export const startSwift = async (): Promise<S3Server> => {
  const packages = [...daemons.map((daemon) => `swift-${daemon}`), 'memcached']
  const root = await unpacked('swift', packages)
  // four Pythons start: what they compiled is kept, and nobody needs a resolver of their own
  const env = { ...environmentOf(root), PYTHONDONTWRITEBYTECODE: '', EVENTLET_NO_GREENDNS: 'yes' }
  const python = pythonOf(root)
  const [account, container, object, proxy, memory] = (await freePorts(5)) as [number, number, number, number, number]
  const ports = { account, container, object, proxy }

  const server = await together([...daemons, 'memory'], 'proxy', async (places) => {
    const folder = places.proxy.folder
    // the one device of every ring
    mkdirSync(join(folder, 'devices/d'), { recursive: true })
    writeFileSync(join(folder, 'swift.conf'), '[swift-hash]\nswift_hash_path_suffix = spoor\n')
    for (const ring of rings) writeFileSync(join(folder, `${ring}.conf`), settings(folder, ports[ring], serving(ring)))
    writeFileSync(join(folder, 'proxy.conf'), settings(folder, proxy, speakingS3(memory)))
    await promisify(execFile)(python, ['-c', makeRings, ...rings.map((ring) => `${ring}:${ports[ring]}`)], {
      cwd: folder,
      env: { ...process.env, ...env },
    })

    await places.memory.start({
      program: join(root, 'usr/bin/memcached'),
      args: ['-l', '127.0.0.1', '-p', `${memory}`, '-m', '16', '-u', userInfo().username],
      env,
      answers: () => listens(memory),
    })
    await Promise.all(
      daemons.map((daemon) =>
        places[daemon].start({
          program: python,
          args: ['-c', run, folder, join(root, `usr/bin/swift-${daemon}-server`), join(folder, `${daemon}.conf`), '-v'],
          env,
          // to "/" each of them answers that there is nothing
          answers: async () => (await fetch(`http://127.0.0.1:${ports[daemon]}/`)).status < 500,
        }),
      ),
    )
  })
  return Object.assign(server, { url: `http://127.0.0.1:${proxy}`, region: 'us-east-1', credentials })
}

// It keeps what it knows of an object in extended attributes: a folder for temporary files that has none is told here, by an error of its own.
const makeRings = `
import os, sys
from swift.common.ring import RingBuilder
os.setxattr('devices/d', 'user.spoor', b'')
for ring in sys.argv[1:]:
    name, port = ring.split(':')
    builder = RingBuilder(1, 1, 0)
    builder.add_dev(dict(region=1, zone=1, ip='127.0.0.1', port=int(port), device='d', weight=1))
    builder.rebalance()
    builder.get_ring().save(name + '.ring.gz')
`

/** Debian's own program of a daemon, but with its swift.conf in our folder: it is looked for in /etc/swift, whatever swift_dir says. */
const run = `
import runpy, sys
from swift.common.utils import set_swift_dir
_, folder, *sys.argv = sys.argv
set_swift_dir(folder)
runpy.run_path(sys.argv[0], run_name='__main__')
`

/** `rest`: what the daemon serves. Names and meanings: Swift's deployment guide (docs.openstack.org/swift/zed). */
const settings = (folder: string, port: number, rest: string): string => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
swift_dir = ${folder}
devices = ${folder}/devices
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
workers = 0
user = ${userInfo().username}
# on stderr, and not into the machine's own log: nobody listens at the discard port
log_level = WARNING
log_udp_host = 127.0.0.1
log_udp_port = 9
${rest}`

// What takes long on a busy machine is waited for: an update of a listing that gave up is left to a daemon that does not run here.
const serving = (ring: string): string => `[pipeline:main]
pipeline = ${ring}-server
[app:${ring}-server]
use = egg:swift#${ring}
conn_timeout = 30
node_timeout = 30
container_update_timeout = 30
`

const speakingS3 = (memory: number): string => `[pipeline:main]
pipeline = cache s3api tempauth slo proxy-server
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${memory}
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 30
node_timeout = 30
`
