// Failure: what an S3 server means when it says no.
// Promises: every error of the SDK and of the network has one kind; a reason says what to do and holds no secret.

/** `precondition`: 412. `missing`: no such key. `conflict`: 409, somebody else is at it now. `unsupported`: 501, no conditional
 *  writes here. `busy`: too much, broken or away for now. `refused`: it will not get better by itself. */
export type Kind = 'precondition' | 'missing' | 'conflict' | 'unsupported' | 'busy' | 'refused'

export class S3Failure extends Error {
  readonly kind: Kind
  /** An earlier try of the same request had no answer: it may have been done, or may still be. */
  mayHaveLanded = false

  constructor(kind: Kind, message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'S3Failure'
    this.kind = kind
  }
}

export const isKind = (error: unknown, ...kinds: Kind[]): error is S3Failure =>
  error instanceof S3Failure && kinds.includes(error.kind)

/** Reads status and code of an AWS error, see "Error responses" of the S3 API; `bucket` is named in the reason. */
export const toFailure = (error: unknown, bucket: string): S3Failure => {
  if (error instanceof S3Failure) return error
  const { name = '', message = '', code, $metadata } = error as SdkError
  const kind = kindOf(name, $metadata?.httpStatusCode)
  return new S3Failure(kind, reasonOf(kind, code ?? name, message, bucket), error)
}

type SdkError = { name?: string; message?: string; code?: string; $metadata?: { httpStatusCode?: number } }

const kindOf = (name: string, status: number | undefined): Kind => {
  if (name === 'CredentialsProviderError' || name === 'NoSuchBucket') return 'refused'
  // no status: the network; a status of success: the answer was cut in the middle; the SDK sets its clock by a skewed answer's date
  if (status === undefined || status < 300 || name === 'RequestTimeTooSkewed' || name === 'RequestTimeout')
    return 'busy'
  const known = { 404: 'missing', 409: 'conflict', 412: 'precondition', 429: 'busy', 501: 'unsupported' } as const
  return known[status as keyof typeof known] ?? (status >= 500 ? 'busy' : 'refused')
}

const reasonOf = (kind: Kind, code: string, message: string, bucket: string): string => {
  if (kind === 'busy') return `S3 does not answer as it should (${code || message})`
  if (code === 'NoSuchBucket') return `bucket ${bucket} is not there: create it, or name another`
  if (kind === 'refused')
    return `S3 refuses it for bucket ${bucket} (${code}): check region, credentials and permissions`
  return `S3 says ${code || kind} for bucket ${bucket}`
}
