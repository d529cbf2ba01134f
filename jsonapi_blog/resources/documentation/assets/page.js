/* The reference, made to be tried out: a form for each operation, from the HTML that describes it.

In: elements of the class `try`, and the tables beside them. Out: requests to the service that the
page came from, and their answers as text. Without this script the page is the same to read. */

const body = document.body;
let token = '';

/** An element with attributes, listeners where they begin with `on`, and children. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const labelled = (text, field) => make('label', {}, make('span', {}, text), field);
const group = (title, ...fields) => make('fieldset', {}, make('legend', {}, title), ...fields);
const listed = (row, selector) => row.querySelector(selector)?.textContent.split(' ') ?? [];

/* What can be asked for, read from the table of parameters. */

const fieldsOf = (type) =>
  [...document.querySelectorAll(`[data-fields="${type}"] th code`)].map((each) => each.textContent);

function parametersOf({ method, path }) {
  // QUERY takes in its body what GET takes in the URL.
  const described = method === 'QUERY' ? 'GET' : method;
  const place = document.querySelector(`[data-method="${described}"][data-path="${path}"]`);
  const rows = place.parentElement.querySelectorAll(':scope > table.parameters > tbody > tr');
  const found = { path: [], header: [], query: new Map() };
  for (const row of rows) {
    const heading = row.querySelector('th');
    const name = heading.textContent;
    if (heading.className) {
      if (described === method) found[heading.className].push(name);
      continue;
    }
    if (!row.classList.contains('with')) found.query.set(name, listed(row, 'code.value'));
    for (const ending of listed(row, 'code.more')) {
      found.query.set(name + ending, name === 'fields' ? fieldsOf(ending.slice(1, -1)) : []);
    }
  }
  return found;
}

/* The form of one operation. */

function formOf(place) {
  const operation = place.parentElement;
  const { method, path, accept, content, token: secured } = place.dataset;
  const known = parametersOf(place.dataset);
  const names = make('datalist', { id: `${operation.id}-names` });
  names.append(...[...known.query.keys()].map((name) => make('option', { value: name })));
  const rows = make('div', { class: 'rows' });
  const inputs = (kind, required) =>
    known[kind].map((name) => labelled(name, make('input', { name, required, 'data-in': kind })));

  const form = make('form', { 'aria-label': `Try ${method} ${path}` });
  if (known.path.length) form.append(group('Path', ...inputs('path', true)));
  if (known.query.size) {
    const more = make('button', { type: 'button', onclick: () => addRow(rows, known, names.id).focus() });
    more.append('Add a parameter');
    form.append(group('Parameters', rows, more), names);
    if (known.query.has('page[size]')) addRow(rows, known, names.id, 'page[size]', '2');
  }
  const accepts = accept.split('\n').map((each) => make('option', {}, each));
  const headers = [labelled('Accept', make('select', { name: 'Accept', 'data-in': 'header' }, ...accepts))];
  form.append(group('Headers', ...headers, ...inputs('header', false)));
  const example = operation.querySelector(':scope > pre.body');
  if (example) {
    const text = make('textarea', { rows: 12, spellcheck: 'false', 'data-in': 'body' });
    text.value = example.textContent;
    form.append(labelled(`Body, as ${content}`, text));
  }
  const status = make('p', { role: 'status' });
  const answer = make('div', { class: 'answer', hidden: true });
  const sending = make('p', {}, make('button', { type: 'submit' }, `Send ${method}`));
  if (secured !== undefined) {
    sending.append(' Your ', make('a', { href: '#token' }, 'access token'), ' goes along, if there is one.');
  }
  form.append(sending, status, answer);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (form.ariaBusy !== 'true') send(form, place.dataset, status, answer);
  });
  return form;
}

function addRow(rows, known, names, name = '', value = '') {
  const number = ++addRow.made;
  const values = make('datalist', { id: `values-${number}` });
  const named = make('input', { list: names, 'aria-label': 'Parameter', 'data-in': 'name' });
  const valued = make('input', { list: values.id, 'aria-label': 'Value', 'data-in': 'value' });
  const offer = () => {
    const legal = known.query.get(named.value) ?? [];
    values.replaceChildren(...legal.map((each) => make('option', { value: each })));
  };
  const remove = () => {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    (next?.querySelector('input') ?? rows.nextElementSibling).focus();
    row.remove();
  };
  const removing = make('button', { type: 'button', 'aria-label': 'Remove this parameter', onclick: remove }, '×');
  const row = make('div', { class: 'row' }, named, valued, removing, values);
  named.value = name;
  valued.value = value;
  named.addEventListener('input', offer);
  offer();
  rows.append(row);
  return named;
}
addRow.made = 0;

/* The request, and what came of it. */

/** Encoded, but for what may stand in a query as it is and is easier to read so. */
const encoded = (text) =>
  encodeURIComponent(text).replace(/%(5B|5D|2C|3A|2F)/g, (found) => decodeURIComponent(found));

