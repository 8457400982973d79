"""One item of an agenda as it stands: its case, who is out, who counts and presides, who has spoken, what holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webapp.domain.errors import NoQuorum, NotFound, Refused
from webapp.domain.ids import PersonId
from webapp.domain.papers import AgendaItem, ItemStatus, Meeting, Member, Opinion
from webapp.domain.quorum import ABSTAIN, Count, QuorumRule, count
from webapp.domain.records import Case
from webapp.domain.said import Said
from webapp.engine import Definition
from webapp.store import agenda, cases, meetings, people, recusals
from webapp.usecases.act import Act
from webapp.usecases.bodies import KEEPER, body_of, presiding, rule_of, step_of
from webapp.usecases.rule_words import question_of, result_word

PRESIDER_GONE = "本议题的主持人已离会或者回避，请重新发表意见"
PLANNED, HELD, SIGNED = "planned", "held", "signed"
RETURNED = "returned"
"""The result by which a meeting sends an item back for more material, beside the item's own choices."""


class MeetingRefused(Refused):
    """会议事项未能办理：{why}。"""

    code = "meeting_refused"


class NotAdopted(MeetingRefused):
    """未形成决定：{why}。"""

    code = "not_adopted"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An item with everything that deciding needs; `recused` is everybody who is, members or not, and the subject.

    `chair` presides over this item: fixed with the first opinion, before that whoever would. `opinions` are those of
    this round; earlier rounds are items of their own, void.
    """

    item: AgendaItem
    case: Case
    definition: Definition
    rule: QuorumRule
    recused: frozenset[PersonId]
    count: Count
    opinions: tuple[Opinion, ...]
    chair: PersonId | None = None

    @property
    def subject_id(self) -> PersonId | None:
        """This function will give whom the item is about: its own person, else its case's."""
        return self.item.subject_id or self.case.subject_id

    @property
    def is_open(self) -> bool:
        """This function will tell whether the item waits for its result."""
        return self.item.status is ItemStatus.LISTED

    @property
    def has_result(self) -> bool:
        """This function will tell whether the meeting decided on the item or sent it back."""
        return self.item.status in (ItemStatus.DECIDED, ItemStatus.RETURNED)

    @property
    def is_recorded(self) -> bool:
        """This function will tell whether the minutes have something to say of the item."""
        return self.has_result or self.item.status is ItemStatus.LEFT

    @property
    def silent(self) -> tuple[PersonId, ...]:
        """This function will give who takes part and has not spoken."""
        spoken = {one.person_id for one in self.opinions}
        return tuple(who for who in self.count.voters if who not in spoken)

    @property
    def heard(self) -> tuple[Opinion, ...]:
        """This function will give the opinions that count, in the order in which they were given."""
        voters = set(self.count.voters)
        return tuple(sorted((one for one in self.opinions if one.person_id in voters), key=lambda one: one.position))

    @property
    def chair_spoke(self) -> bool:
        """This function will tell whether the chair's word was said."""
        return any(one.person_id == self.chair for one in self.opinions)

    @property
    def chair_last(self) -> bool:
        """This function will tell whether the chair takes part and spoke after everybody else."""
        return bool(self.heard) and self.heard[-1].person_id == self.chair

    @property
    def adopted(self) -> tuple[str, ...]:
        """This function will give the results that enough are for."""
        return tuple(one for one in self.item.choices if self.votes(one) >= self.count.to_adopt)

    def votes(self, stand: str) -> int:
        """This function will count who is for a result (or abstains)."""
        return sum(one.stand == stand for one in self.heard)

    @property
    def against(self) -> int:
        """This function will count who is for another result than the item's (who abstains is not)."""
        return len(self.heard) - self.votes(self.item.result or "") - self.votes(ABSTAIN)

    def word(self, code: str | None) -> str:
        """This function will give a result's word, and what members are for."""
        fixed = {RETURNED: "退回补充", ABSTAIN: "弃权"}
        return fixed.get(code or "") or result_word(self.definition, code or "", step_of(self.definition, self.item))

    @property
    def question(self) -> Said:
        """This function will give what the body is asked: whether it agrees to what is proposed, named in words."""
        step, proposal = step_of(self.definition, self.item), self.item.proposal
        own = question_of(self.definition, f"{step}.{proposal}") or question_of(self.definition, step)
        if own or proposal is None:
            return Said(own or "如何处置？")
        return Said("是否同意{result}？", result=Said(self.word(proposal)))


def held_up(act: Act, one: Standing) -> str:
    """This function will say why no result can be recorded as things stand and what can be done; "" when one can."""
    if one.item.status is ItemStatus.DECIDED:
        return _refusal(act, one, one.item.result or "")
    if not (one.is_open and one.opinions and one.count.met):
        return ""
    if one.chair not in one.count.voters:
        return Said(f"{PRESIDER_GONE}。")
    if one.silent:
        waits = Said("主持人已发表意见，{names}还未发表，请重新发表意见。", names=names_of(act, one.silent))
        return waits if one.chair_spoke else ""
    if not one.chair_last or one.adopted:
        return _refusal(act, one, next(iter(one.adopted), ""))
    said = "没有一项结果有{needed}人赞成，未形成决定，请退回补充、留待下次会议或者重新发表意见。"
    return Said(said, needed=one.count.to_adopt)


