import type { ResolvedSpec } from '../../src/api/resolved.ts';
import type { ServiceSpec } from './types.ts';

/** Which addresses a Service is asked to have. */
export type IpFamilies = ResolvedSpec['defaults']['service'];

/** What a Service says of its addresses: nothing where the settings say nothing, so that Kubernetes decides. */
export function ipFamiliesOf({ ipFamilyPolicy, ipFamilies }: IpFamilies): Pick<ServiceSpec, keyof IpFamilies> {
  return {
    ...(ipFamilyPolicy !== '' && { ipFamilyPolicy }),
    ...(ipFamilies.length > 0 && { ipFamilies: [...ipFamilies] }),
  };
}
