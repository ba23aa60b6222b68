// Compiled: the service as a package carries it, from a clone in which `npm run build` was run.
import { main } from '../dist/src/main.js'

await main(process.argv)
