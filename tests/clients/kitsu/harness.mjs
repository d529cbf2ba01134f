import Kitsu from 'kitsu';

import {
  api, assert, assertOnlyRetitled, bearer, fresh, idsIn, namesIn, run, stored, thrownBy, told,
} from '../checks.mjs';

// `series` and `people` are plurals already, and kitsu would make others of them.
const kitsu = new Kitsu({
  baseURL: api, headers: { Authorization: bearer }, pluralize: false, camelCaseTypes: false,
});
const article = (id, params) => kitsu.get(`articles/${id}`, { params });

await run({
  async list() {
    const { data, meta } = await kitsu.get('articles');
    return { ids: idsIn(data), total: meta.total };
  },

  async pages(size) {
    let { data, links } = await kitsu.get('tags', { params: { page: { size } } });
    const found = idsIn(data);
    while (links.next) {
      ({ data, links } = await kitsu.request({ url: links.next, type: 'tags' }));
      found.push(...idsIn(data));
    }
    return found;
  },

  async get(id) {
    const { data: { title, summary, wordCount } } = await article(id);
    return { title, summary, wordCount };
  },

  async include(id) {
    const { data } = await article(id, { include: 'author,coauthors,comments.author' });
    return {
      author: data.author.data.name,
      coauthors: namesIn(data.coauthors.data),
      commenters: data.comments.data.map(({ author }) => author.data.name),
    };
  },

  async fields() {
    const params = { fields: { articles: 'title,status' } };
    return (await kitsu.get('articles', { params })).data[0];
  },

  async sort(sort) {
    return idsIn((await kitsu.get('articles', { params: { sort } })).data);
  },

  async filter() {
    const params = { filter: { tags: { slug: 'web' }, wordCount: { gte: 200 } } };
    const { data } = await kitsu.get('articles', { params });
    return { ids: idsIn(data), asked: 'filter[tags][slug]=web&filter[wordCount][gte]=200' };
  },

  async related(id) {
    const author = await kitsu.get(`articles/${id}/author`);
    const linkage = await kitsu.get(`articles/${id}/relationships/coauthors`);
    return { author: author.data.handle, coauthors: idsIn(linkage.data) };
  },

  async create(attributes) {
    const { data, status } = await kitsu.post('articles', attributes);
    assert.equal(status, 201);
    return data.id;
  },

  async 'create with tags'(attributes, tag) {
    return (await kitsu.post('articles', { ...attributes, tags: { data: [tag] } })).data.id;
  },

  async update(id, title) {
    return (await kitsu.patch('articles', { id, title })).data.title;
  },

  async 'write-back'(id, title) {
    const { data } = await article(id, { include: 'author,tags,comments' });
    await kitsu.patch('articles', { ...data, title });
  },

  async add(id, tag) {
    await kitsu.post(`articles/${id}/relationships/tags`, [tag]);
  },

  async remove(id, tag) {
    await kitsu.delete(`articles/${id}/relationships/tags`, [tag.id]);
  },

  async replace(id, tags) {
    await kitsu.patch(`articles/${id}/relationships/tags`, tags);
  },

  async delete(id) {
    const { meta } = await kitsu.delete('articles', id);
    assert.deepEqual(meta, { deleted: { articles: 1, comments: 1 } });
  },

  async 'error 404'(id) {
    return told((await thrownBy(() => article(id))).errors[0]);
  },

  async 'error 422'(attributes) {
    return told((await thrownBy(() => kitsu.post('articles', attributes))).errors[0]);
  },
}, {
  async 'write-back of what was read without include'() {
    const id = await fresh();
    const before = await stored(id);
    const { data } = await article(id);

    await kitsu.patch('articles', { ...data, title: 'Other' });

    await assertOnlyRetitled(before, id, 'Other');
  },
});
