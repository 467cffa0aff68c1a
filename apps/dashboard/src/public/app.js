import { announce } from './announce.js';
import { createAttention } from './attention.js';
import { createBoard } from './board.js';
import { createDetail } from './detail.js';
import { showEventsAside } from './events-aside.js';
import { showLimits } from './limits.js';
import { connectLive } from './live.js';
import { showPulse } from './pulse.js';
import { createSheet } from './sheet.js';
import { createTally, createTenants } from './tally.js';
import { setServerTime, startTicking } from './time.js';

const board = createBoard();
createTally(board);
createTenants(board);
createAttention(board);
createSheet(board);
createDetail(board);
startTicking();

connectLive({
  onSnapshot(snapshot) {
    setServerTime(snapshot.now);
    board.load(snapshot);
    showLimits(snapshot.limits);
    showEventsAside(snapshot.aside);
  },
  onJobs(change) {
    announce(board, change.jobs);
    board.change(change);
  },
  onCounts: ({ counts }) => board.recount(counts),
  onLimits: ({ limits }) => showLimits(limits),
  onAside: ({ aside }) => showEventsAside(aside),
  onState: showPulse,
});
