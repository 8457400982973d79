// Progressive only: every act on every page works without this file.

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
const isTyping = element => element.matches('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');

/* ---- what opens, closes with Escape; one confirm at a time ---- */

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  each('.when:hover, .when:focus-within', chip => chip.classList.add('shut'));
  each('.ask[open]', ask => {
    const held = ask.contains(document.activeElement);
    ask.open = false;
    if (held) ask.querySelector('summary').focus();
  });
});

function reopenChips(root) {
  each('.when', chip => ['mouseenter', 'focusin'].forEach(kind => chip.addEventListener(kind, () => chip.classList.remove('shut'))), root);
}

each('.ask', ask => ask.addEventListener('toggle', () => {
  if (ask.open) each('.ask[open]', other => { if (other !== ask) other.open = false; });
}));
document.addEventListener('click', event => each('.ask[open]', ask => { if (!ask.contains(event.target)) ask.open = false; }));

/* ---- keys: j k Enter c x on rows, / search, ? help, Ctrl+Enter submit, or come to the decision ---- */

const links = () => [...document.querySelectorAll('[data-rows] a.t')];
const chosen = () => links().find(link => link === document.activeElement) ?? links().find(link => link.closest('tr').classList.contains('sel'));

function step(by) {
  const all = links();
  const at = all.indexOf(chosen());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (!next) return;
  each('[data-rows] tr.sel', row => row.classList.remove('sel'));
  next.closest('tr').classList.add('sel');
  next.focus();
}

function claim() {
  const here = document.querySelector('[data-claim-here]');
  if (here) { here.click(); return; }
  const link = chosen();
  const token = document.querySelector('input[name=csrf_token]');
  if (!link?.dataset.claim || !token) return;
  const form = Object.assign(document.createElement('form'), { method: 'post', action: link.dataset.claim });
  form.append(token.cloneNode());
  document.body.append(form);
  form.submit();
}

function find(event) {
  const fields = [...document.querySelectorAll('[data-find]')];
  if (!fields.length) return;
  event.preventDefault();
  const field = fields.find(one => one.offsetParent);
  if (field) field.focus();
  else location.assign('/search');
}

function send(event) {
  const form = document.activeElement.form ?? document.querySelector('form[data-draft]') ?? document.querySelector('[data-submit], [data-decide]')?.closest('form');
  const decisions = form?.querySelector('[data-decide]');
  if (!decisions) { form?.querySelector('[data-submit]')?.click(); return; }
  event.preventDefault(); // a decision is not taken by the key that leads to it, nor by the same key held down
  if (!decisions.querySelector('button:focus')) decisions.querySelector('button').focus();
}

const KEYS = {
  j: event => { event.preventDefault(); step(1); },
  k: event => { event.preventDefault(); step(-1); },
  ArrowDown: event => { if (links().includes(document.activeElement)) { event.preventDefault(); step(1); } },
  ArrowUp: event => { if (links().includes(document.activeElement)) { event.preventDefault(); step(-1); } },
  Enter: event => { const link = chosen(); if (link && document.activeElement === document.body) { event.preventDefault(); link.click(); } },
  c: claim,
  x: () => chosen()?.closest('tr').querySelector('.tick input')?.click(),
  '/': find,
  '?': () => location.assign('/help-keys'),
};

document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    send(event);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (document.body.classList.contains('portal')) return;
  KEYS[event.key]?.(event);
});

/* ---- printing: what is folded is printed, too ---- */

addEventListener('beforeprint', () => each('details.fold:not([open])', fold => { fold.open = true; fold.dataset.printed = ''; }));
addEventListener('afterprint', () => each('details.fold[data-printed]', fold => { fold.open = false; delete fold.dataset.printed; }));

each('[data-print]', button => {
  button.hidden = false;
  button.addEventListener('click', () => print());
});

/* ---- long lists of people and units: a box that narrows the options ---- */

const LONG = 15;

function narrowable(select) {
  if (select.options.length <= LONG || select.dataset.narrow) return;
  select.dataset.narrow = 'on';
  const all = [...select.options];
  const box = Object.assign(document.createElement('input'), { type: 'search', className: 'inp', placeholder: select.options[0].text });
  box.setAttribute('aria-label', `${select.labels[0]?.innerText ?? ''} ${select.options[0].text}`);
  box.dataset.page = '';
  box.addEventListener('input', () => {
    const words = box.value.trim().toLowerCase();
    const kept = all.filter(option => option.selected || !option.value || option.text.toLowerCase().includes(words));
    select.replaceChildren(...kept);
    const found = kept.filter(option => option.value);
    if (words && found.length === 1 && !found[0].selected) { found[0].selected = true; select.dispatchEvent(new Event('change', { bubbles: true })); }
  });
  select.before(box);
}

/* ---- drafts: kept while one types; fields that depend on others are asked from the server ---- */

const PAUSE = 2500;

