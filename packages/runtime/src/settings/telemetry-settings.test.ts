import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

import { readSettings, SettingsError, type Environment } from './settings.ts';
import { readTelemetry, telemetrySettings } from './telemetry-settings.ts';

const read = (environment: Environment) => readTelemetry(readSettings(z.object(telemetrySettings), environment));

function refusal(environment: Environment): string {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return '';
}

const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318';

describe('the settings of telemetry', () => {
  test.each<[string, Environment]>([
    ['no endpoint', { OTEL_SERVICE_NAME: 'shop' }],
    ['the SDK disabled', { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' }],
    ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }],
  ])('send nothing with %s', (_why, environment) => {
    expect(read(environment)).toBeUndefined();
  });

  test('send both to paths below the endpoint', () => {
    const found = read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example/base/' });
    expect([found?.traces?.url, found?.metrics?.url]).toEqual([
      'https://otlp.example/base/v1/traces',
      'https://otlp.example/base/v1/metrics',
    ]);
    expect(found?.traces).toMatchObject({ protocol: 'http/protobuf', sampler: 'parentbased_always_on', ratio: 1, headers: {} });
  });

  test('take a variable of one kind before the one of both', () => {
    const found = read({
      OTEL_EXPORTER_OTLP_ENDPOINT,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:4318/its/own/path',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-a=1, authorization=Bearer%20t%3D,',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-a=2',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '.25',
    });
    expect(found?.traces).toMatchObject({ url: 'http://traces:4318/its/own/path', protocol: 'http/protobuf', ratio: 0.25 });
    expect(found?.traces?.headers).toEqual({ 'x-a': '1', authorization: 'Bearer t=' });
    expect(found?.metrics).toMatchObject({ url: 'http://collector:4318/v1/metrics', protocol: 'http/json', headers: { 'x-a': '2' } });
  });

  test.each<[string, string]>([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/thrift'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'secret-without-a-name'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'x-a=line%0d%0abreak'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'x-a=%zz'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '10s'],
    ['OTEL_EXPORTER_OTLP_CERTIFICATE', '/no/such/file'],
    ['OTEL_TRACES_EXPORTER', 'console'],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', '-1'],
    ['OTEL_PROPAGATORS', 'b3'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '99999999'],
    ['OTEL_EXPORTER_OTLP_ENDPONT', 'http://collector:4318'],
    ['OTEL_TRACES_SAMPLER_RATIO', '1'],
    ['OTEL_EXPORTER_OTLP_INSECURE', 'true'],
  ])('refuse %s=%s, and name the variable but not the value', (name, value) => {
    const message = refusal({ [name]: value });
    expect(message).toContain(`${name}: `);
    expect(message).not.toContain(value);
  });

  test('leave alone what other programs in the same environment read', () => {
    expect(refusal({ OTEL_NODE_RESOURCE_DETECTORS: 'all', OTEL_RESOURCE_ATTRIBUTES_POD_NAME: 'a', OTEL_LOG_LEVEL: 'info' })).toBe('');
  });
});
