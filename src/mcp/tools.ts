// Tools: all of them, in the order in which they are listed.
import type { Tool } from './tool.ts'
import { ciTool } from './tools/ci.ts'
import { clearTool } from './tools/clear.ts'
import { issueTool } from './tools/issue.ts'
import { issuesTool } from './tools/issues.ts'
import { queryTool } from './tools/query.ts'
import { readTool } from './tools/read.ts'
import { searchTool } from './tools/search.ts'
import { taskTool } from './tools/task.ts'
import { tasksTool } from './tools/tasks.ts'
import { waitTool } from './tools/wait.ts'

export const tools: readonly Tool[] = [
  issuesTool,
  issueTool,
  searchTool,
  readTool,
  queryTool,
  clearTool,
  waitTool,
  tasksTool,
  taskTool,
  ciTool,
]
