import { html, nothing, type TemplateResult } from 'lit-html';

import { follow, goTo, withQuery } from '../../state/address.ts';
import { openName, type Picture } from '../../state/pictures/picture.ts';
import { shortDate } from '../../words/text/time.ts';
import { pictureActions, type Begun } from '../actions/picture-actions.ts';
import { pictureUrl } from '../card/frames.ts';

export type PictureChoice = {
  /** The picture that the actions below are about. */
  chosen: number;
  begun: Begun;
};

/** The pictures: each opens large. Below is what can be done with the one that is chosen. */
export function pictures(all: readonly Picture[], { chosen, begun }: PictureChoice): TemplateResult | typeof nothing {
  const [first] = all;
  if (!first) return nothing;
  const picture = all.find(({ index, isBlocked }) => index === chosen && !isBlocked) ?? all.find(({ isBlocked }) => !isBlocked);
  return html`<section class="detail-pictures" aria-label="Pictures">
    <div class="pictures" data-count=${all.length}>${all.map((each) => figure(each, all.length > 1 && each === picture))}</div>
    ${kept(first)}${picture && all.length > 1 ? choice(all, picture) : nothing}${picture ? pictureActions(picture, begun) : nothing}
  </section>`;
}

function figure({ jobId, index, isBlocked }: Picture, isChosen: boolean): TemplateResult {
  const name = openName({ jobId, index });
  return html`<figure class="picture ${isChosen ? 'is-chosen' : ''}">
    ${
      isBlocked
        ? html`<span class="frame-blocked">Blocked by Getty</span>`
        : html`<a data-picture=${name} href=${withQuery({ open: name })} @click=${follow}
            ><img src=${pictureUrl(jobId, index)} alt="Image ${index}, larger" decoding="async"
          /></a>`
    }
    <figcaption class="frame-number">▸${index}</figcaption>
  </figure>`;
}

function choice(all: readonly Picture[], chosen: Picture): TemplateResult {
  return html`<fieldset class="picture-choice">
    <legend class="field-name">With image</legend>
    ${all
      .filter(({ isBlocked }) => !isBlocked)
      .map(
        ({ index }) =>
          html`<label class="tick"
            ><input
              type="radio"
              name="picture"
              value=${index}
              .checked=${index === chosen.index}
              @change=${() => goTo(withQuery({ image: String(index) }), { replace: true })}
            />
            ${index}</label
          >`,
      )}
  </fieldset>`;
}

function kept({ keptUntil }: Picture): TemplateResult | typeof nothing {
  return keptUntil === null ? nothing : html`<p class="quiet-words">Getty keeps them until ${shortDate(keptUntil)}.</p>`;
}
