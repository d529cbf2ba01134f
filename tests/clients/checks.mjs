/* What every client is asked to do, and how it is seen that it was done.

In: the address of a served sample blog (BLOG_API), a token of its author Ann (BLOG_TOKEN), the ids
of what is in it by handle and slug (BLOG_IDS), and from each harness one function per check that
does the thing with the client alone. Out: one line of JSON per check on standard output. What a
client did is looked at by `ask`, a plain fetch that knows none of the clients. */

import assert from 'node:assert/strict';
import { writeSync } from 'node:fs';

export { assert };
export const api = process.env.BLOG_API;
export const token = process.env.BLOG_TOKEN;
export const ids = JSON.parse(process.env.BLOG_IDS);
export const bearer = `Bearer ${token}`;
export const JSONAPI = 'application/vnd.api+json';

/** What clients print is kept (it may be a complaint), and out of the way of the results. */
export const printed = [];
for (const way of ['log', 'info', 'debug', 'warn', 'error', 'group', 'groupCollapsed']) {
  console[way] = (...words) => {
    printed.push(words.map(String).join(' '));
    process.stderr.write(`${printed.at(-1)}\n`);
  };
}

/** Each check: it is handed the harness's function of that name, and judges what it returns. */
const CHECKS = {
  // A page of articles as nobody asked for anything: { ids, total }.
  async list(list) {
    const { data, meta } = await ask('articles');
    assert.deepEqual(await list(), { ids: idsIn(data), total: meta.total });
  },

  // The ids of all tags, got by following the links of pages of this size.
  async pages(pages) {
    assert.deepEqual(await pages(7), await idsOf('tags?page[size]=100'));
  },

  // An article with this id: { title, summary, wordCount }.
  async get(get) {
    const expected = { title: 'Äpfel und Öl', summary: null, wordCount: 300 };
    assert.deepEqual(await get(ids['post-3']), expected);
  },

  // An article with author, coauthors, comments and their authors: names, in order.
  async include(include) {
    const { author, coauthors, commenters } = await include(ids['post-1']);
    assert.equal(author, 'Ann Author');
    assert.deepEqual(coauthors, ['Rita Ørsted', 'Eve Editor', 'bob Bauer']);
    assert.equal(commenters.length, 25);
    assert.deepEqual(commenters.slice(0, 3), ['김 Kim', 'Lee, Jr.', 'bob Bauer']);
  },

  // Articles of which only title and status were asked for: the first one, as an object.
  async fields(fields) {
    const { title, status, body, wordCount } = await fields();
    assert.deepEqual([typeof title, status], ['string', 'published']);
    assert.deepEqual([body ?? null, wordCount ?? null], [null, null]);
  },

  // Articles in the order of this `sort`: their ids.
  async sort(sort) {
    assert.deepEqual(await sort('-author.name,title'), await idsOf('articles?sort=-author.name,title'));
  },

  // Articles by a filter as the client can write one: { ids, asked } with the query that it means.
  async filter(filter) {
    const { ids, asked } = await filter();
    assert.deepEqual(ids, await idsOf(`articles?${asked}`));
    assert.ok(0 < ids.length && ids.length < 25, `${ids.length} were found`);
  },

  // From an article to others: { author: handle, coauthors: ids in order }.
  async related(related) {
    const expected = { author: 'ann', coauthors: [ids.rita, ids.eve, ids.bob] };
    assert.deepEqual(await related(ids['post-1']), expected);
  },

  // A new article with a title and a body: its id.
  async create(create) {
    const { attributes, linked } = await stored(await create({ title: 'Made', body: 'By *me*.' }));
    assert.deepEqual([attributes.title, attributes.body], ['Made', 'By *me*.']);
    assert.deepEqual([linked.tags, linked.author, linked.comments], [[], [ids.ann], []]);
  },

  // A new article with a title and one tag: its id.
  async 'create with tags'(create) {
    const { attributes, linked } = await stored(await create({ title: 'Made' }, tag('rust')));
    assert.equal(attributes.title, 'Made');
    assert.deepEqual([linked.tags, linked.author, linked.comments], [[ids.rust], [ids.ann], []]);
  },

  // Another title for an article: the title that the client has then.
  async update(update) {
    const id = await fresh();
    const before = await stored(id);
    assert.equal(await update(id, 'Other'), 'Other');
    await assertOnlyRetitled(before, id, 'Other');
  },

  // The whole article read, with whatever the client includes, and written under another title.
  async 'write-back'(writeBack) {
    const id = await fresh();
    const before = await stored(id);
    await writeBack(id, 'Other');
    await assertOnlyRetitled(before, id, 'Other');
  },

  async add(add) {
    const id = await fresh();
    await add(id, tag('unused'));
    await assertTags(id, 'rust', 'web', 'unused');
  },

  async remove(remove) {
    const id = await fresh();
    await remove(id, tag('rust'));
    await assertTags(id, 'web');
  },

  async replace(replace) {
    const id = await fresh();
    await replace(id, [tag('unused'), tag('web')]);
    await assertTags(id, 'unused', 'web');
  },

  async delete(remove) {
    const id = await fresh();
    await remove(id);
    assert.equal((await ask(`articles/${id}`)).status, 404);
  },

  // An article that does not exist: what the client tells of the error, at least one of these.
  async 'error 404'(get) {
    const told = await get('00000000-0000-7000-8000-000000000000');
    assertTold(told, { status: '404', code: 'resource-not-found', title: 'Resource not found' });
  },

  // An article with an empty title: what the client tells of the error.
  async 'error 422'(create) {
    const told = await create({ title: '' });
    const pointer = '/data/attributes/title';
    assertTold(told, { status: '422', code: 'invalid-value', pointer, attribute: 'title' });
  },
};

