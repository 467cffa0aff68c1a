import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { PodMonitor, PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';

import type { Manifest } from './kustomize.ts';

/** The published schemas of what we use. */
const MODELS = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  PodMonitor,
  PrometheusRule,
  ScaledObject,
  Service,
  ServiceAccount,
];

/**
 * What is wrong with an object by the published schema of its kind. The schemas allow fields that they do not have, as Kubernetes does, which drops them. Here a
 * field that the validation never reads is a mistake, too.
 */
export function schemaProblems(manifest: Manifest): string[] {
  const model = MODELS.find(({ apiVersion, kind }) => apiVersion === manifest.apiVersion && kind === manifest.kind);
  if (!model) return [`${manifest.apiVersion} ${manifest.kind}: no schema`];
  const read = new Set<string>();
  try {
    // The models copy what they get, so their validation is called on the recording itself.
    model.prototype.validate.call(recording(manifest, '', read));
  } catch (error) {
    return [(error as Error).message];
  }
  return fieldsOf(manifest, '').filter((path) => !read.has(path));
}

/** The value, which notes the path of each field that is read. */
function recording<Value>(value: Value, path: string, read: Set<string>): Value {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const below = `${path}/${String(name)}`;
      read.add(below);
      return recording(Reflect.get(target, name) as unknown, below, read);
    },
  });
}

function fieldsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [`${path}/${name}`, ...fieldsOf(field, `${path}/${name}`)]);
}
