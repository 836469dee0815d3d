"""What files of earlier versions name and there no longer is, and what took its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smsim.errors import nearest

BY_CONTACT = "whom the people in charge reach follows from contact by office, seats and ties"
DECIDED_MONTHLY = "whoever plans decides every month, a body on one kind of department"
NO_HOURS = "how late answers come is no longer reckoned, control_delay is what control costs"
NO_SPRAWL = "users no longer open channels, and the most channels follow centre.staff_exponent"
WEEKS = "a crisis has a course of weeks, crisis_weeks"

GONE: Mapping[str, str] = {
    "legitimacy_home": BY_CONTACT,
    "legitimacy_member": f"{BY_CONTACT}, and representatives_by says who takes a seat",
    "legitimacy_communications": BY_CONTACT,
    "legitimacy_other": f"{BY_CONTACT}, and contact is what the office gives",
    "legitimacy_per_affinity": BY_CONTACT,
    "approval_legitimacy_needed": "a seat, or endorsement, is enough for an approval",
    "reach_legitimacy_needed": BY_CONTACT,
    "needs_sponsor": "sponsorship backs every form, see contact.unsponsored_backing",
    "unsponsored_effectiveness": "contact.unsponsored_backing took its place, for every form",
    "unsponsored_support": "contact.unsponsored_backing took its place, for every form",
    "endorsement_gain": "contact times mandate times the head's openness is endorsement from above",
    "unendorsed_effort_share": "without endorsement no effort of a department counts",
    "meeting_base_months": DECIDED_MONTHLY,
    "meeting_member_months": DECIDED_MONTHLY,
    "meeting_sponsorship_offset": DECIDED_MONTHLY,
    "full_body_effectiveness": "L3.7 is judged by the heads won, full_standing_share",
    "vacancy_months": "a search takes mean_vacancy_months on average",
    "channel_firm_size": NO_SPRAWL,
    "sprawl_channels": NO_SPRAWL,
    "sprawl_per_use": NO_SPRAWL,
    "routing_factor": "routing_share is the part of the complaints with an agreed path to customer service",
    "response_hours": NO_HOURS,
    "fastest_response_hours": NO_HOURS,
    "queue_response_hours": NO_HOURS,
    "control_response_hours": NO_HOURS,
    "busiest_queue": NO_HOURS,
    "fear": f"nobody gives up use for fear; {WEEKS}",
    "fear_multiplier": f"nobody gives up use for fear; {WEEKS}",
    "fear_memory": f"nobody gives up use for fear; {WEEKS}",
    "grievance_share": "disgruntled_rate is for each employee",
    "listening_protection": "unrest_factor says what makes more such posts",
}
"""By the last word of a dotted name: what holds in its place, as it follows "it is gone:"."""


def instead_or_nearest(name: str, known: Iterable[str]) -> str:
    """Return what took the place of a name that is gone, else the nearest that is known, in brackets."""
    instead = GONE.get(name.rpartition(".")[2])
    return f" (it is gone: {instead})" if instead else nearest(name, known)
