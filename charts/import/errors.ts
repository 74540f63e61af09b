import { InputError } from '../../src/api/errors.ts';

/** Documents do not describe one classic mesh. */
export class ImportError extends InputError {
  override readonly name = 'ImportError';
}
