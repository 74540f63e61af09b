import { InputError } from '../../src/api/errors.ts';

/** A pod cannot be injected as the mesh asks, or is none that Kubernetes would take. */
export class InjectionError extends InputError {
  override readonly name = 'InjectionError';
}
