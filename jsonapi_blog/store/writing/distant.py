"""To-many relationships that are kept in the rows of others: `series.articles`, `tags.articles`.

In: an edit of one of them, its targets looked up and locked. Out: the links, and a version more for
whatever owns them: both sides of a series, the articles alone of a tag.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from ...errors import Pointer, PreconditionFailed, ReplacementRefused, TooManyMembers
from ..models import article_tags
from ..predicates import table
from . import placing
from .outcome import Linked
from .related import Related
from .transaction import Transaction
from .wanted import Edit, Mode, Wanted

OWNED_BY_BOTH = ("series", "articles")
OWNED_BY_TARGET = ("tags", "articles")
#: Of a relationship that holds more, nobody has seen all members in one window.
FIRST_WINDOW = 25


def is_distant(type_: str, relation: str) -> bool:
    """Whether the links of a relationship are kept in the rows of others."""
    return (type_, relation) in (OWNED_BY_BOTH, OWNED_BY_TARGET)


def created(transaction: Transaction, each: Wanted, relation: str, edit: Edit) -> Linked:
    """The members that a new resource is given; its own version stays the first."""
    if (each.type, relation) == OWNED_BY_TARGET:
        _tag(transaction, each.id, edit)
        return Linked(tuple(("articles", id_) for id_ in sorted(edit.ids, reverse=True)))
    placing.arrange(transaction, placing.shelf(transaction, each.id, edit.ids), edit.ids)
    return _of_series([placing.Member(id_, at, True) for at, id_ in enumerate(edit.ids)])


def check_guard(each: Wanted) -> None:
    """Raises PreconditionFailed where a version of a tag shall guard its articles: the links are
    theirs, so that it tells nothing of them, and no version matches (contract, 5)."""
    expected = each.expected
    owned_by_target = any((each.type, name) == OWNED_BY_TARGET for name in each.edits)
    if owned_by_target and expected is not None and expected.guards:
        raise PreconditionFailed(
            f"No version of tags/{each.id} tells of its articles; each of them can be guarded "
            "with its own.",
            source=expected.source,
        )


def coming(each: Wanted) -> tuple[str, ...]:
    """The articles that a change puts into a series."""
    edit = each.edits.get("articles") if each.type == "series" else None
    return () if edit is None or edit.mode is Mode.REMOVE else edit.ids


def edit_series(
    transaction: Transaction, each: Wanted, edit: Edit, related: Related, present: placing.Shelf
) -> tuple[bool, Linked]:
    """Whether the articles of a series have changed, and which they are."""
    seen = tuple(member.id for member in present.members if member.seen)
    inside = frozenset(seen)
    guarded = each.expected is not None and each.expected.guards
    if edit.mode is Mode.SET and len(seen) > FIRST_WINDOW and not guarded:
        raise ReplacementRefused(
            f"The relationship has {len(seen)} members, more than the {FIRST_WINDOW} of a window; "
            "add and remove members with POST and DELETE, or guard the replacement with If-Match "
            "and a version.",
            source=Pointer(edit.pointer),
        )
    if edit.mode is not Mode.REMOVE:
        for identifier, id_ in zip(edit.named, edit.ids, strict=True):
            related.check(identifier, id_)
            if id_ not in inside:
                related.permit((each.type, "articles"), identifier, id_)
    order = placing.arranged(present.members, edit.applied(seen))
    changed = placing.arrange(transaction, present, order)
    after = placing.shelf(transaction, each.id) if changed else present
    return changed, _of_series([member for member in after.members if member.seen])


def edit_tag(transaction: Transaction, each: Wanted, edit: Edit, related: Related) -> None:
    """Tags more articles, or fewer."""
    if edit.mode is Mode.REMOVE:
        _untag(transaction, each.id, edit, related)
        return
    for identifier, id_ in zip(edit.named, edit.ids, strict=True):
        related.check(identifier, id_)
        related.permit((each.type, "articles"), identifier, id_)
    _tag(transaction, each.id, edit)


def changed(transaction: Transaction, ids: Sequence[str]) -> None:
    """A version more for each of these articles, which are locked."""
    if ids:
        transaction.connection.execute(
            update(table("articles"))
            .where(table("articles").c.id.in_(sorted(ids)))
            .values(version=table("articles").c.version + 1, updated_at=func.now())
        )


def _of_series(members: Sequence[placing.Member]) -> Linked:
    refs = tuple(("articles", member.id) for member in members)
    if len(members) <= FIRST_WINDOW:
        return Linked(refs)
    last = members[FIRST_WINDOW - 1]
    return Linked(refs, (last.position, last.id))


def _tag(transaction: Transaction, tag: str, edit: Edit) -> None:
    if not edit.ids:
        return
    added = transaction.connection.scalars(
        insert(article_tags)
        .values([{"article_id": id_, "tag_id": tag} for id_ in edit.ids])
        .on_conflict_do_nothing()
        .returning(article_tags.c.article_id)
    ).all()
    _check_room(transaction, edit, added)
    changed(transaction, added)


def _untag(transaction: Transaction, tag: str, edit: Edit, related: Related) -> None:
    """Only from what the caller sees: the rest is not there to be taken out."""
    seen: Sequence[str] = edit.ids
    if transaction.rights is not None:
        related.look_up(transaction, "articles", dict.fromkeys(edit.ids, (OWNED_BY_TARGET,)))
        for identifier, id_ in zip(edit.named, edit.ids, strict=True):
            if id_ in related.found["articles"]:
                related.permit(OWNED_BY_TARGET, identifier, id_)
        seen = [id_ for id_ in edit.ids if id_ in related.found["articles"]]
    if not seen:
        return
    links = article_tags.c
    removed = transaction.connection.scalars(
        delete(article_tags)
        .where(links.tag_id == tag, links.article_id.in_(sorted(seen)))
        .returning(links.article_id)
    ).all()
    changed(transaction, removed)


def _check_room(transaction: Transaction, edit: Edit, added: Sequence[str]) -> None:
    """An article has no more tags than it may have, whichever side adds them."""
    rights = transaction.rights
    most = None if rights is None else rights.graph["articles"].relations["tags"].most
    if most is None or not added:
        return
    counts: Mapping[str, int] = dict(
        transaction.connection.execute(
            select(article_tags.c.article_id, func.count())
            .where(article_tags.c.article_id.in_(sorted(added)))
            .group_by(article_tags.c.article_id)
            .having(func.count() > most)
        ).all()
    )
    for index, id_ in enumerate(edit.ids):
        if id_ in counts:
            raise TooManyMembers(
                f"articles/{id_} has {most} tags already, which is all that is allowed.",
                source=Pointer(edit.named[index].pointer),
            )
