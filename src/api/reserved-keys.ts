/** Names by which JavaScript reaches what all objects share; no field of Istio or Kubernetes has one. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Said of a key that is one of them. */
export const RESERVED_KEY = 'is a name that programs reserve, and no field of Istio or Kubernetes has it; leave it out';

/** True for a key that may not be in what users write, also as a part of a key with dots. */
export const isReserved = (key: string): boolean => key.split('.').some((part) => RESERVED.has(part));
