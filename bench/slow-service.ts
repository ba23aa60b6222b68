// Slow service: the whole service on a disk whose flushes take 2 ms each, one after the other. Started by slow-disk.ts.
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../src/config/config.ts'
import { openHouse } from '../src/house.ts'
import { stderrLog } from '../src/log.ts'
import { type Disk, type DiskFile, realDisk } from '../src/store/file/disk.ts'

const flushMs = 2

// when the disk is through with all it was asked for; counted, so that a timer's lateness does not add up
let freeMs = 0
const flush = async (): Promise<void> => {
  freeMs = Math.max(freeMs, performance.now()) + flushMs
  await sleep(Math.ceil(freeMs - performance.now()))
}

const slowFile = (file: DiskFile | undefined): DiskFile | undefined => file && { ...file, sync: flush }
const slowDisk: Disk = {
  ...realDisk,
  open: (path, mode) => slowFile(realDisk.open(path, mode)),
  syncDir: flush,
}

const house = await openHouse(readConfig(process.env), stderrLog(), { disk: slowDisk })
const { url } = await house.listen()
console.log(`on a slow disk at ${url}\nsend a first line`)
process.once('SIGTERM', () => house.end())
