import { withoutMarks } from '@darkroom/contracts';

import { pauseOf } from '../limits/pauses.ts';
import { slotOrLine } from '../limits/slot-or-line.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { afterPaidCall } from '../paid-call/after-paid-call.ts';
import { haveToken } from '../paid-call/have-token.ts';
import { paidCall } from '../paid-call/paid-call.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import type { Asset } from './asset.ts';
import { finishRedownload } from './finish-redownload.ts';
import { afterLoss } from './lost-redownload.ts';

/** Sends a re-download: no other one of its asset running → token → turn → intent → POST redownloads → the file, refused or unknown. */
export async function submitRedownload(deps: Deps, pass: Pass, asset: Asset): Promise<Outcome> {
  const wait = afterLoss(deps, pass) ?? (await slotOrLine(deps, pass, asset.slot, pauseOf(pass.record))) ?? (await haveToken(deps, pass));
  if (wait) return wait;
  const { turn, wait: forTurn } = await takeTurn(deps, pass, 'queued');
  if (forTurn) return forTurn;

  const { generated_asset_id, size_name, product_id, project_code, notes } = asset.request;
  const request = { generated_asset_id, size_name, product_id, project_code, notes: withoutMarks(notes) };
  const call = await paidCall(deps, pass, 'redownload', (_intent, options) => deps.getty.redownload(request, options));
  return afterPaidCall(deps, pass, { call, turn }, (intent, file) => ({ ...finishRedownload(deps, pass, asset, file), settles: intent }));
}
