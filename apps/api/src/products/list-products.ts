import type { Product, ProductPage } from '@darkroom/contracts';
import { AuthError, TerminalError, type GettyProduct } from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import { LRUCache } from 'lru-cache';

import type { Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';
import { toProblem } from '../pictures/getty-problem.ts';
import type { GettyReader } from '../pictures/getty-reader.ts';

/** Products change with contracts. */
const FRESH_MS = 5 * 60_000;

/** `GET /v1/products`: the products of the account, as Getty had them within the last five minutes. */
export function listProducts({ store, getty }: { store: Store; getty: GettyReader }): Handler {
  const kept = new LRUCache<'all', GettyProduct[]>({
    max: 1,
    ttl: FRESH_MS,
    fetchMethod: () => getty.ask((client) => client.products(), productsProblem),
  });
  return async (_request, response) => {
    await store.ping(); // as every call, this one needs Redis
    const products = (await kept.fetch('all')) ?? [];
    const data = products.map((product) => presentProduct(product, products.length > 1));
    response.json({ data, next_cursor: null } satisfies ProductPage);
  };
}

/** Project codes of the account are left out: they may name what other tenants work on. */
function presentProduct(product: GettyProduct, isOneOfSeveral: boolean): Product {
  const expiresAt = Date.parse(product.expiresAt ?? '');
  return {
    id: product.id,
    object: 'product',
    name: product.name,
    type: product.type,
    status: product.status,
    expires_at: Number.isNaN(expiresAt) ? null : new Date(expiresAt).toISOString(),
    requires: { product_id: isOneOfSeveral, project_code: product.needsProjectCode, notes: product.needsNotes },
  };
}

/** Getty refuses this call to credentials without a user. */
function productsProblem(error: unknown): unknown {
  const isForUsers = error instanceof TerminalError && (error.status === 403 || error.status === 404);
  const isUnauthorized = error instanceof AuthError && error.call === 'products';
  if (!isForUsers && !isUnauthorized) return toProblem(error);
  const detail = `Getty shows products only to a user, and answered ${error.status}. The operator can set GETTY_REFRESH_TOKEN.`;
  return new ProblemError('user_token_needed', detail, { cause: error });
}
