import { api, assert, ids, idsIn, run, thrownBy, token, told } from '../checks.mjs';

// Made for browsers, it looks for the token in their storage.
globalThis.localStorage = { getItem: (name) => (name === 'token' ? token : null) };
const { default: { default: client } } = await import('ra-jsonapi-client');
const provider = client(api);
const firstPage = { pagination: { page: 1, perPage: 25 } };

await run({
  async list() {
    const { data, total } = await provider('GET_LIST', 'articles', firstPage);
    return { ids: idsIn(data), total };
  },

  // It follows no links: it counts pages until `meta.total` is reached.
  async pages(perPage) {
    const found = [];
    for (let page = 1; ; page += 1) {
      const pagination = { page, perPage };
      const { data, total } = await provider('GET_LIST', 'tags', { pagination });
      found.push(...idsIn(data));
      if (found.length >= total) return found;
    }
  },

  async get(id) {
    const { data: { title, summary, wordCount } } = await provider('GET_ONE', 'articles', { id });
    return { title, summary, wordCount };
  },

  async sort(sort) {
    const order = { field: sort.slice(1), order: 'DESC' };
    return idsIn((await provider('GET_LIST', 'articles', { ...firstPage, sort: order })).data);
  },

  async filter() {
    const params = { ...firstPage, filter: { status: 'draft', language: 'en' } };
    const { data } = await provider('GET_LIST', 'articles', params);
    return { ids: idsIn(data), asked: 'filter[status]=draft&filter[language]=en' };
  },

  async create(attributes) {
    return (await provider('CREATE', 'articles', { data: attributes })).data.id;
  },

  async update(id, title) {
    return (await provider('UPDATE', 'articles', { id, data: { id, title } })).data.title;
  },

  async 'write-back'(id, title) {
    const { data } = await provider('GET_ONE', 'articles', { id });
    await provider('UPDATE', 'articles', { id, data: { ...data, title } });
  },

  async delete(id) {
    assert.deepEqual(await provider('DELETE', 'articles', { id }), { data: { id } });
  },

  // The message of the error that it throws is the whole document.
  async 'error 404'(id) {
    const { status, message } = await thrownBy(() => provider('GET_ONE', 'articles', { id }));
    assert.equal(status, 404);
    return told(message.errors[0]);
  },

  async 'error 422'(data) {
    const { status, message } = await thrownBy(() => provider('CREATE', 'articles', { data }));
    assert.equal(status, 422);
    return told(message.errors[0]);
  },
}, {
  // As react-admin's reference fields ask.
  async 'many by their ids'() {
    const wanted = [ids['post-9'], ids['post-4']];

    const { data } = await provider('GET_MANY', 'articles', { ids: wanted });

    assert.deepEqual(idsIn(data), wanted);
  },

  // As react-admin asks for what refers to something.
  async 'many by a reference, sorted by id'() {
    const reference = { target: 'article', id: ids['post-3'] };
    const sort = { field: 'id', order: 'DESC' };

    const { data, total } = await provider('GET_MANY_REFERENCE', 'comments', {
      ...firstPage, ...reference, sort,
    });

    assert.equal(total, 3);
    assert.deepEqual(idsIn(data), ['answer-3-1', 'answer-3-0', 'first-3'].map((name) => ids[name]));
  },
});
