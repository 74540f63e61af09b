import type { Expression } from '../../../core/mixer/expression.ts';
import { Unsaid } from '../unsaid.ts';
import { ALWAYS, bothOf, eitherOf, isAlways, NEVER, type Clauses } from './clauses.ts';
import type { Operand, Test } from './operand.ts';
import { endsWith, isOneOf, operandOf, startsWith, type Surroundings } from './operands.ts';

/**
 * When an expression is true, when it is false, and when it is one of both. Mixer takes a missing value without a
 * default for an error, and a rule with an error does not match (mixer/pkg/runtime/routing, InstanceGroup.Matches).
 * Asked one by one, since one may be said where another cannot.
 */
interface Truth {
  readonly holds: () => Clauses;
  readonly fails: () => Clauses;
  readonly isKnown: () => Clauses;
}

/** When a match is true. @throws Unsaid */
export const whenTrue = (match: Expression, around: Surroundings): Clauses => truthOf(match, around).holds();

function truthOf(expression: Expression, around: Surroundings): Truth {
  if (expression.is === 'constant' && typeof expression.value === 'boolean') return constant(expression.value);
  if (expression.is === 'attribute' && expression.name === 'connection.mtls') return MUTUAL_TLS;
  if (expression.is !== 'call') throw new Unsaid('it compares nothing');
  const [first, second] = expression.args;
  if (first === undefined) throw new Unsaid(`no policy computes ${expression.name}()`);
  if (expression.name === '!') return not(truthOf(first, around));
  if (second === undefined) throw new Unsaid(`no policy computes ${expression.name}()`);
  return (TRUTHS[expression.name] ?? unsaid(expression.name))(first, second, around);
}

type Reading = (first: Expression, second: Expression, around: Surroundings) => Truth;

const TRUTHS: Readonly<Record<string, Reading>> = {
  '&&': (first, second, around) => and(truthOf(first, around), truthOf(second, around)),
  '||': (first, second, around) => or(truthOf(first, around), truthOf(second, around)),
  '|': (first, _second, around) => alwaysKnown(truthOf(first, around)),
  '==': equals,
  '!=': (first, second, around) => not(equals(first, second, around)),
  match: (first, second, around) => tested(operandOf(first, around), globOf(textOf(second))),
  startsWith: (first, second, around) => tested(operandOf(first, around), startsWith(textOf(second))),
  endsWith: (first, second, around) => tested(operandOf(first, around), endsWith(textOf(second))),
};

const unsaid = (name: string): Reading => {
  const what = name === 'matches' ? 'regular expressions' : /^[<>+]/.test(name) ? `\`${name}\`` : `${name}()`;
  throw new Unsaid(`AuthorizationPolicies have no ${what}`);
};

const constant = (value: boolean): Truth => ({
  holds: () => (value ? ALWAYS : NEVER),
  fails: () => (value ? NEVER : ALWAYS),
  isKnown: () => ALWAYS,
});

const certificate = (isIn: boolean): Clauses => [[{ key: 'source.principal', isIn, patterns: ['*'] }]];

const MUTUAL_TLS: Truth = {
  holds: () => certificate(true),
  fails: () => certificate(false),
  isKnown: () => ALWAYS,
};

const not = ({ holds, fails, isKnown }: Truth): Truth => ({ holds: fails, fails: holds, isKnown });

const and = (first: Truth, second: Truth): Truth => ({
  holds: () => bothOf(first.holds(), second.holds()),
  fails: () => eitherOf(first.fails(), bothOf(first.holds(), second.fails())),
  isKnown: () => knownWith(first, second, first.fails),
});

/** The second one is looked at only where the first is known, and false. */
const or = (first: Truth, second: Truth): Truth => ({
  holds: () => eitherOf(first.holds(), bothOf(first.isKnown(), second.holds())),
  fails: () => bothOf(first.fails(), second.fails()),
  isKnown: () => knownWith(first, second, first.holds),
});

/** An operation is known when the first is, and settles it, or the second is, too. */
const knownWith = (first: Truth, second: Truth, settles: () => Clauses): Clauses =>
  isAlways(second.isKnown()) ? first.isKnown() : bothOf(first.isKnown(), eitherOf(settles(), second.isKnown()));

/** `connection.mtls | false`: what is always known needs no default. */
function alwaysKnown(truth: Truth): Truth {
  if (!isAlways(truth.isKnown())) throw new Unsaid('it has a default for a comparison; say it with `||`');
  return truth;
}

function equals(first: Expression, second: Expression, around: Surroundings): Truth {
  const [left, right] = isConstant(first) ? [second, first] : [first, second];
  if (!isConstant(right)) throw new Unsaid('it compares two attributes with each other');
  if (right.is === 'constant' && typeof right.value === 'boolean')
    return right.value ? truthOf(left, around) : not(truthOf(left, around));
  return tested(operandOf(left, around), isOneOf([textOf(right)]));
}

const isConstant = (expression: Expression): boolean =>
  expression.is === 'constant' || (expression.is === 'call' && expression.name === 'ip');

const tested = (operand: Operand, test: Test): Truth => ({
  holds: () => operand.passes(test),
  fails: () => operand.fails(test),
  isKnown: () => operand.present(),
});

function textOf(expression: Expression): string {
  const [argument] = expression.is === 'call' && expression.name === 'ip' ? expression.args : [expression];
  if (argument?.is !== 'constant') throw new Unsaid('it compares two attributes with each other');
  return String(argument.value);
}

/** The pattern of `match`: `*` at its end, or else at its beginning (mixer/pkg/lang, externMatch). */
function globOf(pattern: string): Test {
  if (pattern.endsWith('*')) return startsWith(pattern.slice(0, -1));
  return pattern.startsWith('*') ? endsWith(pattern.slice(1)) : isOneOf([pattern]);
}
