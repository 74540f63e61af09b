import type { Fault } from './fault.ts';
import { PROCESS_FAULTS } from './processes.ts';
import { REQUEST_FAULTS } from './requests.ts';
import { WATCH_FAULTS } from './watches.ts';

/** Every fault that there is. Seeds draw from this table: a new row belongs at its end, or old seeds mean others. */
export const FAULTS: readonly Fault[] = [...REQUEST_FAULTS, ...WATCH_FAULTS, ...PROCESS_FAULTS];

/** The fault of a name. @throws RangeError when there is none */
export function faultNamed(name: string): Fault {
  const found = FAULTS.find((fault) => fault.name === name);
  if (found === undefined) throw new RangeError(`no fault ${name}; there are ${FAULTS.map((f) => f.name).join(', ')}`);
  return found;
}
