import type { ObjectRef } from '../api/manifest.ts';
import type { KindRef } from './operations.ts';

/** One detail of a refusal: which field, what is wrong with it. */
export interface StatusCause {
  reason?: string;
  field?: string;
  message?: string;
}

/** What an error knows about the refused call. */
export interface ApiErrorDetails {
  /** HTTP status. */
  code: number;
  /** The machine-readable word of the Status object, such as NotFound, Conflict or Forbidden. */
  reason: string;
  /** What we wanted: get, list, watch, create, apply, patch, delete. */
  verb: string;
  /** On what: "Deployment istio-system/istio-pilot", or a path. */
  target: string;
  /** The server's own words. */
  serverMessage: string;
  causes?: readonly StatusCause[];
  /** How long the server asks us to stay away. */
  retryAfterSeconds?: number;
}

/** The server answered, and the answer is no. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly reason: string;
  readonly verb: string;
  readonly target: string;
  readonly serverMessage: string;
  readonly causes: readonly StatusCause[];
  readonly retryAfterSeconds: number | undefined;

  constructor(details: ApiErrorDetails, options?: ErrorOptions) {
    super(`${details.reason}: cannot ${details.verb} ${details.target}: ${details.serverMessage}`, options);
    this.code = details.code;
    this.reason = details.reason;
    this.verb = details.verb;
    this.target = details.target;
    this.serverMessage = details.serverMessage;
    this.causes = details.causes ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** The server was not reached, or the connection broke before its answer was complete. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly server: string;
  readonly verb: string;
  readonly target: string;

  constructor(call: { server: string; verb: string; target: string }, cause: unknown) {
    super(`cannot ${call.verb} ${call.target}: no answer from ${call.server}: ${rootMessage(cause)}`, { cause });
    this.server = call.server;
    this.verb = call.verb;
    this.target = call.target;
  }
}

/** The server does not serve this kind: an old or new Kubernetes, or a CRD that is not installed. */
export class KindNotServedError extends Error {
  override readonly name = 'KindNotServedError';
  readonly kind: KindRef;

  constructor(kind: KindRef) {
    super(`the server does not serve ${kind.kind} of ${kind.apiVersion}`);
    this.kind = kind;
  }
}

/** "Deployment istio-system/istio-pilot", as messages name an object. */
export function describeRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;
}

const hasCode = (code: number) => (error: unknown) => error instanceof ApiError && error.code === code;
const hasReason = (reason: string) => (error: unknown) => error instanceof ApiError && error.reason === reason;

export const isNotFound = hasCode(404);
/** 409 because somebody else changed the object or owns the field; not because it already exists. */
export const isConflict = hasReason('Conflict');
export const isAlreadyExists = hasReason('AlreadyExists');
export const isForbidden = hasCode(403);
/** The resourceVersion of a watch or of a list's next page is too old: list again. */
export const isGone = hasCode(410);
/** The object breaks the schema or an immutable field: trying again cannot help. */
export const isInvalid = hasReason('Invalid');

// fetch wraps the useful message ("connect ECONNREFUSED 127.0.0.1:6443") in "fetch failed", up to twice.
function rootMessage(error: unknown): string {
  if (!isErrorLike(error)) return String(error);
  if (isErrorLike(error.cause)) return rootMessage(error.cause);
  const { code, message } = error;
  return message === '' && typeof code === 'string' ? code : message;
}

// A socket's error may come from outside the realm that we run in, where instanceof does not see it.
function isErrorLike(value: unknown): value is { message: string; cause?: unknown; code?: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
