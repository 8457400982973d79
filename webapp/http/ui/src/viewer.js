// Shows the diagram of every element with data-diagram-url, read only:
//   data-live="id,id"   where the case stands now: marked 在办, and the view is centred there
//   data-done="id,id"   what has been passed
//   data-live-word, data-mandatory-word, data-failed-word   the words of the page's language
// Elements that the diagram itself marks as mandatory bear 必经. The page lists the same in words beside it.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './viewer.css';

const MARGIN = 40;
const READABLE = 0.75; // 12 px names stay 9 px high
const STEP = 1.25;
const LARGEST = 4;

const listed = text => (text ?? '').split(',').map(id => id.trim()).filter(Boolean);

function badge(text, kind) {
  const element = document.createElement('span');
  element.className = `diagram-badge diagram-badge-${kind}`;
  element.textContent = text;
  return element;
}

function mark(viewer, ids, { marker, text, position }) {
  const canvas = viewer.get('canvas');
  const known = ids.filter(id => viewer.get('elementRegistry').get(id));
  for (const id of known) {
    canvas.addMarker(id, marker);
    if (text) viewer.get('overlays').add(id, { position, html: badge(text, marker) });
  }
  return known;
}

// house properties are foreign to the viewer, which keeps them as they stand in the file
function isMandatory({ businessObject, type }) {
  if (type === 'label') return false;
  const blocks = businessObject?.extensionElements?.values ?? [];
  return blocks.flatMap(block => block.$children ?? []).some(property => property.name === 'mandatory');
}

function mandatory(viewer) {
  const nodes = viewer.get('elementRegistry').filter(element => !element.waypoints && isMandatory(element));
  return nodes.map(element => element.id);
}

// whole diagram with a margin, unless that would be too small to read: then the part around `focus`
function fit(viewer, focus) {
  const canvas = viewer.get('canvas');
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  const whole = Math.min(outer.width / (inner.width + 2 * MARGIN), outer.height / (inner.height + 2 * MARGIN));
  const scale = Math.max(READABLE, Math.min(1, whole));
  const width = outer.width / scale;
  const height = outer.height / scale;
  const x = along(inner.x, inner.width, width, focus && focus.x + focus.width / 2);
  const y = along(inner.y, inner.height, height, focus && focus.y + focus.height / 2);
  canvas.viewbox({ x, y, width, height });
}

function along(start, size, seen, focus) {
  if (size + 2 * MARGIN <= seen) return start + size / 2 - seen / 2;
  if (focus === undefined) return start - MARGIN;
  return Math.min(Math.max(focus - seen / 2, start - MARGIN), start + size + MARGIN - seen);
}

function keys(viewer, element, reset) {
  const zoom = factor => {
    const canvas = viewer.get('canvas');
    canvas.zoom(Math.min(LARGEST, Math.max(READABLE / 4, canvas.zoom() * factor)));
  };
  const acts = { '+': () => zoom(STEP), '=': () => zoom(STEP), '-': () => zoom(1 / STEP), 0: reset };
  element.addEventListener('keydown', event => {
    const act = acts[event.key];
    if (!act || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);
}

async function load(url) {
  const answer = await fetch(url, { credentials: 'same-origin', headers: { Accept: 'application/xml' } });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.text();
}

async function show(element) {
  element.setAttribute('role', 'group');
  if (!element.hasAttribute('aria-label')) element.setAttribute('aria-label', '流程图');
  const font = getComputedStyle(element).fontFamily;
  const viewer = new NavigatedViewer({
    container: element,
    bpmnRenderer: {
      defaultFillColor: 'var(--diagram-paper)',
      defaultStrokeColor: 'var(--diagram-ink)',
      defaultLabelColor: 'var(--diagram-ink)',
    },
    textRenderer: { defaultStyle: { fontFamily: font, fontSize: 13 }, externalStyle: { fontSize: 12 } },
  });
  await viewer.importXML(await load(element.dataset.diagramUrl));
  mark(viewer, listed(element.dataset.done), { marker: 'is-done' });
  mark(viewer, mandatory(viewer), { marker: 'is-mandatory', text: element.dataset.mandatoryWord ?? '必经', position: { bottom: 10, left: -8 } });
  const live = mark(viewer, listed(element.dataset.live), {
    marker: 'is-live', text: element.dataset.liveWord ?? '在办', position: { top: -12, right: 22 },
  });
  const reset = () => fit(viewer, live.length ? viewer.get('elementRegistry').get(live[0]) : undefined);
  reset();
  keys(viewer, element, reset);
  element.dataset.diagram = 'shown';
}

export async function showDiagrams(root = document) {
  const elements = root.querySelectorAll('[data-diagram-url]:not([data-diagram])');
  await Promise.all([...elements].map(async element => {
    element.dataset.diagram = 'loading';
    try {
      await show(element);
    } catch (fault) {
      element.dataset.diagram = 'failed';
      element.append(Object.assign(document.createElement('p'), { textContent: element.dataset.failedWord ?? '流程图未能显示，请看文字步骤。' }));
      console.error(fault);
    }
  }));
}

for (const name of ['htmx:afterSwap', 'htmx:after:swap']) document.addEventListener(name, () => showDiagrams());
await showDiagrams();