def _refusal(act: Act, one: Standing, result: str) -> str:
    try:
        refuse_result(act, one, result)
    except (NoQuorum, MeetingRefused) as refused:
        return refused.message
    return ""


def keeps(act: Act) -> bool:
    """This function will tell whether the actor keeps the meetings."""
    return KEEPER in act.actor.roles


def leads(act: Act, meeting: Meeting, one: Standing) -> bool:
    """This function will tell whether the actor records the meeting or presides over it or over the item."""
    return keeps(act) or act.actor.person_id in (meeting.chair_id, one.chair)


def belongs(act: Act, meeting: Meeting, members: Sequence[Member]) -> bool:
    """This function will tell whether a meeting exists for the actor: its keepers, its members, holders of its duty."""
    mine = act.actor.person_id in {one.person_id for one in members}
    return keeps(act) or mine or meeting.body in act.actor.roles


def meeting_of(act: Act, meeting_id: str, *, lock: bool = False) -> tuple[Meeting, tuple[Member, ...]]:
    """This function will give a meeting that exists for the actor with its members; raises NotFound."""
    found = meetings.lock(act.tx, meeting_id) if lock else meetings.read(act.tx, meeting_id)
    members = tuple(meetings.members(act.tx, meeting_id))
    if not belongs(act, found, members):
        raise NotFound
    return found, members


def standings(
    act: Act, items: Sequence[AgendaItem], members: Sequence[Member], meeting: Meeting | None = None
) -> tuple[Standing, ...]:
    """This function will give items as they stand; recusals of now count, those noted on the item too."""
    noted = agenda.recused(act.tx, [one.id for one in items])
    said = agenda.opinions(act.tx, [one.id for one in items])
    found = (
        standing(act, one, members, noted=noted[one.id], said=tuple(each for each in said if each.item_id == one.id))
        for one in items
    )
    return tuple(replace(one, chair=_chair(act, meeting, one)) for one in found)


def standing(
    act: Act, item: AgendaItem, members: Sequence[Member], *, noted: frozenset[PersonId], said: tuple[Opinion, ...]
) -> Standing:
    """This function will give one item as it stands, its chair left open."""
    case = cases.header(act.tx, item.case_id)
    definition = act.office.library.definition(act.tx, case.deployment_id)
    subject = item.subject_id or case.subject_id
    out = noted | recusals.recused_from(act.tx, case.id, subject_id=subject)
    out |= {subject} if subject else frozenset()
    rule = rule_of(definition, item.body, item.choices)
    return Standing(
        item=item,
        case=case,
        definition=definition,
        rule=rule,
        recused=out,
        count=count(rule, _there(item, members, said), out),
        opinions=said,
    )


def _there(item: AgendaItem, members: Sequence[Member], said: Sequence[Opinion]) -> Sequence[Member]:
    """A decision stands with those who took it, whoever came or went afterwards."""
    if item.status is not ItemStatus.DECIDED:
        return members
    spoke = {one.person_id for one in said}
    return [replace(one, present=one.person_id in spoke) for one in members]


def _chair(act: Act, meeting: Meeting | None, one: Standing) -> PersonId | None:
    if meeting is None or one.item.chair_id is not None:
        return one.item.chair_id
    if meeting.chair_id in one.count.voters:
        return meeting.chair_id
    return presiding(act, body_of(act, meeting.body), one.count.voters, meeting.held_on or act.today)


def one_standing(act: Act, item_id: str, *, lock: bool = True) -> tuple[Meeting, tuple[Member, ...], Standing]:
    """This function will give an item on a meeting's agenda with its meeting; raises NotFound."""
    item = agenda.read(act.tx, item_id)
    if item.meeting_id is None:
        raise NotFound
    meeting, members = meeting_of(act, item.meeting_id, lock=lock)
    return meeting, members, standings(act, [agenda.read(act.tx, item_id)], members, meeting)[0]


def refuse_to_hear(one: Standing) -> None:
    """This function will raise NoQuorum with the count in words when too few take part in an item."""
    if not one.count.met:
        raise NoQuorum(Said("会议人数不足，不能形成决定：{why}。", why=one.count.sentence(planned=False)))


def refuse_result(act: Act, one: Standing, result: str) -> None:
    """This function will refuse a result without quorum, everybody heard, the chair last, and enough in favour.

    Raises NoQuorum, MeetingRefused or NotAdopted.
    """
    refuse_to_hear(one)
    if one.silent:
        raise MeetingRefused(why=Said("还有{names}未发表意见", names=names_of(act, one.silent)))
    if not one.chair_last:
        raise MeetingRefused(why="主持人没有最后发表意见，请重新发表意见")
    if result not in one.adopted:
        facts = {"result": Said(one.word(result)), "yes": one.votes(result), "needed": one.count.to_adopt}
        raise NotAdopted(why=Said("赞成“{result}”的{yes}人，须有{needed}人赞成，未获通过", **facts))


def hidden(act: Act, one: Standing) -> bool:
    """This function will tell whether an item is none of the actor's business: recused, or its subject."""
    return act.actor.person_id in one.recused


def names_of(act: Act, who: Sequence[PersonId]) -> str:
    """This function will give names in a row."""
    names = people.directory(act.tx)
    return "、".join(names.name(one) for one in who)
