// Run with --conditions=unpkg-dev: the development build, as published for use without a bundler.
import { cacheKeyFor, useRecommendedStore } from '@warp-drive/core';
import { setupSignals } from '@warp-drive/core/configure';
import { checkout, withDefaults } from '@warp-drive/core/reactive';
import { JSONAPICache } from '@warp-drive/json-api';
import {
  createRecord, deleteRecord, findRecord, query, serializePatch, serializeResources,
  setBuildURLConfig, updateRecord,
} from '@warp-drive/utilities/json-api';

import {
  api, assert, bearer, idsIn, JSONAPI, namesIn, printed, run, thrownBy, told,
} from '../checks.mjs';

setBuildURLConfig({ host: new URL(api).origin, namespace: 'v1' });
// Nothing is rendered here, so nothing has to be told of changes.
setupSignals(() => ({
  createSignal: () => ({}),
  consumeSignal() {},
  notifySignal() {},
  createMemo: (_object, _key, compute) => compute,
  willSyncFlushWatchers: () => false,
}));

const fields = (...names) => names.map((name) => ({ kind: 'field', name }));
const relationship = (kind, name, type) =>
  ({ kind, name, type, options: { async: false, inverse: null, linksMode: true } });
const schemas = [
  withDefaults({ type: 'articles', fields: [
    ...fields('title', 'summary', 'body', 'status', 'wordCount', 'updatedAt'),
    relationship('belongsTo', 'author', 'people'),
    relationship('hasMany', 'coauthors', 'people'),
    relationship('hasMany', 'tags', 'tags'),
    relationship('hasMany', 'comments', 'comments'),
  ] }),
  withDefaults({ type: 'people', fields: fields('name', 'handle') }),
  withDefaults({ type: 'tags', fields: fields('name', 'slug') }),
  withDefaults({ type: 'comments', fields: [
    ...fields('body'), relationship('belongsTo', 'author', 'people'),
  ] }),
];
const authorization = {
  request({ request }, next) {
    const headers = new Headers(request.headers);
    headers.set('Authorization', bearer);
    return next({ ...request, headers });
  },
};
const Store = useRecommendedStore({ cache: JSONAPICache, handlers: [authorization], schemas });
const store = new Store();

/** The builders leave body and Content-Type to the application. */
function send(request, body) {
  const headers = new Headers(request.headers);
  headers.set('Content-Type', JSONAPI);
  return store.request({ ...request, headers, body: JSON.stringify(body) });
}

// What the schema declares has to be included (or left out by `fields`): WarpDrive takes a to-many
// relationship without data for an empty one, and complains.
const ALL = ['author', 'coauthors', 'tags', 'comments.author'];

async function articles(params = {}, from = store) {
  return (await from.request(query('articles', { include: ALL, ...params }))).content;
}

async function article(id) {
  const options = { include: ALL, reload: true };
  return (await store.request(findRecord('articles', id, options))).content.data;
}

/** Relationship URLs have no builder, and 204 nothing for the store: that is left out here. */
async function relate(method, id, data) {
  const { links } = store.cache.getRelationship(cacheKeyFor(await article(id)), 'tags');
  const headers = new Headers({ 'Content-Type': JSONAPI });
  const body = JSON.stringify({ data });
  await store.requestManager.request({ url: links.self, method, headers, body });
}

await run({
  async list() {
    const { data, meta } = await articles();
    return { ids: idsIn(data), total: meta.total };
  },

  async pages(size) {
    const found = [];
    let page = (await store.request(query('tags', { 'page[size]': size }))).content;
    for (; page; page = await page.next()) found.push(...idsIn(page.data));
    return found;
  },

  async get(id) {
    const { title, summary, wordCount } = await article(id);
    return { title, summary, wordCount };
  },

  async include(id) {
    const { author, coauthors, comments } = await article(id);
    return {
      author: author.name,
      coauthors: namesIn(coauthors),
      commenters: namesIn(comments.map(({ author }) => author)),
    };
  },

  async fields() {
    const params = { include: [], 'fields[articles]': ['title', 'status'] };
    return (await articles(params, new Store())).data[0];
  },

  async sort(sort) {
    return idsIn((await articles({ sort })).data);
  },

  async filter() {
    const params = { 'filter[tags][slug]': 'web', 'filter[wordCount][gte]': 200 };
    const { data } = await articles(params);
    return { ids: idsIn(data), asked: 'filter[tags][slug]=web&filter[wordCount][gte]=200' };
  },

  async related(id) {
    const { cache } = store;
    const key = cacheKeyFor(await article(id));
    const at = async (relationship) => {
      const { links } = cache.getRelationship(key, relationship);
      return (await store.request({ url: links.related, method: 'GET' })).content.data;
    };
    return { author: (await at('author')).handle, coauthors: idsIn(await at('coauthors')) };
  },

  async create(attributes) {
    const made = store.createRecord('articles', attributes);
    const document = serializeResources(store.cache, cacheKeyFor(made));
    assert.equal(document.data.id, null);
    return (await send(createRecord(made), document)).content.data.id;
  },

  async 'create with tags'(attributes, tag) {
    const tags = (await store.request(query('tags', { 'filter[id]': tag.id }))).content.data;
    const made = store.createRecord('articles', { ...attributes, tags });
    const document = serializeResources(store.cache, cacheKeyFor(made));
    return (await send(createRecord(made), document)).content.data.id;
  },

  async update(id, title) {
    const editable = await checkout(await article(id));
    editable.title = title;
    const document = serializePatch(store.cache, cacheKeyFor(editable));
    await send(updateRecord(editable, { patch: true }), document);
    return editable.title;
  },

  async 'write-back'(id, title) {
    const editable = await checkout(await article(id));
    editable.title = title;
    const document = serializeResources(store.cache, cacheKeyFor(editable));
    await send(updateRecord(editable, { patch: true }), document);
  },

  async add(id, tag) {
    await relate('POST', id, [tag]);
  },

  async remove(id, tag) {
    await relate('DELETE', id, [tag]);
  },

  async replace(id, tags) {
    await relate('PATCH', id, tags);
  },

  async delete(id) {
    const gone = await article(id);
    store.deleteRecord(gone);
    await store.request(deleteRecord(gone));
  },

  async 'error 404'(id) {
    return told((await thrownBy(() => article(id))).errors[0]);
  },

  async 'error 422'(attributes) {
    const made = store.createRecord('articles', attributes);
    const document = serializeResources(store.cache, cacheKeyFor(made));
    return told((await thrownBy(() => send(createRecord(made), document))).errors[0]);
  },
}, {
  // Its development build reads every document against the specification and the schemas. These
  // name part of the members only; whatever else it says is a complaint.
  async 'the development build finds no fault with a document'() {
    const lines = printed.flatMap((text) => text.split('\n'));
    const complaints = lines.filter((line) => line.includes('%c//%c'));
    const others = complaints.filter((line) => !line.includes('is not part of the ResourceSchema'));

    assert.ok(complaints.length > 0, 'Nothing was read.');
    assert.deepEqual(others, []);
  },

  async 'PUT is refused with a document'() {
    const editable = await checkout((await articles()).data[0]);
    editable.title = 'Other';
    const document = serializePatch(store.cache, cacheKeyFor(editable));

    const fault = await thrownBy(() => send(updateRecord(editable), document));

    assert.equal(told(fault.errors[0]).status, '405');
  },
});