class Draft {
  constructor(form) {
    this.form = form;
    this.note = form.querySelector('[data-draft-note]');
    this.queue = Promise.resolve();
    form.addEventListener('input', event => { if (event.target.name) this.later(); });
    form.addEventListener('change', event => { if ('decides' in event.target.dataset) this.redraw(); });
    this.flying = 0;
    form.addEventListener('submit', event => this.submit(event));
    document.addEventListener('submit', event => this.before(event));
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.leave(); });
  }

  body(extra = {}) {
    const body = new FormData(this.form);
    for (const [name, value] of [...body.entries()]) if (value instanceof File || (name.startsWith('_') && !['_token', '_rev', '_draft', '_words'].includes(name))) body.delete(name);
    Object.entries(extra).forEach(([name, value]) => body.set(name, value));
    return body;
  }

  // A draft on its way gets its answer first: what is sent then names the newest version.
  submit(event) {
    clearTimeout(this.timer);
    const refused = this.tooLarge();
    if (refused) { event.preventDefault(); this.say(refused); return; }
    if (!this.flying) { this.sent = true; return; }
    event.preventDefault();
    this.queue.finally(() => setTimeout(() => this.form.requestSubmit(event.submitter), 0));
  }

  // The office measures each file by itself; this only saves the way there.
  tooLarge() {
    const { largest, tooLarge } = this.form.querySelector('[data-largest]')?.dataset ?? {};
    const files = [...this.form.elements].flatMap(one => (one.type === 'file' ? [...one.files] : []));
    const found = largest && files.find(file => file.size > Number(largest));
    return found ? tooLarge.replace('{name}', found.name) : '';
  }

  later() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  keep() {
    clearTimeout(this.timer);
    this.queue = this.queue.then(() => this.post({}, async answer => this.say((await answer.json()).saved)));
    return this.queue;
  }

  redraw() {
    clearTimeout(this.timer);
    this.busy(1);
    this.queue = this.queue.then(() => this.post({ _render: '1' }, async answer => this.replace(await answer.text()))).finally(() => this.busy(-1));
    return this.queue;
  }

  // Fields may come and go while this is set.
  busy(by) {
    this.waiting = (this.waiting ?? 0) + by;
    const place = this.form.querySelector('[data-fields]');
    if (this.waiting) place.setAttribute('aria-busy', 'true');
    else place.removeAttribute('aria-busy');
  }

  leave() {
    if (!this.dirty || this.sent) return;
    this.dirty = false;
    fetch(this.form.dataset.draft, { method: 'POST', body: this.body(), keepalive: true })
      .then(answer => { this.learn(answer); if (!answer.ok) this.dirty = true; }).catch(() => {});
  }

  // Another form of the page leads away: what was typed here is kept first.
  before(event) {
    if (event.target === this.form || !this.dirty || this.sent) return;
    event.preventDefault();
    this.keep().then(() => { this.dirty = false; event.target.requestSubmit(event.submitter); });
  }

  async post(extra, done) {
    if (this.sent) return;
    this.dirty = false;
    this.flying += 1;
    try {
      const answer = await fetch(this.form.dataset.draft, { method: 'POST', body: this.body(extra) });
      this.learn(answer);
      if (answer.ok) await done(answer);
      else { this.dirty = true; this.say(await this.refusal(answer)); }
    } catch {
      this.dirty = true;
      this.say(this.form.dataset.draftFailed);
    } finally {
      this.flying -= 1;
    }
  }

  learn(answer) {
    const version = answer.headers.get('Draft-Version');
    if (answer.ok && version) this.form.elements._draft.value = version;
  }

  // A newer draft is told of by the office itself: it names the boxes that differ.
  async refusal(answer) {
    const { draftOver, draftNewer, draftGone, draftFailed } = this.form.dataset;
    if (answer.status === 409 && answer.headers.get('Content-Type')?.startsWith('text/plain')) return answer.text();
    return { 401: draftOver, 409: draftNewer, 410: draftGone }[answer.status] ?? draftFailed;
  }

  say(words) { if (this.note) this.note.textContent = words; }

  // The answer says which fields there are; what was typed meanwhile, chosen files and the focus stay.
  replace(text) {
    const place = this.form.querySelector('[data-fields]');
    const fresh = new DOMParser().parseFromString(text, 'text/html').body;
    const focused = document.activeElement?.id;
    each('input[id], textarea[id], select[id]', old => {
      const now = fresh.querySelector(`#${CSS.escape(old.id)}`);
      if (!now) return;
      if (old.type === 'file') now.replaceWith(old);
      else if (old.type === 'checkbox' || old.type === 'radio') now.checked = old.checked;
      else now.value = old.value;
    }, place);
    place.replaceChildren(...fresh.childNodes);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    prepare(place);
  }
}

/* ---- every page ---- */

function prepare(root) {
  reopenChips(root);
  each('select', narrowable, root);
}

prepare(document);
each('form[data-draft]', form => new Draft(form));
(document.querySelector('.errors') ?? document.querySelector('.say[role=status]'))?.focus();
