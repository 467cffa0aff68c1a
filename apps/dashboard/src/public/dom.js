/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/** @type {WeakMap<Element, string>} */
const built = new WeakMap();

/**
 * An element. Attributes that are null, undefined or false are left out; functions become listeners (`onclick`).
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...present(children));
  return element;
}

/**
 * Builds an element's children anew only when `subject` differs from what they were built of, so that pictures do not flicker and the
 * focus stays where it is.
 * @param {Element} element
 * @param {unknown} subject
 * @param {() => Child[]} build
 * @returns {boolean} whether it was built
 */
export function keep(element, subject, build) {
  const key = JSON.stringify(subject);
  if (built.get(element) === key) return false;
  built.set(element, key);
  element.replaceChildren(...present(build()));
  return true;
}

/** @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}

/** @param {Child[]} children */
function present(children) {
  return children
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === 'number' ? String(child) : child));
}
