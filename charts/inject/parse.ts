/** An expression of the template language: what our own templates use of Go's text/template. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  /** `.Spec.Containers`, `$fields`, `.`: a start and names of fields. */
  | { readonly kind: 'path'; readonly start: string; readonly fields: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] };

/** A part of a template. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly of: Expression }
  | { readonly kind: 'assign'; readonly name: string; readonly declares: boolean; readonly of: Expression }
  | {
      readonly kind: 'if';
      readonly of: Expression;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | {
      readonly kind: 'range';
      readonly names: readonly string[];
      readonly of: Expression;
      readonly body: readonly Node[];
    };

/** A template says something that ours never say; it is a defect of ours. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Text or an action, in order; the space before an action that trims it is gone. */
type Piece = { readonly text: string } | { readonly action: string };

/** The parts of a template. @throws TemplateError for what our templates never use */
export function parseTemplate(template: string, delimiters: readonly [string, string]): Node[] {
  const parser = new Parser(piecesOf(template, delimiters));
  return parser.nodes();
}

/** What an action may hold: strings, in which delimiters are text, and anything else. */
const WITHIN = String.raw`((?:"(?:[^"\\]|\\.)*"|[^"])*?)`;

function piecesOf(template: string, delimiters: readonly [string, string]): Piece[] {
  const [left, right] = delimiters.map((each) => each.replaceAll(/[[\]{}]/g, String.raw`\$&`));
  const action = new RegExp(`(?:\\s*${left}- |${left})${WITHIN}${right}`, 'g');
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of template.matchAll(action)) {
    pieces.push({ text: template.slice(from, found.index) }, { action: (found[1] ?? '').trim() });
    from = found.index + found[0].length;
  }
  return [...pieces, { text: template.slice(from) }];
}

class Parser {
  readonly #pieces: readonly Piece[];
  #at = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** Up to the `end` or `else` that belongs to somebody else, which is left unread. */
  nodes(): Node[] {
    const nodes: Node[] = [];
    for (let piece = this.#pieces[this.#at]; piece !== undefined; piece = this.#pieces[this.#at]) {
      if ('action' in piece && ['end', 'else'].includes(piece.action)) return nodes;
      this.#at++;
      nodes.push('text' in piece ? { kind: 'text', text: piece.text } : this.#node(piece.action));
    }
    return nodes;
  }

  #node(action: string): Node {
    const [, keyword, rest = ''] = /^(if|range) (.*)$/.exec(action) ?? [];
    if (keyword === 'if') return this.#condition(expressionOf(rest));
    if (keyword === 'range') return this.#loop(rest);
    const [, name, sign, of = ''] = /^(\$\w+) (:?=) (.*)$/.exec(action) ?? [];
    if (name === undefined) return { kind: 'output', of: expressionOf(action) };
    return { kind: 'assign', name, declares: sign === ':=', of: expressionOf(of) };
  }

  #condition(of: Expression): Node {
    const body = this.nodes();
    const otherwise = this.#took('else') ? this.nodes() : [];
    this.#end();
    return { kind: 'if', of, body, otherwise };
  }

  #loop(text: string): Node {
    const [, key, value, list = text] = /^(\$\w+), (\$\w+) := (.*)$/.exec(text) ?? [];
    const body = this.nodes();
    this.#end();
    const names = key === undefined || value === undefined ? [] : [key, value];
    return { kind: 'range', names, of: expressionOf(list), body };
  }

  #took(word: string): boolean {
    const piece = this.#pieces[this.#at];
    const is = piece !== undefined && 'action' in piece && piece.action === word;
    if (is) this.#at++;
    return is;
  }

  #end(): void {
    if (!this.#took('end')) throw new TemplateError('a block does not end');
  }
}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[()]|-?\d+|[$.\w]+)/y;

function expressionOf(text: string): Expression {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text)?.[1];
    if (found === undefined) throw new TemplateError(`cannot read ${JSON.stringify(text)}`);
    tokens.push(found);
  }
  const { expression, rest } = commandIn(tokens);
  if (rest.length > 0) throw new TemplateError(`cannot read ${JSON.stringify(text)}`);
  return expression;
}

interface Read {
  readonly expression: Expression;
  readonly rest: readonly string[];
}

/** A function with its operands, or one operand, up to a closing bracket or the end. */
function commandIn(tokens: readonly string[]): Read {
  const [first = '', ...others] = tokens;
  if (!/^[a-zA-Z]\w*$/.test(first) || ['true', 'false'].includes(first)) return operandIn(tokens);
  const operands: Expression[] = [];
  let rest: readonly string[] = others;
  while (rest.length > 0 && rest[0] !== ')') {
    const operand = operandIn(rest);
    operands.push(operand.expression);
    rest = operand.rest;
  }
  return { expression: { kind: 'call', name: first, operands }, rest };
}

function operandIn([first = '', ...rest]: readonly string[]): Read {
  if (first === '(') {
    const inner = commandIn(rest);
    if (inner.rest[0] !== ')') throw new TemplateError('a bracket does not close');
    return { expression: inner.expression, rest: inner.rest.slice(1) };
  }
  return { expression: simple(first), rest };
}

function simple(token: string): Expression {
  if (token.startsWith('"')) return { kind: 'value', value: JSON.parse(token) as string };
  if (/^-?\d+$/.test(token)) return { kind: 'value', value: Number(token) };
  if (token === 'true' || token === 'false') return { kind: 'value', value: token === 'true' };
  const [start = '', ...fields] = token.split('.');
  if (start !== '' && !start.startsWith('$')) throw new TemplateError(`cannot read ${JSON.stringify(token)}`);
  return { kind: 'path', start, fields: fields.filter((field) => field !== '') };
}
