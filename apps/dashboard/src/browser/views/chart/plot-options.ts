import uPlot from 'uplot';

import { layersOf, type ChartData } from './chart-data.ts';
import { axisTime, axisWords } from './chart-words.ts';
import { timeTicks, valueTicks } from './ticks.ts';

/** Colours and font as the page has them now. */
export type Look = { tones: string[]; ink: string; line: string; sheet: string; font: string; fontPx: number };

export type PlotNow = { data: () => ChartData; look: () => Look };

/** As many px as a time at the axis needs, in widths of its font. */
const TIME_WIDTH = 6;
const VALUE_HEIGHT = 3.5;
const DASHES = [[], [7, 4], [2, 3]];
const BAR_SHARE = 0.78;
const WIDEST_BAR_PX = 56;

/** What is drawn: places in place of times, and each layer's values. */
export function plotted(data: ChartData): uPlot.AlignedData {
  return [[...data.times.keys()], ...layersOf(data).map(({ values }) => values)];
}

/** How the chart is drawn, in the colours of the moment of each drawing. */
export function plotOptions(now: PlotNow, size: { width: number; height: number }): uPlot.Options {
  const { kind } = now.data();
  const { font, fontPx } = now.look();
  const isLine = kind === 'line';
  const edge = isLine ? 0 : 0.5;
  return {
    ...size,
    padding: [fontPx * 0.75, fontPx, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: isLine ? { size: 8 } : { show: false } },
    scales: {
      x: { time: false, range: () => [-edge, Math.max(now.data().times.length - 1, isLine ? 1 : 0) + edge] },
      y: { range: (plot) => [0, ticksOf(plot, now).at(-1)!] },
    },
    axes: [
      {
        font,
        size: fontPx * 2.4,
        gap: fontPx * 0.4,
        stroke: () => now.look().ink,
        grid: { show: false },
        ticks: { stroke: () => now.look().line, width: 1, size: 4 },
        splits: (plot) => timeTicks(now.data(), Math.max(2, Math.floor(plot.width / (fontPx * TIME_WIDTH)) - 1)),
        values: (_plot, places) => places.map((place) => axisTime(now.data().times[place]!, now.data().step)),
      },
      {
        font,
        gap: fontPx * 0.5,
        size: (plot, values) => widest(plot, values, font) + fontPx,
        stroke: () => now.look().ink,
        grid: { stroke: () => now.look().line, width: 1 },
        ticks: { show: false },
        splits: (plot) => ticksOf(plot, now),
        values: (_plot, values) => values.map((value) => axisWords(value, now.data().unit)),
      },
    ],
    series: [{}, ...layersOf(now.data()).map(({ index }) => (isLine ? line(now, index) : bar(now, index)))],
  };
}

function line(now: PlotNow, index: number): uPlot.Series {
  const stroke = (): string => now.look().tones[index]!;
  const filter = (): number[] => aloneIn(now.data().series[index]!.values);
  return { stroke, width: 2, dash: DASHES[index % DASHES.length]!, points: { show: true, size: 5, fill: stroke, filter } };
}

/** The places of values without neighbours, which no line leads to. */
function aloneIn(values: readonly (number | null)[]): number[] {
  return [...values.keys()].filter((at) => values[at] !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null);
}

/** A thin edge in the colour of the sheet keeps neighbours in a stack apart. */
function bar(now: PlotNow, index: number): uPlot.Series {
  return {
    fill: () => now.look().tones[index]!,
    stroke: () => now.look().sheet,
    width: now.data().kind === 'stacked' ? 1 : 0,
    points: { show: false },
    paths: uPlot.paths.bars!({ size: [BAR_SHARE, WIDEST_BAR_PX, 1] }),
  };
}

function ticksOf(plot: uPlot, now: PlotNow): number[] {
  const data = now.data();
  const { fontPx } = now.look();
  const top = Math.max(0, ...layersOf(data).flatMap(({ values }) => values.map((value) => value ?? 0)));
  const most = Math.floor(plot.height / (fontPx * VALUE_HEIGHT)) - 1;
  return valueTicks(top, data.unit, Math.min(6, Math.max(2, most)));
}

/** The width of the longest of these texts, in px. */
function widest(plot: uPlot, values: string[] | null, font: string): number {
  plot.ctx.save();
  plot.ctx.font = font;
  const widths = (values ?? []).map((value) => plot.ctx.measureText(value).width);
  plot.ctx.restore();
  return Math.ceil(Math.max(0, ...widths));
}
