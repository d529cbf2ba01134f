import spraypaint from 'spraypaint';

import {
  api, assert, bearer, idsIn, namesIn, run, thrownBy, told, token,
} from '../checks.mjs';

const { attr, belongsTo, hasMany, SpraypaintBase } = spraypaint;
const Base = SpraypaintBase.extend({
  static: {
    baseUrl: new URL(api).origin,
    apiNamespace: '/v1',
    jwt: token,
    // By default it is `Token token="…"`.
    generateAuthHeader: () => bearer,
    // By default members are expected in snake_case.
    keyCase: { server: 'camel', client: 'camel' },
  },
});
const readOnly = () => attr({ persist: false });
const Article = Base.extend({
  static: { jsonapiType: 'articles' },
  attrs: {
    title: attr(), summary: attr(), body: attr(), status: attr(), wordCount: readOnly(),
    author: belongsTo('people'), coauthors: hasMany('people'), tags: hasMany('tags'),
    comments: hasMany('comments'),
  },
});
Base.extend({ static: { jsonapiType: 'people' }, attrs: { name: attr(), handle: attr() } });
const Tag = Base.extend({ static: { jsonapiType: 'tags' }, attrs: { name: attr(), slug: attr() } });
Base.extend({
  static: { jsonapiType: 'comments' }, attrs: { body: attr(), author: belongsTo('people') },
});

const read = async (id) => (await Article.includes('tags').find(id)).data;
const tagged = async ({ id }) => (await Tag.find(id)).data;

/** Write the whole list of tags: `with: 'tags'` would send the changed ones alone. */
async function save(article, tags) {
  article.tags = tags;
  assert.equal(await article.save({ with: 'tags.id' }), true);
}

await run({
  async list() {
    const { data, meta } = await Article.all();
    return { ids: idsIn(data), total: meta.total };
  },

  // It follows no links: it asks for the numbers of pages, until there is no next link.
  async pages(size) {
    const found = [];
    for (let number = 1; ; number += 1) {
      const { data, raw } = await Tag.page(number).per(size).all();
      found.push(...idsIn(data));
      if (!raw.links.next) return found;
    }
  },

  async get(id) {
    const { data: { title, summary, wordCount } } = await Article.find(id);
    return { title, summary, wordCount };
  },

  async include(id) {
    const clause = ['author', 'coauthors', { comments: 'author' }];
    const { data } = await Article.includes(clause).find(id);
    return {
      author: data.author.name,
      coauthors: namesIn(data.coauthors),
      commenters: namesIn(data.comments.map(({ author }) => author)),
    };
  },

  async fields() {
    return (await Article.select(['title', 'status']).all()).data[0];
  },

  async sort(sort) {
    assert.equal(sort, '-author.name,title');
    return idsIn((await Article.order({ 'author.name': 'desc' }).order('title').all()).data);
  },

  async filter() {
    const { data } = await Article.where({ status: 'draft', wordCount: { gte: 2 } }).all();
    return { ids: idsIn(data), asked: 'filter[status]=draft&filter[wordCount][gte]=2' };
  },

  async create(attributes) {
    const article = new Article(attributes);
    assert.equal(await article.save(), true);
    return article.id;
  },

  async 'create with tags'(attributes, tag) {
    const article = new Article(attributes);
    await save(article, [await tagged(tag)]);
    return article.id;
  },

  async update(id, title) {
    const article = await read(id);
    article.title = title;
    assert.equal(await article.save(), true);
    return article.title;
  },

  async 'write-back'(id, title) {
    const article = await read(id);
    article.title = title;
    await save(article, article.tags);
  },

  async add(id, tag) {
    const article = await read(id);
    await save(article, [...article.tags, await tagged(tag)]);
  },

  async remove(id, tag) {
    const article = await read(id);
    await save(article, article.tags.filter(({ id }) => id !== tag.id));
  },

  async replace(id, tags) {
    await save(await read(id), await Promise.all(tags.map(tagged)));
  },

  async delete(id) {
    assert.equal(await (await read(id)).destroy(), true);
  },

  async 'error 404'(id) {
    const { message, response } = await thrownBy(() => Article.find(id));
    assert.equal(message, 'record not found');
    return told((await response.json()).errors[0]);
  },

  async 'error 422'(attributes) {
    const article = new Article(attributes);
    assert.equal(await article.save(), false);
    assert.equal(article.errors.title.attribute, 'title');
    return told(article.errors.title.rawPayload);
  },
});
