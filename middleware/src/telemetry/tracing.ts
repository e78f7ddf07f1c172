import { type Attributes, ROOT_CONTEXT, type SpanContext, SpanStatusCode, trace } from '@opentelemetry/api';

/** A step on the way of a document, as a span. Without an exporter it costs nothing and records nothing. */
export interface Step {
  /** What later steps name as their parent (W3C traceparent); null when nothing is recorded. */
  readonly traceparent: string | null;
  end(error?: unknown): void;
}

const tracer = trace.getTracer('trading-grid-middleware');

function contextOf(traceparent: string | null | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags ?? '0', 16), isRemote: true };
}

/**
 * Begins a step.
 * @param parent traceparent of the step that it follows, which may be another process's
 * @param attributes keys and counts, never contents
 */
export function beginStep(name: string, parent: string | null | undefined, attributes: Attributes): Step {
  const before = contextOf(parent);
  const context = before ? trace.setSpanContext(ROOT_CONTEXT, before) : ROOT_CONTEXT;
  const span = tracer.startSpan(name, { attributes }, context);
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: span.isRecording() ? `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` : null,
    end: (error) => {
      if (error !== undefined)
        span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'failed' });
      span.end();
    }
  };
}

/**
 * Sends spans to a collector when the environment names one, by the variables of OpenTelemetry.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 * @returns flushes what is left
 */
export async function startTracing(): Promise<() => Promise<void>> {
  const endpoint = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  if (endpoint === undefined || process.env['OTEL_SDK_DISABLED'] === 'true') return () => Promise.resolve();
  // Loaded on demand: it takes longer to load than everything else.
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({
    serviceName: process.env['OTEL_SERVICE_NAME'] ?? 'trading-grid-middleware',
    instrumentations: []
  });
  sdk.start();
  return () => sdk.shutdown();
}
