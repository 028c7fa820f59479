import type { Invocation } from '../../functions/function.ts';
import type { CloudWatch } from '../cloud-watch.ts';

type Invoke = (event: unknown) => Promise<Invocation>;

/**
 * The same function, with the metrics that Lambda has of each: how often it ran, whether it failed, how long it took.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const measured =
  (functionName: string, invoke: Invoke, cloudWatch: CloudWatch): Invoke =>
  async (event) => {
    const at = cloudWatch.now();
    const begun = performance.now();
    const invocation = await invoke(event);
    const put = (name: string, value: number, unit: string): void =>
      cloudWatch.metrics.put({
        namespace: 'AWS/Lambda',
        name,
        dimensions: { FunctionName: functionName },
        at,
        values: [value],
        unit,
      });
    put('Invocations', 1, 'Count');
    put('Errors', invocation.ok ? 0 : 1, 'Count');
    put('Duration', performance.now() - begun, 'Milliseconds');
    return invocation;
  };
