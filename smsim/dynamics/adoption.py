"""Taking up and giving up use (E1-E5, E10)."""

from __future__ import annotations

import numpy as np

from smsim.compilation import Number, inlined
from smsim.dynamics.bounds import share

SMALLEST_EXPOSURE = 1e-12
"""Below any share of ties; keeps the division of the peer response finite."""


@inlined
def exposure(active_weight: Number, total_weight: Number) -> Number:
    """Return the weighted share of colleagues who are users, 0-1; 0 without colleagues.

    Source: E1.
    """
    return active_weight / np.maximum(total_weight, 1)


@inlined
def threshold_response(exposure_share: Number, threshold: Number, sharpness: Number) -> Number:
    """Return the smooth threshold response x^k / (x^k + threshold^k) to an exposure x, 0-1.

    One half where exposure equals the threshold. Source: E1; Granovetter (1978).
    """
    ratio = threshold / np.maximum(exposure_share, SMALLEST_EXPOSURE)
    return (exposure_share > 0.0) / (1.0 + ratio**sharpness)


@inlined
def facilitation(training: Number, untrained: Number, workload_share: Number) -> Number:
    """Return the facilitating conditions of a person with access, 0-1.

    Source: E2.
    """
    return (untrained + (1.0 - untrained) * training) * (1.0 - workload_share)


@inlined
def spontaneous_term(innovativeness: Number, spontaneous_hazard: Number) -> Number:
    """Return the part of the adoption hazard that needs nobody else, neutral at innovativeness .5.

    Source: E4; Bass (1969).
    """
    return 2.0 * innovativeness * spontaneous_hazard


@inlined
def peer_term(peer_response: Number, peer_hazard: Number) -> Number:
    """Return the part of the adoption hazard due to colleagues.

    Source: E4; Bass (1969).
    """
    return peer_hazard * peer_response


@inlined
def directive_term(innovativeness: Number, directive: Number) -> Number:
    """Return the part of the adoption hazard due to the head; the less innovative wait for it.

    `directive` is the department's endorsement times the hazard of starting where a head says so.
    Source: E4; Leonard-Barton & Deschamps (1988).
    """
    return 2.0 * (1.0 - innovativeness) * directive


@inlined
def adoption_hazard(facilitating: Number, usefulness: Number, terms: Number) -> Number:
    """Return the monthly hazard of taking up use; `terms` is the sum of its three causes.

    Source: E4.
    """
    return facilitating * 2.0 * usefulness * terms


@inlined
def discontinuance_hazard(usefulness: Number, base_hazard: Number) -> Number:
    """Return the monthly hazard of giving up use.

    Source: E5.
    """
    return base_hazard * 2.0 * (1.0 - usefulness)


@inlined
def ceo_joining_probability(
    sponsorship: Number,
    practice_communications: Number,
    probability: Number,
    base_share: Number,
) -> Number:
    """Return the chance that the CEO joins this month beyond the rule for employees.

    Source: E10.
    """
    convinced = sponsorship * (base_share + (1.0 - base_share) * practice_communications)
    return share(probability * convinced)
