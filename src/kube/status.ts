import { STATUS_CODES } from 'node:http';
import { ApiError, type StatusCause } from './errors.ts';

/** The Status object with which an apiserver explains a refusal. */
interface Status {
  kind: 'Status';
  code?: number;
  reason?: string;
  message?: string;
  details?: { causes?: StatusCause[]; retryAfterSeconds?: number };
}

/** What was asked, for messages. */
export interface Question {
  verb: string;
  target: string;
}

/** An error answer as an {@link ApiError}, also when it came from a proxy that knows nothing of Kubernetes. */
export function errorFromAnswer(question: Question, code: number, body: string, retryAfter: string | null): ApiError {
  const status = parseStatus(body);
  const retryAfterSeconds = Number.parseInt(retryAfter ?? '', 10);
  return new ApiError({
    ...question,
    ...statusDetails(status, code, body),
    ...(Number.isNaN(retryAfterSeconds) ? {} : { retryAfterSeconds }),
  });
}

/** The ERROR event of a watch as an {@link ApiError}. */
export function errorFromEvent(question: Question, object: unknown): ApiError {
  const status = isStatus(object) ? object : undefined;
  return new ApiError({ ...question, ...statusDetails(status, status?.code ?? 500, JSON.stringify(object)) });
}

function statusDetails(status: Status | undefined, code: number, body: string) {
  return {
    code,
    reason: status?.reason ?? (STATUS_CODES[code] ?? `HTTP ${code}`).replaceAll(' ', ''),
    serverMessage: status?.message ?? firstLine(body),
    causes: status?.details?.causes ?? [],
  };
}

function parseStatus(body: string): Status | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isStatus(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status';
}

function firstLine(body: string): string {
  const line = body.trim().split('\n', 1)[0] ?? '';
  return line === '' ? 'no explanation' : line.slice(0, 200);
}
