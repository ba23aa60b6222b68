// Radosgw: Ceph's S3 gateway as Debian 12 has it (16.2), over a cluster of one monitor and one OSD that keeps everything in memory.
// Promises: nothing of it is reached from another machine; two or more may run at once.
// Leaves to others: its ways. If-Match holds there with an unquoted ETag only, and writers that race are now and then answered 500.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { environmentOf, unpacked } from './debs.ts'
import { freePorts } from './process.ts'
import type { S3Server } from './s3.ts'
import { listens, together } from './together.ts'

const credentials = { accessKeyId: 'spoor', secretAccessKey: 'spoor-spoor' }
const toolMs = 60_000

export const startRadosgw = async (): Promise<S3Server> => {
  const root = await unpacked('radosgw', ['radosgw', 'ceph-mon', 'ceph-osd'])
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu')
  const env = environmentOf(root)
  env.LD_LIBRARY_PATH += `${delimiter}${join(libraries, 'ceph')}`
  const [monPort, port] = (await freePorts(2)) as [number, number]
  const url = `http://127.0.0.1:${port}`
  const fsid = randomUUID()

  const server = await together(['mon', 'osd', 'gateway'], 'gateway', async ({ mon, osd, gateway }) => {
    const folder = mon.folder
    const conf = join(folder, 'ceph.conf')
    const program = (name: string) => join(root, 'usr/bin', name)
    // a daemon that cannot reach the monitor asks it for minutes
    const tool = async (name: string, ...args: string[]) =>
      (
        await promisify(execFile)(program(name), args, {
          cwd: folder,
          env: { ...process.env, ...env },
          timeout: toolMs,
        })
      ).stdout.trim()

    for (const kept of ['mon', 'osd', 'rgw', 'run', 'crash']) mkdirSync(join(folder, kept))
    writeFileSync(conf, settings({ folder, fsid, monPort, port, libraries }))
    writeFileSync(join(folder, 'keyring'), keyring(await tool('ceph-authtool', '--gen-print-key')))

    const monmap = join(folder, 'monmap')
    await tool('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monPort}]`, monmap)
    const asMon = ['--conf', conf, '--id', 'a']
    await tool('ceph-mon', ...asMon, '--mkfs', '--monmap', monmap, '--keyring', join(folder, 'keyring'))
    await mon.start({
      program: program('ceph-mon'),
      args: [...asMon, '--foreground'],
      env,
      answers: () => listens(monPort),
    })

    const asOsd = ['--conf', conf, '--id', '0']
    await tool('ceph-osd', ...asOsd, '--mkfs', '--osd-uuid', randomUUID())
    await osd.start({
      program: program('ceph-osd'),
      args: [...asOsd, '--foreground'],
      env,
      // what the monitor says of it
      answers: async () => readFileSync(join(folder, 'cluster.log'), 'utf8').includes(' 1 up, 1 in'),
    })

    const { accessKeyId, secretAccessKey } = credentials
    const keys = ['--access-key', accessKeyId, '--secret-key', secretAccessKey]
    await tool('radosgw-admin', '--conf', conf, 'user', 'create', '--uid', 'spoor', '--display-name', 'Spoor', ...keys)
    await gateway.start({
      program: program('radosgw'),
      args: ['--conf', conf, '--name', 'client.admin', '--foreground'],
      env,
      answers: async () => (await fetch(url)).ok,
    })
  })
  return Object.assign(server, { url, region: 'us-east-1', credentials })
}

type Places = { folder: string; fsid: string; monPort: number; port: number; libraries: string }

/** What is not the default, by what it is for. Names and meanings: Ceph's configuration reference (docs.ceph.com/en/pacific). */
const settings = ({ folder, fsid, monPort, port, libraries }: Places): string => `[global]
# all of it on this machine, in this folder, out of the unpacked tree
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monPort}/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = ${folder}/keyring
mon data = ${folder}/mon
osd data = ${folder}/osd
rgw data = ${folder}/rgw
run dir = ${folder}/run
crash dir = ${folder}/crash
log file = ${folder}/$name.log
mon cluster log file = ${folder}/cluster.log
admin socket =
osd class dir = ${libraries}/rados-classes
osd erasure code plugins =
rgw frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1

# one OSD is a whole cluster, in memory, and no more of it than tests need
osd objectstore = memstore
memstore device bytes = 1073741824
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
osd crush chooseleaf type = 0
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd min pg log entries = 100
osd max pg log entries = 200
osd pg log dups tracked = 200

# a change of the cluster waits for others to be decided with it, one second by default: pools are made twelve times faster without
paxos propose interval = 0.01
paxos min wait = 0.01

# a line for every request would fill the disk of a long run
debug rgw = 0
`

/** One key for everybody. Without keys ("auth … = none") the gateway hangs: it waits for settings from the monitor. */
const keyring = (key: string): string =>
  ['mon.', 'osd.0', 'client.admin']
    .map((name) => `[${name}]\nkey = ${key}\n${['mon', 'osd', 'mgr'].map((of) => `caps ${of} = "allow *"\n`).join('')}`)
    .join('')
