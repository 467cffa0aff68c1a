import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { parse, parseAllDocuments } from 'yaml';

import { isFields, strategicMerge, type Fields, type Value } from './strategic-merge.ts';

/** An object of Kubernetes. */
export type Manifest = Fields & { apiVersion: string; kind: string; metadata: Fields & { name: string } };

type Kustomization = {
  namespace?: string;
  resources?: string[];
  components?: string[];
  labels?: { pairs: Record<string, string>; includeTemplates?: boolean }[];
  images?: { name: string; newName?: string; newTag?: string }[];
  configMapGenerator?: { name: string; behavior?: 'merge'; literals: string[] }[];
  patches?: { path: string }[];
};

const FIELDS = new Set(['apiVersion', 'kind', 'namespace', 'resources', 'components', 'labels', 'images', 'configMapGenerator', 'patches']);
/** Kubernetes reads YAML 1.1, in which 0440 is octal. */
const YAML_OF_GO = { version: '1.1' } as const;
const WITHOUT_NAMESPACE = new Set(['Namespace']);

/**
 * What `kubectl kustomize <folder>` prints, for the features that our manifests use; anything else throws. It does not add the digest to the names of
 * ConfigMaps. A test compares it with kubectl where that is installed.
 */
export function kustomize(folder: string): Manifest[] {
  return build(folder, []);
}

/** The manifests with a component more. */
export function withComponent(manifests: Manifest[], folder: string): Manifest[] {
  return build(folder, manifests);
}

function build(folder: string, given: Manifest[]): Manifest[] {
  const kustomization = readKustomization(folder);
  let manifests = [...given, ...(kustomization.resources ?? []).flatMap((path) => readResource(join(folder, path)))];
  for (const path of kustomization.components ?? []) manifests = build(join(folder, path), manifests);
  for (const { name, behavior, literals } of kustomization.configMapGenerator ?? []) {
    const data = Object.fromEntries(literals.map((literal) => splitAt(literal, literal.indexOf('='))));
    const map: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
    manifests = behavior === 'merge' ? patched(manifests, map) : [...manifests, map];
  }
  for (const { path } of kustomization.patches ?? []) manifests = patched(manifests, ...readManifests(join(folder, path)));
  for (const { pairs, includeTemplates = false } of kustomization.labels ?? []) {
    manifests = manifests.map((manifest) => labelled(manifest, pairs, includeTemplates));
  }
  for (const image of kustomization.images ?? []) manifests = manifests.map((manifest) => withImage(manifest, image) as Manifest);
  const { namespace } = kustomization;
  return namespace === undefined ? manifests : manifests.map((manifest) => placed(manifest, namespace));
}

function readKustomization(folder: string): Kustomization {
  const read = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'), YAML_OF_GO) as Kustomization;
  const unknown = Object.keys(read).filter((field) => !FIELDS.has(field));
  if (unknown.length > 0) throw new Error(`${folder}: the tests cannot apply ${unknown.join(', ')}`);
  return read;
}

function readResource(path: string): Manifest[] {
  return statSync(path).isDirectory() ? kustomize(path) : readManifests(path);
}

function readManifests(path: string): Manifest[] {
  return parseAllDocuments(readFileSync(path, 'utf8'), YAML_OF_GO).map((document) => {
    if ('errors' in document && document.errors.length > 0) throw new Error(`${path}: ${document.errors[0]!.message}`);
    return document.toJS() as Manifest;
  });
}

function patched(manifests: Manifest[], ...patches: Manifest[]): Manifest[] {
  return patches.reduce((all, patch) => {
    const isMeant = ({ kind, metadata }: Manifest) => kind === patch.kind && metadata.name === patch.metadata.name;
    if (!all.some(isMeant)) throw new Error(`No ${patch.kind} ${patch.metadata.name} to patch`);
    return all.map((manifest) => (isMeant(manifest) ? (strategicMerge(manifest, patch) as Manifest) : manifest));
  }, manifests);
}

function labelled(manifest: Manifest, pairs: Record<string, string>, includeTemplates: boolean): Manifest {
  const labels = { ...(manifest.metadata['labels'] as Fields | undefined), ...pairs };
  const changed: Manifest = { ...manifest, metadata: { ...manifest.metadata, labels } };
  const { spec } = changed;
  if (!includeTemplates || !isFields(spec) || !isFields(spec['template'])) return changed;
  return { ...changed, spec: strategicMerge(spec, { template: { metadata: { labels: pairs } } }) };
}

function withImage(value: Value, image: { name: string; newName?: string; newTag?: string }): Value {
  if (Array.isArray(value)) return value.map((item) => withImage(item, image));
  if (!isFields(value)) return value;
  const changed = Object.entries(value).map(([name, field]) =>
    name === 'image' && field === image.name
      ? ([name, `${image.newName ?? image.name}:${image.newTag}`] as const)
      : ([name, withImage(field, image)] as const),
  );
  return Object.fromEntries(changed);
}

function placed(manifest: Manifest, namespace: string): Manifest {
  return WITHOUT_NAMESPACE.has(manifest.kind) ? manifest : { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

function splitAt(text: string, index: number): [string, string] {
  return [text.slice(0, index), text.slice(index + 1)];
}
