"""What an application of one or two policies can hold, as finite choices: fields, list lengths, the ways to name an item, supplied parameters.

Selections name items in ways that matter: each listed item, each name that several catalogs list, names that nobody lists, no name. How a policy
reads each way is asked of the binding itself. Of items that the policies do not tell apart (see `alike`) as many stand for all as an application
can name at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from evalpolicy.backends.symbolic.alike import item_places, representatives
from evalpolicy.backends.symbolic.policy_terms import below, model_terms
from evalpolicy.binding import bind
from evalpolicy.classes import asdict, define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Placement, Row
from evalpolicy.core.names import normalised
from evalpolicy.errors import ApplicationError
from evalpolicy.language.model import PolicyModel
from evalpolicy.limits import Limits

Json = dict[str, object]
WIDE = Limits(selections=100_000, application_nodes=10_000_000)
FRESH = "未列出的项目"
"""The beginning of names that no catalog lists."""


@frozen(kw_only=True)
class Bounds:
    """How long lists are considered: an application with longer ones is outside the question."""

    selections: int = 3
    records: int = 2
    files: int = 3


MOST_CONSIDERED = 12
"""No bound that follows from a policy is greater: formulas grow with it."""


def bounds_of(models: Iterable[PolicyModel], further: Iterable[t.Term] = ()) -> Bounds:
    """Bounds that reach beyond every number with which the policies compare a count."""
    most = {"selections": Bounds().selections, "files": Bounds().files, "records": Bounds().records}
    for term in chain(*map(model_terms, models), below(further)):
        if isinstance(term, t.Compare):
            for count, number in ((term.left, term.right), (term.right, term.left)):
                if isinstance(count, t.Count | t.Distinct) and isinstance(number, t.QuantityConstant):
                    kind = "files" if count.rows.name == "files" else "selections" if count.rows.owner == "application" else "records"
                    most[kind] = max(most[kind], min(number.value + 1, MOST_CONSIDERED))
        if isinstance(term, t.BestSum):
            kind = "selections" if term.rows.owner == "application" else "records"
            most[kind] = max(most[kind], min(term.number + 1, MOST_CONSIDERED))
    return Bounds(**most)


def longer(bounds: Bounds) -> Bounds:
    """Bounds to look within where nothing was found."""
    return Bounds(**{name: min(2 * number + 1, max(number, MOST_CONSIDERED)) for name, number in asdict(bounds).items()})


@frozen
class Scenario:
    """What is supplied for the parameters that add items to catalogs, as the caller gives it."""

    label: str
    given: Mapping[str, object]


def scenarios(model: PolicyModel) -> list[Scenario]:
    """The ways to supply parameters that add items: not at all, a list that leaves the catalog open, and one that completes it."""
    found = [Scenario("", {})]
    for catalog in model.catalogs.values():
        if catalog.more_from is None:
            continue
        added = [f"{FRESH}（增补）{number}" for number in range(1, 3)]
        ways = {"two further names": added}
        if catalog.complete_at is not None:
            missing = max(catalog.complete_at - len(catalog.items), 2)
            ways["the whole list"] = [*added, *(f"{FRESH}（增补）{number}" for number in range(3, missing + 1))]
        found = [
            Scenario("; ".join(filter(None, [before.label, way])), {**before.given, **({catalog.more_from: names} if names else {})})
            for before in found
            for way, names in [("", []), *ways.items()]
        ]
    return found


@define(repr=False)
class Universe:
    """The choices for applications that all of `models` are asked about. `further`: terms of a question beside those of the policies."""

    models: tuple[PolicyModel, ...]
    bounds: Bounds
    further: tuple[t.Term, ...] = ()
    every_item: bool = False
    fragments: list[Json] = field(init=False)
    scenarios: list[Scenario] = field(init=False)
    bound: list[list[list[Row | None]]] = field(init=False)
    """How each model, in each scenario, reads each fragment; None: it refuses it."""

    def __attrs_post_init__(self) -> None:
        number = item_places(self.models, asdict(self.bounds))
        names: dict[str, Json] = {}
        catalogs: dict[str, None] = {}
        shared: dict[str, None] = {}
        for item in representatives(self.models, 10**9 if self.every_item else number, self.further):
            names.setdefault(normalised(item.code), {"item": item.code})
        for model in self.models:
            catalogs |= dict.fromkeys(model.catalogs)
        known: dict[str, set[str]] = {}
        for model in self.models:
            for catalog in model.catalogs.values():
                for item in catalog.items:
                    for name in (item.code, item.name, *item.aliases):
                        known.setdefault(normalised(name), set()).add(item.key)
        shared |= {name: None for name, keys in known.items() if len(keys) > 1}
        # Items of a shared spelling are named by key, and by that spelling with each catalog and without.
        fragments: list[Json] = [{}]
        fragments += [{"catalog": catalog} for catalog in catalogs]
        for name, fragment in names.items():
            keys = known.get(name, set())
            fragments += [fragment] if len(keys) <= 1 else [{"item": key} for key in sorted(keys)]
        fresh = [f"{FRESH}{place}" for place in range(1, number + 1)]
        added = [str(name) for way in self._ways() for names_ in way.given.values() if isinstance(names_, list) for name in names_[:2]]
        for name in [*shared, *fresh, *dict.fromkeys(added)]:
            fragments.append({"item": name})
            fragments += [{"item": name, "catalog": catalog} for catalog in catalogs]
        self.fragments = fragments
        self.scenarios = self._ways()
        self.bound = [[self._read(model, scenario) for scenario in self.scenarios] for model in self.models]

    def _ways(self) -> list[Scenario]:
        found: dict[str, Scenario] = {}
        for model in self.models:
            for scenario in scenarios(model):
                found.setdefault(repr(sorted(scenario.given.items())), scenario)
        return list(found.values())

    @property
    def names(self) -> list[str]:
        """The names of items that a fact or a parameter can state."""
        return [str(fragment["item"]) for fragment in self.fragments if set(fragment) == {"item"}]

    def key(self, which: int, scenario: int, name: str, catalog: str | None, *, listed: bool) -> str | None:
        """How one policy reads a name in one scenario; None where it refuses it. `catalog`: the only one it may be of. `listed`: a name that nobody
        lists is refused even where a catalog is open, as in parameters.
        """
        row = self.bound[which][scenario][self.fragments.index({"item": name})]
        if row is None:
            return None
        if row.placement is Placement.LISTED and catalog in (None, row.values["catalog"]):
            return str(row.values["item"])
        if not listed and row.placement is Placement.UNPLACED and (catalog is None or catalog in row.candidates):
            return str(row.values["item"])
        return None

    def _read(self, model: PolicyModel, scenario: Scenario) -> list[Row | None]:
        """How the binding reads each fragment."""
        given = {name: value for name, value in scenario.given.items() if name in model.parameters}
        rows: list[Row | None] = []
        try:
            facts = bind(model, {"selections": self.fragments}, given=given, limits=WIDE)
            return list(facts.lists[("application", "selections")])
        except ApplicationError:
            for fragment in self.fragments:
                try:
                    facts = bind(model, {"selections": [fragment]}, given=given, limits=WIDE)
                    rows.append(facts.lists[("application", "selections")][0])
                except ApplicationError:
                    rows.append(None)
        return rows
