import type { Expression } from '../../../core/mixer/expression.ts';
import { text, texts } from '../../reading.ts';
import type { OldMesh } from '../mesh.ts';
import { either } from '../old-policy.ts';
import { Unsaid } from '../unsaid.ts';
import type { Action, MixerObject } from './actions.ts';
import { eitherOf, NEVER, type Clauses } from './clauses.ts';
import { readExpression } from './expressions.ts';
import type { Test } from './operand.ts';
import { isOneOf, operandOf, type Surroundings } from './operands.ts';

/**
 * When a list refuses: a value that is not in it, or in a blacklist one that is. A value that is missing, without a
 * default, fails the whole check; that refuses, too, unless the mesh config says otherwise.
 */
export function whenListed({ handler, instances }: Action, around: Surroundings, { meshConfig }: OldMesh): Clauses {
  const isFailOpen = either(meshConfig, 'policyCheckFailOpen') === true;
  return instances.reduce<Clauses>((refused, instance) => {
    const value = valueOf(instance);
    const operand = operandOf(value, around);
    const test = testOf(handler, value);
    const isBlack = handler.params['blacklist'] === true;
    const listed = isBlack ? operand.passes(test) : operand.fails(test);
    return eitherOf(refused, isFailOpen ? listed : eitherOf(listed, operand.missing()));
  }, NEVER);
}

function valueOf({ object, params }: MixerObject): Expression {
  const value = text(params['value']);
  if (value === undefined) throw new Unsaid(`the instance ${object.metadata.name} has no value`);
  return readExpression(value, `the value of ${object.metadata.name}`);
}

const ENTRY_TYPES = ['STRINGS', 'CASE_INSENSITIVE_STRINGS', 'IP_ADDRESSES', 'REGEX'];

function testOf({ params }: MixerObject, value: Expression): Test {
  const url = text(either(params, 'providerUrl')) ?? '';
  if (url !== '')
    throw new Unsaid(`its list is fetched from ${url}; an external authorizer (action CUSTOM) can do that`);
  const entries = texts(params['overrides']);
  const type = either(params, 'entryType') ?? 'STRINGS';
  const name = (typeof type === 'number' ? ENTRY_TYPES[type] : text(type)) ?? 'unknown';
  if (name === 'STRINGS' && !isAddress(value)) return isOneOf(entries);
  if (name === 'IP_ADDRESSES' && isAddress(value)) return { patterns: entries, fits: () => false };
  throw new Unsaid(WHY[name] ?? `it has entries of the kind ${name}`);
}

const WHY: Readonly<Record<string, string>> = {
  STRINGS: 'it compares an address as a text; say IP_ADDRESSES and convert again',
  IP_ADDRESSES: 'policies know the addresses of callers, and no others',
  CASE_INSENSITIVE_STRINGS: 'policies tell upper case from lower case; list all spellings as STRINGS, or deny by hand',
  REGEX: 'AuthorizationPolicies have no regular expressions',
};

/** True for an address of the caller, with or without a default. */
function isAddress(value: Expression): boolean {
  if (value.is === 'attribute') return /^(source|origin)\.ip$/.test(value.name);
  return value.is === 'call' && value.name === '|' && value.args.some(isAddress);
}
