import { GONE_IN_ORDER } from './deletion.ts';
import type { Evidence, Invariant } from './evidence.ts';
import { AS_PLANNED, IN_INVENTORY, UNTOUCHED } from './objects.ts';
import { ALIVE, MEMORY, NO_ERRORS } from './processes.ts';
import { ONE_WRITER, REST } from './requests.ts';
import { ENDED, NO_WAY_BACK, STATUS_TRUE } from './status.ts';

/** What is looked at after every run; the order is that in which it is told. REST comes first: it waits for the rest. */
const INVARIANTS: readonly Invariant[] = [
  REST,
  ENDED,
  NO_WAY_BACK,
  STATUS_TRUE,
  AS_PLANNED,
  IN_INVENTORY,
  UNTOUCHED,
  GONE_IN_ORDER,
  ONE_WRITER,
  ALIVE,
  NO_ERRORS,
  MEMORY,
];

/** Everything that is not as it has to be, one sentence each. */
export async function violations(evidence: Evidence): Promise<string[]> {
  const found: string[] = [];
  for (const { name, broken } of INVARIANTS) for (const how of await broken(evidence)) found.push(`${name}: ${how}`);
  return found;
}
