// Run with --import ./vuex/bundled.mjs.
import axios from 'axios';
import { jsonapiModule, utils } from 'jsonapi-vuex';
import { createStore } from 'vuex';

import {
  api, assert, assertOnlyRetitled, bearer, fresh, JSONAPI, namesIn, run, stored, thrownBy, told,
} from '../checks.mjs';

const instance = axios.create({
  baseURL: api,
  headers: { 'Content-Type': JSONAPI, Authorization: bearer },
});
// By default the answers have neither links nor meta of the document.
const store = createStore({ modules: { jv: jsonapiModule(instance, { preserveJson: true }) } });
const dispatch = (action, what, config = {}) => store.dispatch(`jv/${action}`, [what, config]);

/** Its collections are objects with the ids as keys, and `_jv` beside them. */
function listed({ _jv, ...records }) {
  return Object.values(records);
}

const idsIn = (collection) => listed(collection).map(({ _jv: { id } }) => id);
const collection = (type, params) => dispatch('get', type, { params });
const article = (id, params) => dispatch('get', `articles/${id}`, { params });
const withTags = (id, data) => ({ _jv: { type: 'articles', id, relationships: { tags: { data } } } });

await run({
  async list() {
    const found = await collection('articles');
    return { ids: idsIn(found), total: found._jv.json.meta.total };
  },

  async pages(size) {
    let page = await collection('tags', { 'page[size]': size });
    const found = idsIn(page);
    while (page._jv.json.links.next) {
      page = await dispatch('get', page._jv.json.links.next);
      found.push(...idsIn(page));
    }
    return found;
  },

  async get(id) {
    const { title, summary, wordCount } = await article(id);
    return { title, summary, wordCount };
  },

  async include(id) {
    const include = 'author,coauthors,comments.author';
    const { author, coauthors, comments } = await article(id, { include });
    return {
      author: author.name,
      coauthors: namesIn(listed(coauthors)),
      commenters: namesIn(listed(comments).map(({ author }) => author)),
    };
  },

  async fields() {
    return listed(await collection('articles', { 'fields[articles]': 'title,status' }))[0];
  },

  async sort(sort) {
    return idsIn(await collection('articles', { sort }));
  },

  async filter() {
    const params = { filter: { tags: { slug: 'web' }, wordCount: { gte: 200 } } };
    const asked = 'filter[tags][slug]=web&filter[wordCount][gte]=200';
    return { ids: idsIn(await collection('articles', params)), asked };
  },

  async related(id) {
    const wanted = { _jv: { type: 'articles', id, relationships: { author: undefined } } };
    const { author } = await dispatch('getRelated', wanted);
    const { _jv: { relationships } } = await article(id);
    const coauthors = await dispatch('get', relationships.coauthors.links.related);
    return { author: listed(author.people)[0].handle, coauthors: idsIn(coauthors) };
  },

  async create(attributes) {
    return (await dispatch('post', { ...attributes, _jv: { type: 'articles' } }))._jv.id;
  },

  async 'create with tags'(attributes, tag) {
    const { _jv: { id, ...described } } = withTags(undefined, [tag]);
    return (await dispatch('post', { ...attributes, _jv: described }))._jv.id;
  },

  async update(id, title) {
    return (await dispatch('patch', { title, _jv: { type: 'articles', id } })).title;
  },

  async 'write-back'(id, title) {
    const model = utils.deepCopy(await article(id, { include: 'author,tags,comments' }));
    model.title = title;
    await dispatch('patch', model);
  },

  async add(id, tag) {
    await dispatch('postRelated', withTags(id, [tag]));
  },

  async remove(id, tag) {
    await dispatch('deleteRelated', withTags(id, [tag]));
  },

  async replace(id, tags) {
    await dispatch('patchRelated', withTags(id, tags));
  },

  async delete(id) {
    await dispatch('delete', await article(id));
  },

  async 'error 404'(id) {
    const { response } = await thrownBy(() => article(id));
    return told(response.data.errors[0]);
  },

  async 'error 422'(attributes) {
    const model = { ...attributes, _jv: { type: 'articles' } };
    const { response } = await thrownBy(() => dispatch('post', model));
    return told(response.data.errors[0]);
  },
}, {
  async 'write-back of what was read without include'() {
    const id = await fresh();
    const before = await stored(id);
    const model = utils.deepCopy(await article(id));
    model.title = 'Other';

    await dispatch('patch', model);

    await assertOnlyRetitled(before, id, 'Other');
  },
});
