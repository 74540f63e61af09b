import type { MeshInstallStatus } from '../../api/status.ts';

/**
 * A status is no larger than this, in bytes of JSON. An apiserver stores objects of up to 1.5 MiB (etcd's
 * `--max-request-bytes`), and besides the status that has to hold the spec and who set which field of both.
 */
const MOST_BYTES = 640 * 1024;

/** What is left of a message, in characters: the beginning says what it is about. */
const MESSAGE = 300;

/** What is left of a list: the newest, or the first. */
const ENTRIES = 3;

interface Shortening {
  /** What it takes from, as users know it. */
  readonly what: string;
  readonly of: (status: MeshInstallStatus) => MeshInstallStatus;
}

/** What goes first is what others tell as well; the inventory stays: without it objects would be forgotten. */
const SHORTENINGS: readonly Shortening[] = [
  { what: 'messages', of: withShortMessages },
  { what: 'history', of: ({ history = [], ...status }) => ({ ...status, history: history.slice(0, ENTRIES) }) },
  { what: 'plan.steps', of: withoutSteps },
  { what: 'components', of: ({ components: _, ...status }) => status },
  { what: 'gateways', of: ({ gateways: _, ...status }) => status },
  { what: 'installedSpec', of: ({ installedSpec: _, ...status }) => status },
];

/** The status, or as much of it as can be written: what does not fit is shortened, and `status.shortened` says so. */
export function fitted(status: MeshInstallStatus, most = MOST_BYTES): MeshInstallStatus {
  const { shortened: _, ...whole } = status;
  let fitting: MeshInstallStatus = whole;
  const shortened: string[] = [];
  for (const { what, of } of SHORTENINGS) {
    if (bytesOf(fitting) <= most) break;
    fitting = of(fitting);
    shortened.push(what);
  }
  return shortened.length === 0 ? fitting : { ...fitting, shortened };
}

const bytesOf = (status: MeshInstallStatus): number => Buffer.byteLength(JSON.stringify(status));

const short = (message: string): string => (message.length <= MESSAGE ? message : `${message.slice(0, MESSAGE)}…`);

function withShortMessages({ conditions, components, waitingFor, failure, ...status }: MeshInstallStatus) {
  const shorten = <T extends { message?: string | undefined }>(one: T): T =>
    one.message === undefined ? one : { ...one, message: short(one.message) };
  return {
    ...status,
    ...(conditions && { conditions: conditions.map(shorten) }),
    ...(components && { components: components.map(shorten) }),
    ...(waitingFor && { waitingFor: waitingFor.map(shorten) }),
    ...(failure && { failure: shorten(failure) }),
    ...(status.history && { history: status.history.map(shorten) }),
  };
}

function withoutSteps({ plan, ...status }: MeshInstallStatus): MeshInstallStatus {
  if (plan === undefined) return status;
  const { steps: _, ...rest } = plan;
  return { ...status, plan: rest };
}
