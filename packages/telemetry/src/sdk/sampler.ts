import { createContextKey, TraceFlags, type Context } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';

import type { Ratio, SamplerName } from '../telemetry-settings.ts';

const SAMPLED_AS = createContextKey('darkroom: sampled as');

/** For a new trace that another one begins: it is sampled if that one is. */
export function sampledAs(context: Context, flags: number): Context {
  return context.setValue(SAMPLED_AS, flags);
}

/** Decides which traces are sent, as the settings say. */
export function createSampler(name: SamplerName, ratio: Ratio): Sampler {
  const sampler = namedSampler(name, ratio);
  return {
    shouldSample: (context, ...rest) => {
      const flags = context.getValue(SAMPLED_AS);
      if (typeof flags !== 'number') return sampler.shouldSample(context, ...rest);
      const isSampled = (flags & TraceFlags.SAMPLED) !== 0;
      return { decision: isSampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
    },
    toString: () => sampler.toString(),
  };
}

function namedSampler(name: SamplerName, ratio: Ratio): Sampler {
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
}
