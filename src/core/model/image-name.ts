/** Name and tag of an image: `docker.io/istio/pilot:1.4.10` is `pilot:1.4.10`. A digest is cut to eight digits. */
export function imageName(image: string): string {
  const [name = '', digest] = (image.split('/').at(-1) ?? '').split('@');
  return digest === undefined ? name : `${name}@${digest.replace(/^sha256:/, '').slice(0, 8)}`;
}
