// Rules: what the original log agent watched for among agents, their tasks and their pages; repaired so that lines of success do not match.
import { type Rule, rule } from '../rule.ts'

const success =
  /\b(?:no|0|zero|without) (?:\w+ )?(?:errors?|failures?|exceptions?)\b|\berrors?[- ]?(?:handl|rate|count|budget|boundary)|\berrors?[ :=]+(?:0|null|none|undefined|false)\b|\brecovered\b|\bsucceeded\b/i

export const agentRules: readonly Rule[] = [
  rule({
    id: 'task-processor-error',
    type: 'service',
    level: 'error',
    hints: 'TaskProcessor|task processor',
    match: /\bTask ?Processor\b.{0,160}?\b(?<what>failed|failure|error|exception|crashed)\b/i,
    not: success,
    by: ['what'],
  }),
  rule({
    id: 'task-processor-shutdown',
    type: 'service',
    level: 'warn',
    hints: 'TaskProcessor|task processor',
    match: /\bTask ?Processor\b.{0,80}?\bgraceful(?:ly)? shut(?:ting )?down\b/i,
  }),
  rule({
    id: 'agent-init-failure',
    type: 'agent',
    level: 'error',
    hints: 'agent',
    match:
      /\b(?:failed|unable|error)(?: to)? (?:initiali[sz](?:e|ing)|creat(?:e|ing)|start(?:ing)?|spawn(?:ing)?) (?:the )?(?:agent:? ["']?(?<agent>[\w.-]{1,60})|(?<named>[\w.-]{1,60}) agent\b|(?<class>\w{1,60}Agent)\b)|\bagent (?<who>[\w.-]{1,60}) (?:failed|was unable) to (?:initiali[sz]e|start)\b|\bagent_creation_error\b/i,
    not: success,
    by: ['agent', 'named', 'class', 'who'],
  }),
  rule({
    id: 'a2a-message-error',
    type: 'communication',
    level: 'error',
    hints: 'A2A ',
    match:
      /\bA2A\b(?=.{0,300}\b(?:error|failed|failure|rejected|undeliverable|invalid)\b)(?:.{0,160}?\bfrom[ =:]{1,3}["']?(?<from>[\w.-]{1,60})["']?.{0,20}?\bto[ =:]{1,3}["']?(?<to>[\w.-]{1,60}))?/i,
    not: success,
    by: ['from', 'to'],
    isCode: true,
  }),
  rule({
    id: 'render-error',
    type: 'rendering',
    level: 'error',
    hints:
      'hydrat|Minified React|Element type is invalid|The above error occurred|re-renders|render|Invalid hook call|Objects are not valid',
    match:
      /\bHydration failed\b|\bhydrat\w+ error\b|Minified React error #(?<minified>\d{1,4})|Element type is invalid|The above error occurred in the <(?<component>[\w.]{1,80})>|\bToo many re-renders\b|\bInvalid hook call\b|Objects are not valid as a React child|\b(?:error|failed|failure)(?: (?:while|during|to|in))? render(?:ing)?\b|\brender(?:ing)? (?:error|failed|failure)\b/i,
    not: success,
    by: ['minified', 'component'],
    isCode: true,
  }),
]
