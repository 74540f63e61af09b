import { record, type Loose } from '../../reading.ts';
import { either } from '../old-policy.ts';
import { Unsaid } from '../unsaid.ts';

const IN_RULES = ['services', 'hosts', 'notHosts', 'paths', 'notPaths', 'methods', 'notMethods', 'ports', 'notPorts'];
const IN_SUBJECTS = ['names', 'notNames', 'groups', 'notGroups', 'namespaces', 'notNamespaces', 'ips', 'notIps'];

/**
 * Refuses a rule of a role that pilot could not read, and so read nothing of: what is no list of texts would otherwise
 * count as missing, and what restricts by nothing allows everything.
 * @throws Unsaid
 */
export function expectRule(rule: Loose): void {
  for (const field of IN_RULES) expectTexts(field, either(rule, field));
  expectList('constraints', rule['constraints']);
  for (const constraint of (rule['constraints'] ?? []) as unknown[]) {
    const { key, values } = record(constraint);
    if (typeof key !== 'string') throw unreadable('constraints', constraint);
    expectTexts(key, values);
    if (!Array.isArray(values) || values.length === 0)
      throw new Unsaid(`the constraint ${key} has no values, and pilot takes no such role`);
  }
}

/** The same for a subject of a binding. @throws Unsaid */
export function expectSubject(subject: Loose): void {
  for (const field of IN_SUBJECTS) expectTexts(field, either(subject, field));
  for (const field of ['user', 'group'].filter((each) => ![undefined, null, ''].includes(subject[each] as null)))
    expectText(field, subject[field]);
  const { properties } = subject;
  if (properties === undefined || properties === null) return;
  if (typeof properties !== 'object' || Array.isArray(properties)) throw unreadable('properties', properties);
  for (const [key, value] of Object.entries(properties as Loose)) expectText(key, value);
}

function expectTexts(field: string, value: unknown): void {
  expectList(field, value);
  for (const item of (value ?? []) as unknown[]) expectText(field, item);
}

/** Numbers count, because YAML makes them of ports and versions. */
function expectText(field: string, value: unknown): void {
  if (!['string', 'number'].includes(typeof value) || value === '') throw unreadable(field, value);
}

function expectList(field: string, value: unknown): void {
  if (value !== undefined && value !== null && !Array.isArray(value)) throw unreadable(field, value);
}

const unreadable = (field: string, value: unknown): Unsaid =>
  new Unsaid(`pilot cannot read ${JSON.stringify(value)} as ${field}; correct it and convert again`);
