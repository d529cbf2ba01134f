import Jsona from 'jsona';

import { ask, assert, idsIn, namesIn, run, told } from '../checks.mjs';

// A formatter: requests are the application's own, here those of `ask`.
const jsona = new Jsona();

async function read(path) {
  const document = await ask(path);
  assert.equal(document.status, 200);
  return jsona.deserialize(document);
}

/** Send what was formatted, as it was formatted; the model in the answer, if there is one. */
async function write(path, method, model, includeNames) {
  const answer = await ask(path, method, jsona.serialize({ stuff: model, includeNames }));
  assert.ok(answer.status < 300, JSON.stringify(answer));
  return answer.data && jsona.deserialize(answer);
}

await run({
  async list() {
    const document = await ask('articles');
    return { ids: idsIn(jsona.deserialize(document)), total: document.meta.total };
  },

  async get(id) {
    const { title, summary, wordCount } = await read(`articles/${id}`);
    return { title, summary, wordCount };
  },

  async include(id) {
    const include = 'author,coauthors,comments.author';
    const { author, coauthors, comments } = await read(`articles/${id}?include=${include}`);
    return {
      author: author.name,
      coauthors: namesIn(coauthors),
      commenters: namesIn(comments.map(({ author }) => author)),
    };
  },

  async fields() {
    return (await read('articles?fields[articles]=title,status'))[0];
  },

  async related(id) {
    const author = await read(`articles/${id}/author`);
    const linkage = await read(`articles/${id}/relationships/coauthors`);
    return { author: author.handle, coauthors: idsIn(linkage) };
  },

  async create(attributes) {
    return (await write('articles', 'POST', { type: 'articles', ...attributes })).id;
  },

  async 'create with tags'(attributes, tag) {
    const model = { type: 'articles', ...attributes, tags: [tag], relationshipNames: ['tags'] };
    return (await write('articles', 'POST', model)).id;
  },

  async update(id, title) {
    return (await write(`articles/${id}`, 'PATCH', { type: 'articles', id, title })).title;
  },

  // With all that was included put back into the document.
  async 'write-back'(id, title) {
    const model = await read(`articles/${id}?include=author,tags,comments`);
    await write(`articles/${id}`, 'PATCH', { ...model, title }, ['author', 'tags', 'comments']);
  },

  // Its identifiers have attributes.
  async add(id, tag) {
    await write(`articles/${id}/relationships/tags`, 'POST', [tag]);
  },

  async remove(id, tag) {
    await write(`articles/${id}/relationships/tags`, 'DELETE', [tag]);
  },

  async replace(id, tags) {
    await write(`articles/${id}/relationships/tags`, 'PATCH', tags);
  },

  async 'error 422'(attributes) {
    const document = jsona.serialize({ stuff: { type: 'articles', ...attributes } });
    return told((await ask('articles', 'POST', document)).errors[0]);
  },
});
