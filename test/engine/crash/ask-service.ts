import type { Engine } from '../../../lib/engine/engine.ts';

/** One operation of an engine's service, as it goes over the wire. */
export async function askService(
  engine: Engine,
  operation: string,
  request: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { status, body } = await engine.service({
    system: 'states',
    method: 'POST',
    url: 'https://states.eu-central-1.amazonaws.com/',
    headers: { 'x-amz-target': `AWSStepFunctions.${operation}` },
    body: JSON.stringify(request),
  });
  return { status, body: JSON.parse(new TextDecoder().decode(body)) };
}
