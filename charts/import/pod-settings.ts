import { at } from '../values/tree.ts';
import { listOf, plainText } from './document.ts';
import type { Convert } from './rules.ts';

/** Variables of a container as a Pod has them; of ours are those with a plain value. */
export const environment =
  (path: string): Convert =>
  (value) => {
    const variables = listOf(value).map((variable) => ({
      name: plainText(at(variable, ['name'])),
      value: at(variable, ['value']),
    }));
    const plain = variables.filter((variable) => variable.value !== undefined);
    const others = variables.filter((variable) => variable.value === undefined && !GIVEN.includes(variable.name));
    const fields = { [path]: Object.fromEntries(plain.map((variable) => [variable.name, plainText(variable.value)])) };
    const names = others.map(({ name }) => name).join(', ');
    return {
      ...(plain.length > 0 && { fields }),
      ...(others.length > 0 && { remedy: `a variable takes its value from elsewhere: set ${names} by spec.overlays` }),
    };
  };

/** Variables that the components have from their pods anyway. */
const GIVEN = ['POD_NAME', 'POD_NAMESPACE', 'INSTANCE_IP', 'HOST_IP', 'MY_POD_NAMESPACE'];

/** Metrics of an autoscaler: ours goes by the share of CPU that is used. */
export const metrics =
  (path: string): Convert =>
  (value) => {
    const [metric, ...others] = listOf(value).map((each) => at(each, ['resource']));
    const percent = at(metric, ['targetAverageUtilization']) ?? at(metric, ['target', 'averageUtilization']);
    return others.length > 0 || at(metric, ['name']) !== 'cpu' || percent === undefined
      ? { remedy: 'ours goes by average CPU use only (autoscaling.cpuPercent)' }
      : { fields: { [path]: percent } };
  };

const PORT_FIELDS = ['name', 'port', 'targetPort', 'nodePort', 'protocol'];

/** Ports of a Service, with what a gateway of ours knows of them; TCP is what every port is. */
export const ports =
  (path: string): Convert =>
  (value) => {
    const all = listOf(value).map((port) => {
      const known = PORT_FIELDS.map((field): [string, unknown] => [field, at(port, [field])]);
      return Object.fromEntries(
        known.filter(([field, each]) => each !== undefined && !(field === 'protocol' && each === 'TCP')),
      );
    });
    return { fields: { [path]: all } };
  };
