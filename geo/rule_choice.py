"""Which rules can colour a city's zones for a reader, and why the others can't."""

from __future__ import annotations

from collections.abc import Mapping

from geo.cities import City, Disease
from geo.errors import Problem
from geo.facts import Facts
from geo.rules import Rule


def offered(rules: Mapping[str, Rule], facts: Facts) -> dict[str, Rule]:
    """The rules that a menu lists, in the order of the registry; the archive stands first, also for
    a city that has none, so that a link with it gets an answer."""
    return {key: rule for key, rule in rules.items() if refusal(rule, facts) is None}


def refusal(rule: Rule, facts: Facts) -> Problem | None:
    """Why a rule can't colour this city's zones for this reader; None where it can."""
    values = {"rule": rule.key, "city": facts.city.name, "disease": facts.disease.key}
    where = "?rule="
    if other := elsewhere(rule, facts.city, facts.disease):
        return other
    kinds = {one.kind for one in (*rule.members, rule)}
    own = facts.policy.own_zone is not None and "rt_houses" in kinds  # a lurah's own RTs
    if not (facts.policy.detail or own or for_everybody(rule)):
        return Problem("rule_not_public", where, values, False)
    if "rt_houses" in kinds and not facts.has_rt_houses:
        return Problem("rule_needs_rt", where, values, False)
    return None


def elsewhere(rule: Rule, city: City, disease: Disease) -> Problem | None:
    """Why a rule is none for the zones of this city and disease, whoever asks; None where it is."""
    values = {"rule": rule.key, "city": city.name, "disease": disease.key}
    where = "?rule="
    if not rule.colours_zones:
        return Problem(f"rule_not_for_zones_{rule.kind}", where, values, False)
    if rule.city not in (None, city.key):
        return Problem("rule_other_city", where, values, False)
    if rule.diseases and disease.key not in rule.diseases:
        return Problem("rule_other_disease", where, values, False)
    return None


def for_everybody(rule: Rule) -> bool:
    """True where a rule's colours may be shown beside hidden counts (``geo.suppression``)."""
    return rule.kind == "archive" or (rule.by_incidence and rule.window_days == 7)
