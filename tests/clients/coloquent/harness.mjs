import coloquent from 'coloquent';

import { api, assert, bearer, run, thrownBy, told } from '../checks.mjs';

const { Model } = coloquent;

class Resource extends Model {
  getJsonApiBaseUrl() {
    return `${api}/`;
  }
}

class Person extends Resource {
  jsonApiType = 'people';
}

class Tag extends Resource {
  jsonApiType = 'tags';
}

class Comment extends Resource {
  jsonApiType = 'comments';

  author() {
    return this.hasOne(Person, 'author');
  }
}

class Article extends Resource {
  jsonApiType = 'articles';

  author() {
    return this.hasOne(Person, 'author');
  }

  coauthors() {
    return this.hasMany(Person, 'coauthors');
  }

  tags() {
    return this.hasMany(Tag, 'tags');
  }

  comments() {
    return this.hasMany(Comment, 'comments');
  }
}

// The first model makes the one client of all.
new Article();
Model.getHttpClient().getImplementingClient().defaults.headers.Authorization = bearer;

const idOf = (model) => model.getApiId();
const read = async (id) => (await Article.with(['author', 'tags', 'comments']).find(id)).getData();

/** Without an id it is new; with one and no more it is what a linkage needs. */
function model(Type, attributes, id) {
  const made = new Type();
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (id) made.setApiId(id);
  return made;
}

/** Relationships have no requests of their own: the whole list goes with the article. */
async function retag(id, change) {
  const article = await read(id);
  article.setRelation('tags', change(article.getRelation('tags')));
  await article.save();
}

await run({
  async list() {
    // Its pages are of 50; the checks' are of 25.
    Article.pageSize = 25;
    const response = await Article.get();
    return {
      ids: response.getData().map(idOf),
      total: response.getHttpClientResponse().getData().meta.total,
    };
  },

  // It follows no links: it asks for the numbers of pages, until there is no next link.
  async pages(size) {
    Tag.pageSize = size;
    const found = [];
    for (let page = 1; ; page += 1) {
      const response = await Tag.get(page);
      found.push(...response.getData().map(idOf));
      if (!response.getHttpClientResponse().getData().links.next) return found;
    }
  },

  async get(id) {
    const { title, summary, wordCount } = (await Article.find(id)).getData().getAttributes();
    return { title, summary, wordCount };
  },

  async include(id) {
    const include = ['author', 'coauthors', 'comments.author'];
    const article = (await Article.with(include).find(id)).getData();
    const nameOf = (person) => person.getAttribute('name');
    return {
      author: nameOf(article.getRelation('author')),
      coauthors: article.getRelation('coauthors').map(nameOf),
      commenters: article.getRelation('comments').map((one) => nameOf(one.getRelation('author'))),
    };
  },

  async fields() {
    const response = await Article.option('fields[articles]', 'title,status').get();
    return response.getData()[0].getAttributes();
  },

  async sort(sort) {
    assert.equal(sort, '-author.name,title');
    const response = await Article.orderBy('author.name', 'desc').orderBy('title').get();
    return response.getData().map(idOf);
  },

  async filter() {
    const response = await Article.where('status', 'draft').where('language', 'en').get();
    const ids = response.getData().map(idOf);
    return { ids, asked: 'filter[status]=draft&filter[language]=en' };
  },

  async related(id) {
    const article = model(Article, {}, id);
    const author = (await article.author().get()).getData();
    const coauthors = (await article.coauthors().get()).getData();
    return { author: author.getAttribute('handle'), coauthors: coauthors.map(idOf) };
  },

  async create(attributes) {
    return (await model(Article, attributes).save()).getModelId();
  },

  async 'create with tags'(attributes, { id }) {
    const article = model(Article, attributes);
    article.setRelation('tags', [model(Tag, {}, id)]);
    return (await article.save()).getModelId();
  },

  async update(id, title) {
    return (await model(Article, { title }, id).save()).getModel().getAttribute('title');
  },

  async 'write-back'(id, title) {
    const article = await read(id);
    article.setAttribute('title', title);
    await article.save();
  },

  async add(id, tag) {
    await retag(id, (tags) => [...tags, model(Tag, {}, tag.id)]);
  },

  async remove(id, tag) {
    await retag(id, (tags) => tags.filter((one) => idOf(one) !== tag.id));
  },

  async replace(id, tags) {
    await retag(id, () => tags.map(({ id }) => model(Tag, {}, id)));
  },

  async delete(id) {
    await model(Article, {}, id).delete();
  },

  // Nothing is left of the error but this.
  async 'error 404'(id) {
    const { message } = await thrownBy(() => Article.find(id));
    return { status: message.replace('Request failed with status code ', '') };
  },

  async 'error 422'(attributes) {
    const { response } = await thrownBy(() => model(Article, attributes).save());
    return told(response.data.errors[0]);
  },
});
