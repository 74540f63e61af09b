/** What the apiserver asks, as far as the stand-ins read it. */
export interface AdmissionRequest {
  uid: string;
  kind: { kind: string };
  /** Null for a delete. */
  object?: { metadata?: { name?: string; annotations?: Record<string, string> } } | null;
}

/** The answer. */
export interface Verdict {
  uid: string;
  allowed: boolean;
  status?: { message: string };
}

/** Put on an object, it makes the galley stand-in refuse it; its value is the reason given. */
export const denyAnnotation = 'devcluster.meshwright.dev/deny';

/** What a custom resource may have at its top. */
const knownFields = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);

type Judge = (request: AdmissionRequest) => Verdict;

const paths: Record<'galley' | 'injector', Readonly<Record<string, Judge>>> = {
  galley: { '/admitpilot': validate, '/admitmixer': validate },
  injector: { '/inject': allow },
};

/** The component's answer to a request on a path; undefined where it serves nothing. */
export function review(component: 'galley' | 'injector', path: string, request: AdmissionRequest): Verdict | undefined {
  return paths[component][path]?.(request);
}

function allow({ uid }: AdmissionRequest): Verdict {
  return { uid, allowed: true };
}

function validate(request: AdmissionRequest): Verdict {
  const reason = reasonToDeny(request);
  return reason === undefined ? allow(request) : { uid: request.uid, allowed: false, status: { message: reason } };
}

function reasonToDeny({ kind, object }: AdmissionRequest): string | undefined {
  if (object === undefined || object === null) return undefined;
  const unknown = Object.keys(object).filter((field) => !knownFields.has(field));
  if (unknown.length > 0) return `${kind.kind} has unknown fields: ${unknown.join(', ')}`;
  return object.metadata?.annotations?.[denyAnnotation];
}
