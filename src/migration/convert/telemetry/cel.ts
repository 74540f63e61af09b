import type { Expression } from '../../../core/mixer/expression.ts';
import { Unsaid } from '../unsaid.ts';
import { CEL, PEER, STANDARD_LABELS } from './cel.data.ts';

/** Which end of a connection writes something. */
export type Mode = 'CLIENT' | 'SERVER';

/** An expression of Envoy (CEL), and which end can compute it; both where none is named. */
export interface Cel {
  readonly text: string;
  readonly isNumber: boolean;
  readonly mode: Mode | undefined;
}

/** What a mixer expression is in CEL. @throws Unsaid */
export function celOf(expression: Expression): Cel {
  if (expression.is === 'constant') return constant(expression.value);
  if (expression.is === 'attribute') return attribute(expression.name, undefined).cel;
  const { name, args } = expression;
  const cel = CALLS[name]?.(expression, args[0], args[1]);
  if (cel === undefined) throw new Unsaid(`Envoy computes no ${name}()`);
  return cel;
}

type Call = Extract<Expression, { is: 'call' }>;
type Reading = (call: Call, first: Expression | undefined, second: Expression | undefined) => Cel | undefined;

const operation: Reading = ({ name }, first, second) =>
  first && second && joined(first, second, (a, b) => `(${a} ${name} ${b})`);
const method: Reading = ({ name }, first, second) =>
  first && second && joined(first, second, (a, b) => `${a}.${name}(${b})`);

const CALLS: Readonly<Record<string, Reading>> = {
  '[]': (call) => valueOf(call).cel,
  '|': (call) => valueOf(call).cel,
  ...Object.fromEntries(['==', '!=', '&&', '||', '<', '<=', '>', '>=', '+'].map((name) => [name, operation])),
  ...Object.fromEntries(['startsWith', 'endsWith', 'matches'].map((name) => [name, method])),
  conditional: ({ args: [, , third] }, first, second) => first && second && third && conditional(first, second, third),
  match: (_call, first, second) =>
    first && second?.is === 'constant' ? globbed(first, String(second.value)) : undefined,
};

/** The value of a label, which is a text. */
export const labelOf = ({ text, isNumber }: Cel): string => (isNumber ? `string(${text})` : text);

/** The attributes that an expression asks for; those of maps as `source.labels[app]`. */
export function attributesOf(expression: Expression): string[] {
  if (expression.is === 'constant') return [];
  if (expression.is === 'attribute') return [expression.name];
  const [first, second] = expression.args;
  if (expression.name === '[]' && first?.is === 'attribute' && second?.is === 'constant')
    return [`${first.name}[${String(second.value)}]`];
  return expression.args.flatMap(attributesOf);
}

const constant = (value: string | number | boolean): Cel => ({
  text: typeof value === 'string' ? quoted(value) : String(value),
  isNumber: typeof value !== 'string',
  mode: undefined,
});

const quoted = (value: string): string => (/['\\\p{Cc}]/u.test(value) ? JSON.stringify(value) : `'${value}'`);

/** A value that may be missing, and the test whether it is there. */
interface Value {
  readonly cel: Cel;
  readonly isThere: string | undefined;
}

function valueOf(expression: Expression): Value {
  if (expression.is === 'attribute') return attribute(expression.name, undefined);
  const [first, second] = expression.is === 'call' ? expression.args : [];
  const name = expression.is === 'call' ? expression.name : '';
  if (name === '|' && first && second) return withDefault(valueOf(first), valueOf(second));
  if (name !== '[]') return { cel: celOf(expression), isThere: undefined };
  if (first?.is === 'attribute' && second?.is === 'constant') return attribute(first.name, String(second.value));
  throw new Unsaid('Envoy computes no keys of maps');
}

function withDefault(value: Value, other: Value): Value {
  if (value.isThere === undefined) return value;
  const text = `(${value.isThere} ? ${textIn(value.cel, other.cel)} : ${textIn(other.cel, value.cel)})`;
  const isThere = other.isThere === undefined ? undefined : `(${value.isThere} || ${other.isThere})`;
  const isNumber = value.cel.isNumber && other.cel.isNumber;
  return { cel: { text, isNumber, mode: oneMode(value.cel, other.cel) }, isThere };
}

/** Both ends of a choice have one type. */
const textIn = (cel: Cel, other: Cel): string => (cel.isNumber === other.isNumber ? cel.text : labelOf(cel));

function attribute(name: string, key: string | undefined): Value {
  const full = key === undefined ? name : `${name}[${key}]`;
  const [end = '', ...rest] = full.split('.');
  if ((name === 'request.headers' || name === 'response.headers') && key !== undefined) {
    const header = quoted(key);
    return { cel: { text: `${name}[${header}]`, isNumber: false, mode: undefined }, isThere: `${header} in ${name}` };
  }
  const peer = PEER[rest.join('.')];
  if (peer !== undefined && (end === 'source' || end === 'destination')) return ofPeer(end, peer);
  const fact = CEL[full];
  if (fact === undefined) throw new Unsaid(whyNot(full));
  const cel = { text: fact.text, isNumber: fact.isNumber === true, mode: undefined };
  return { cel, isThere: fact.isAlways === true ? undefined : `has(${fact.text})` };
}

/** A server knows who calls, and a client who answers. */
function ofPeer(end: 'source' | 'destination', field: string): Value {
  const peer = `filter_state.${end === 'source' ? 'downstream_peer' : 'upstream_peer'}`;
  const cel: Cel = { text: `${peer}.${field}`, isNumber: false, mode: end === 'source' ? 'SERVER' : 'CLIENT' };
  return { cel, isThere: `has(${peer})` };
}

function whyNot(full: string): string {
  const [label] = Object.entries(STANDARD_LABELS).find(([, attribute]) => attribute === full) ?? [];
  return label === undefined
    ? `proxies have no attribute like ${full}`
    : `${full} is what the standard label ${label} says`;
}

function joined(first: Expression, second: Expression, join: (a: string, b: string) => string): Cel {
  const [a, b] = [celOf(first), celOf(second)];
  return { text: join(a.text, b.text), isNumber: true, mode: oneMode(a, b) };
}

function conditional(test: Expression, yes: Expression, no: Expression): Cel {
  const [a, b, c] = [celOf(test), celOf(yes), celOf(no)];
  const mode = oneMode({ ...b, mode: oneMode(a, b) }, c);
  return { text: `(${a.text} ? ${textIn(b, c)} : ${textIn(c, b)})`, isNumber: b.isNumber && c.isNumber, mode };
}

function globbed(first: Expression, pattern: string): Cel {
  const value = celOf(first);
  const isTrue = pattern.endsWith('*')
    ? `${value.text}.startsWith(${quoted(pattern.slice(0, -1))})`
    : pattern.startsWith('*')
      ? `${value.text}.endsWith(${quoted(pattern.slice(1))})`
      : `(${value.text} == ${quoted(pattern)})`;
  return { text: isTrue, isNumber: true, mode: value.mode };
}

function oneMode(a: Cel, b: Cel): Mode | undefined {
  if (a.mode !== undefined && b.mode !== undefined && a.mode !== b.mode)
    throw new Unsaid('it asks for both ends of a connection, and a proxy knows the other end only');
  return a.mode ?? b.mode;
}
