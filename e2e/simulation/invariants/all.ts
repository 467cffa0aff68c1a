import { billsAgree } from './bills-agree.ts';
import { budgetsHold } from './budgets-hold.ts';
import { downloadBillsAgree } from './download-bills-agree.ts';
import { endsAnnouncedOnce } from './ends-announced-once.ts';
import { indexesAgree } from './indexes-agree.ts';
import { fairShare } from './fair-share.ts';
import { limitsUsed } from './limits-used.ts';
import { memoryBounded } from './memory-bounded.ts';
import type { Invariant } from './invariant.ts';
import { ownResults } from './own-results.ts';
import { sourcesAgree } from './sources-agree.ts';
import { nothingStuck } from './nothing-stuck.ts';
import { nothingLeaks } from './nothing-leaks.ts';
import { webhooksArrive } from './webhooks-arrive.ts';
import { webhooksValid } from './webhooks-valid.ts';

/** Everything that must hold in every world. */
export const INVARIANTS: Invariant[] = [
  indexesAgree,
  endsAnnouncedOnce,
  billsAgree,
  downloadBillsAgree,
  budgetsHold,
  ownResults,
  sourcesAgree,
  nothingStuck,
  webhooksArrive,
  webhooksValid,
  nothingLeaks,
  limitsUsed,
  fairShare,
  memoryBounded,
];
