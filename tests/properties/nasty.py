"""The questions that somebody would ask who wants to find out what is hidden.

In: the ids of the sample blog, by name. Out: requests, each of them legal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.properties.requests import Asked

DRAFTS = ("draft-of-ann", "draft-of-both", "draft-of-bob", "draft-of-rita", "future", "kims-future")
HIDDEN = ("c12", "hidden-on-draft", "hidden-of-rita", "hidden-again", "on-draft-of-bob")

LISTS = (
    "/v1/articles?page[size]=100&include=author,coauthors,tags,series,comments,reactions",
    "/v1/articles?sort=status,-publishedAt&page[size]=2&page[number]=17",
    "/v1/articles?filter[status]=draft",
    "/v1/articles?filter[status][ne]=published",
    "/v1/articles?filter[publishedAt][gt]=2500-01-01",
    "/v1/articles?filter[publishedAt][null]=true",
    "/v1/articles?filter[search]=secret&sort=-relevance",
    "/v1/articles?filter[search]=-ownership",
    "/v1/articles?filter[summary][contains]=secret",
    "/v1/articles?filter[comments][status]=hidden",
    "/v1/articles?filter[comments][status][ne]=hidden",
    "/v1/articles?filter=equals(count(comments),64)",
    "/v1/articles?filter=greaterThan(count(reactions),0)&sort=author.email",
    "/v1/articles?filter[author][email]=ann@blog.example",
    "/v1/articles?filter[author][role]=author",
    "/v1/articles?filter[author][role][ne]=admin",
    "/v1/articles?filter=has(coauthors,equals(role,'reader'))",
    "/v1/articles?sort=author.role,-author.email&page[size]=7",
    "/v1/articles?fields[articles]=bodyHtml,status,comments&include=comments.parent",
    "/v1/articles?page[offset]=29&page[limit]=1",
    "/v1/people?sort=email",
    "/v1/people?sort=-email,role",
    "/v1/people?filter[email]=ada@blog.example",
    "/v1/people?filter[email][contains]=@",
    "/v1/people?filter[email][startsWith]=ann",
    "/v1/people?filter[email][gt]=b",
    "/v1/people?filter[email][ne]=ada@blog.example",
    "/v1/people?filter[email][null]=true",
    "/v1/people?filter[role]=admin,editor",
    "/v1/people?filter[role][null]=false",
    "/v1/people?filter=not(equals(role,'admin'))",
    "/v1/people?filter=not(equals(email,null))",
    "/v1/people?filter[articles][status]=draft",
    "/v1/people?filter[articles][title][startsWith]=draft",
    "/v1/people?filter[comments][status]=hidden",
    "/v1/people?filter=equals(count(articles),0)",
    "/v1/people?filter=greaterThan(count(comments),12)",
    "/v1/people?fields[people]=email,role",
    "/v1/people?fields[people]=password",
    "/v1/people?include=articles,comments&page[articles][total]=true&page[comments][total]=true",
    "/v1/comments?page[size]=100&include=parent.parent.parent,article,author",
    "/v1/comments?filter[status]=hidden",
    "/v1/comments?filter[parent][null]=true&page[size]=3",
    "/v1/comments?filter[parent][status]=hidden",
    "/v1/comments?filter[article][status]=draft",
    "/v1/comments?filter=equals(parent,null)&sort=article.publishedAt,parent.createdAt",
    "/v1/comments?filter=has(replies,has(replies))",
    "/v1/comments?filter=greaterThan(count(replies),0)&include=replies.replies.replies",
    "/v1/comments?sort=parent.createdAt&page[size]=50",
    "/v1/comments?filter[author][email]=rita@blog.example",
    "/v1/tags?filter=has(articles)",
    "/v1/tags?filter=equals(count(articles),0)",
    "/v1/tags?filter[articles][status]=draft",
    "/v1/tags?include=articles&page[articles][size]=100&page[articles][total]=true",
    "/v1/tags?filter[articles][slug]=tagged-draft",
    "/v1/series?include=articles.comments&page[articles][size]=3&page[articles][total]=true",
    "/v1/series?filter=has(articles)",
    "/v1/series?filter=equals(count(articles),7)",
    "/v1/series?filter[articles][null]=true",
    "/v1/series?sort=curator.email&filter[curator][role]=author",
    "/v1/reactions?page[size]=100&include=target,person",
    "/v1/reactions?filter[target][status]=draft,hidden",
    "/v1/reactions?filter[target][null]=true",
    "/v1/reactions?sort=target.createdAt&page[size]=100",
    "/v1/reactions?sort=person.email,target.status",
    "/v1/reactions?filter=has(target,has(article,equals(status,'draft')))",
    "/v1/access-tokens?include=person&page[size]=100",
    "/v1/access-tokens?page[number]=2&page[size]=3",
    "/v1/access-tokens?filter[person][handle]=ada",
    "/v1/access-tokens?filter[person][email][contains]=@",
    "/v1/access-tokens?filter[expiresAt][gt]=2500-01-01&sort=person.email",
    "/v1/access-tokens?filter[lastUsedAt][null]=false",
    "/v1/access-tokens?filter=not(equals(name,'token-1'))&sort=-name",
    "/v1/access-tokens?fields[access-tokens]=secret,scopes,password",
    "/v1/access-tokens?fields[access-tokens]=secret",
    "/v1",
)


def nasty(ids: Mapping[str, str]) -> Iterator[Asked]:
    """Every question, with ids where it needs them."""
    yield from map(Asked, LISTS)
    for name in DRAFTS:
        id_ = ids[name]
        yield Asked(f"/v1/articles/{id_}")
        yield Asked(f"/v1/articles/{id_}/comments")
        yield Asked(f"/v1/articles/{id_}/relationships/tags")
        yield Asked(f"/v1/articles/{id_}/author")
        yield Asked("/v1/articles", (("filter[id]", id_),))
        yield Asked("/v1/tags", (("filter[articles]", id_),))
        yield Asked("/v1/series", (("filter[articles][ne]", id_),))
        yield Asked("/v1/reactions", (("filter[target]", id_),))
        yield Asked("/v1/comments", (("filter", f"not(equals(article,'{id_}'))"),))
    for name in HIDDEN:
        id_ = ids[name]
        yield Asked(f"/v1/comments/{id_}", (("include", "parent,replies,reactions"),))
        yield Asked(f"/v1/comments/{id_}/replies")
        yield Asked(f"/v1/comments/{id_}/relationships/article")
        yield Asked("/v1/comments", (("filter[parent]", id_),))
        yield Asked("/v1/comments", (("filter[parent][ne]", id_),))
        yield Asked("/v1/reactions", (("filter[target]", id_), ("include", "target")))
    for name in ("reply-to-hidden", "below-hidden", "below-again"):
        yield Asked(f"/v1/comments/{ids[name]}/parent")
        yield Asked(f"/v1/comments/{ids[name]}/relationships/parent", (("include", "parent"),))
        yield Asked(f"/v1/comments/{ids[name]}", (("include", "parent.author"),))
    for name in (name for name in ids if name.startswith("token-")):
        id_ = ids[name]
        yield Asked(f"/v1/access-tokens/{id_}", (("include", "person"),))
        yield Asked(f"/v1/access-tokens/{id_}/person")
        yield Asked(f"/v1/access-tokens/{id_}/relationships/person")
        yield Asked("/v1/access-tokens", (("filter[id]", id_),))
    for name in ("guide", "notes", "unseen"):
        yield Asked(f"/v1/series/{ids[name]}/articles", (("page[size]", "2"),), profile=True)
        yield Asked(f"/v1/series/{ids[name]}/relationships/articles", (("sort", "-title"),))
