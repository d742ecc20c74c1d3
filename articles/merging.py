"""Two people's texts over the one that both opened: a merge by paragraphs, in which each choice can be made otherwise.

What only one of the two changed is taken as that one has it. What both changed waits for a person, who takes theirs,
mine or both. Without a common text, what both say is common and the rest is a choice.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

THEIRS, MINE, BOTH, SAME = "theirs", "mine", "both", "same"
# Above these, paragraphs are not searched for their likes: that is quadratic.
MOST_BLOCKS = 1000
MOST_PAIRS = 10_000
ALIKE = 0.4  # of two paragraphs' words, so that one is the other changed rather than another one


@dataclass(frozen=True)
class Piece:
    """One block of the two texts, "" where a side has none, over what it was `before`.

    `taken` is THEIRS, MINE, BOTH or SAME, or "" where a person has to choose.
    """

    before: str
    theirs: str
    mine: str
    taken: str

    def chosen(self, choice=""):
        """Its HTML when `choice` is made, or what is taken without one; both where nobody chose, as nothing is lost."""
        choice = choice or self.taken or BOTH
        return {THEIRS: self.theirs, MINE: self.mine, SAME: self.mine}.get(choice, self.theirs + self.mine)

    def loses(self, choice):
        """Whether `choice` leaves out what I wrote."""
        return choice == THEIRS and self.mine not in ("", self.before, self.theirs)

    @property
    def may_both(self):
        return bool(self.theirs and self.mine)


def merge(base, mine, theirs):
    """The Pieces of two texts, each a list of blocks, over the `base` they come from; None where that is not known."""
    base = _common(mine, theirs) if base is None else base
    (my_gaps, my_kept), (their_gaps, their_kept) = aligned(base, mine), aligned(base, theirs)
    pieces = []
    for place in range(len(base) + 1):
        pieces += _inserted(their_gaps[place], my_gaps[place])
        if place < len(base):
            pieces.append(_piece(base[place], their_kept[place], my_kept[place]))
    return [piece for piece in pieces if piece.theirs or piece.mine]


def _piece(before, theirs, mine):
    if theirs == mine:
        return Piece(before, theirs, mine, SAME)
    return Piece(before, theirs, mine, THEIRS if mine == before else MINE if theirs == before else "")


def _inserted(theirs, mine):
    """What the two wrote into the same gap: all of it, unless somebody chooses otherwise."""
    if common := _common(mine, theirs):
        return merge(common, mine, theirs)
    if not (theirs and mine):
        return [Piece("", block, "", THEIRS) for block in theirs] + [Piece("", "", block, MINE) for block in mine]
    return [Piece("", "".join(theirs), "".join(mine), BOTH)]


def _matcher(one, other):
    return SequenceMatcher(None, one, other, autojunk=len(one) + len(other) > MOST_BLOCKS)


def _common(one, other):
    return [block for at, _, size in _matcher(one, other).get_matching_blocks() for block in one[at : at + size]]


def aligned(base, other):
    """(gaps, kept): the blocks of `other` before each place of `base`, and what each block of `base` became, or ""."""
    gaps, kept = [[] for _ in range(len(base) + 1)], [""] * len(base)
    for kind, start, end, first, last in _matcher(base, other).get_opcodes():
        if kind == "equal":
            kept[start:end] = other[first:last]
            continue
        pairs, place = _pairs(base[start:end], other[first:last]), start
        for number, block in enumerate(other[first:last]):
            if number in pairs:
                place = start + pairs[number]
                kept[place] = block
                place += 1
            else:
                gaps[place].append(block)
    return gaps, kept


def _pairs(old, new):
    """{place in `new`: place in `old`} of blocks that are one another changed, in their order."""
    if len(old) == len(new):
        return {place: place for place in range(len(new))}
    if len(old) * len(new) > MOST_PAIRS:
        return {}
    old_words, new_words = ([set(block.split()) for block in blocks] for blocks in (old, new))
    # best[i][j]: how alike the likest pairing of old[i:] and new[j:] is.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = _alike(old_words[i], new_words[j]) + best[i + 1][j + 1]
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = {}, 0, 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs[j] = i
            i, j = i + 1, j + 1
    return pairs


def _alike(one, other):
    """The share of words that two blocks have in common, 0 where it is too small to mean anything."""
    share = 2 * len(one & other) / (len(one) + len(other) or 1)
    return share if share >= ALIKE else 0.0
