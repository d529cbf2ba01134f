"""The blog that all tests which only read share: small, and with every corner that reading has.

In: a factory on an empty database. Out: the secrets of tokens by role. The people are Ada (admin),
Eve (editor), Ann and Bob (authors), Rita, Kim and Lee (readers) and Otto, who has done nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.factories import Factory

KINDS = ("upvote", "funny", "love", "surprised", "sad")
DAY = timedelta(days=1)
SPRING = datetime(2024, 3, 1, 12, tzinfo=UTC)
NEVER_YET = datetime(2999, 1, 1, tzinfo=UTC)

#: Titles that sort, fold and escape in their own ways: code points, not letters, are the order.
TITLES = (
    "Zebra crossing",
    "apple pie",
    "Äpfel und Öl",
    "éclair",
    "Überraschung",
    "日本語のブログ",
    "A crab 🦀 in Rust",
    "ALL CAPITALS",
    "all small",
    "It's 'quoted' and \"quoted\" again",
    "100% sure, or not",
    "under_score and back\\slash",
    "commas, (brackets) & <angles>",
    "straße",
    "İstanbul",
)


def sample_blog(add: Factory) -> dict[str, str | None]:
    """Fill the database; ids are in `add.ids` (people by handle, articles and tags by slug)."""
    people(add)
    tags(add)
    articles(add)
    series(add)
    comments(add)
    reactions(add)
    tokens: dict[str, str | None] = {"anonymous": None}
    for role, handle in (
        ("reader", "rita"),
        ("author", "ann"),
        ("coauthor", "bob"),
        ("editor", "eve"),
        ("admin", "ada"),
    ):
        tokens[role] = add.token(add.ids[handle])
    tokens["reader-of-tags"] = add.token(add.ids["rita"], ["tags:read"])
    return tokens


def people(add: Factory) -> None:
    add.person("ada", role="admin", name="Ada Admin", email="ada@blog.example", bio="Runs it all.")
    add.person("eve", role="editor", name="Eve Editor", email="Eve@Blog.example")
    add.person(
        "ann",
        role="author",
        name="Ann Author",
        email="ann@blog.example",
        bio="Writes *about* Rust.",
        website="https://ann.example",
        avatar_url="https://ann.example/face.png",
    )
    add.person("bob", role="author", name="bob Bauer", email="bob@blog.example")
    add.person("rita", name="Rita Ørsted", email="rita@blog.example")
    add.person("kim", name="김 Kim")
    add.person("lee", name="Lee, Jr.", website="http://lee.example/?a=1&b=2")
    add.person("otto", name="Otto Nobody")


def tags(add: Factory) -> None:
    add.tag("rust", name="Rust", description="The language.")
    add.tag("web", name="web")
    add.tag("uebersicht", name="Übersicht")
    add.tag("c-plus-plus", name="C++")
    for number in range(1, 13):
        add.tag(f"topic-{number}", name=f"Topic {number}")
    add.tag("unused", name="unused", description="On no article.")


def articles(add: Factory) -> None:
    """40 of them: 30 published, 6 drafts, 3 archived, 1 that is published in the future."""
    ids = add.ids
    rust, web = ids["rust"], ids["web"]
    many = [ids[f"topic-{number}"] for number in range(12, 0, -1)]
    for number in range(1, 31):
        # Three at a time share their time of publication, and every third has no summary.
        add.article(
            f"post-{number}",
            author=ids["ann" if number % 2 else "bob"],
            title=TITLES[number - 1] if number <= len(TITLES) else f"Post number {number}",
            summary=None if number % 3 == 0 else f"Summary {number % 5} of the post.",
            body=f"Post {number} is about {'ownership' if number % 4 else 'lifetimes'}.",
            language="de" if number in (3, 5, 14) else "en",
            comments_open=number % 10 != 0,
            word_count=number % 7 * 100,
            reading_minutes=number % 7 + 1,
            published_at=SPRING + number // 3 * DAY,
            tags=[rust, *([web] if number % 5 == 0 else ()), *(many if number == 2 else ())],
            coauthors=[ids[one] for one in ("rita", "eve", "bob")] if number == 1 else (),
        )
    ann, bob = ids["ann"], ids["bob"]
    add.article("draft-of-ann", author=ann, status="draft", tags=[rust])
    add.article("draft-of-both", author=ann, status="draft", tags=[rust, web], coauthors=[bob])
    add.article("draft-with-date", author=ann, status="draft", published_at=SPRING)
    add.article("draft-of-bob", author=bob, status="draft", summary="Secret ownership plans.")
    add.article("draft-of-bob-and-rita", author=bob, status="draft", coauthors=[ids["rita"]])
    add.article("draft-of-eve", author=ids["eve"], status="draft")
    add.article("archived-of-ann", author=ann, status="archived", published_at=SPRING, tags=[rust])
    add.article("archived-of-bob", author=bob, status="archived", published_at=SPRING - DAY)
    add.article("archived-unpublished", author=ann, status="archived")
    add.article("future", author=ann, published_at=NEVER_YET, tags=[rust, web])


def series(add: Factory) -> None:
    """Both in an order of their own, both with members that not everybody may read."""
    ids = add.ids
    guide = ("post-7", "post-1", "draft-of-ann", "post-12", "post-3", "future", "post-5")
    notes = ("draft-of-bob", "post-4", "post-2")
    add.series("guide", curator=ids["ann"], title="A guide", articles=[ids[one] for one in guide])
    add.series(
        "notes",
        curator=ids["bob"],
        description="Notes *on the side*.",
        articles=[ids[one] for one in notes],
    )


def comments(add: Factory) -> None:
    """64 on `post-1`, replies three deep, hidden ones with visible replies, some on drafts."""
    ids = add.ids
    writers = [ids[one] for one in ("rita", "kim", "lee", "bob", "eve")]
    post = ids["post-1"]
    for number in range(1, 61):
        hidden = number % 12 == 0
        add.comment(
            f"c{number}",
            article=post,
            author=writers[number % len(writers)],
            status="hidden" if hidden else "visible",
        )
    reply = add.comment("reply", article=post, author=ids["ann"], parent=ids["c1"])
    deeper = add.comment("deeper", article=post, author=ids["kim"], parent=reply)
    add.comment("deepest", article=post, author=ids["ann"], parent=deeper)
    add.comment("reply-to-hidden", article=post, author=ids["lee"], parent=ids["c12"])
    for number in range(2, 12):
        article = ids[f"post-{number}"]
        first = add.comment(f"first-{number}", article=article, author=ids["rita"])
        for turn in range(number % 4):
            add.comment(
                f"answer-{number}-{turn}",
                article=article,
                author=ids["ann"],
                parent=first,
                status="hidden" if turn == 2 else "visible",
            )
    for slug in ("draft-of-ann", "draft-of-both", "draft-of-bob", "archived-of-ann", "future"):
        on = add.comment(f"on-{slug}", article=ids[slug], author=ids["bob"])
        add.comment(f"reply-on-{slug}", article=ids[slug], author=ids["ann"], parent=on)
    add.comment(
        "hidden-on-draft", article=ids["draft-of-both"], author=ids["rita"], status="hidden"
    )


def reactions(add: Factory) -> None:
    """35 on `post-1`, which is more than a window holds; some on what few may read."""
    ids = add.ids
    crowd = ("ada", "eve", "ann", "bob", "rita", "kim", "lee")
    for handle in crowd:
        for kind in KINDS:
            add.reaction(person=ids[handle], article=ids["post-1"], kind=kind)
    for number in range(2, 20):
        handle = crowd[number % len(crowd)]
        kind = KINDS[number % len(KINDS)]
        add.reaction(person=ids[handle], article=ids[f"post-{number}"], kind=kind)
    for slug in ("draft-of-ann", "draft-of-both", "draft-of-bob", "archived-of-ann", "future"):
        add.reaction(f"like-of-{slug}", person=ids["rita"], article=ids[slug], kind="love")
    for name in ("c1", "c2", "c12", "reply", "deepest", "reply-to-hidden", "on-draft-of-both"):
        add.reaction(f"like-of-{name}", person=ids["lee"], comment=ids[name], kind="love")
        add.reaction(f"fun-of-{name}", person=ids["ann"], comment=ids[name], kind="funny")
