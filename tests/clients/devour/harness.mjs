import JsonApi from 'devour-client';

import {
  api, assert, fresh, idsIn, ids, namesIn, run, stored, thrownBy, token, told,
} from '../checks.mjs';

const devour = new JsonApi({
  apiUrl: api,
  bearer: token,
  // `series` and `people` are plurals already, and devour would make others of them.
  pluralize: false,
  logger: false,
  // By default devour hands over title and detail alone.
  errorBuilder: (error) => error,
});
const many = (type) => ({ jsonApi: 'hasMany', type });
const one = (type) => ({ jsonApi: 'hasOne', type });
devour.define('articles', {
  title: '', summary: '', body: '', status: '', wordCount: '', updatedAt: '',
  author: one('people'), coauthors: many('people'), tags: many('tags'),
  comments: many('comments'),
});
devour.define('people', { name: '', handle: '' });
devour.define('comments', { body: '', author: one('people') });
devour.define('tags', { name: '', slug: '' });

await run({
  async list() {
    const { data, meta } = await devour.findAll('articles');
    return { ids: idsIn(data), total: meta.total };
  },

  async pages(size) {
    let { data, links } = await devour.findAll('tags', { page: { size } });
    const found = idsIn(data);
    while (links.next) {
      ({ data, links } = await devour.request(links.next));
      found.push(...idsIn(data));
    }
    return found;
  },

  async get(id) {
    const { data: { title, summary, wordCount } } = await devour.find('articles', id);
    return { title, summary, wordCount };
  },

  async include(id) {
    const include = 'author,coauthors,comments.author';
    const { data: { author, coauthors, comments } } = await devour.find('articles', id, { include });
    return {
      author: author.name,
      coauthors: namesIn(coauthors),
      commenters: namesIn(comments.map(({ author }) => author)),
    };
  },

  async fields() {
    return (await devour.findAll('articles', { fields: { articles: 'title,status' } })).data[0];
  },

  async sort(sort) {
    return idsIn((await devour.findAll('articles', { sort })).data);
  },

  async filter() {
    const id = [ids['post-5'], ids['post-10'], ids['post-1']];
    const { data } = await devour.findAll('articles', { filter: { tags: { slug: 'web' }, id } });
    return { ids: idsIn(data), asked: `filter[tags][slug]=web&filter[id]=${id}` };
  },

  async related(id) {
    const author = await devour.one('articles', id).all('author').get();
    const linkage = await devour.one('articles', id).relationships('coauthors').get();
    return { author: author.data.handle, coauthors: idsIn(linkage.data) };
  },

  async create(attributes) {
    return (await devour.create('articles', attributes)).data.id;
  },

  async 'create with tags'(attributes, tag) {
    return (await devour.create('articles', { ...attributes, tags: [tag] })).data.id;
  },

  async update(id, title) {
    return (await devour.update('articles', { id, title })).data.title;
  },

  async 'write-back'(id, title) {
    const include = 'author,coauthors,tags,comments';
    const { data } = await devour.find('articles', id, { include });
    await devour.update('articles', { ...data, title });
  },

  async add(id, tag) {
    await devour.one('articles', id).relationships('tags').post([tag]);
  },

  async remove(id, tag) {
    await devour.one('articles', id).relationships('tags').destroy([tag]);
  },

  async replace(id, tags) {
    await devour.one('articles', id).relationships('tags').patch(tags);
  },

  async delete(id) {
    const { meta } = await devour.destroy('articles', id);
    assert.deepEqual(meta, { deleted: { articles: 1, comments: 1 } });
  },

  async 'error 404'(id) {
    return told((await thrownBy(() => devour.find('articles', id)))[0]);
  },

  async 'error 422'(attributes) {
    const errors = await thrownBy(() => devour.create('articles', attributes));
    // It files errors under the last segment of their pointers.
    return told(errors.title);
  },
}, {
  // What was not included is empty to devour: written back it would clear the tags.
  async 'write-back without include is refused as a whole'() {
    const id = await fresh();
    const before = await stored(id);
    const { data } = await devour.find('articles', id);

    const errors = await thrownBy(() => devour.update('articles', { ...data, title: 'Other' }));

    const pointers = Object.values(errors).map(({ source }) => source.pointer);
    assert.deepEqual(pointers, ['/data/relationships/author/data']);
    assert.deepEqual(await stored(id), before);
  },
});
