import type { Clock } from '../../runtime/clock.ts';
import { ApiError, KindNotServedError } from '../errors.ts';
import { CORE_KINDS, LEASE } from './core-kinds.data.ts';
import {
  AGGREGATED_DISCOVERY,
  readAggregated,
  readGroup,
  type AggregatedList,
  type GroupList,
  type ResourceList,
} from './discovery-documents.ts';
import type { Discovery, KindRef, ServedKind, ServerVersion } from '../operations.ts';
import type { Transport } from '../transport/transport.ts';

/** The server is not asked again for an unknown kind more often than this. */
const COOL_DOWN_MS = 1000;

type Index = ReadonlyMap<string, ServedKind>;

/** Discovery through `/apis`: one request on current servers, one per group version on those before 1.26. */
export class CachedDiscovery implements Discovery {
  readonly #transport: Transport;
  readonly #clock: Clock;
  #index: Promise<Index> | undefined;
  #version: Promise<ServerVersion> | undefined;
  #readAt = 0;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  serverVersion(): Promise<ServerVersion> {
    this.#version ??= this.#readVersion().catch((error: unknown) => {
      this.#version = undefined;
      throw error;
    });
    return this.#version;
  }

  async servedKinds(): Promise<readonly ServedKind[]> {
    const kinds = [...CORE_KINDS, ...(await this.#current()).values()];
    return kinds.sort((a, b) => compare(keyOf(a), keyOf(b)));
  }

  async kind(ref: KindRef): Promise<ServedKind> {
    const known = KNOWN_INDEX.get(keyOf(ref)) ?? (await this.#current()).get(keyOf(ref));
    if (known !== undefined) return known;
    // A CRD may have been installed since.
    if (this.#clock.elapsed() - this.#readAt >= COOL_DOWN_MS) this.#index = undefined;
    const found = (await this.#current()).get(keyOf(ref));
    if (found === undefined) throw new KindNotServedError(ref);
    return found;
  }

  invalidate(): void {
    this.#index = undefined;
    this.#version = undefined;
  }

  #current(): Promise<Index> {
    if (this.#index !== undefined) return this.#index;
    this.#readAt = this.#clock.elapsed();
    const reading = this.#readKinds().catch((error: unknown) => {
      if (this.#index === reading) this.#index = undefined;
      throw error;
    });
    this.#index = reading;
    return reading;
  }

  async #readKinds(): Promise<Index> {
    const groups = await this.#get<AggregatedList | GroupList>('/apis', AGGREGATED_DISCOVERY);
    const kinds = groups.kind === 'APIGroupDiscoveryList' ? readAggregated(groups) : await this.#readEach(groups);
    return indexOf(kinds);
  }

  async #readEach({ groups }: GroupList): Promise<ServedKind[]> {
    const versions = groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion));
    const read = async (groupVersion: string) => {
      const resources = await this.#get<ResourceList>(`/apis/${groupVersion}`).catch(unlessUnreachable);
      return resources === undefined ? [] : readGroup(groupVersion, resources);
    };
    return (await Promise.all(versions.map(read))).flat();
  }

  async #readVersion(): Promise<ServerVersion> {
    const { major, minor, gitVersion } = await this.#get<Record<keyof ServerVersion, string>>('/version');
    return { major: Number.parseInt(major, 10), minor: Number.parseInt(minor, 10), gitVersion };
  }

  #get<T>(path: string, accept?: string): Promise<T> {
    const call = { method: 'GET', path, verb: 'get', target: path, repeatable: true, lane: 'priority' } as const;
    return this.#transport.json<T>(accept === undefined ? call : { ...call, accept });
  }
}

/** An aggregated API whose server is down must not hide all the others; a server that is away hides nothing. */
function unlessUnreachable(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
}

function keyOf({ apiVersion, kind }: KindRef): string {
  return `${apiVersion} ${kind}`;
}

// The first resource of a kind is the main one.
function indexOf(kinds: readonly ServedKind[]): Index {
  return new Map([...kinds].reverse().map((kind) => [keyOf(kind), kind]));
}

const KNOWN_INDEX = indexOf([...CORE_KINDS, LEASE]);

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