/** Run all checks that the harness has a function for, and whatever is `more`. */
export async function run(client, more = {}) {
  for (const name of Object.keys(client)) assert.ok(name in CHECKS, `${name} is no check`);
  for (const [name, judge] of Object.entries(CHECKS)) {
    if (name in client) await check(name, () => judge(client[name]));
  }
  for (const [name, judge] of Object.entries(more)) await check(name, judge);
}

async function check(name, judge) {
  let detail = '';
  try {
    await judge();
  } catch (fault) {
    detail = fault?.stack ?? `${JSON.stringify(fault)} was thrown`;
  }
  writeSync(1, `${JSON.stringify({ name, ok: detail === '', detail })}\n`);
}

/** The document at a path as the server tells it; `status` beside its members. */
export async function ask(path, method = 'GET', document) {
  const response = await fetch(`${api}/${path}`, {
    method,
    headers: { Accept: JSONAPI, 'Content-Type': JSONAPI, Authorization: bearer },
    body: document && JSON.stringify(document),
  });
  return { status: response.status, ...JSON.parse((await response.text()) || '{}') };
}

export const idsIn = (resources) => resources.map(({ id }) => id);
export const namesIn = (people) => people.map(({ name }) => name);
export const tag = (slug) => ({ type: 'tags', id: ids[slug] });

export async function idsOf(path) {
  return idsIn((await ask(path)).data);
}

/** The id of a new article of Ann's with two tags and a comment, which a check may spoil. */
export async function fresh() {
  const article = await ask('articles', 'POST', {
    data: {
      type: 'articles',
      attributes: { title: 'As it was', summary: 'A summary.', body: 'One *two* three.' },
      relationships: { tags: { data: [tag('rust'), tag('web')] } },
    },
  });
  const comment = await ask('comments', 'POST', {
    data: {
      type: 'comments',
      attributes: { body: 'Well said.' },
      relationships: { article: { data: { type: 'articles', id: article.data.id } } },
    },
  });
  assert.deepEqual([article.status, comment.status], [201, 201]);
  return article.data.id;
}

/** An article as it is stored: its attributes, and the ids that it is linked to. */
export async function stored(id) {
  const { data } = await ask(`articles/${id}?include=author,coauthors,tags,series,comments`);
  const linked = Object.entries(data.relationships).filter(([, { data }]) => data !== undefined);
  return {
    attributes: data.attributes,
    linked: Object.fromEntries(
      linked.map(([name, { data }]) => [name, idsIn([data ?? []].flat())]),
    ),
  };
}

/** Nothing may have changed but the title, and with it the time of the change. */
export async function assertOnlyRetitled(before, id, title) {
  const after = await stored(id);
  const { updatedAt } = after.attributes;
  assert.notEqual(updatedAt, before.attributes.updatedAt);
  assert.deepEqual(after, { ...before, attributes: { ...before.attributes, title, updatedAt } });
}

async function assertTags(id, ...slugs) {
  const found = await idsOf(`articles/${id}/relationships/tags`);
  assert.deepEqual(found.toSorted(), slugs.map((slug) => ids[slug]).toSorted());
}

function assertTold(told, expected) {
  const names = Object.keys(told);
  assert.ok(names.length > 0, 'Nothing was told.');
  for (const name of names) assert.equal(told[name], expected[name]);
}

/** An error object as the checks of errors want it. */
export function told({ status, code, source, meta }) {
  const known = { status, code, pointer: source?.pointer, attribute: meta?.attribute };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** What the function throws; that it throws nothing is a failure. */
export async function thrownBy(run) {
  try {
    await run();
  } catch (fault) {
    return fault;
  }
  throw new Error('Nothing was thrown.');
}