function requestOf(form, { method, path, content }) {
  const fields = (kind) => [...form.querySelectorAll(`[data-in="${kind}"]`)];
  const filled = fields('path').reduce(
    (url, field) => url.replace(`{${field.name}}`, encodeURIComponent(field.value.trim())), path);
  const values = fields('value').map((field) => field.value);
  const pairs = fields('name').map((field, index) => [field.value.trim(), values[index]]);
  const query = pairs.filter(([name]) => name).map((pair) => pair.map(encoded).join('=')).join('&');
  const headers = fields('header').map((field) => [field.name, field.value.trim()]).filter((pair) => pair[1]);
  if (content) headers.push(['Content-Type', content]);
  const inBody = method === 'QUERY';
  return {
    method,
    url: filled + (query && !inBody ? `?${query}` : ''),
    headers,
    body: inBody ? query : fields('body')[0]?.value,
  };
}

/** The same request for a shell; the token stays a variable. */
function curlOf({ method, url, headers, body: sent }) {
  const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  const parts = ['curl', '-g', '-X', method, quoted(body.dataset.base + url)];
  for (const [name, value] of headers) parts.push('-H', quoted(`${name}: ${value}`));
  if (token) parts.push('-H', '"Authorization: Bearer $TOKEN"');
  if (sent) parts.push('--data-binary', quoted(sent));
  return parts.join(' ');
}

async function send(form, operation, status, answer) {
  const request = requestOf(form, operation);
  const { method, url, headers } = request;
  const authorization = token ? [['Authorization', `Bearer ${token}`]] : [];
  form.ariaBusy = 'true';
  status.textContent = 'Sent …';
  const began = performance.now();
  try {
    const response = await fetch(body.dataset.path + url, {
      method,
      headers: [...headers, ...authorization],
      body: request.body || undefined,
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    const took = Math.round(performance.now() - began);
    status.textContent = `${response.status} ${response.statusText}`.trim() + ` after ${took} ms`;
    answer.replaceChildren(...shown(request, response, text));
    answer.hidden = false;
  } catch (fault) {
    status.textContent = `No answer: ${fault.message}`;
    answer.hidden = true;
  } finally {
    form.ariaBusy = 'false';
  }
}

function* shown(request, response, text) {
  let document = null;
  try {
    document = JSON.parse(text);
  } catch {
    // No JSON: an empty answer, or one of a proxy.
  }
  const codes = new Set((document?.errors ?? []).map((error) => error.code));
  const entries = [...codes].filter((code) => window.document.getElementById(code));
  if (entries.length) {
    const links = entries.flatMap((code) => [' ', make('a', { href: `#${code}` }, code)]);
    yield make('p', {}, 'What it means:', ...links);
  }
  yield make('p', {}, make('code', {}, `${request.method} ${body.dataset.base}${request.url}`));
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  yield make('pre', { class: 'headers' }, lines);
  if (text) yield make('pre', { class: 'document' }, document ? JSON.stringify(document, null, 2) : text);
  yield make('details', {}, make('summary', {}, 'The same with curl'), make('pre', {}, curlOf(request)));
}

/* The tools of the whole reference: a token, and a look for operations. */

function addTools(tools) {
  const secret = make('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', id: 'token' });
  secret.addEventListener('input', () => { token = secret.value.trim(); });
  const about = make('small', {},
    'It goes along with what you try, stays in this page, and is gone when you leave it.');
  const sought = make('input', { type: 'search', id: 'find', autocomplete: 'off' });
  const found = make('small', { role: 'status' });
  const operations = [...document.querySelectorAll('#reference > details')];
  sought.addEventListener('input', () => {
    const words = sought.value.toLowerCase().split(/\s+/);
    const says = (operation) => operation.firstElementChild.textContent.toLowerCase();
    for (const operation of operations) {
      operation.hidden = !words.every((word) => says(operation).includes(word));
    }
    const left = operations.filter((operation) => !operation.hidden).length;
    found.textContent = sought.value ? `${left} of ${operations.length} operations` : '';
  });
  const form = make('form', { role: 'search', onsubmit: (event) => event.preventDefault() });
  form.append(labelled('Find an operation', sought), found);
  const own = make('form', { 'aria-label': 'Access token', onsubmit: (event) => event.preventDefault() });
  own.append(labelled('Your access token', secret), about);
  tools.append(own, form);
  tools.hidden = false;
}

/** Opens what the address of the page leads to. */
function arrive() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let each = target; each; each = each.parentElement) {
    if (each.tagName === 'DETAILS') each.open = true;
  }
  target?.scrollIntoView();
}

for (const place of document.querySelectorAll('.try')) {
  place.parentElement.addEventListener('toggle', () => {
    place.append(make('details', {}, make('summary', {}, 'Try it'), formOf(place)));
  }, { once: true });
}
addTools(document.getElementById('tools'));
addEventListener('hashchange', arrive);
if (location.hash) arrive();
