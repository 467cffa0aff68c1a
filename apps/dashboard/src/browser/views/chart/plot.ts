import { noChange, nothing, render, type ElementPart } from 'lit-html';
import { AsyncDirective, directive } from 'lit-html/async-directive.js';
import uPlot from 'uplot';

import { hasSameForm, isSame, type ChartData } from './chart-data.ts';
import { spokenAt } from './chart-words.ts';
import { plotOptions, plotted, type Look } from './plot-options.ts';
import { tip } from './tip.ts';

const LARGE_STEP = 7;

/** Draws a chart into its element, which must be empty. The drawing goes when the element leaves the page. */
export const plot = directive(
  class extends AsyncDirective {
    #drawing: Drawing | undefined;
    #last: { box: HTMLElement; data: ChartData } | undefined;

    render(_data: ChartData): typeof noChange {
      return noChange;
    }

    override update(part: ElementPart, [data]: [ChartData]): typeof noChange {
      this.#last = { box: part.element as HTMLElement, data };
      this.#drawing ??= createDrawing(this.#last.box);
      this.#drawing.show(data);
      return noChange;
    }

    override disconnected(): void {
      this.#drawing?.destroy();
      this.#drawing = undefined;
    }

    override reconnected(): void {
      if (!this.#last) return;
      this.#drawing = createDrawing(this.#last.box);
      this.#drawing.show(this.#last.data);
    }
  },
);

type Drawing = { show: (data: ChartData) => void; destroy: () => void };

/**
 * A chart in a box: of the box's size, in the colours of the scheme, with the values of one time shown on hover and by keyboard. The box is a
 * slider over the times.
 */
function createDrawing(box: HTMLElement): Drawing {
  let data: ChartData | undefined;
  let look: Look | undefined;
  let chart: uPlot | undefined;
  /** The time that is looked at, and that the arrow keys go on from. */
  let at: number | null = null;
  let place = 0;
  const tipBox = document.createElement('div');
  tipBox.className = 'chart-tip';
  tipBox.ariaHidden = 'true';
  tipBox.hidden = true;

  const describe = (): void => {
    if (!data) return;
    place = Math.max(0, Math.min(place, data.times.length - 1));
    box.setAttribute('aria-valuemax', String(Math.max(0, data.times.length - 1)));
    box.setAttribute('aria-valuenow', String(place));
    box.setAttribute('aria-valuetext', spokenAt(data, place));
  };

  const lookAt = (index: number | null): void => {
    at = index !== null && data && index < data.times.length ? index : null;
    tipBox.hidden = at === null;
    if (!data || !chart || at === null) return;
    place = at;
    describe();
    render(tip(data, at), tipBox);
    placeTip(tipBox, chart, chart.valToPos(at, 'x'));
  };

  const remove = (): void => {
    chart?.destroy();
    chart = undefined;
  };

  const build = (): void => {
    remove();
    const { clientWidth: width, clientHeight: height } = box;
    if (!data || width === 0 || height === 0) return;
    look = readLook(box, data);
    const options = plotOptions({ data: () => data!, look: () => look! }, { width, height });
    options.hooks = { setCursor: [({ cursor }) => lookAt(cursor.idx ?? null)] };
    chart = new uPlot(options, plotted(data), box);
  };

  const fit = (): void => {
    const { clientWidth: width, clientHeight: height } = box;
    if (!chart || readFont(box).font !== look?.font) build();
    else if (width > 0 && (chart.width !== width || chart.height !== height)) chart.setSize({ width, height });
  };

  const recolour = (): void => {
    if (!data || !chart) return;
    look = readLook(box, data);
    chart.redraw(false);
  };

  const goBy = (event: KeyboardEvent): void => {
    const last = (data?.times.length ?? 0) - 1;
    if (event.key === 'Escape') return chart?.setCursor({ left: -10, top: -10 });
    const target = placeByKey(event.key, at ?? place, last);
    if (target === null || !chart) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(last, target));
    chart.setCursor({ left: chart.valToPos(to, 'x'), top: 0 });
  };
  const leave = (): void => chart?.setCursor({ left: -10, top: -10 });

  box.append(tipBox);
  box.addEventListener('keydown', goBy);
  box.addEventListener('blur', leave);
  // The first call comes once the box has its place on the page.
  const sizes = new ResizeObserver(fit);
  sizes.observe(box);
  const schemes = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
  for (const scheme of schemes) scheme.addEventListener('change', recolour);

  return {
    show: (next) => {
      const before = data;
      if (before && isSame(before, next)) return;
      data = next;
      if (!before) place = lastWithValue(next);
      describe();
      if (!chart) return;
      if (before && hasSameForm(before, next)) chart.setData(plotted(next));
      else build();
      lookAt(at);
    },
    destroy: () => {
      sizes.disconnect();
      for (const scheme of schemes) scheme.removeEventListener('change', recolour);
      box.removeEventListener('keydown', goBy);
      box.removeEventListener('blur', leave);
      remove();
      render(nothing, tipBox);
      tipBox.remove();
    },
  };
}

/** Where the arrow keys begin: what comes later has not happened yet. */
function lastWithValue({ series, times }: ChartData): number {
  return [...times.keys()].findLast((at) => series.some(({ values }) => values[at])) ?? times.length - 1;
}

/** Where a key leads from one place; null: the key means nothing here. */
function placeByKey(key: string, from: number, last: number): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return from - 1;
    case 'ArrowRight':
    case 'ArrowUp':
      return from + 1;
    case 'PageDown':
      return from - LARGE_STEP;
    case 'PageUp':
      return from + LARGE_STEP;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/** Beside the place, on the side with more room. */
function placeTip(tipBox: HTMLElement, chart: uPlot, left: number): void {
  const start = chart.over.offsetLeft + left;
  const isLeft = left > chart.over.clientWidth / 2;
  const x = isLeft ? start - tipBox.offsetWidth - 12 : start + 12;
  const most = chart.width - tipBox.offsetWidth;
  tipBox.style.transform = `translateX(${Math.max(0, Math.min(most, x))}px)`;
}

/** The colours as the page has them now. A canvas takes no custom properties, so elements with these colours are asked. */
function readLook(box: HTMLElement, { series }: ChartData): Look {
  const colourOf = (tone: string): string => {
    const probe = document.createElement('span');
    probe.className = 'chart-swatch';
    probe.dataset['tone'] = tone;
    box.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  const { color: ink, borderTopColor: line } = getComputedStyle(box);
  return { tones: series.map(({ tone }) => colourOf(tone)), ink, line, sheet: colourOf('sheet'), ...readFont(box) };
}

function readFont(box: HTMLElement): Pick<Look, 'font' | 'fontPx'> {
  const { fontSize, fontFamily } = getComputedStyle(box);
  return { font: `${fontSize} ${fontFamily}`, fontPx: parseFloat(fontSize) };
}
