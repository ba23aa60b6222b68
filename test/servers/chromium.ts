// Chromium: Debian's, without a window, driven by playwright-core: a browser as people have it, with its back/forward cache.
// Promises: it has its own fonts, so that a page is laid out the same on every machine; it goes with the test process, and its profile too
//   when it is closed.
// Leaves to others: what pages do in it.
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { environmentOf, unpacked } from './debs.ts'

export const startChromium = async (): Promise<Browser> => {
  const root = await unpacked('chromium', ['chromium', 'fontconfig-config', 'fonts-dejavu-core'])
  const env = environmentOf(root)
  env.LD_LIBRARY_PATH += `${delimiter}${join(root, 'usr/lib/x86_64-linux-gnu/pulseaudio')}`
  const launch = chromium.launch({
    executablePath: join(root, 'usr/lib/chromium/chromium'),
    // its sandbox needs rights that a container does not give, and root may not have one
    chromiumSandbox: false,
    // what playwright turns off to be quicker is what a page must live with
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    env: { ...process.env, ...env, FONTCONFIG_SYSROOT: root },
  })
  return await launch.catch((error: Error) => {
    // the rest is how it was called
    const said = /\[err\] (.*)/.exec(error.message)?.[1] ?? error.message
    throw new Error(`chromium did not start: ${said}`, { cause: error })
  })
}
