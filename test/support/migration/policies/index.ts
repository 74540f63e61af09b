import { CONNECTION_CASES } from './connections.data.ts';
import { TOKEN_CASES } from './tokens.data.ts';
import { SCOPE_CASES } from './scope.data.ts';
import { CALLER_CASES } from './callers.data.ts';
import { RIGHT_CASES } from './rights.data.ts';
import { ROLE_CASES } from './roles.data.ts';
import { DENIER_CASES } from './deniers.data.ts';
import { LIST_CASES } from './lists.data.ts';
import type { PolicyCase } from './old-policies.ts';

/** Who may call whom, before and after a conversion. */
export const POLICY_CASES: readonly PolicyCase[] = [
  ...CONNECTION_CASES,
  ...TOKEN_CASES,
  ...SCOPE_CASES,
  ...CALLER_CASES,
  ...RIGHT_CASES,
  ...ROLE_CASES,
  ...DENIER_CASES,
  ...LIST_CASES,
];
