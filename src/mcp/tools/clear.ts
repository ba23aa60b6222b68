// log_clear: a fresh run begins and is the latest from now on.
// Promises: nothing is deleted; the run before stays readable until its time.
import { z } from 'zod'
import { fail } from '../../errors.ts'
import { nextCall, textOf } from '../text.ts'
import { defineTool } from '../tool.ts'

const input = z.strictObject({
  code_id: z.string().max(200).optional().describe('state of the code, e.g. git HEAD: tells flaky from new'),
  callback_url: z.string().optional().describe('is told about issues of the new run'),
})

const output = z.object({ run: z.string(), runId: z.string(), previous: z.string().optional() })

export const clearTool = defineTool(
  {
    name: 'log_clear',
    description: 'Begins a fresh run, the latest from now on; the one before stays readable. Do it before a retry.',
    input,
    output,
    writes: true,
  },
  ({ runs }) =>
    async ({ callback_url: callbackUrl, code_id: codeId }) => {
      if (callbackUrl !== undefined && !/^https?:$/.test(URL.parse(callbackUrl)?.protocol ?? '')) {
        throw fail('FIELD_INVALID', { field: 'callback_url', reason: 'takes an http or https URL' })
      }
      const { runId, previousRunId: previous } = await runs.fresh({ callbackUrl, codeId })
      return {
        text: textOf({
          about: [`run ${runId} begins`, previous !== undefined && `before it: ${previous}`],
          next: [nextCall('log_wait', { run: runId })],
        }),
        structured: { run: runId, runId, ...(previous !== undefined && { previous }) },
      }
    },
)
