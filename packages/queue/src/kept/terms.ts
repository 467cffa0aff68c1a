import { createHash } from 'node:crypto';

import { promptOf } from '@darkroom/contracts';

import type { JobFilter } from '../lists/job-filter.ts';
import { searchableMetadata, searchableWords } from '../lists/searchable.ts';
import type { JobRecord } from '../records/job/record.ts';

/**
 * The terms by which packed jobs are found, see lua/shared/kept_lists.lua. They only give candidates: a record is checked after it was loaded. So a term
 * may be short (a digest, the beginning of a long word), but each job that matches must have it.
 */

/** What one term of a filter is looked up by: facets, of which a job has one, or terms that begin so. */
export type Clause = { facets: string[]; begins?: string };

/** Letters of a word in the index. */
const MOST_LETTERS = 24;
/** Marks a job without terms of its prompt and metadata. */
const NOT_SEARCHABLE = '=-';
const DIGEST_LENGTH = 5;

type Described = Pick<JobRecord, 'type' | 'status' | 'billing' | 'operation' | 'gettyId' | 'spec'>;

/** The terms of a job, separated by spaces. `search`: also those of its prompt and metadata. */
export function keptTerms(job: Described, { search }: { search: boolean }): string {
  const { project_code: project, product_id: product, metadata } = job.spec.request;
  const terms = [`=s${job.status}`, `=t${job.type}`, `=b${job.billing.state}`];
  if (job.operation !== null) terms.push(`=o${job.operation}`);
  if (project !== undefined) terms.push(facetOf('p', project));
  if (product !== undefined) terms.push(facetOf('n', product));
  if (job.gettyId !== null) terms.push(gettyTerm(job.gettyId));
  if (!search) return [...terms, NOT_SEARCHABLE].join(' ');
  for (const word of searchableWords(promptOf(job.spec.request) ?? '')) terms.push(...wordTerms(word));
  for (const [name, value] of searchableMetadata(metadata ?? {})) terms.push(metadataTerm(name, value));
  return [...new Set(terms)].join(' ');
}

/** What a packed job that matches this filter has, all of it. null: no packed job can match. */
export function clausesOf(filter: JobFilter): Clause[] | null {
  const { types, statuses, reasons, operations, billing, gettyId, projectCode, productId, metadata, words } = filter;
  if (reasons) return null; // only queued jobs have one
  const clauses: Clause[] = [];
  const facets = (kind: string, values: string[] | undefined) => {
    if (values) clauses.push({ facets: values.map((value) => `=${kind}${value}`) });
  };
  facets('s', statuses);
  facets('t', types);
  facets('b', billing);
  facets('o', operations);
  if (projectCode !== undefined) clauses.push({ facets: [facetOf('p', projectCode)] });
  if (productId !== undefined) clauses.push({ facets: [facetOf('n', productId)] });
  if (gettyId !== undefined) clauses.push({ facets: [], begins: gettyTerm(gettyId) });
  for (const word of words ?? []) clauses.push(wordClause(word));
  for (const [name, value] of Object.entries(metadata ?? {})) {
    clauses.push({ facets: [NOT_SEARCHABLE], begins: metadataTerm(name, value) });
  }
  return clauses;
}

/** Numbers and short plain texts stand for themselves, so that they share their facet with none. */
function facetOf(kind: string, value: string | number): string {
  return /^[\w.-]{1,16}$/.test(String(value)) ? `=${kind}${value}` : `=${kind}#${digestOf(String(value))}`;
}

/** Words of one byte are found by the facet of their first letter. */
function wordTerms(word: string): string[] {
  const first = word.charCodeAt(0) < 128 ? [`=w${word[0]!}`] : [];
  return Buffer.byteLength(word) === 1 ? first : [...first, `+${cut(word)}`];
}

function wordClause(beginning: string): Clause {
  const isByte = Buffer.byteLength(beginning) === 1;
  return isByte ? { facets: [NOT_SEARCHABLE, `=w${beginning}`] } : { facets: [NOT_SEARCHABLE], begins: `+${cut(beginning)}` };
}

function cut(word: string): string {
  return Array.from(word).slice(0, MOST_LETTERS).join('');
}

function metadataTerm(name: string, value: string): string {
  return `~${digestOf(`${name}\n${value}`)}`;
}

function gettyTerm(id: string): string {
  return `^${digestOf(id)}`;
}

function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, DIGEST_LENGTH);
}
