import type { SyncState } from '../../src/proxy/sync.ts';

/** What a test says of one proxy; everything is in sync unless said otherwise. */
export interface Synced {
  readonly proxy: string;
  readonly cds?: SyncState;
  readonly lds?: SyncState;
  readonly eds?: SyncState;
  readonly rds?: SyncState;
  readonly percent?: number;
}

const sent = (name: string, state: SyncState, nonce: string): object => {
  if (state === 'NOT SENT') return {};
  const acked = state === 'SYNCED' ? { [`${name}_acked`]: nonce } : {};
  return { [`${name}_sent`]: nonce, ...acked };
};

/** An answer of pilot to /debug/syncz: up to 1.1 with percents and times for nonces, since 1.2 with the release. */
export function syncz(release: '1.0' | '1.4', proxies: readonly Synced[]): string {
  const isOld = release === '1.0';
  const entries = proxies.map(({ proxy, cds, lds, eds, rds, percent = 100 }, i) => {
    const nonce = isOld ? `2018-10-01 10:00:0${i} +0000 UTC m=+${i}.5` : `nonce-${i}`;
    return {
      proxy,
      proxy_version: isOld ? '1.0.9' : '1.4.10',
      ...(!isOld && { istio_version: '1.4.10' }),
      ...sent('cluster', cds ?? 'SYNCED', nonce),
      ...sent('listener', lds ?? 'SYNCED', nonce),
      ...sent('route', rds ?? 'SYNCED', nonce),
      ...sent('endpoint', eds ?? 'SYNCED', nonce),
      ...(isOld && percent > 0 && { endpoint_percent: percent }),
    };
  });
  return JSON.stringify(entries, null, 4);
}
