import { seededRandom } from '../../bench/numbers/seeded-random.ts';
import type { Interference, Proxy } from '../proxy/proxy.ts';
import type { OpenWatch } from '../proxy/open-watch.ts';
import type { PlannedFault } from '../schedule.ts';
import { faultNamed } from './index.ts';
import type { RequestFault } from './fault.ts';

/** A fault whose time is now. */
interface Blowing {
  readonly planned: PlannedFault;
  readonly random: () => number;
  readonly watched: Set<OpenWatch>;
}

/** What holds between the operator and its apiserver at this moment; between two calls of `look` it changes by itself. */
export class Weather {
  readonly #blowing = new Map<PlannedFault, Blowing>();
  readonly #spent = new Set<PlannedFault>();
  #proxy: Proxy | undefined;
  #strikes = 0;

  /** How many requests and watches were hit. */
  get strikes(): number {
    return this.#strikes;
  }

  /** Whose watches it is about. */
  over(proxy: Proxy): void {
    this.#proxy = proxy;
  }

  begin(planned: PlannedFault): void {
    this.#blowing.set(planned, { planned, random: seededRandom(planned.seed), watched: new Set() });
    this.look();
  }

  end(planned: PlannedFault): void {
    const blowing = this.#blowing.get(planned);
    this.#blowing.delete(planned);
    const { watch } = faultNamed(planned.fault);
    for (const open of blowing?.watched ?? []) watch?.end?.(open);
  }

  /** Hits the watches that were opened meanwhile. */
  look(): void {
    for (const { planned, random, watched } of this.#blowing.values()) {
      const { watch } = faultNamed(planned.fault);
      if (watch === undefined) continue;
      const fresh = this.#proxy?.watches().filter((open) => !watched.has(open)) ?? [];
      for (const open of fresh) {
        watched.add(open);
        if (random() >= planned.share) continue;
        this.#strikes++;
        watch.begin(open, random);
      }
    }
  }

  /** What becomes of a request now: the first fault that hits it decides. */
  readonly interfere: Interference = (request) => {
    for (const { planned, random } of this.#blowing.values()) {
      const { request: fault } = faultNamed(planned.fault);
      if (fault?.hits(request, planned.target) !== true || this.#spent.has(planned)) continue;
      if (!isOnce(fault) && random() >= planned.share) continue;
      if (isOnce(fault)) this.#spent.add(planned);
      this.#strikes++;
      return (exchange) => fault.strike(exchange, random);
    }
    return undefined;
  };
}

const isOnce = ({ once = false }: RequestFault): boolean => once;
