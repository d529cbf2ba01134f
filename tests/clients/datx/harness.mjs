import datx from '@datx/core';
import datxJsonapi from '@datx/jsonapi';

import { api, bearer, namesIn, run, thrownBy, told } from '../checks.mjs';

const { Attribute, Collection, getModelId, Model } = datx;
const {
  config, fetchModelRefLink, jsonapiCollection, jsonapiModel, saveRelationship,
} = datxJsonapi;

config.baseUrl = `${api}/`;
config.defaultFetchOptions.headers.Authorization = bearer;

function model(type, attributes, relationships = {}) {
  class Declared extends jsonapiModel(Model) {
    static type = type;
  }
  for (const name of attributes) Attribute()(Declared.prototype, name);
  for (const [name, kind] of Object.entries(relationships)) {
    Attribute(kind)(Declared.prototype, name);
  }
  return Declared;
}
const Person = model('people', ['name', 'handle']);
const Tag = model('tags', ['name', 'slug']);
const Comment = model('comments', ['body'], { author: { toOne: Person } });
const Article = model('articles', ['title', 'summary', 'body', 'status', 'wordCount'], {
  author: { toOne: Person },
  coauthors: { toMany: Person },
  tags: { toMany: Tag },
  comments: { toMany: Comment },
});

class Blog extends jsonapiCollection(Collection) {
  static types = [Person, Tag, Comment, Article];
}
const blog = new Blog();
const idsIn = (models) => models.map(getModelId);
// What was not included is empty to datx, and would be written back as that.
const ALL = ['author', 'coauthors', 'tags', 'comments'];

async function read(id, include = ALL) {
  return (await blog.getOne(Article, id, { queryParams: { include } })).data;
}

async function tagged({ id }) {
  return (await blog.getOne(Tag, id)).data;
}

await run({
  async list() {
    const { data, meta } = await blog.getMany(Article);
    return { ids: idsIn(data), total: meta.total };
  },

  async pages(size) {
    const custom = [{ key: 'page[size]', value: size }];
    let page = await blog.getMany(Tag, { queryParams: { custom } });
    const found = idsIn(page.data);
    while (page.next) {
      page = await page.next();
      found.push(...idsIn(page.data));
    }
    return found;
  },

  async get(id) {
    const { title, summary, wordCount } = await read(id, []);
    return { title, summary, wordCount };
  },

  async include(id) {
    const { author, coauthors, comments } = await read(id, [...ALL, 'comments.author']);
    return {
      author: author.name,
      coauthors: namesIn(coauthors),
      commenters: namesIn(comments.map(({ author }) => author)),
    };
  },

  async fields() {
    const fields = { articles: ['title', 'status'] };
    return (await new Blog().getMany(Article, { queryParams: { fields } })).data[0];
  },

  async sort(sort) {
    return idsIn((await blog.getMany(Article, { queryParams: { sort: sort.split(',') } })).data);
  },

  async filter() {
    const { data } = await blog.getMany(Article, {
      queryParams: { filter: { status: 'draft', language: ['en', 'de'] } },
    });
    return { ids: idsIn(data), asked: 'filter[status]=draft&filter[language]=en,de' };
  },

  async related(id) {
    const article = await read(id, []);
    const author = await fetchModelRefLink(article, 'author', 'related');
    const coauthors = await fetchModelRefLink(article, 'coauthors', 'related');
    return { author: author.data.handle, coauthors: idsIn(coauthors.data) };
  },

  // Every relationship that is declared is sent: `author: null` and no comments.
  async create(attributes) {
    return getModelId(await blog.add(attributes, Article).save());
  },

  async 'create with tags'(attributes, tag) {
    const tags = [await tagged(tag)];
    return getModelId(await blog.add({ ...attributes, tags }, Article).save());
  },

  async update(id, title) {
    const article = await read(id);
    article.title = title;
    return (await article.save()).title;
  },

  async 'write-back'(id, title) {
    const article = await read(id);
    article.title = title;
    await article.save();
  },

  async replace(id, tags) {
    const article = await read(id);
    article.tags = await Promise.all(tags.map(tagged));
    await saveRelationship(article, 'tags');
  },

  async delete(id) {
    await (await read(id)).destroy();
  },

  async 'error 404'(id) {
    return told((await thrownBy(() => read(id))).error[0]);
  },

  async 'error 422'(attributes) {
    return told((await thrownBy(() => blog.add(attributes, Article).save())).error[0]);
  },
});
