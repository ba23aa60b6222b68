// Examples of the rules for HTTP and for the APIs of language models.
import type { Examples } from '../../examples.ts'

export const serviceExamples: Record<string, Examples> = {
  'http-5xx-served': {
    examples: [
      'GET /api/users/17 500 in 12ms',
      '127.0.0.1 - - [21/Nov/2026:18:14:46 +0000] "POST /api/orders HTTP/1.1" 502 157',
      'PUT https://api.example.test/v1/items/3 -> 503',
    ],
    counterExamples: [
      'GET /api/users/17 200 in 500ms',
      'GET /assets/500.png 200',
      'POST /api/orders 201 512',
      'GET /health 204 500 ms',
    ],
  },
  'http-5xx': {
    examples: [
      'AxiosError: Request failed with status code 502',
      'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.example.test/',
      'upstream answered 502 Bad Gateway',
      'fetch failed: HTTP 500',
      'curl: (22) The requested URL returned error: 500',
    ],
    counterExamples: [
      'status code 200',
      'expected status 500',
      'HTTP/1.1 200 OK',
      'handler for status codes 500 to 599 registered',
      'statusCode: 204',
    ],
  },
  cors: {
    examples: [
      "Access to fetch at 'http://localhost:3001/' from origin 'http://localhost:3000' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present",
    ],
    counterExamples: ['CORS policy loaded', 'allowed origin http://localhost:3000'],
  },
  'proxy-upstream': {
    examples: [
      'Server app/web1 is DOWN, reason: Layer4 connection problem, check duration: 0ms.',
      '2026/11/21 18:14:46 [error] 12#12: *3 upstream timed out (110: Operation) while reading, upstream: "http://10.0.0.2:80/"',
      'http proxy error: /api/users',
    ],
    counterExamples: [
      'Server app/web1 is UP, reason: Layer7 check passed',
      'upstream is healthy',
      'set upstream to origin/main',
    ],
  },
  'llm-quota': {
    examples: [
      'RateLimitError: 429 You exceeded your current quota, please check your plan and billing details',
      'Your credit balance is too low to access the API',
      '"code": "insufficient_quota"',
    ],
    counterExamples: ['billing details saved', 'quota: 12 of 100 used'],
  },
  'llm-rate-limit': {
    examples: [
      'google.api_core.exceptions.ResourceExhausted: 429 Quota exceeded for metric',
      'RateLimitError: 429 Rate limit reached for requests',
      'openai.RateLimitError: Error code: 429 - {"error": {"message": "slow down"}}',
      '{"type":"error","error":{"type":"rate_limit_error","message":"too many tokens"}}',
    ],
    counterExamples: [
      'rate limit remaining: 59',
      'rate limit not exceeded',
      'rate limiter ready',
      'rate limit resets in 3 s',
    ],
  },
  'llm-context-length': {
    examples: [
      "BadRequestError: 400 This model's maximum context length is 8192 tokens. However, you requested 9000",
      '"code": "context_length_exceeded"',
      'prompt is too long: 210000 tokens > 200000 maximum',
    ],
    counterExamples: [
      'context length: 8192',
      'prompt is within the context window',
      'trimmed the prompt to 8000 tokens',
    ],
  },
  'llm-auth': {
    examples: [
      'AuthenticationError: 401 Incorrect API key provided',
      '{"type":"authentication_error","message":"invalid x-api-key"}',
      'The OPENAI_API_KEY environment variable is missing or empty',
    ],
    counterExamples: ['API key loaded from the environment', 'OPENAI_API_KEY is set', 'rotated the api key'],
  },
  'llm-overloaded': {
    examples: [
      '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
      'The engine is currently overloaded, please try again later',
    ],
    counterExamples: ['function is overloaded 3 times', 'the server is not overloaded'],
  },
  'llm-model-not-found': {
    examples: ['404 The model `gpt-9` does not exist or you do not have access to it', '"code": "model_not_found"'],
    counterExamples: ['The model gpt-4o is used', 'found the model'],
  },
  'llm-refused-request': {
    examples: [
      'BadRequestError: 400 {"error":{"type":"invalid_request_error","message":"messages: at least one message is required"}}',
      '"code": "content_policy_violation"',
    ],
    counterExamples: ['content policy loaded', 'max_tokens set to 512'],
  },
  'openai-error': {
    examples: [
      'OpenAI API error: something went wrong',
      'OpenAI request failed',
      'failed to call Anthropic',
      'Claude API call failed',
      'LLM request timed out',
      'OpenAIError: Connection dropped',
    ],
    counterExamples: [
      'OpenAI API request succeeded',
      'OpenAI response received in 900 ms, 0 errors',
      'openai error handling enabled',
      'openai request error: null',
      'Anthropic request sent',
      'calling OpenAI API',
      'retrying the OpenAI request failed earlier... succeeded',
      'OpenAI rate limit remaining: 40',
    ],
  },
}
