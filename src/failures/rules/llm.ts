// Rules: what APIs of language models refuse. A line of success is none, whatever words it holds.
import { type Rule, rule } from '../rule.ts'

const llm = { type: 'external-api', level: 'error' } as const
const vendor =
  '(?:openai|anthropic|claude|gemini|mistral|groq|cohere|openrouter|bedrock|azure openai|vertex ai|deepseek|ollama|llm)'

export const llmRules: readonly Rule[] = [
  rule({
    ...llm,
    id: 'llm-quota',
    hints: 'insufficient_quota|current quota|credit balance|billing',
    match:
      /\binsufficient_quota\b|exceeded your current quota|credit balance is too low|billing_hard_limit_reached|\bbilling_not_active\b/i,
  }),
  rule({
    ...llm,
    id: 'llm-rate-limit',
    hints: 'rate limit|rate_limit|RateLimitError|RESOURCE_EXHAUSTED|ResourceExhausted|too many requests',
    match:
      /\brate_limit_(?:exceeded|error)\b|\bRateLimitError\b|\brate limit (?:reached|exceeded|hit)\b|\bRESOURCE_?EXHAUSTED\b|\b429 (?:\{|rate|too many requests)/i,
    not: /\brate limit (?:reset|remaining)|\bnot (?:been )?exceeded\b|\b(?:on|after|of) rate limit/i,
    hasHost: false,
  }),
  rule({
    ...llm,
    id: 'llm-context-length',
    hints: 'context_length|context length|prompt is too long|context window|input is too long|token limit|token count',
    match:
      /\bcontext_length_exceeded\b|maximum context length is \d|prompt is too long|\binput is too long\b|exceeds? (?:the )?(?:model'?s? )?(?:maximum )?(?:context (?:window|length)|token limit)|input token count .{0,40} exceeds/i,
    not: /\bnever exceeds?\b|\bwithin\b|\bif .{0,40} exceeds?\b/i,
  }),
  rule({
    ...llm,
    id: 'llm-auth',
    hints: 'api key|invalid_api_key|api_key|x-api-key|authentication_error',
    match:
      /\binvalid_api_key\b|\bincorrect api key provided\b|\binvalid x-api-key\b|\bauthentication_error\b|\bapi key not valid\b|(?:missing|no|set the) \w{0,40}_?api[_ ]key\b.{0,60}(?:environment|provided|required|missing|set)|\w{2,40}_API_KEY (?:is (?:not set|missing|undefined|required)|environment variable is missing)/i,
  }),
  rule({
    ...llm,
    id: 'llm-overloaded',
    hints: 'overloaded|server_error|engine is currently',
    match:
      /\boverloaded_error\b|\bOverloadedError\b|\b(?:model|engine|server) is (?:currently )?overloaded\b|"type": ?"(?:server_error|api_error)"/i,
  }),
  rule({
    ...llm,
    id: 'llm-model-not-found',
    hints: 'model_not_found|The model |not_found_error',
    match:
      /\bmodel_not_found\b|\bThe model `(?<model>[\w.:/-]{1,100})` (?:does not exist|has been deprecated)|\bnot_found_error\b.{0,60}\bmodel: (?<named>[\w.:/-]{1,100})/,
    by: ['model', 'named'],
  }),
  rule({
    ...llm,
    id: 'llm-refused-request',
    hints: 'invalid_request_error|content_policy|content_filter|tool_use_id|OutputParser|max_tokens',
    match:
      /\binvalid_request_error\b|\bcontent_policy_violation\b|\bResponsibleAIPolicyViolation\b|"code": ?"content_filter"|\bOutputParserException\b/,
    isCode: true,
  }),
  rule({
    ...llm,
    id: 'openai-error',
    hints: 'openai|anthropic|claude|gemini|mistral|groq|cohere|openrouter|bedrock|vertex ai|deepseek|ollama|LLM ',
    match: new RegExp(
      String.raw`\b${vendor}\b(?: (?:api|client|sdk|chat|completion|stream(?:ing)?|request|call|response|server)){0,3}[ :]{1,3}(?<what>(?:request |call )?(?:failed|error\b(?!s? ?(?:handl|rate|count|budget|callback|middleware))|errored|timed out|unavailable|refused|returned (?:an )?error|returned [45]\d\d))|\b(?:OpenAI|Anthropic|Mistral|Groq|Cohere)(?:API)?(?:\w{0,30})Error\b|\b(?<tried>failed|unable|could not|error) (?:to )?(?:call|reach|quer\w+|contact|from|calling|querying) (?:the )?${vendor}\b`,
      'i',
    ),
    not: /\b(?:no|0|without|zero) (?:\w+ )?errors?\b|\berror[ :=]+(?:null|none|undefined|false|0)\b|\bsucceeded\b|\brecovered\b/i,
    by: ['what', 'tried'],
    isCode: true,
  }),
]
