import { ConfigError } from '../../contract/errors';
import { visibleLine } from '../../rules/text';

/*
 * Exports traces by OTLP, as the standard variables of OpenTelemetry say. Its packages are loaded only then.
 */

/** Does the work, and exports its traces if the environment names a collector. Sends the last ones before it returns. */
export async function withTraces<T>(
  env: NodeJS.ProcessEnv,
  service: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!isWanted(env)) return work();
  const stop = await startTraces(env, service);
  return work().finally(stop);
}

function isWanted(env: NodeJS.ProcessEnv): boolean {
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return false;
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}

/** @throws ConfigError when the protocol is another one */
async function startTraces(env: NodeJS.ProcessEnv, service: string): Promise<() => Promise<void>> {
  const exporter = await exporterFor(
    env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || 'http/protobuf',
  );
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': service }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  provider.register();
  // A collector that is away must not keep the process.
  return () => provider.shutdown().catch(() => {});
}

async function exporterFor(protocol: string) {
  if (protocol === 'http/protobuf') {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
    return new OTLPTraceExporter();
  }
  if (protocol === 'http/json') {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    return new OTLPTraceExporter();
  }
  throw new ConfigError(
    `OTEL_EXPORTER_OTLP_PROTOCOL is '${visibleLine(protocol)}'. Use http/protobuf or http/json (port 4318 of a collector), or set OTEL_TRACES_EXPORTER=none`,
  );
}
