import { word } from './step.ts';
import type { PlanFacts } from './facts.ts';

/** The newest patch of the target, as Helm takes it. */
export const helmVersion = ({ to }: PlanFacts): string => `--version ${to.target.release}.x`;

/** `npx meshwright migrate values` for one part, into a file of its name. */
export function valuesFor({ mesh, to }: PlanFacts, part: string): string {
  const place = `--root-namespace ${word(to.namespace)} --gateway-namespace ${word(to.gatewayNamespace)}`;
  const options = `${place} --revision ${word(to.revision)} --to ${to.target.release}`;
  return `npx meshwright migrate values ${word(mesh)} ${options} --part ${word(part)} > ${word(`${part}.yaml`)}`;
}

/** The name of istiod's release and Deployment. */
export const istiodOf = ({ to }: PlanFacts): string => `istiod-${to.revision}`;

/** `npx meshwright migrate convert`, with or without a revision. */
export function conversion({ to }: PlanFacts, more = ''): string {
  return `npx meshwright migrate convert --root-namespace ${word(to.namespace)}${more}`;
}

/** A Secret in another namespace, from one pipe to the other: nothing of it is shown or written down. */
export function copiedSecret(secret: string, from: string, to: string): string {
  return piped({
    from: `kubectl -n ${word(from)} get secret ${word(secret)}`,
    head: ['apiVersion: v1', 'kind: Secret', 'type: {{.type}}', metadata(secret, to)],
    data: `{{range $key, $value := .data}}"{{$key}}": "{{$value}}", {{end}}`,
  });
}

/**
 * The authority of a mesh as the Secret `cacerts` of another namespace, in the same way.
 * @param keys files of `cacerts`, and under which key of the Secret they are
 */
export function copiedAuthority(
  secret: string,
  from: string,
  to: string,
  keys: Readonly<Record<string, string>>,
): string {
  const data = Object.entries(keys).map(([file, key]) => `"${file}": "{{index .data "${key}"}}"`);
  return piped({
    from: `kubectl -n ${word(from)} get secret ${word(secret)}`,
    head: ['apiVersion: v1', 'kind: Secret', metadata('cacerts', to)],
    data: data.join(', '),
  });
}

const metadata = (name: string, namespace: string): string =>
  `metadata: {name: ${JSON.stringify(name)}, namespace: ${JSON.stringify(namespace)}}`;

interface Piped {
  readonly from: string;
  readonly head: readonly string[];
  readonly data: string;
}

/** A template of kubectl has no lines of its own inside of quotes that every shell keeps, and writes them so. */
function piped({ from, head, data }: Piped): string {
  const lines = head.map((line) => `${line}{{"\\n"}}`).join('');
  const template = `${lines}data: {{"{"}}${data}{{"}"}}{{"\\n"}}`;
  return `${from} -o go-template=${word(template)} | kubectl create -f -`;
}
