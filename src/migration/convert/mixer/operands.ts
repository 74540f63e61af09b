import type { Expression } from '../../../core/mixer/expression.ts';
import { Unsaid } from '../unsaid.ts';
import { ATTRIBUTES, LATER, MAPS, REASONS, type AttributeFact } from './attributes.data.ts';
import { ofCaller, type Callers } from './callers.ts';
import type { Operand, Test } from './operand.ts';
import { ALWAYS, bothOf, eitherOf, NEVER, type Clauses } from './clauses.ts';

/** Around the expression that is read. */
export interface Surroundings {
  /** The rule is for connections; others are for requests (mixer/pkg/runtime/config, resourceType). */
  readonly isTcp: boolean;
  readonly callers: Callers;
}

/** The operand that an expression is: an attribute, a value of a map, or defaults between them. */
export function operandOf(expression: Expression, around: Surroundings): Operand {
  if (expression.is === 'constant') return constant(String(expression.value));
  if (expression.is === 'attribute') return attribute(expression.name, undefined, around);
  const { name, args } = expression;
  const operand = CALLS[name]?.(args[0], args[1], around);
  if (operand === undefined) throw new Unsaid(`no policy computes ${name === '[]' ? 'keys of maps' : `${name}()`}`);
  return operand;
}

type Call = (
  first: Expression | undefined,
  second: Expression | undefined,
  around: Surroundings,
) => Operand | undefined;

const CALLS: Readonly<Record<string, Call>> = {
  '|': (first, second, around) => first && second && withDefault(operandOf(first, around), operandOf(second, around)),
  '[]': (map, key, around) =>
    map?.is === 'attribute' && key?.is === 'constant' ? attribute(map.name, String(key.value), around) : undefined,
  ip: (text) => (text?.is === 'constant' ? constant(String(text.value)) : undefined),
};

const constant = (value: string): Operand => ({
  passes: ({ fits }) => (fits(value) ? ALWAYS : NEVER),
  fails: ({ fits }) => (fits(value) ? NEVER : ALWAYS),
  present: () => ALWAYS,
  missing: () => NEVER,
});

const absent: Operand = { passes: () => NEVER, fails: () => NEVER, present: () => NEVER, missing: () => ALWAYS };

/** The second one counts where the first is missing. */
const withDefault = (first: Operand, second: Operand): Operand => ({
  passes: (test) => eitherOf(first.passes(test), bothOf(first.missing(), second.passes(test))),
  fails: (test) => eitherOf(first.fails(test), bothOf(first.missing(), second.fails(test))),
  present: () => eitherOf(first.present(), bothOf(first.missing(), second.present())),
  missing: () => bothOf(first.missing(), second.missing()),
});

function attribute(name: string, key: string | undefined, around: Surroundings): Operand {
  if (name === 'context.reporter.kind') return constant('inbound');
  if (name === 'context.protocol') return around.isTcp ? constant('tcp') : HTTP_PROTOCOL;
  if (isAbsent(name, key, around)) return absent;
  const caller = ofCaller(name, key, around.callers);
  if (caller !== undefined) return caller;
  const full = key === undefined ? name : `${name}[${JSON.stringify(key)}]`;
  const fact = factOf(name, key);
  if (fact !== undefined) return known(fact, full);
  throw new Unsaid(`${full}: ${REASONS[name] ?? 'no AuthorizationPolicy has such a condition'}`);
}

/** True for what nobody has: connections have nothing of requests, and names of headers are in lower case. */
const isAbsent = (name: string, key: string | undefined, { isTcp }: Surroundings): boolean =>
  LATER.test(name) ||
  (isTcp && name.startsWith('request.')) ||
  (name === 'request.headers' && key !== key?.toLowerCase());

function factOf(name: string, key: string | undefined): AttributeFact | undefined {
  if (key === undefined) return ATTRIBUTES[name];
  return MAPS.includes(name) ? { key: `${name}[${key}]` } : undefined;
}

function known({ key, isAlways, isIdentity, hasQuery }: AttributeFact, full: string): Operand {
  const of = { key, ...(isIdentity && { isIdentity }) };
  const anything = { ...of, patterns: ['*'] };
  const refuse = (patterns: readonly string[], isNegated: boolean): void => {
    if (hasQuery === true && (isNegated || patterns.some((pattern) => /^\*|\?/.test(pattern))))
      throw new Unsaid(`${full} has the query behind the path, which a policy does not see; say request.url_path`);
    const template = key === 'paths' ? patterns.find((pattern) => /[{}]/.test(pattern)) : undefined;
    if (template !== undefined) throw new Unsaid(`the path ${template} would be read as a template`);
  };
  const present = (): Clauses => (isAlways === true ? ALWAYS : [[{ ...anything, isIn: true }]]);
  return {
    passes: ({ patterns }) => {
      refuse(patterns, false);
      if (patterns.includes('') && key.startsWith('request.headers'))
        throw new Unsaid(`${full} may be empty, which no condition asks for`);
      const wanted = patterns.filter((pattern) => pattern !== '');
      return wanted.length === 0 ? NEVER : [[{ ...of, isIn: true, patterns: wanted }]];
    },
    fails: ({ patterns }) => {
      refuse(patterns, true);
      const unwanted = patterns.filter((pattern) => pattern !== '');
      return unwanted.length === 0 ? present() : bothOf(present(), [[{ ...of, isIn: false, patterns: unwanted }]]);
    },
    present,
    missing: () => (isAlways === true ? NEVER : [[{ ...anything, isIn: false }]]),
  };
}

const GRPC = { key: 'request.headers[content-type]', patterns: ['application/grpc*'] };

/** The protocol of a request: of gRPC, or other HTTP. */
const HTTP_PROTOCOL: Operand = {
  passes: ({ fits }) => protocolClauses(fits('http'), fits('grpc')),
  fails: ({ fits }) => protocolClauses(!fits('http'), !fits('grpc')),
  present: () => ALWAYS,
  missing: () => NEVER,
};

function protocolClauses(http: boolean, grpc: boolean): Clauses {
  if (http && grpc) return ALWAYS;
  return http || grpc ? [[{ ...GRPC, isIn: grpc }]] : NEVER;
}

/** A test for one of these texts, as they are. */
export function isOneOf(values: readonly string[]): Test {
  const odd = values.find((value) => /^\*|\*$/.test(value));
  if (odd !== undefined) throw new Unsaid(`${JSON.stringify(odd)} would be read as a pattern`);
  return { patterns: values, fits: (value) => values.includes(value) };
}

/** A test for texts that begin so. */
export const startsWith = (prefix: string): Test => ({
  patterns: [`${prefix}*`],
  fits: (value) => value.startsWith(prefix),
});

/** A test for texts that end so. */
export const endsWith = (suffix: string): Test => ({
  patterns: [`*${suffix}`],
  fits: (value) => value.endsWith(suffix),
});
