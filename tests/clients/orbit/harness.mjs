import orbitJsonapi from '@orbit/jsonapi';
import orbitMemory from '@orbit/memory';
import { RecordNotFoundException, RecordSchema } from '@orbit/records';
import { buildSerializerSettingsFor } from '@orbit/serializers';

import {
  api, assert, assertOnlyRetitled, bearer, fresh, idsIn, idsOf, run, stored, thrownBy, told,
} from '../checks.mjs';

const one = (type) => ({ kind: 'hasOne', type });
const many = (type) => ({ kind: 'hasMany', type });
const text = { type: 'string' };
const time = { type: 'datetime' };
const schema = new RecordSchema({
  models: {
    articles: {
      attributes: {
        title: text, summary: text, body: text, status: text, wordCount: { type: 'number' },
        createdAt: time, updatedAt: time,
      },
      relationships: {
        author: one('people'), coauthors: many('people'), tags: many('tags'),
        comments: many('comments'),
      },
    },
    people: { attributes: { name: text, handle: text } },
    tags: { attributes: { name: text, slug: text } },
    comments: { attributes: { body: text }, relationships: { author: one('people') } },
  },
});
const source = new orbitJsonapi.JSONAPISource({
  schema,
  host: api,
  defaultFetchSettings: { headers: { Authorization: bearer } },
  // The models are called as the types are, in the plural: paths need no other one.
  serializerSettingsFor: buildSerializerSettingsFor({
    sharedSettings: { inflectors: { pluralize: (word) => word } },
  }),
});
const memory = new orbitMemory.MemorySource({ schema });
const full = { fullResponse: true };
const article = (id) => ({ type: 'articles', id });

/** What a query found, all of it put into the memory where orbit's applications look at it. */
async function found(query) {
  const { data, details, transforms } = await source.query(query, full);
  for (const transform of transforms) await memory.sync(transform);
  return { data, document: details[0].document };
}

/** A failed request stays at the head of orbit's queue until it is dealt with. */
async function failed(run) {
  const fault = await thrownBy(run);
  await source.requestQueue.skip();
  return fault;
}

await run({
  async list() {
    const { data, document } = await found((q) => q.findRecords('articles'));
    return { ids: idsIn(data), total: document.meta.total };
  },

  async pages(size) {
    const ids = [];
    for (let options = { page: { size } }; options.url !== null;) {
      const { data, document } = await found((q) => q.findRecords('tags').options(options));
      ids.push(...idsIn(data));
      options = { url: document.links.next };
    }
    return ids;
  },

  async get(id) {
    const { data } = await found((q) => q.findRecord(article(id)));
    const { title, summary, wordCount } = data.attributes;
    return { title, summary, wordCount };
  },

  async include(id) {
    const include = ['author', 'coauthors', 'comments.author'];
    await found((q) => q.findRecord(article(id)).options({ include }));
    const nameOf = (record, relationship) =>
      memory.cache.query((q) => q.findRelatedRecord(record, relationship)).attributes.name;
    const of = (relationship) =>
      memory.cache.query((q) => q.findRelatedRecords(article(id), relationship));
    return {
      author: nameOf(article(id), 'author'),
      coauthors: of('coauthors').map(({ attributes }) => attributes.name),
      commenters: of('comments').map((comment) => nameOf(comment, 'author')),
    };
  },

  async fields() {
    const fields = { articles: ['title', 'status'] };
    const { data } = await found((q) => q.findRecords('articles').options({ fields }));
    return data[0].attributes;
  },

  async sort(sort) {
    const { data } = await found((q) => q.findRecords('articles').options({ sort }));
    return idsIn(data);
  },

  async filter() {
    const { data } = await found((q) => q.findRecords('articles')
      .filter({ attribute: 'status', value: 'draft' }).sort('-wordCount', 'title'));
    return { ids: idsIn(data), asked: 'filter[status]=draft&sort=-wordCount,title' };
  },

  async related(id) {
    const author = await found((q) => q.findRelatedRecord(article(id), 'author'));
    const coauthors = await found((q) => q.findRelatedRecords(article(id), 'coauthors'));
    return { author: author.data.attributes.handle, coauthors: idsIn(coauthors.data) };
  },

  // It makes the ids itself.
  async create(attributes) {
    return (await source.update((t) => t.addRecord({ type: 'articles', attributes }))).id;
  },

  async 'create with tags'(attributes, tag) {
    const relationships = { tags: { data: [tag] } };
    const made = { type: 'articles', attributes, relationships };
    return (await source.update((t) => t.addRecord(made))).id;
  },

  async update(id, title) {
    const updated = await source.update((t) => t.replaceAttribute(article(id), 'title', title));
    return updated.attributes.title;
  },

  async 'write-back'(id, title) {
    const include = ['author', 'tags', 'comments'];
    const { data } = await found((q) => q.findRecord(article(id)).options({ include }));
    const attributes = { ...data.attributes, title };
    await source.update((t) => t.updateRecord({ ...data, attributes }));
  },

  async add(id, tag) {
    await source.update((t) => t.addToRelatedRecords(article(id), 'tags', tag));
  },

  async remove(id, tag) {
    await source.update((t) => t.removeFromRelatedRecords(article(id), 'tags', tag));
  },

  async replace(id, tags) {
    await source.update((t) => t.replaceRelatedRecords(article(id), 'tags', tags));
  },

  async delete(id) {
    const { details } = await source.update((t) => t.removeRecord(article(id)), full);
    assert.deepEqual(details[0].document.meta, { deleted: { articles: 1, comments: 1 } });
  },

  async 'error 404'(id) {
    const options = { raiseNotFoundExceptions: true };
    const fault = await failed(() =>
      source.query((q) => q.findRecord(article(id)).options(options)));
    return fault instanceof RecordNotFoundException ? { status: '404' } : {};
  },

  async 'error 422'(attributes) {
    const fault = await failed(() =>
      source.update((t) => t.addRecord({ type: 'articles', attributes })));
    return told(fault.data.errors[0]);
  },
}, {
  async 'pages by offset'() {
    const { data } = await found((q) => q.findRecords('tags').page({ offset: 7, limit: 5 }));

    const tags = await idsOf('tags?page[size]=100');
    assert.deepEqual(idsIn(data), tags.slice(7, 12));
  },

  async 'write-back of what was read long ago'() {
    const id = await fresh();
    const { data } = await found((q) => q.findRecord(article(id)));
    await source.update((t) => t.replaceAttribute(article(id), 'title', 'Another'));
    const before = await stored(id);

    // With the time of the change before last.
    const attributes = { ...data.attributes, title: 'Other' };
    await source.update((t) => t.updateRecord({ ...data, attributes }));

    await assertOnlyRetitled(before, id, 'Other');
  },
});
