import { ExpressionError, parseExpression, type Expression } from '../../../core/mixer/expression.ts';
import { Unsaid } from '../unsaid.ts';

/** An expression of a rule or an instance. @param what such as `its match` @throws Unsaid */
export function readExpression(text: string, what: string): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) throw new Unsaid(`${what} ${error.message}`);
    throw error;
  }
}
