/** Where the operator answers. */
export const ENDPOINTS = { metrics: '/metrics', health: '/healthz', readiness: '/readyz' } as const;
