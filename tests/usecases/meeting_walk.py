"""A random walk over meetings: members come and go, speak, are recused, decide, sign; rules are counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.usecases.meeting_room import GROUP, KEEPER, TODAY, clue_group, say, seen
from tests.usecases.office import House
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import PersonId
from webapp.domain.papers import AgendaItem, Member, Opinion
from webapp.store import agenda, meetings
from webapp.store.tables import agenda_item
from webapp.usecases import deliberating
from webapp.usecases.meetings import list_item, plan_meeting, set_members
from webapp.usecases.minutes import sign_minutes
from webapp.usecases.views.office import AgendaRow

STANDS = ("inquiry", "verify", "close", "returned", "abstain")
SUBSTITUTES = ("tang", "he", "luo")
HEADS = ("ma", "liu")
ACTS = ("attend", "speak", "decide", "send_back", "leave", "again", "recuse", "sign", "enlist")
OFTEN = (*ACTS, "attend", *["decide"] * 4, *["speak"] * 12)


@dataclass
class Walk:
    """The walk: which meeting is on, who declared recusal from which head, how often each act was taken."""

    house: House
    dice: Random
    meeting: str = ""
    declared: set[tuple[str, str]] = field(default_factory=set)
    taken: Counter[str] = field(default_factory=Counter)

    def step(self) -> None:
        """Try one act, allowed or not; a refusal changes nothing."""
        name = self.dice.choice(OFTEN)
        try:
            getattr(self, name)()
        except (Refused, NotFound):
            return
        self.taken[name] += 1

    # ------------------------------------------------------------ acts

    def attend(self) -> None:
        """Let some be there, some of them substitutes, under a chair of the rule's choice or any other."""
        there = [PersonId(who) for who in GROUP if self.dice.random() < 0.8]
        away = self.dice.sample(GROUP, 2)
        stands = {PersonId(who): PersonId(self.dice.choice(SUBSTITUTES)) for who in away if self.dice.random() < 0.3}
        chair = PersonId(self.dice.choice(GROUP)) if self.dice.random() < 0.3 else None
        words: dict[str, Any] = {"present": there, "substitutes": stands, "chair_id": chair}
        self.house.run(set_members, KEEPER, meeting_id=self.on(), **words)

    def speak(self) -> None:
        """Let somebody speak, mostly whose turn the page says it is, mostly for an inquiry."""
        row = self.any_row()
        turn = [who for who, _ in row.to_speak] if self.dice.random() < 0.9 else []
        stand = "inquiry" if self.dice.random() < 0.6 else self.dice.choice(STANDS)
        say(self.house, row.item_id, self.dice.choice(turn or (*GROUP, *SUBSTITUTES)), stand)
        _, _, members, out = self.known(row.item_id)
        self.enough(members, {one.person_id for one in members if one.present} - out, out)

    def decide(self) -> None:
        """Let the recorder write any result that somebody is for, and count by hand whether that was allowed."""
        row = self.any_row()
        result = self.dice.choice([one.stand for one in row.opinions] or STANDS)
        self.house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result=result, reason="经研究决定。")
        self.holds(row.item_id)

    def send_back(self) -> None:
        """Send an item back, now and then."""
        if self.dice.random() < 0.2:
            self.house.run(deliberating.return_item, KEEPER, item_id=self.any_row().item_id, reason="补充材料。")

    def leave(self) -> None:
        """Leave an item for the next meeting, now and then."""
        if self.dice.random() < 0.4:
            self.house.run(deliberating.leave_item, KEEPER, item_id=self.any_row().item_id, reason="留待下次。")

    def again(self) -> None:
        """Let an item be heard anew."""
        self.house.run(deliberating.hear_again, KEEPER, item_id=self.any_row().item_id, reason="重新发表。")

    def recuse(self) -> None:
        """Let somebody be recused: from an item at the meeting, or from a head by an own declaration."""
        who, head = self.dice.choice(GROUP), self.dice.choice(HEADS)
        if self.dice.random() < 0.4:
            words = {"item_id": self.any_row().item_id, "person_id": PersonId(who)}
            self.house.run(deliberating.recuse_member, KEEPER, **words)
        elif self.dice.random() < 0.2 and (who, head) not in self.declared:
            recuse(self.house, who, subject=head)
            self.declared.add((who, head))

    def sign(self) -> None:
        """Let the chair sign, and count by hand whether everything decided still held."""
        meeting = self.on()
        self.house.run(sign_minutes, seen(self.house, meeting).chair or KEEPER, meeting_id=meeting)
        for row in seen(self.house, meeting).items:
            if row.state == "decided":
                self.holds(row.item_id)

    def enlist(self) -> None:
        """Put an item that waits on the agenda."""
        waiting = seen(self.house, self.on()).waiting
        self.house.run(list_item, KEEPER, meeting_id=self.on(), item_id=waiting[0].item_id if waiting else "none")

    # ------------------------------------------------------------ rules, counted by hand

    def holds(self, item_id: str) -> None:
        """Check a decision: enough there, everybody heard, the chair last, more than half of those entitled for it."""
        item, said, members, out = self.known(item_id)
        voters, entitled = self.enough(members, {one.person_id for one in said} - out, out)
        heard = [one for one in said if one.person_id in voters]
        assert sum(one.stand == item.result for one in heard) > entitled / 2
        assert heard[-1].person_id == item.chair_id
        assert item.chair_id == "chen" or "chen" not in voters or said[0].person_id != "chen"

    def enough(self, members: Sequence[Member], there: set[PersonId], out: set[PersonId]) -> tuple[list[PersonId], int]:
        """Check that enough take part; give who does and how many seats count."""
        voters = [who for seat in _seats(members) if (who := _holder(seat, members, there))]
        entitled = sum(1 for seat in _seats(members) if seat not in out or _holder(seat, members, there))
        assert len(voters) >= max(3, entitled // 2 + 1), f"{len(voters)} of {entitled}"
        return voters, entitled

    def known(self, item_id: str) -> tuple[AgendaItem, Sequence[Opinion], Sequence[Member], set[PersonId]]:
        """Give what the tables say of an item: opinions in their order, members, who is out of it."""
        with self.house.office.database.read() as tx:
            item = agenda.read(tx, item_id)
            said = sorted(agenda.opinions(tx, [item_id]), key=lambda one: one.position)
            members = meetings.members(tx, str(item.meeting_id))
            row = next(one for one in seen(self.house, str(item.meeting_id)).items if one.item_id == item_id)
            head = "ma" if row.subject_name == "马远帆" else "liu"
            out = set(agenda.recused(tx, [item_id])[item_id])
        return item, said, members, out | {PersonId(who) for who, of in self.declared if of == head}

    # ------------------------------------------------------------ where the walk stands, and its end

    def on(self) -> str:
        """Give the meeting that is on; where the last one is signed, the next."""
        if not self.meeting or seen(self.house, self.meeting).state == "signed":
            self.meeting = self.house.run(plan_meeting, KEEPER, body="clue_group", on=TODAY)
            self.enlist_all()
        return self.meeting

    def enlist_all(self) -> None:
        """Put everything that waits on the agenda."""
        for row in seen(self.house, self.meeting).waiting:
            self.house.run(list_item, KEEPER, meeting_id=self.meeting, item_id=row.item_id)

    def any_row(self) -> AgendaRow:
        """Give any item of the meeting that is on."""
        rows = seen(self.house, self.on()).items
        if not rows:
            raise NotFound
        return self.dice.choice(rows)

    def open_items(self) -> list[str]:
        """Give the items that wait, are listed, or have a result that is not signed."""
        with self.house.office.database.read() as tx:
            rows = tx.execute(agenda_item.select()).all()
            signed = {row.id: meetings.read(tx, row.meeting_id).status == "signed" for row in rows if row.meeting_id}
        live = [row for row in rows if row.status in ("waiting", "listed")]
        return [row.id for row in (*live, *[row for row in rows if row.status == "decided" and not signed[row.id]])]

    def finish(self) -> None:
        """End every item from where the walk stands: each act here must be possible."""
        self.close_this_meeting()
        if clue_group(self.house).waiting:
            self.decide_the_rest()

    def close_this_meeting(self) -> None:
        """Leave or send back what has no result, hear again what does not hold, and sign."""
        meeting = self.on()
        self.house.run(set_members, KEEPER, meeting_id=meeting, **self.there_still(meeting))
        for row in seen(self.house, meeting).items:
            if row.state == "decided" and row.held_up:
                self.house.run(deliberating.hear_again, KEEPER, item_id=row.item_id, reason="重新发表。")
        for row in seen(self.house, meeting).items:
            if row.state == "listed":
                verb = self.dice.choice((deliberating.leave_item, deliberating.return_item))
                self.house.run(verb, KEEPER, item_id=row.item_id, reason="不能形成决定。")
        if any(row.state in ("decided", "returned", "left") for row in seen(self.house, meeting).items):
            self.sign()

    def there_still(self, meeting: str) -> dict[str, Any]:
        """Give who is there as it is written, and the secretary, so that somebody presides."""
        found = seen(self.house, meeting).members
        present = [one.person_id for one in found if one.present and not one.substitute_for]
        stands = {one.substitute_for: one.person_id for one in found if one.substitute_for}
        return {"present": present or [PersonId("chen")], "substitutes": stands}

    def decide_the_rest(self) -> None:
        """Hold one more meeting, with substitutes for the recused, item by item; what it may not decide goes up."""
        for row in clue_group(self.house).items:
            if row.state != "waiting":
                continue
            self.meeting = self.house.run(plan_meeting, KEEPER, body="clue_group", on=TODAY)
            self.house.run(list_item, KEEPER, meeting_id=self.meeting, item_id=row.item_id)
            _, _, _, out = self.known(row.item_id)
            stands = dict(zip(sorted(out & set(map(PersonId, GROUP))), map(PersonId, SUBSTITUTES), strict=False))
            words: dict[str, Any] = {"present": [PersonId(who) for who in GROUP], "substitutes": stands}
            self.house.run(set_members, KEEPER, meeting_id=self.meeting, **words)
            self.agree(row.item_id)

    def agree(self, item_id: str) -> None:
        """Let everybody be for an inquiry, decide and sign."""
        while turn := next(one for one in seen(self.house, self.meeting).items if one.item_id == item_id).to_speak:
            say(self.house, item_id, turn[0][0], "inquiry")
        self.house.run(deliberating.decide_item, KEEPER, item_id=item_id, result="inquiry", reason="经研究决定。")
        self.holds(item_id)
        self.sign()


def _seats(members: Iterable[Member]) -> list[PersonId]:
    return [one.person_id for one in members if one.substitute_for is None]


def _holder(seat: PersonId, members: Iterable[Member], there: set[PersonId]) -> PersonId | None:
    """Who holds a seat: the member, else the substitute."""
    if seat in there:
        return seat
    return next((one.person_id for one in members if one.substitute_for == seat and one.person_id in there), None)
