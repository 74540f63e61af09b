import { InputError } from '../../api/errors.ts';

/** An expression of mixer's language (istio.io/docs/reference/config/policy-and-telemetry/expression-language of 1.4). */
export type Expression =
  | { readonly is: 'constant'; readonly value: string | number | boolean }
  | { readonly is: 'attribute'; readonly name: string }
  /** An operator, a function, or a method, whose object is the first argument; `[]` takes a key of a map. */
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** A text that is no expression of mixer. */
export class ExpressionError extends InputError {
  override readonly name = 'ExpressionError';
}

/** How strongly operators bind, as in Go: `|` gives a default before `==` compares. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  ...Object.fromEntries(['==', '!=', '<', '<=', '>', '>='].map((operator) => [operator, 3])),
  '|': 4,
  '+': 4,
};

/** Deeper and longer than anything that people write; texts from a cluster may be anything. */
const DEEPEST = 100;
const LONGEST = 2000;

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|`[^`]*`)|(\d+(?:\.\d+)?)|([A-Za-z_$]\w*(?:\.[A-Za-z_]\w*)*)|(\|\||&&|[=!<>]=|[|<>+!()[\],.-]))/y;

/** Reads an expression. @throws ExpressionError */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text), text);
  const expression = parser.binary(1, 0);
  parser.expectEnd();
  return expression;
}

interface Token {
  readonly is: 'text' | 'number' | 'name' | 'sign';
  readonly text: string;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const [, quoted, number, name, sign] = pattern.exec(text) ?? [];
    const found = [quoted, number, name, sign].findIndex((part) => part !== undefined);
    if (found < 0 || tokens.length === LONGEST) throw unreadable(text, text.slice(at).trim());
    const is = (['text', 'number', 'name', 'sign'] as const)[found] ?? 'sign';
    tokens.push({ is, text: quoted ?? number ?? name ?? sign ?? '' });
  }
  return tokens;
}

const unreadable = (text: string, rest: string): ExpressionError =>
  new ExpressionError(`${JSON.stringify(shortened(text))} cannot be read from ${JSON.stringify(rest.slice(0, 20))} on`);

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}...` : text);

class Parser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  /** Operators that bind at least so strongly, from the left. */
  binary(least: number, depth: number): Expression {
    if (depth > DEEPEST) throw unreadable(this.#text, this.#rest());
    let left = this.#operand(depth);
    for (;;) {
      const sign = this.#peek('sign');
      const precedence = sign === undefined ? undefined : PRECEDENCE[sign];
      if (sign === undefined || precedence === undefined || precedence < least) return left;
      this.#at++;
      left = { is: 'call', name: sign, args: [left, this.binary(precedence + 1, depth + 1)] };
    }
  }

  expectEnd(): void {
    if (this.#at < this.#tokens.length) throw unreadable(this.#text, this.#rest());
  }

  #operand(depth: number): Expression {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw unreadable(this.#text, 'its end');
    const { is, text } = token;
    if (is === 'text') return this.#after({ is: 'constant', value: unquoted(text, this.#text) }, depth);
    if (is === 'number') return { is: 'constant', value: Number(text) };
    if (is === 'name') return this.#after(this.#named(text, depth), depth);
    if (text === '!') return { is: 'call', name: '!', args: [this.#deeper(depth)] };
    if (text !== '(') throw unreadable(this.#text, text);
    const inner = this.binary(1, depth + 1);
    this.#expect(')');
    return this.#after(inner, depth);
  }

  #deeper(depth: number): Expression {
    if (depth > DEEPEST) throw unreadable(this.#text, this.#rest());
    return this.#operand(depth + 1);
  }

  #named(name: string, depth: number): Expression {
    if (/^(true|false)$/i.test(name)) return { is: 'constant', value: name.toLowerCase() === 'true' };
    if (!this.#take('(')) return { is: 'attribute', name };
    const args = this.#args(depth);
    const dot = name.lastIndexOf('.');
    const target: Expression[] = dot < 0 ? [] : [{ is: 'attribute', name: name.slice(0, dot) }];
    return { is: 'call', name: name.slice(dot + 1), args: [...target, ...args] };
  }

  /** What follows an operand: a key in brackets, or a method. */
  #after(operand: Expression, depth: number): Expression {
    if (depth > DEEPEST) throw unreadable(this.#text, this.#rest());
    if (this.#take('[')) {
      const key = this.binary(1, depth + 1);
      this.#expect(']');
      return this.#after({ is: 'call', name: '[]', args: [operand, key] }, depth + 1);
    }
    if (!this.#take('.')) return operand;
    const method = this.#tokens[this.#at++];
    if (method?.is !== 'name' || method.text.includes('.')) throw unreadable(this.#text, this.#rest());
    this.#expect('(');
    return this.#after({ is: 'call', name: method.text, args: [operand, ...this.#args(depth)] }, depth + 1);
  }

  #args(depth: number): Expression[] {
    const args: Expression[] = [];
    while (!this.#take(')')) {
      if (args.length > 0) this.#expect(',');
      args.push(this.binary(1, depth + 1));
    }
    return args;
  }

  #peek(is: Token['is']): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.is === is ? token.text : undefined;
  }

  #take(sign: string): boolean {
    const isThere = this.#peek('sign') === sign;
    if (isThere) this.#at++;
    return isThere;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw unreadable(this.#text, this.#rest());
  }

  #rest(): string {
    const rest = this.#tokens.slice(this.#at, this.#at + 5).map(({ text }) => text);
    return rest.length === 0 ? 'its end' : rest.join(' ');
  }
}

/** Texts are those of Go; of its escapes those of JSON are known here. */
function unquoted(quoted: string, text: string): string {
  if (quoted.startsWith('`')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw unreadable(text, quoted);
  }
}
